"""Sentences about what a change is made of: verbs follow intervals, and little is called little."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.composition import (
    count_combinations,
    count_forms,
    count_mix,
    count_strata,
    decompose_share,
    find_channels,
    select_caseload,
    share_forms,
    share_years,
    standardise_share,
)
from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.prose import describe_decomposition, describe_pooled, describe_standardised
from helpers.prose.sentence import Sentence
from helpers.sources.reference import read_reference
from helpers.tables import decomposition as d
from helpers.tables import standardisation as s
from helpers.tables.decomposition import Decomposition, Side
from helpers.tables.safe import Cell
from helpers.tables.standardisation import Standardisation, Standardised
from tests.composition.cases import caseload, group
from tests.composition.test_decomposition import taken_apart
from tests.figures.made import by_year

TWO = {"PHL": (80, 20), "NAM": (60, 240)}


def change_of(
    *cells: Cell, comparable: float = 0.9, reason: str = "", **rest: Any
) -> Decomposition:
    """A result as ``decompose_share`` gives it, with parts of our own."""
    table = by_year(1).derive(cells, unit=d.POINTS, dimensions=("by", "part"))
    sides = (Side("2005", 40, 38, 42, 900, comparable), Side("2018", 50, 48, 52, 900, 0.95))
    return Decomposition(
        table, "labour", "case_management", ("country",), *sides, 2, reason, 0.95, 1800, "m", **rest
    )


def part(name: str, value: float | None, lower: float, upper: float) -> Cell:
    return Cell(("country", name), value, lower, upper)


@pytest.mark.parametrize(
    ("limits", "told", "title"),
    [
        ((0.1, 9), "the share within the same groups added 5.0 points", "rose within"),
        ((0, 9), "the share within the same groups made no clear difference", "no clear change"),
        ((-0.1, 9), "the share within the same groups made no clear difference", "no clear change"),
    ],
)
def test_a_part_is_said_to_add_only_when_its_interval_lies_above_zero(
    limits: tuple[float, float], told: str, title: str
) -> None:
    sentence = describe_decomposition(change_of(part(d.WITHIN, 5, *limits)))
    assert told in sentence.text
    assert title in sentence.title


@pytest.mark.parametrize(("upper", "is_told"), [(-0.1, True), (0, False)])
def test_a_part_is_said_to_take_away_only_below_zero(upper: float, is_told: bool) -> None:
    sentence = describe_decomposition(change_of(part(d.WITHIN, -5, -9, upper)))
    assert ("took away 5.0 points" in sentence.text) is is_told
    assert ("fell within" in sentence.title) is is_told


@pytest.mark.parametrize(("comparable", "is_little"), [(0.5, False), (0.499, True)])
def test_below_half_in_common_groups_most_cannot_be_compared(
    comparable: float, is_little: bool
) -> None:
    parts = (part(d.WITHIN, 5, 2, 9), part(d.ONLY_FIRST, -8, -9, -7))
    sentence = describe_decomposition(change_of(*parts, comparable=comparable))
    assert "−8.0 points are not comparable" in sentence.text
    assert ("explains little: only" in sentence.text) is is_little
    assert ("most of the change cannot be compared" in sentence.title) is is_little


def test_two_kinds_of_groups_that_disagree_settle_nothing() -> None:
    up, down = change_of(part(d.WITHIN, 5, 2, 9)), change_of(part(d.WITHIN, -5, -9, -2))
    assert "depends on which groups" in describe_decomposition(up, down).title
    flat = change_of(part(d.WITHIN, 0, -1, 1))
    assert "depends on which groups" not in describe_decomposition(up, flat).title


def test_a_hidden_part_is_told_as_a_range() -> None:
    hidden = Cell(("country", d.HIDDEN_GROUPS), None, -3, 4, "hidden_at_source")
    told = describe_decomposition(change_of(part(d.WITHIN, 5, 2, 9), hidden)).text
    assert "between −3.0 and +4.0 points are not comparable" in told


def test_the_whole_sentence_of_a_change_by_country() -> None:
    """Kitagawa: 8.75 points of mix, 11.25 within, of 35% to 55% (see the composition tests)."""
    change = taken_apart(TWO, {"PHL": (60, 40), "NAM": (50, 50)})
    told = describe_decomposition(change).text
    assert told.startswith(
        "The recorded share of labour exploitation rose in case management, from 35.0% in 2005 to "
        "55.0% in 2018. By country, the mix of countries added 8.8 points and the share within "
        "the same groups added 11."
    )


def test_the_sentence_weakens_with_fewer_people() -> None:
    few = {"PHL": (8, 2), "NAM": (6, 24)}
    change = taken_apart(few, {"PHL": (6, 4), "NAM": (5, 5)})
    told = describe_decomposition(change)
    assert "shows no clear change" in told.text
    assert "the share within the same groups made no clear difference" in told.text


def test_no_country_in_both_years_cannot_be_decomposed() -> None:
    told = describe_decomposition(taken_apart({"PHL": (80, 20)}, {"NAM": (60, 40)}))
    assert "It cannot be decomposed by country: no country occurs in both." in told.text
    assert told.title.endswith("most of the change cannot be compared")


def test_a_hidden_total_cannot_be_decomposed() -> None:
    change = taken_apart({"PHL": (3, 3)}, {"PHL": (60, 40), "KHM": (50, 50)}, source="ctdc")
    told = describe_decomposition(change).text
    assert "hidden for 2005 or 2018" in told
    assert "cannot be decomposed by country: a number of people is hidden" in told


def test_without_two_years_there_is_nothing_to_explain() -> None:
    assert describe_decomposition(change_of(reason=d.NO_PAIR)).is_empty


def pooled(*rows: Any) -> Sentence:
    cases = caseload(*rows)
    change = decompose_share(protect(count_mix(cases, find_channels(cases), ["country"])))
    return describe_pooled(change)


def test_the_pooled_share_of_2021_is_a_weighted_mean_and_no_explanation() -> None:
    cases = select_caseload(read_reference("caseload_forms"))
    change = decompose_share(protect(count_mix(cases, find_channels(cases), ["country"])))
    assert describe_pooled(change).text == (
        "The difference between case management and hotline cannot be decomposed by country: no "
        "country occurs in both. Put together, the two would give 28.05% for labour exploitation: "
        "the mean of 46.54% (22,488 people in case management) and 19.52% (48,732 people reported "
        "to a hotline), weighted by the size of each. That is no explanation."
    )


def test_the_share_of_each_channel_has_its_bounds_and_its_heaviest_year_beside_it() -> None:
    """23.2% = 10,466 / 45,143 and 85.7% = (10,466 + 28,228) / 45,143; 45.3% are of 2016."""
    cases = select_caseload(read_reference("caseload_forms"))
    change = decompose_share(protect(count_mix(cases, find_channels(cases), ["country"])))
    forms = protect(count_combinations(cases))
    years = share_years(protect(count_forms(cases, by="year")), forms)
    text = describe_pooled(change, share_forms(forms, years), years).text
    assert "22,488 people in case management, 45.3% of them from 2016" in text
    assert "23.2% to 85.7% of all 45,143 registered" in text


def test_a_country_in_both_channels_changes_the_sentence() -> None:
    rows = [
        group(n, channel=channel, country=country, **flag)
        for channel in ("case_management", "hotline")
        for country, n in (("USA", 30), ("PHL" if channel == "hotline" else "NAM", 50))
        for flag in ({"labour": "yes"}, {"sexual": "yes"})
    ]
    told = pooled(*rows).text
    assert "cannot be decomposed" not in told
    assert "37.5% of the people in case management" in told
    assert "That is no explanation." in told


def test_one_channel_is_not_put_together_with_anything() -> None:
    assert pooled(group(30, labour="yes")).is_empty


def standard_of(fitted: tuple[float, float, float], **rest: Any) -> Standardisation:
    """A country beside Asia, whose share is 40% (38% to 42%)."""
    given = {"covered": 1.0, "missing": 0, "unplaced": 0.0, "reason": "", "least": fitted[0],
             "most": fitted[0], **rest}  # fmt: skip
    result = Standardised(
        "case_management",
        *fitted,
        level=0.95,
        n=100,
        method="m",
        **given,  # type: ignore[arg-type]
    )
    cells = [
        Cell(("case_management", s.CRUDE), 60, 55, 65),
        Cell(("case_management", s.STANDARDISED), *fitted),
        Cell(("case_management", s.REGION), 40, 38, 42),
    ]
    table = by_year(1).derive(
        [] if given["reason"] else cells, unit="%", dimensions=("channel", "standard")
    )
    return Standardisation(table, "labour", "Asia", (result,))


@pytest.mark.parametrize(
    ("fitted", "told"),
    [
        ((50, 42.1, 58), "with the same mix it is higher than the region's"),
        ((50, 42, 58), "with the same mix it is not clearly different from the region's"),
        ((30, 22, 38), "with the same mix it is not clearly different from the region's"),
        ((30, 22, 37.9), "with the same mix it is lower than the region's"),
    ],
)
def test_a_country_is_higher_or_lower_only_when_the_intervals_do_not_touch(
    fitted: tuple[float, float, float], told: str
) -> None:
    sentence = describe_standardised(standard_of(fitted), "Philippines")
    assert told in sentence.text
    assert told.removeprefix("with the same mix it is ").split(" the region")[0] in sentence.title


def test_what_the_strata_do_not_hold_is_told() -> None:
    standard = standard_of(
        (50, 45, 55), covered=0.9, missing=1, least=45.0, most=55.0, unplaced=0.25
    )
    told = describe_standardised(standard, "Philippines").text
    assert "hold 90.0% of the people of Asia" in told
    assert "between 45.0% and 55.0%, chance aside" in told
    assert "25.0% of its people have no recorded sex or age" in told


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (s.TOO_LITTLE, "hold 70.0% of the people of Asia, and 80% are needed"),
        (s.ALONE, "nothing to compare them with"),
        (s.NO_STRATA, "not recorded or hidden"),
        (s.UNPLACED, "more than half of them"),
    ],
)
def test_a_refusal_says_why_and_gives_no_share(reason: str, told: str) -> None:
    sentence = describe_standardised(
        standard_of((50, 45, 55), reason=reason, covered=0.7), "Philippines"
    )
    assert sentence.is_empty
    assert told in sentence.text
    assert "50.0%" not in sentence.text


def test_the_world_has_no_region() -> None:
    cases = caseload(group(30, labour="yes"))
    standard = standardise_share(protect(count_strata(cases, "WLD", {})))
    assert "the world itself" in describe_standardised(standard, "World").text
    assert "no caseload of Tuvalu" in describe_standardised(standard, "Tuvalu").text


@pytest.mark.parametrize("describe", [describe_decomposition, describe_pooled])
def test_only_a_decomposition_is_described(describe: Any) -> None:
    with pytest.raises(CaselightError, match="decompose_share"):
        describe({"mix": 3})


def test_only_a_standardisation_is_described() -> None:
    with pytest.raises(CaselightError, match="standardise_share"):
        describe_standardised(40.0, "Asia")  # type: ignore[arg-type]
