"""Parts of a difference as bars from zero, and a country with its region's mix."""

from __future__ import annotations

import pytest

from helpers.composition import count_strata, standardise_share
from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.figures import plot_decomposition, plot_standardised, style
from helpers.tables import decomposition as d
from helpers.tables.safe import Cell
from tests.composition.cases import caseload
from tests.composition.test_decomposition import taken_apart
from tests.composition.test_standardisation import ALL_FOUR, ASIA
from tests.figures.made import drawing, payload, traces
from tests.prose.test_decomposition_sentences import change_of, part


def test_each_part_is_a_bar_from_zero_with_its_interval() -> None:
    chart = plot_decomposition(
        change_of(part(d.WITHIN, 5, 2, 9), part(d.ONLY_LAST, -8, -9, -7)), title="Title"
    )
    within, alone = traces(chart, type="bar")
    assert (within["base"], within["x"]) == ([0], [5])
    assert within["error_x"]["array"] == [4]
    assert within["error_x"]["arrayminus"] == [3]
    assert (alone["base"], alone["x"]) == ([0], [-8])


def test_what_is_not_comparable_is_grey_and_the_whole_is_an_outline() -> None:
    parts = [part(name, 5, 2, 9) for name in (d.WITHIN, *d.NOT_COMPARABLE, d.DIFFERENCE)]
    found = traces(plot_decomposition(change_of(*parts), title="Title"), type="bar")
    colours = [trace["marker"]["color"] for trace in found]
    assert colours == [style.FORM_COLOURS["labour"], *[style.UNKNOWN] * 4, style.PAPER]
    assert found[-1]["marker"]["line"]["color"] == style.TEXT


def test_a_hidden_part_is_a_hatched_range() -> None:
    hidden = Cell(("country", d.HIDDEN_GROUPS), None, -3, 4, "hidden_at_source")
    (bar,) = traces(plot_decomposition(change_of(hidden), title="Title"), type="bar")
    assert (bar["base"], bar["x"]) == ([-3], [7])
    assert bar["marker"]["pattern"]["shape"] == "/"


def test_each_kind_of_groups_has_its_panel_and_the_table_holds_all_parts() -> None:
    two = {"PHL": (80, 20), "NAM": (60, 240)}
    change = taken_apart(two, {"PHL": (60, 40), "NAM": (50, 50)})
    chart = plot_decomposition(change, change, title="Title")
    heads = [n["text"] for n in drawing(chart)["layout"]["annotations"] if "<b>" in n["text"]]
    assert heads == ["<b>By country</b>"] * 2
    rows = payload(chart)["table"]["rows"]
    assert [row[1] for row in rows[:3]] == [
        "Mix of countries", "Share within the same groups", "Whole difference",
    ]  # fmt: skip
    assert rows[2][2].startswith("+20.0 (")


def test_what_cannot_be_taken_apart_is_not_drawn() -> None:
    chart = plot_decomposition(change_of(reason=d.NOTHING_COMMON), title="Title")
    assert chart.figure is None
    assert chart.table.is_empty


def test_a_country_stands_with_its_regions_mix_beside_its_region() -> None:
    cases = caseload(*(row for rows in ALL_FOUR for row in rows))
    standard = standardise_share(protect(count_strata(cases, "PHL", ASIA)))
    chart = plot_standardised(standard, "Title")
    (points,) = traces(chart, type="scatter")
    assert points["x"] == pytest.approx([48, 57.5, 41])
    assert [name.replace("<br>", " ") for name in points["y"]] == [
        "As recorded", "With its region's mix", "Asia",
    ]  # fmt: skip
    assert drawing(chart)["layout"]["xaxis"]["range"] == [0, 100]


def test_a_refused_standardisation_is_not_drawn() -> None:
    standard = standardise_share(protect(count_strata(caseload(*ALL_FOUR[0]), "WLD", ASIA)))
    assert plot_standardised(standard, "Title").figure is None


def test_only_results_of_protected_counts_are_drawn() -> None:
    with pytest.raises(CaselightError, match="decompose_share"):
        plot_decomposition([1, 2], title="Title")  # type: ignore[arg-type]
    with pytest.raises(CaselightError, match="standardise_share"):
        plot_standardised([1, 2], "Title")  # type: ignore[arg-type]
