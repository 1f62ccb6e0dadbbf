"""Counts of forms: who is in the denominator, who is beside it, and what nobody asked."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.composition import (
    count_citizenships,
    count_coverage,
    count_flags,
    count_forms,
    count_people,
    count_places,
    count_unknown,
    count_withheld,
    select_caseload,
)
from helpers.disclosure import protect
from helpers.sources.reference import read_reference
from helpers.tables.safe import SafeTable
from tests.composition.cases import Made, caseload, group, made, provenance

CM = "case_management"


def value(table: SafeTable, **labels: str) -> float | None:
    return table.cell(**labels).value


def test_the_denominator_is_the_people_with_a_form_recorded_as_yes() -> None:
    """A 0 ('no') and a blank both mean 'not recorded' (CTDC codebook 2024, section 6)."""
    forms = protect(
        count_forms(
            caseload(
                group(10, labour="yes"),
                group(20, labour="no", sexual="yes"),
                group(40, labour="no", sexual="no", other="no"),  # answers, but no form
                group(80),  # nothing recorded at all
            )
        )
    )
    assert value(forms, form="known") == 10 + 20
    assert value(forms, form="no_form") == 40 + 80
    assert value(forms, form="persons") == 150


def test_a_person_in_two_forms_is_counted_in_both_and_once_in_the_denominator() -> None:
    forms = protect(count_forms(caseload(group(30, labour="yes", sexual="yes"))))
    assert value(forms, form="labour") == value(forms, form="sexual") == 30
    assert value(forms, form="known") == 30


def test_people_with_only_a_rarer_form_stand_beside_the_denominator() -> None:
    forms = protect(
        count_forms(
            caseload(
                group(50, labour="yes", marriage="yes"),
                group(7, marriage="yes"),
                group(11, slavery_like="yes", labour="no"),
                group(2),
            )
        )
    )
    assert value(forms, form="known") == 50
    assert value(forms, form="rarer_only") == 7 + 11
    assert value(forms, form="no_form") == 2


def test_blanks_and_explicit_noes_are_told_apart_where_the_unknown_is_counted() -> None:
    forms = protect(
        count_forms(caseload(group(5, labour="yes"), group(20, labour="no"), group(300)))
    )
    assert value(forms, form="labour_unknown") == 300


def two_channels() -> tuple[dict[str, object], ...]:
    return (
        group(60, labour="yes", other="yes", marriage="yes"),
        group(40, sexual="yes"),
        group(900, channel="hotline", sexual="yes", other="no"),
        group(100, channel="hotline", labour="yes", other="no"),
    )


def test_channels_are_never_pooled() -> None:
    forms = protect(count_forms(caseload(*two_channels())))
    assert forms.labels("channel") == (CM, "hotline")
    assert value(forms, channel=CM, form="known") == 100
    assert value(forms, channel="hotline", form="known") == 1000
    assert 1100 not in {cell.value for cell in forms.cells}


def test_a_form_that_a_channel_never_answers_with_yes_is_not_collected() -> None:
    forms = protect(count_forms(caseload(*two_channels())))
    for form in ("other", "other_unknown", "rarer_only"):
        cell = forms.cell(channel="hotline", form=form)
        assert (cell.value, cell.upper, cell.status) == (None, None, "not_collected")
    assert value(forms, channel=CM, form="other") == 60


def test_what_a_channel_collects_is_judged_over_the_whole_source() -> None:
    """A country without a yes is a zero when the channel asks elsewhere."""
    rows = (*two_channels(), group(70, country="NAM", labour="yes", other="no"))
    forms = protect(count_forms(caseload(*rows, country="NAM")))
    assert forms.cell(form="other").status == "observed"
    assert value(forms, form="other") == 0


def test_the_shipped_caseload_has_the_published_denominators() -> None:
    """n and shares as CTDC's file of July 2021 gives them when it is counted by hand."""
    forms = protect(count_forms(select_caseload(read_reference("caseload_forms"))))
    expected = {CM: (22_488, 46.54, 22.45, 31.59), "hotline": (48_732, 19.52, 83.18, None)}
    for channel, (known, *shares) in expected.items():
        assert value(forms, channel=channel, form="known") == known
        for form, share in zip(("labour", "sexual", "other"), shares, strict=True):
            counted = value(forms, channel=channel, form=form)
            assert counted is None if share is None else counted is not None
            if counted is not None:
                assert round(100 * counted / known, 2) == share
    assert forms.cell(channel="hotline", form="other").status == "not_collected"
    assert value(forms, channel=CM, form="rarer_only") == 601
    assert forms.cell(channel="hotline", form="rarer_only").status == "not_collected"


def test_nobody_is_lost_between_the_shipped_tables() -> None:
    """97,750 records in the edition: 45,143 in case management, 52,607 by hotline."""
    shipped = select_caseload(read_reference("caseload_forms"))
    forms, people = protect(count_forms(shipped)), protect(count_people(shipped))
    sizes = {CM: 45_143, "hotline": 52_607}
    for channel, size in sizes.items():
        assert value(forms, channel=channel, form="persons") == size
        assert value(people, channel=channel, sex="all", age_group="all") == size
    withheld = protect(count_withheld(read_reference("caseload_withheld")))
    assert {cell.key[0]: cell.value for cell in withheld.cells} == {CM: 0, "hotline": 0}


rows_of_people = st.lists(
    st.builds(
        group,
        st.integers(1, 400),
        channel=st.sampled_from([CM, "hotline"]),
        year=st.sampled_from(["2015", "2016", "unknown"]),
        country=st.sampled_from(["PHL", "NAM", "unknown"]),
        labour=st.sampled_from(["yes", "no", "unknown"]),
        sexual=st.sampled_from(["yes", "no", "unknown"]),
        other=st.sampled_from(["yes", "no", "unknown"]),
        marriage=st.sampled_from(["yes", "no", "unknown"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=20, deadline=None)
@given(rows_of_people)
def test_the_world_is_the_sum_of_its_countries_and_of_its_years(rows: list[dict]) -> None:  # type: ignore[type-arg]
    world = protect(count_forms(caseload(*rows)))
    parts = [
        *(protect(count_forms(caseload(*rows, country=c))) for c in ("PHL", "NAM", "unknown")),
    ]
    years = protect(count_forms(caseload(*rows), by="year"))
    for cell in world.cells:
        if cell.value is not None:
            at = {"channel": cell.key[0], "form": cell.key[1]}
            assert sum(c.value or 0 for part in parts for c in part.where(**at).cells) == cell.value
            assert sum(c.value or 0 for c in years.where(**at).cells) == cell.value


@settings(max_examples=20, deadline=None)
@given(rows_of_people, st.randoms(use_true_random=False))
def test_neither_order_nor_splitting_of_rows_matters(rows: list[dict], random: object) -> None:  # type: ignore[type-arg]
    split = [r | {"persons": 1} for r in rows] + [
        r | {"persons": r["persons"] - 1} for r in rows if r["persons"] > 1
    ]
    random.shuffle(split)  # type: ignore[attr-defined]
    assert protect(count_forms(caseload(*rows))) == protect(count_forms(caseload(*split)))


def test_sex_and_age_add_up_with_the_unknown_ones_inside() -> None:
    people = protect(
        count_people(
            caseload(
                group(12, sex="female", age_group="9-17"),
                group(20, sex="male", age_group="30-38"),
                group(5, sex="unknown", age_group="unknown"),
            )
        )
    )
    assert value(people, sex="all", age_group="all") == 37
    assert value(people, sex="female", age_group="all") == 12
    assert value(people, sex="unknown", age_group="unknown") == 5
    assert value(people, sex="female", age_group="30-38") == 0


def test_small_counts_of_a_protected_source_are_hidden_and_not_recoverable() -> None:
    people = protect(
        count_people(
            caseload(
                group(30, sex="female", age_group="9-17"),
                group(4, sex="male", age_group="9-17"),
                group(50, sex="male", age_group="30-38"),
                group(60, sex="female", age_group="30-38"),
                source="ctdc",
            )
        )
    )
    hidden = [cell.key for cell in people.cells if cell.status == "hidden"]
    assert (CM, "male", "9-17") in hidden
    assert len(hidden) >= 4, "one hidden cell alone is the total minus the others"
    assert not {4} & {cell.value for cell in people.cells}


def test_unknown_attributes_are_counted_per_channel() -> None:
    unknown = protect(
        count_unknown(
            caseload(
                group(10, labour="yes"),
                group(20, country="unknown", labour="yes"),
                group(40, year="unknown", sex="unknown"),
            )
        )
    )
    found = {cell.key[1]: cell.value for cell in unknown.cells}
    assert found == {
        "persons": 70,
        "form": 40,
        "sex": 40,
        "age_group": 0,
        "country": 20,
        "year": 40,
    }


def test_a_rarer_form_counts_as_a_recorded_form() -> None:
    unknown = protect(count_unknown(caseload(group(10, marriage="yes"), group(20))))
    assert value(unknown, attribute="form") == 20


def test_places_are_ranked_within_their_channel() -> None:
    places = protect(
        count_places(
            caseload(
                group(10, country="PHL"),
                group(90, country="unknown"),
                group(500, channel="hotline", country="USA"),
                group(30, country="NAM"),
            ),
            {"NAM": "Namibia"},
        )
    )
    assert [c.key for c in places.cells] == [
        (CM, "unknown"),
        (CM, "NAM"),
        (CM, "PHL"),
        (CM, "all"),
        ("hotline", "USA"),
        ("hotline", "all"),
    ]
    assert value(places, channel=CM, country="all") == 130
    assert places.word("country", "NAM") == "Namibia"


def citizens() -> Made:
    rows = [
        (CM, "PHL", "PHL", 40),
        (CM, "PHL", "unknown", 15),
        (CM, "NAM", "AGO", 25),
        ("hotline", "USA", "MEX", 70),
    ]
    columns = ["channel", "country", "citizenship", "persons"]
    return Made(pd.DataFrame(rows, columns=columns), provenance("published"))


def test_citizenships_keep_to_the_country_and_to_the_channels_asked_for() -> None:
    here = protect(count_citizenships(citizens(), "PHL", {}, [CM]))
    assert {c.key[1]: c.value for c in here.cells} == {"PHL": 40, "unknown": 15, "all": 55}
    hotline = protect(count_citizenships(citizens(), "WLD", {}, ["hotline"]))
    assert hotline.labels("channel") == ("hotline",)


def flags() -> Made:
    rows = [
        (CM, "all", "all", "construction", 60, 60, 60, "observed"),
        (CM, "all", "2016", "construction", 20, 20, 20, "observed"),
        (CM, "all", "all", "begging", pd.NA, pd.NA, pd.NA, "hidden"),
        (CM, "PHL", "all", "begging", 11, 11, 11, "observed"),
        ("hotline", "all", "all", "agriculture", 90, 90, 90, "observed"),
    ]
    columns = ["channel", "country", "year", "sector", "persons", "lower", "upper", "status"]
    return Made(pd.DataFrame(rows, columns=columns), provenance("ctdc"))


def everyone(case_management: int = 500) -> Made:
    return made(group(case_management, channel=CM), group(500, channel="hotline"), source="ctdc")


def test_a_sector_of_nearly_everybody_is_hidden_since_its_rest_can_be_computed() -> None:
    """60 in construction of 500 people leave 440; of 65 they leave 5, of 60 none."""
    for persons, shown in ((500, 60), (65, None), (60, 60)):
        counts = count_flags(flags(), everyone(persons), "WLD", "sector", [CM])
        assert protect(counts).cell(channel=CM, sector="construction").value == shown


def test_sectors_take_the_rows_over_all_years_and_keep_what_is_hidden_hidden() -> None:
    world = protect(count_flags(flags(), everyone(), "WLD", "sector", [CM, "hotline"]))
    assert {c.key: c.value for c in world.cells} == {
        (CM, "construction"): 60,
        (CM, "begging"): None,
        ("hotline", "agriculture"): 90,
    }
    assert world.hidden == 1
    assert "over all years" in world.counted


def test_a_report_about_one_channel_shows_no_sector_of_the_other() -> None:
    only = protect(count_flags(flags(), everyone(), "WLD", "sector", ["hotline"]))
    assert only.labels("channel") == ("hotline",)


def test_people_withheld_are_hidden_where_even_their_sum_is_not_told() -> None:
    rows = [(CM, "all", "several", 31), ("hotline", "all", "not told", pd.NA)]
    frame = pd.DataFrame(rows, columns=["channel", "table", "cells", "persons"])
    withheld = protect(count_withheld(Made(frame, provenance("ctdc"))))
    assert [(c.value, c.status) for c in withheld.cells] == [(31, "observed"), (None, "hidden")]


def test_coverage_tells_a_question_never_asked_from_one_answered_by_few() -> None:
    columns = ["channel", "attribute", "collected", "yes", "no", "unknown", "reason"]
    rows = [
        ("hotline", "form_other", "no", 0, 500, 0, "one value"),
        ("hotline", "form_labour", "yes", 90, 410, 0, ""),
        ("hotline", "form_sexual", "yes", pd.NA, pd.NA, pd.NA, ""),
        ("hotline", "sex", "yes", 497, 0, 3, ""),
    ]
    frame = pd.DataFrame(rows, columns=columns)
    cells = protect(count_coverage(Made(frame, provenance("ctdc")))).cells
    assert [c.status for c in cells] == ["not_collected", "observed", "hidden", "hidden"]
    assert cells[3].value is None, "497 of 500 gives the 3 away"


@pytest.mark.parametrize("by", [None, "year"])
def test_a_place_without_people_gives_an_empty_table(by: str | None) -> None:
    nowhere = caseload(*two_channels(), country="TUV")
    assert nowhere.channels == ()
    assert protect(count_forms(nowhere, by=by)).is_empty
    assert protect(count_people(nowhere)).is_empty
    assert protect(count_unknown(nowhere)).is_empty


def test_counts_do_not_print_a_number() -> None:
    counts = count_forms(select_caseload(made(group(4321, labour="yes"))))
    assert "4321" not in repr(counts)
    assert "4321" not in repr(caseload(group(4321, labour="yes")))
