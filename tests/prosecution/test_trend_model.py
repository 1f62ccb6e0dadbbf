"""When a trend is told and when it cannot be: limits on both sides, and the verdict's words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.prosecution import (
    count_chain,
    count_panel,
    estimate_state_trends,
    estimate_trend,
    estimate_trends,
    index_trends,
    rate_trends,
    trend_model,
)
from helpers.sources.reference import read_reference
from helpers.tables.trend import (
    CANNOT,
    FEWEST_COUNTRIES,
    FEWEST_FREE,
    FEWEST_YEARS,
    find_trend_verb,
    is_too_wide,
)
from tests.published import FEW, Made, justice

C = "convicted"
SPAN = range(2010, 2021)


def reports(
    states: int, change: float = 0.0, *, level: float = 30, seed: int = 1, sizes: float = 0.8
) -> list[tuple[str, int, str, Any]]:
    """Every State reports every year, counts below 5 as '<5'."""
    rng = np.random.default_rng(seed)
    own = np.exp(rng.normal(0, sizes, states)) * level
    return [
        (f"A{n:02d}", year, C, int(count) if count >= 5 else FEW)
        for n in range(states)
        for year in SPAN
        for count in [rng.poisson(own[n] * (1 + change) ** (year - 2015) * rng.gamma(5, 0.2))]
    ]


def trend_of(rows: list[Any], **options: Any) -> Any:
    return estimate_trend(protect(count_panel(justice(*rows), 2010, 2020)), C, **options)


@pytest.mark.parametrize(
    ("change", "verb"), [(0.1, "rose"), (-0.1, "fell"), (0, "no clear change")]
)
def test_the_verb_follows_the_interval(change: float, verb: str) -> None:
    trend = trend_of(reports(40, change))
    assert trend.verdict == verb
    assert trend.lower < trend.annual < trend.upper
    assert trend.lower <= 100 * change <= trend.upper
    assert (trend.first_year, trend.last_year) == (2010, 2020)
    assert (trend.countries, trend.country_years) == (40, 440)


@pytest.mark.parametrize(
    ("lower", "upper", "verb"),
    [
        (0.0001, 3, "rose"),
        (0, 3, "no clear change"),
        (-3, 0, "no clear change"),
        (-3, -0.0001, "fell"),
        (-1, 1, "no clear change"),
    ],
)
def test_an_interval_that_touches_no_change_shows_none(
    lower: float, upper: float, verb: str
) -> None:
    assert find_trend_verb(lower, upper) == verb


def test_an_interval_is_too_wide_from_a_halving_and_a_doubling_on() -> None:
    """Over 10 years a doubling is 7.177% a year and a halving -6.697%: 2^(1/10) and its inverse."""
    double, half = 100 * (2**0.1 - 1), 100 * (0.5**0.1 - 1)
    assert is_too_wide(half - 1e-9, double + 1e-9, 10)
    assert not is_too_wide(half + 1e-6, double + 1e-6, 10)
    assert not is_too_wide(half - 1e-6, double - 1e-6, 10)


def test_nothing_is_said_below_the_fewest_countries_and_something_from_there_on() -> None:
    enough, few = reports(FEWEST_COUNTRIES), reports(FEWEST_COUNTRIES - 1)
    assert trend_of(enough).verdict != CANNOT
    told = trend_of(few)
    assert told.verdict == CANNOT
    assert told.reason.startswith(f"{FEWEST_COUNTRIES - 1} countries reported")
    assert np.isnan([told.annual, told.lower, told.upper]).all()


def test_countries_of_ranges_only_do_not_make_up_the_number() -> None:
    silent = [(f"B{n:02d}", year, C, FEW) for n in range(30) for year in SPAN]
    told = trend_of(reports(FEWEST_COUNTRIES - 1) + silent)
    assert (told.countries, told.informing, told.verdict) == (49, FEWEST_COUNTRIES - 1, CANNOT)


def test_a_range_is_a_report_and_a_missing_year_is_none() -> None:
    rows = reports(30, level=12)
    few = sum(row[3] == FEW for row in rows)
    assert few > 20
    trend = trend_of([*rows, ("A00", 2021, C, None)])
    assert (trend.country_years, trend.hidden) == (330, few)
    assert trend.persons == sum(row[3] for row in rows if row[3] != FEW)


def test_missing_years_are_not_zeros() -> None:
    """Half of the States fall silent halfway: as zeros that would be a steep fall."""
    rows = [r for r in reports(40, 0.0, seed=4) if r[1] < 2016 or int(r[0][1:]) % 2]
    assert trend_of(rows).verdict == "no clear change"
    zeros = [(f"A{n:02d}", y, C, 0) for n in range(0, 40, 2) for y in range(2016, 2021)]
    assert trend_of(rows + zeros).verdict != "no clear change"


def few_persons(persons: int) -> list[Any]:
    """20 States with one '1' and one '<5' each, and one State with what is left."""
    rows = [(f"A{n:02d}", 2010, C, 1) for n in range(19)] + [("A19", 2010, C, persons - 19)]
    return rows + [(f"A{n:02d}", 2020, C, FEW) for n in range(20)]


@pytest.mark.parametrize(("needed", "small"), [(15, False), (16, True)])
def test_no_model_is_released_with_fewer_persons_than_the_rule_asks_for(
    needed: int, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """20 persons and at most 5 parameters: 15 to spare."""
    assert FEWEST_FREE == 10
    monkeypatch.setattr(trend_model, "FEWEST_FREE", needed)
    told = trend_of(few_persons(20))
    assert told.persons == 20
    assert told.reason.endswith("too few persons for the parameters of a model") == small


@pytest.mark.parametrize(("persons", "shown"), [(31, False), (32, True)])
def test_a_level_for_each_country_costs_a_parameter_each(persons: int, shown: bool) -> None:
    """20 levels, slope and overdispersion are 22 parameters: 32 persons leave 10."""
    reports = trend_model._collect(
        protect(count_panel(justice(*few_persons(persons)), 2010, 2020)), C
    )
    assert bool(trend_model._vary(reports, persons, 0.95)) == shown


def test_a_fit_that_does_not_converge_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    right = trend_model.fit_mixed
    monkeypatch.setattr(trend_model, "fit_mixed", lambda *a: replace(right(*a), converged=False))
    told = trend_of(reports(30))
    assert (told.verdict, told.sensitivity) == (CANNOT, ())
    assert "no estimate that stays" in told.reason


def test_an_interval_that_says_nothing_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    right = trend_model.fit_mixed
    for end, verdict in ((0.0694, CANNOT), (0.0692, "no clear change")):
        wide = {"lower": -end, "upper": end}
        monkeypatch.setattr(trend_model, "fit_mixed", lambda *a, w=wide: replace(right(*a), **w))
        assert trend_of(reports(30)).verdict == verdict  # log(2) / 10 = 0.0693


def test_the_order_of_rows_and_the_names_of_states_do_not_matter() -> None:
    rows = reports(25, 0.03)
    renamed = [(f"Z{99 - int(c[1:]):02d}", *rest) for c, *rest in rows]
    one, other = trend_of(rows), trend_of(renamed[::-1])
    assert one.annual == pytest.approx(other.annual, abs=1e-4)
    assert one.upper == pytest.approx(other.upper, abs=1e-3)


def test_the_fixed_effects_stand_beside_it_and_agree() -> None:
    trend = trend_of(reports(40, 0.05))
    (other,) = trend.sensitivity
    assert other.annual == pytest.approx(trend.annual, abs=0.5)


def test_rows_and_lines_are_made_of_told_trends_only() -> None:
    short = [("A00", year, "prosecuted", 9) for year in SPAN]
    panel = protect(count_panel(justice(*reports(30, 0.05), *short), 2010, 2020))
    trends = estimate_trends(panel)
    assert [(t.label, t.verdict) for t in trends] == [("prosecuted", CANNOT), (C, "rose")]
    fitted, rates = index_trends(panel, trends), rate_trends(panel, trends)
    assert fitted.labels("stage") == rates.labels("stage") == (C,)
    last = fitted.cell(stage=C, year="2020")
    assert last.value == pytest.approx(100 * (1 + trends[1].annual / 100) ** 10)
    assert last.upper == pytest.approx(100 * (1 + trends[1].upper / 100) ** 10)
    first = fitted.cell(stage=C, year="2010")
    assert first.lower == first.value == first.upper == 100
    assert rates.cells[0].value == trends[1].annual


def test_a_stage_reported_for_a_part_of_the_window_says_so() -> None:
    rows = [row for row in reports(30) if row[1] >= 2012]
    early = [("B00", 2010, "prosecuted", 9)]
    panel = protect(count_panel(justice(*rows, *early), 2010, 2020))
    assert estimate_trend(panel, C).warnings[0] == "reported from 2012 to 2020 only"


def test_only_a_safe_table_of_reports_is_modelled() -> None:
    source = justice(*reports(3))
    with pytest.raises(CaselightError, match="accepts a SafeTable only"):
        estimate_trends(count_panel(source, 2010, 2020))  # type: ignore[arg-type]
    with pytest.raises(CaselightError, match="each country's reports"):
        estimate_trends(protect(count_chain(source, "WLD")))


def own_trends(rows: list[Any], place: str = "Ukraine") -> Any:
    return estimate_state_trends(protect(count_chain(justice(*rows), "AAA")), place, 2010, 2020)


def series(*counts: Any) -> list[Any]:
    return [("AAA", 2010 + n, C, count) for n, count in enumerate(counts) if count is not None]


def test_a_states_own_line_needs_years_that_are_all_numbers() -> None:
    rising = [20, 26, 31, 40, 52, 66]
    assert own_trends(series(*rising))[0].verdict == "rose"
    for broken, reason in (
        ([*rising[:5], FEW], "a year was published as a range"),
        ([*rising[:5], (60, 70)], "a year was published with conflicting values"),
        (rising[: FEWEST_YEARS - 1], "too few years were reported"),
        ([1, 2, 2, 2, 2, 2], "the reports count too few persons"),
        ([9, 1, 8, 1, 1, 9], "the interval holds both a halving and a doubling"),
    ):
        (trend,) = own_trends(series(*broken))
        assert (trend.verdict, trend.reason) == (CANNOT, reason)


def test_years_outside_the_window_do_not_enter_a_states_line() -> None:
    rows = [*series(20, 26, 31, 40, 52, 66), ("AAA", 2021, C, FEW), ("AAA", 2009, C, 900)]
    (trend,) = own_trends(rows)
    assert (trend.verdict, trend.country_years) == ("rose", 6)


def test_a_sum_over_states_has_no_line_of_its_own() -> None:
    assert own_trends(series(20, 26, 31, 40, 52, 66), "World") == ()


def test_the_shipped_file_has_the_reports_that_it_counts() -> None:
    """Counted here from the rows: reports, States, and '<5' of convictions, 2010 to 2020."""
    source: Made = read_reference("justice")  # type: ignore[assignment]
    rows = source.table
    rows = rows[(rows["sex"] == "total") & (rows["age_group"] == "total")]
    rows = rows[(rows["stage"] == C) & rows["year"].between(2010, 2020)]
    trend = estimate_trend(protect(count_panel(source, 2010, 2020)), C)
    assert trend.country_years == len(rows)
    assert trend.countries == rows["country"].nunique()
    assert trend.hidden == int((rows["lower"] < rows["upper"]).sum())
    assert trend.persons == int(rows["lower"].sum())
    assert trend.lower < trend.annual < trend.upper
    (other,) = trend.sensitivity
    assert abs(other.annual - trend.annual) < 0.5
