"""Shares: computed from protected counts, over the right people, and not where they mislead."""

from __future__ import annotations

from math import isclose, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.composition import (
    bound_forms,
    compare_with_world,
    count_forms,
    count_unknown,
    select_caseload,
    share_combinations,
    share_forms,
    share_unknown,
    share_years,
)
from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.sources.reference import read_reference
from helpers.tables.safe import SafeTable
from tests.composition.cases import caseload, group

CM = "case_management"


def forms_of(
    *rows: dict[str, object], by: str | None = None, source: str = "published"
) -> SafeTable:
    return protect(count_forms(caseload(*rows, source=source), by=by))


def wilson(part: int, whole: int, shares: int = 1) -> tuple[float, float]:
    """Wilson (1927), written out: the roots of (p - share)^2 = z^2 p (1 - p) / n.

    For several shares together z is the normal quantile of 1 - 0.05 / (2 * shares), as printed in
    tables of it: 1.959964, 2.241403 and 2.393980.
    """
    z, share = {1: 1.959963985, 2: 2.241402728, 3: 2.393979800}[shares], part / whole
    middle = share + z * z / (2 * whole)
    spread = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    return (middle - spread) / scale, (middle + spread) / scale


def test_a_share_is_over_the_people_with_a_recorded_form() -> None:
    shares = share_forms(
        forms_of(group(30, labour="yes"), group(90, sexual="yes", labour="no"), group(500))
    )
    labour = shares.cell(form="labour")
    assert labour.value == 25
    assert labour.of == 120
    assert shares.unit == "%"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_is_wilsons(part: int, rest: int) -> None:
    if part + rest == 0:
        return
    rows = [group(n, **flag) for n, flag in ((part, {"labour": "yes"}), (rest, {"sexual": "yes"}))]
    rows = [row for row in rows if row["persons"]]
    cell = share_forms(forms_of(*rows, group(1, other="yes"))).where(form="labour").cells[0]
    if cell.value is None:  # nobody is in labour exploitation: the form is not collected here
        assert part == 0
        return
    collected = 2 + (rest > 0)
    lower, upper = wilson(part, part + rest + 1, collected)
    assert isclose(cell.lower or 0, 100 * lower, abs_tol=1e-9)
    assert isclose(cell.upper or 0, 100 * upper, abs_tol=1e-9)
    assert 0 <= (cell.lower or 0) <= cell.value <= (cell.upper or 0) <= 100


def test_the_shipped_shares_and_their_intervals_follow_from_the_published_counts() -> None:
    """10,466 of 22,488 and 9,514 of 48,732, counted in the file of July 2021."""
    shares = share_forms(protect(count_forms(select_caseload(read_reference("caseload_forms")))))
    for channel, part, whole, forms in ((CM, 10_466, 22_488, 3), ("hotline", 9_514, 48_732, 2)):
        cell = shares.cell(channel=channel, form="labour")
        lower, upper = wilson(part, whole, forms)
        assert cell.of == whole
        assert isclose(cell.value or 0, 100 * part / whole)
        assert isclose(cell.lower or 0, 100 * lower)
        assert isclose(cell.upper or 0, 100 * upper)


def test_what_is_not_collected_has_no_share_and_is_never_zero_per_cent() -> None:
    shares = share_forms(protect(count_forms(select_caseload(read_reference("caseload_forms")))))
    other = shares.cell(channel="hotline", form="other")
    assert (other.value, other.lower, other.upper) == (None, None, None)
    assert other.status == "not_collected"


def test_no_share_is_of_both_channels_together() -> None:
    """Pooled, labour would be 19,980 of 71,220, or 28.05%: of a group that nobody recorded."""
    shares = share_forms(protect(count_forms(select_caseload(read_reference("caseload_forms")))))
    assert 71_220 not in {cell.of for cell in shares.cells}
    assert not [c for c in shares.cells if c.value and round(c.value, 1) in {28.0, 28.1}]


def test_a_hidden_count_hides_its_share() -> None:
    shares = share_forms(
        forms_of(
            group(40, sexual="yes", labour="no", other="no"),
            group(4, labour="yes", sexual="no", other="no"),
            group(30, other="yes", labour="no", sexual="no"),
            source="ctdc",
        )
    )
    labour = shares.cell(form="labour")
    assert (labour.value, labour.lower, labour.upper, labour.of) == (None, None, None, None)
    assert labour.status == "hidden"


def test_a_hidden_denominator_hides_every_share_of_it() -> None:
    forms = forms_of(group(25, sexual="yes"), group(5), source="ctdc")
    assert forms.cell(form="known").status == "hidden"
    assert {c.status for c in share_forms(forms).cells} <= {"hidden", "not_collected"}


def test_a_share_of_nobody_is_not_reported() -> None:
    rows = [group(20, country="NAM", labour="yes", sexual="yes", other="yes"), group(30)]
    shares = share_forms(protect(count_forms(caseload(*rows, country="PHL"))))
    assert {c.status for c in shares.cells} == {"not_reported"}


def sound_year(year: str) -> list[dict[str, object]]:
    """100 people, all with a recorded form and every flag answered."""
    return [
        group(50, year=year, labour="yes", sexual="no", other="no"),
        group(30, year=year, labour="no", sexual="yes", other="no"),
        group(20, year=year, labour="no", sexual="no", other="yes"),
    ]


def drawn(*rows: dict[str, object]) -> set[tuple[str, str]]:
    shares = share_forms(forms_of(*rows, by="year"))
    return {(c.key[1], c.key[2]) for c in shares.cells if c.is_shown}


ALL_FORMS = {("2015", form) for form in ("labour", "sexual", "other")}


def test_a_sound_year_is_drawn_in_every_form() -> None:
    assert drawn(*sound_year("2015")) == ALL_FORMS


@pytest.mark.parametrize(("without", "is_drawn"), [(100, True), (101, False)])
def test_a_year_is_drawn_while_half_of_its_people_have_a_form(without: int, is_drawn: bool) -> None:
    """100 of 200 is half; 100 of 201 is less. Their flags say no, so no blank interferes."""
    nothing = group(without, year="2015", labour="no", sexual="no", other="no")
    assert (drawn(*sound_year("2015"), nothing) == ALL_FORMS) is is_drawn


@pytest.mark.parametrize(("blank", "is_drawn"), [(40, True), (41, False)])
def test_a_form_is_drawn_while_blanks_could_move_it_by_40_points_at_most(
    blank: int, is_drawn: bool
) -> None:
    """Of 100 people 40 blanks are 40 points. The blanks are in labour's flag only."""
    rows = [
        group(20, year="2015", labour="yes", sexual="no", other="no"),
        group(blank, year="2015", sexual="yes", other="no"),
        group(20, year="2015", labour="no", sexual="no", other="yes"),
        group(60 - blank, year="2015", labour="no", sexual="yes", other="no"),
    ]
    assert (("2015", "labour") in drawn(*rows)) is is_drawn
    assert ("2015", "sexual") in drawn(*rows)


def test_a_year_without_a_single_case_of_a_main_form_is_a_year_of_recording() -> None:
    """100% labour in a year says that only labour was written down."""
    only = group(100, year="2016", labour="yes", sexual="no", other="no")
    assert drawn(*sound_year("2015"), only) == ALL_FORMS


def test_the_years_left_out_are_named_and_the_unknown_year_is_not_one() -> None:
    rows = [*sound_year("2015"), group(100, year="2016", labour="yes"), group(9, year="unknown")]
    notes = " ".join(share_forms(forms_of(*rows, by="year")).notes)
    assert "Case management: labour, sexual and other not drawn for 2016." in notes
    assert "unknown" not in notes


def test_the_whole_period_is_given_even_where_its_years_are_not_drawn() -> None:
    shares = share_forms(forms_of(group(100, year="2016", labour="yes", sexual="no"), group(300)))
    assert shares.cell(form="labour").value == 100


def test_no_year_of_only_one_form_is_drawn_from_the_shipped_caseload() -> None:
    """Case management is 100% labour in 2009 and 2011-2013, 100% sexual in 2002-2004 and 2021."""
    selected = select_caseload(read_reference("caseload_forms"))
    shares = share_forms(protect(count_forms(selected, by="year"))).where(channel=CM)
    shown = {c.key[1] for c in shares.cells if c.is_shown}
    assert not shown & {"2002", "2003", "2004", "2009", "2011", "2012", "2013", "2021"}
    assert not [c for c in shares.cells if c.value in {0, 100}]


def test_the_bounds_count_every_blank_once_as_no_and_once_as_yes() -> None:
    bounds = bound_forms(forms_of(group(20, labour="yes"), group(50, labour="no"), group(30)))
    labour = bounds.cell(form="labour")
    assert (labour.value, labour.lower, labour.upper, labour.of) == (None, 20, 50, 100)


def test_the_bounds_of_the_shipped_caseload_follow_from_its_blanks() -> None:
    """10,466 yes and 28,228 blank of 45,143: 23.2% to 85.7%, so 46.5% is no share of everybody."""
    forms = protect(count_forms(select_caseload(read_reference("caseload_forms"))))
    labour = bound_forms(forms).cell(channel=CM, form="labour")
    assert isclose(labour.lower or 0, 100 * 10_466 / 45_143)
    assert isclose(labour.upper or 0, 100 * (10_466 + 28_228) / 45_143)
    assert (round(labour.lower or 0, 1), round(labour.upper or 0, 1)) == (23.2, 85.7)
    assert bound_forms(forms).cell(channel="hotline", form="other").status == "not_collected"


rows_of_people = st.lists(
    st.builds(
        group,
        st.integers(1, 60),
        channel=st.sampled_from([CM, "hotline"]),
        year=st.sampled_from(["2015", "2016"]),
        labour=st.sampled_from(["yes", "no", "unknown"]),
        sexual=st.sampled_from(["yes", "no", "unknown"]),
        other=st.sampled_from(["yes", "no", "unknown"]),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=20, deadline=None)
@given(rows_of_people)
def test_a_share_is_computed_from_what_is_shown_and_from_nothing_else(rows: list[dict]) -> None:  # type: ignore[type-arg]
    """Whoever reads the protected counts can compute each share, and no share that is hidden."""
    forms = forms_of(*rows, source="ctdc")
    for cell in share_forms(forms).cells:
        part = forms.cell(channel=cell.key[0], form=cell.key[1])
        whole = forms.cell(channel=cell.key[0], form="known")
        if part.value is None or not whole.value:
            assert cell.value is None
        else:
            assert isclose(cell.value or 0, 100 * part.value / whole.value)


def test_the_unknown_share_is_over_everybody_registered() -> None:
    rows = [group(60, labour="yes", sex="unknown"), group(140)]
    shares = share_unknown(protect(count_unknown(caseload(*rows))))
    assert shares.cell(attribute="form").value == 70
    assert shares.cell(attribute="sex").value == 30
    assert {c.of for c in shares.cells} == {200}


def weights(*rows: dict[str, object], source: str = "published") -> dict[str, float | None]:
    years = share_years(forms_of(*rows, by="year", source=source), forms_of(*rows, source=source))
    return {cell.key[1]: cell.value for cell in years.cells}


def test_a_year_weighs_what_it_holds_of_the_people_with_a_form() -> None:
    rows = [group(45, year="2016", labour="yes"), group(55, year="2015", sexual="yes")]
    found = weights(*rows, group(900, year="2014"))
    assert found == {"2014": 0, "2015": 55, "2016": 45}


def test_a_hidden_year_does_not_hide_what_another_one_weighs() -> None:
    """45 of 63 people: 71.4%, whatever the hidden years hold of the other 18.

    Each of the three can be 1 to 16. Two of 5 would have left 1 to 9, which is too little.
    """
    sizes = ((2016, 45), (2015, 5), (2014, 6), (2013, 7))
    rows = [group(n, year=str(y), labour="yes") for y, n in sizes]
    found = weights(*rows, group(30, year="2016"), source="ctdc")
    assert isclose(found["2016"] or 0, 100 * 45 / 63)
    assert (found["2015"], found["2014"], found["2013"]) == (None, None, None)


@pytest.mark.parametrize(("size", "is_named"), [(30, True), (29, False)])
def test_the_heaviest_year_is_named_with_the_shares_of_a_period(size: int, is_named: bool) -> None:
    rest = [
        group(n, year=str(2010 + i), sexual="yes") for i, n in enumerate((25, 25, 100 - size - 50))
    ]
    rows = [group(size, year="2016", labour="yes"), *rest]
    years = share_years(forms_of(*rows, by="year"), forms_of(*rows))
    notes = " ".join(share_forms(forms_of(*rows), years).notes)
    assert (f"2016 alone holds {size}.0% of the people" in notes) is is_named


def test_a_country_stands_beside_the_same_channel_of_the_world() -> None:
    rows = [
        group(20, country="PHL", labour="yes"),
        group(60, country="NAM", sexual="yes"),
        group(500, country="USA", channel="hotline", sexual="yes", labour="yes", other="yes"),
        group(20, country="NAM", other="yes"),
    ]
    here = share_forms(protect(count_forms(caseload(*rows, country="PHL"))))
    world = share_forms(forms_of(*rows))
    beside = compare_with_world(here, world, "Philippines").where(form="labour")
    assert [(c.key, c.value, c.of) for c in beside.cells] == [
        ((CM, "labour", "Philippines"), 100, 20),
        ((CM, "labour", "World"), 20, 100),
    ]


def test_the_world_is_not_laid_beside_itself() -> None:
    world = share_forms(forms_of(group(20, labour="yes")))
    assert compare_with_world(world, world, "World").is_empty


@pytest.mark.parametrize("share", [share_forms, bound_forms, share_unknown, share_combinations])
def test_counts_that_are_not_protected_are_refused(share: object) -> None:
    counts = count_forms(caseload(group(20, labour="yes")))
    with pytest.raises(CaselightError, match="protect"):
        share(counts)  # type: ignore[operator]


def test_every_share_carries_what_the_blanks_could_make_of_it() -> None:
    """Case management of 2021, labour: 10,466 and 10,466 + 28,228 of 45,143."""
    source = read_reference("caseload_forms")
    shares = share_forms(protect(count_forms(select_caseload(source))))
    bounds = shares.cell(channel=CM, form="labour").bounds
    assert bounds is not None
    assert (round(bounds.least, 1), round(bounds.most, 1), bounds.of) == (23.2, 85.7, 45_143)
    for selected in (source, *(select_caseload(source, c) for c in ("PHL", "UKR", "USA"))):
        part = selected if hasattr(selected, "channels") else select_caseload(source)
        for by in (None, "year"):
            found = share_forms(protect(count_forms(part, by=by)))
            assert all(c.bounds is not None for c in found.cells if c.is_shown)


def test_a_hidden_number_of_blanks_widens_the_bounds_to_all_that_it_could_be() -> None:
    """30 yes of 64, of whom 4 have a blank: hidden, so up to everybody else may be a yes."""
    rows = [
        group(30, labour="yes", sexual="no", other="no"),
        group(30, labour="no", sexual="yes", other="yes"),
        group(4, labour="unknown", sexual="no", other="no"),
        group(40, labour="no", sexual="no", other="no"),
    ]
    forms = forms_of(*rows, source="ctdc")
    assert forms.cell(form="labour_unknown").status == "hidden"
    cell = share_forms(forms).cell(form="labour")
    if cell.value is not None:
        assert cell.bounds is not None
        assert cell.bounds.most == 100
        assert cell.bounds.least <= 100 * 30 / 104


def test_a_share_of_few_people_says_that_its_interval_is_weak() -> None:
    """Four of many is warned of, five is not; nor is nobody, whose limit is nearly exact."""
    for few, is_warned in ((4, True), (5, False)):
        rows = [group(few, labour="yes"), group(60, sexual="yes"), group(30, other="yes")]
        notes = " ".join(share_forms(forms_of(*rows)).notes)
        assert ("fewer than five people" in notes) is is_warned


def test_people_with_only_a_rarer_form_stand_beside_the_shares() -> None:
    rows = [group(30, labour="yes"), group(12, marriage="yes"), group(58)]
    shares = share_forms(forms_of(*rows))
    assert any("stand beside it: 12 in case management" in note for note in shares.notes)
    assert shares.cell(form="labour").of == 30


@pytest.mark.parametrize("form", ["labour", "sexual"])
@pytest.mark.parametrize(("size", "is_drawn"), [(0, False), (1, True)])
def test_one_person_of_each_main_form_makes_a_year(form: str, size: int, is_drawn: bool) -> None:
    rows = [*sound_year("2015")]
    flags = {"labour": "no", "sexual": "no", "other": "no"}
    one = [group(size, year="2016", **(flags | {form: "yes"}))] if size else []
    left = {"labour": "sexual", "sexual": "labour"}[form]
    rest = [group(50, year="2016", **(flags | {left: "yes"}))]
    assert (("2016", left) in drawn(*rows, *one, *rest)) is is_drawn
