"""Before and after an event: who reported on both sides, and what that allows to say."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from helpers.disclosure import protect
from helpers.figures import plot_association, plot_event_time
from helpers.prose import describe_association, describe_ratification
from helpers.prose.ratification import find_claim
from helpers.prosecution import (
    align_events,
    compare_departures,
    count_criminalized,
    count_ratified,
    count_reports,
    count_sides,
    estimate_association,
)
from helpers.sources.reference import read_reference
from helpers.tables.association import Association
from helpers.tables.safe import Cell, SafeTable
from tests.prosecution.test_adoption import coding, treaties
from tests.published import FEW, justice
from tests.support import shared_data

C, P = "convicted", "prosecuted"
FORBIDDEN = ("caused", "because of", "led to", "impact", "due to", "thanks to", "works", "helped")


@cache
def shipped() -> tuple[SafeTable, SafeTable, SafeTable]:
    laws = read_reference("criminalization")
    ratified = count_ratified(read_reference("treaties"), laws)
    reports = protect(count_reports(read_reference("justice")))
    return reports, protect(ratified), protect(count_criminalized(laws))


def both(sides: SafeTable, rule: str = "both_sides") -> dict[str, float | None]:
    return {c.key[1]: c.value for c in sides.where(rule=rule).cells}


def test_few_states_reported_on_both_sides_of_ratification() -> None:
    """11 for prosecuted and 18 for convicted, counted in UNODC's file with plain pandas."""
    raw = shared_data()
    file = raw / "unodc_glotip/data_glotip_2023-05-30.xlsx"
    book = pd.read_excel(file, header=2, dtype=str, keep_default_na=False, engine="calamine")
    total = book[
        (book["Sex"] == "Total") & (book["Age"] == "Total") & (book["Category"] == "Total")
    ]
    listed = pd.read_csv(raw / "iso3166_m49/all.csv", keep_default_na=False)
    iso = dict(zip(listed["name"], listed["alpha-3"], strict=True))
    parties = read_reference("treaties").table.set_index("country")["consented"].dropna()
    dated = {code: int(day[:4]) for code, day in parties.items() if code in set(iso.values())}
    found = {}
    for indicator, stage in (("Persons prosecuted", P), ("Persons convicted", C)):
        rows = total[total["Indicator"].str.strip().str.lower() == indicator.lower()]
        rows = rows[rows["Iso3_code"].isin(dated)].drop_duplicates(["Iso3_code", "Year"])
        since = rows["Year"].astype(int) - rows["Iso3_code"].map(dated)
        before = since[since < 0].groupby(rows["Iso3_code"]).size()
        after = since[since >= 0].groupby(rows["Iso3_code"]).size()
        found[stage] = len(set(before.index[before >= 2]) & set(after.index[after >= 2]))
    assert found == {P: 11, C: 18}
    reports, ratified, _ = shipped()
    told = both(count_sides(reports, ratified))
    assert (told[P], told[C]) == (11, 18)


def test_no_effect_of_ratification_is_estimated_and_the_numbers_are_printed() -> None:
    reports, ratified, _ = shipped()
    text = describe_ratification(count_sides(reports, ratified)).text
    assert "11 for prosecuted and 18 for convicted. No effect can be estimated" in text


def test_criminalization_has_twenty_on_both_sides_and_too_few_that_can_be_used() -> None:
    """Of 20 and 24 States, 12 and 16 reported in the year just before and can be compared after."""
    reports, _, laws = shipped()
    sides = count_sides(reports, laws)
    assert (both(sides)[P], both(sides)[C]) == (20, 24)
    assert (both(sides, "usable")[P], both(sides, "usable")[C]) == (12, 16)
    text = describe_ratification(sides).text
    assert "No effect can be estimated" in text
    assert "12 for prosecuted and 16 for convicted, and an estimate needs 20" in text
    for stage in (P, C):
        assert estimate_association(reports, laws, stage, "five_or_more").estimate is None


def made(
    states: int, *, before: int = 3, after: int = 4, adopted: int = 2008, value: Any = None,
    others: int = 12,
) -> tuple[SafeTable, SafeTable]:  # fmt: skip
    """States that adopt in 2008 and report around it, and others that never do."""
    names = [f"{letter}{n:02d}" for letter in "S" for n in range(states)]
    rows = [
        (name, adopted + k, C, value(n, k) if value else 10)
        for n, name in enumerate(names)
        for k in range(-before, after)
    ]
    rest = [f"N{n:02d}" for n in range(others)]
    rows += [(name, year, C, 10 + n) for n, name in enumerate(rest) for year in range(2003, 2014)]
    lists = [(name, f"{adopted}-05-01") for name in names] + [(name, None) for name in rest]
    events = protect(count_ratified(treaties(*lists), coding(("S00", 1999, None))))
    return protect(count_reports(justice(*rows))), events


@pytest.mark.parametrize(("states", "possible"), [(19, False), (20, True)])
def test_twenty_states_are_the_least_for_an_estimate(states: int, possible: bool) -> None:
    reports, events = made(states, value=uneven)
    text = describe_ratification(count_sides(reports, events)).text
    assert ("An estimate is possible for persons convicted" in text) is possible
    assert ("No effect can be estimated" in text) is not possible
    found = estimate_association(reports, events, C, "five_or_more")
    assert (found.estimate is not None) is possible
    assert ("no effect" in describe_association([found]).text) is not possible


@pytest.mark.parametrize(("years", "counted"), [(1, 0), (2, 20)])
def test_a_state_needs_two_reported_years_on_each_side(years: int, counted: int) -> None:
    for sides in ({"before": years}, {"after": years}):
        reports, events = made(20, **sides)
        assert both(count_sides(reports, events))[C] == counted


def test_a_state_that_did_not_report_just_before_cannot_be_used() -> None:
    reports, events = made(20)
    without = [c for c in reports.cells if not (c.key[1] == "S00" and c.key[2] == "2007")]
    sides = count_sides(replace(reports, cells=tuple(without)), events)
    assert (both(sides)[C], both(sides, "usable")[C]) == (20, 19)


def test_the_year_of_the_event_counts_as_after_it_and_a_range_as_a_report() -> None:
    rows = [
        ("AAA", 2006, C, FEW),
        ("AAA", 2007, C, FEW),
        ("AAA", 2008, C, FEW),
        ("AAA", 2009, C, 9),
    ]
    events = protect(count_ratified(treaties(("AAA", "2008-12-31")), coding()))
    assert both(count_sides(protect(count_reports(justice(*rows))), events))[C] == 1


# --- raw lines


def test_lines_are_the_reports_themselves_and_the_median_is_of_those_that_reported() -> None:
    """Three States with 10, 20 and 60 in each year: the median is 20; one range keeps bounds."""
    values = {0: 10, 1: 20, 2: 60}
    reports, events = made(3, value=lambda n, k: FEW if (n, k) == (1, 0) else values[n], others=0)
    aligned = align_events(reports, events, C)
    assert aligned.cell(country="S02", since="-3").value == 60
    assert aligned.cell(country="median", since="-1").value == 20
    at_event = aligned.cell(country="median", since="0")
    assert (at_event.lower, at_event.upper) == (10, 10)  # 10, 0 to 4, 60
    drawn = plot_event_time(aligned, "x", name="lines").figure
    assert drawn is not None
    assert [trace.line.width for trace in drawn.data] == [1, 1, 1, 3]


@pytest.mark.parametrize(("reporting", "shown"), [(1, False), (2, True)])
def test_a_median_is_drawn_where_half_of_the_states_reported(reporting: int, shown: bool) -> None:
    reports, events = made(4, others=0)
    gone = {f"S0{n}" for n in range(reporting, 4)}
    kept = [c for c in reports.cells if not (c.key[1] in gone and c.key[2] == "2011")]
    aligned = align_events(replace(reports, cells=tuple(kept)), events, C)
    medians = {c.key[1] for c in aligned.where(country="median").cells}
    assert ("3" in medians) is shown


def test_a_line_is_broken_where_a_state_did_not_report() -> None:
    reports, events = made(2, others=0)
    kept = [c for c in reports.cells if not (c.key[1] == "S00" and c.key[2] == "2007")]
    aligned = align_events(replace(reports, cells=tuple(kept)), events, C)
    drawn = plot_event_time(aligned, "x", name="lines").figure
    assert drawn is not None
    assert drawn.data[0].y[2] is None
    assert drawn.data[0].connectgaps is False


# --- reporting itself


@cache
def reporting_of(stage: str) -> Association:
    reports, ratified, _ = shipped()
    return estimate_association(reports, ratified, stage)


def test_reporting_itself_is_known_for_many_states_and_estimated() -> None:
    found = reporting_of(C)
    assert found.usable >= 20
    assert found.estimate is not None
    assert found.path is not None
    assert [c.key[0] for c in found.path.cells] == ["-4", "-3", "-2", "-1", "0", "1", "2", "3"]
    assert plot_association(found.path, "x", name="reporting").figure is not None
    table = compare_departures([found], shipped()[0])
    assert {c.key[1:3] for c in table.cells} == {(str(found.usable), str(found.others))}


def test_reporting_on_the_shipped_figures_is_what_pandas_gives_by_hand() -> None:
    """Group-time differences of means over States that consented from 2005 to 2010."""
    from tests.prosecution.staggered_panels import by_hand

    justice_rows = read_reference("justice").table
    rows = justice_rows[
        (justice_rows["sex"] == "total")
        & (justice_rows["age_group"] == "total")
        & (justice_rows["stage"] == C)
    ]
    told = set(zip(rows["country"], rows["year"], strict=True))
    parties = read_reference("treaties").table
    parties = parties[parties["country"] != "EU"]
    when = {
        c: 9999 if pd.isna(day) else int(day[:4])
        for c, day in zip(parties["country"], parties["consented"], strict=True)
    }
    for code in read_reference("criminalization").table["country"]:
        if code not in {"HKG", "MAC", "TWN", "XKX"}:
            when.setdefault(code, 9999)
    panel = pd.DataFrame(
        [
            (c, year, 100.0 * ((c, year) in told), 0 if event == 9999 else event)
            for c, event in when.items()
            if event >= 2005
            for year in range(2003, 2014)
        ],
        columns=["unit", "time", "outcome", "event"],
    )
    found = reporting_of(C)
    cohorts = list(range(2005, 2011))
    average = sum(by_hand(panel, since, cohorts) for since in range(4)) / 4
    assert found.estimate == pytest.approx(average)
    assert found.usable == panel[panel["event"].between(2005, 2010)]["unit"].nunique()
    assert found.n == len(panel)


def uneven(n: int, k: int) -> Any:
    """'<5' before the event and 10 from it on; some differ, so that there is a variance."""
    other = {(0, 0), (3, 1), (4, 2), (6, 3), (1, -2), (2, -3)}
    return 10 if (k >= 0) != ((n, k) in other) else FEW


def test_a_range_below_five_answers_the_outcome_exactly() -> None:
    """The year before, nobody of 20 reports five or more; in years 0 to 3 all but one do: 95."""
    reports, events = made(20, value=uneven)
    found = estimate_association(reports, events, C, "five_or_more")
    assert found.estimate == pytest.approx(95)
    assert found.n == 20 * 7 + 12 * 11


def test_values_in_conflict_on_both_sides_of_five_are_left_out() -> None:
    reports, events = made(20, value=lambda n, k: (0, 50) if (n, k) == (5, 1) else uneven(n, k))
    found = estimate_association(reports, events, C, "five_or_more")
    assert found.n == 20 * 7 + 12 * 11 - 1


def test_an_outcome_that_never_varies_gets_no_estimate_and_no_traceback() -> None:
    reports, events = made(20)
    found = estimate_association(reports, events, C, "five_or_more")
    assert (found.estimate, found.usable) == (None, 20)
    text = describe_association([found]).text
    assert "no effect of consent to the Protocol can be estimated" in text
    assert "without an interval" in text


def result(lower: float, upper: float, *bounds: tuple[str, float, float]) -> Association:
    """A result with an interval, and what departures do to it."""
    base = reporting_of(C)
    assert base.bounds is not None
    cells = [Cell((m,), None, low, high, "hidden_at_source") for m, low, high in bounds]
    table = base.bounds.derive(cells, dimensions=("departure",))
    middle = (lower + upper) / 2
    return replace(base, estimate=middle, lower=lower, upper=upper, bounds=table)


WIDE = (("0", 1, 9), ("0.5", -1, 11), ("1", -3, 13))
HALF = (("0", 1, 9), ("0.5", 0.5, 11), ("1", 0, 13))
WHOLE = (("0", 3, 9), ("0.5", 2, 10), ("1", 0.1, 11), ("2", -4, 15))


@pytest.mark.parametrize(
    ("found", "claim", "words"),
    [
        (lambda: result(0, 9, ("0", 0, 9)), "unclear", "no clear association"),
        (lambda: result(-9, 0, ("0", -9, 0)), "unclear", "no clear association"),
        (lambda: result(1, 9, *WIDE), "fragile", "could explain this"),
        (lambda: result(1, 9, *HALF), "fragile", "could explain this"),
        (lambda: result(3, 9, *WHOLE), "associated", "only a larger departure"),
        (lambda: result(-9, -3, ("0", -9, -3), ("1", -11, -1)), "associated", "fewer States"),
    ],
)
def test_the_words_follow_the_interval_and_what_departures_leave_of_it(
    found: Any, claim: str, words: str
) -> None:
    one = found()
    text = describe_association([one]).text
    assert find_claim(one) == claim
    assert words in text
    assert ("is associated with" in text) is (claim in ("fragile", "associated"))


def test_no_wording_claims_a_cause() -> None:
    reports, ratified, laws = shipped()
    found = [describe_ratification(count_sides(reports, events)) for events in (ratified, laws)]
    found += [describe_association([reporting_of(P), reporting_of(C)])]
    found += [describe_association([result(3, 9, *WHOLE)])]
    for sentence in found:
        words = f"{sentence.title} {sentence.text} {sentence.how_to_read}".lower()
        assert [word for word in FORBIDDEN if word in words] == []
        assert "significant" not in words


def test_an_outcome_that_is_neither_of_the_two_is_refused() -> None:
    reports, events = made(20)
    with pytest.raises(ValueError, match="reporting"):
        estimate_association(reports, events, C, "log_count")
