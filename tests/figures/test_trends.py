"""Charts over years: gaps, ranges, hidden years, and the States under the sum."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.figures import Chart, plot_parties, plot_share_trend, plot_stages, plot_years
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, counted_cell
from helpers.tables.safe import Bounds, Cell
from tests.figures.made import by_stage, by_year, drawing, share, shares, table, traces


def lines(chart: Chart) -> list[dict[str, Any]]:
    return [t for t in drawing(chart)["data"] if t.get("mode") == "lines+markers"]


def ticks(chart: Chart) -> list[dict[str, Any]]:
    return [t for t in drawing(chart)["data"] if t.get("marker", {}).get("symbol") == "line-ns"]


def segments(trace: dict[str, Any]) -> list[tuple[int, int]]:
    """The pairs of years that a line joins."""
    points = list(zip(trace["x"], trace["y"], strict=True))
    return [(a[0], b[0]) for a, b in pairwise(points) if a[1] is not None and b[1] is not None]


def test_a_line_breaks_at_a_year_that_is_not_reported_and_a_tick_stands_there() -> None:
    chart = plot_stages(by_stage(convicted=[10, 12, None, 9]), "Title", name="chain")
    (line,) = lines(chart)
    assert line["y"] == [10, 12, None, 9]
    assert line["x"] == [2010, 2011, 2012, 2013]
    assert line["connectgaps"] is False
    (tick,) = ticks(chart)
    assert tick["x"] == [2012]
    assert tick["hovertext"] == ["2012: not reported (Convicted)"]


def test_a_row_that_says_not_reported_is_a_gap_too() -> None:
    cells = [counted_cell(["2010"], 5), CountCell(("2011",), None, None, None, v.NOT_REPORTED)]
    chart = plot_years(table(["year"], [*cells, counted_cell(["2012"], 7)]), "Title", name="n")
    (bars,) = traces(chart, type="bar")
    assert bars["y"] == [5, None, 7]
    assert ticks(chart)[0]["x"] == [2011]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.one_of(st.none(), st.integers(0, 10**6)), min_size=1, max_size=9))
def test_a_line_joins_only_neighbouring_years_that_were_both_reported(
    numbers: list[int | None],
) -> None:
    if all(number is None for number in numbers):
        return
    (line,) = lines(plot_stages(by_stage(convicted=numbers), "Title", name="chain"))
    told = {2010 + n for n, number in enumerate(numbers) if number is not None}
    assert set(segments(line)) == {(y, y + 1) for y in told if y + 1 in told}
    assert line["connectgaps"] is False


def test_a_range_is_drawn_as_a_range_with_an_open_mark_in_its_middle() -> None:
    (line,) = lines(plot_stages(by_stage(convicted=[10, (4, 10)]), "Title", name="chain"))
    assert line["y"] == [10, 7]
    assert line["error_y"]["array"] == [0, 3]
    assert line["error_y"]["arrayminus"] == [0, 3]
    assert line["marker"]["color"][1] == "#FFFFFF" != line["marker"]["color"][0]
    assert line["hovertext"][1] == "Convicted, 2011: 4 to 10 people"


def test_bars_by_year_start_at_zero_and_carry_their_range() -> None:
    chart = plot_years(by_year(10, (4, 8)), "Title", name="n")
    (bars,) = traces(chart, type="bar")
    assert (bars["y"], bars["error_y"]["array"], bars["error_y"]["arrayminus"]) == (
        [10, 6],
        [0, 2],
        [0, 2],
    )
    assert "base" not in bars
    low, high = drawing(chart)["layout"]["yaxis"]["range"]
    assert low == 0
    assert high > 10


def test_the_states_that_reported_stand_under_the_sum_on_the_same_years() -> None:
    reporting = table(["year"], [counted_cell([y], 3) for y in ("2010", "2012")], unit="States")
    chart = plot_years(by_year(10, 20), "Title", name="n", reporting=reporting)
    upper, lower = traces(chart, type="bar")
    assert (upper["y"], lower["y"]) == ([10, 20, None], [3, None, 3])
    assert upper["x"] == lower["x"] == [2010, 2011, 2012]
    layout = drawing(chart)["layout"]
    assert layout["yaxis"]["domain"][0] > layout["yaxis2"]["domain"][1]
    assert "<b>States that reported</b>" in [note["text"] for note in layout["annotations"]]


def test_the_states_of_each_stage_stand_under_its_line() -> None:
    sums, states = by_stage(prosecuted=[50, 60], convicted=[5, 6]), by_stage(prosecuted=[9, 8])
    found = lines(plot_stages(sums, "Title", name="chain", reporting=states))
    assert [line["y"] for line in found] == [[50, 60], [5, 6], [9, 8]]
    assert [line.get("yaxis") for line in found] == ["y", "y", "y2"]


def test_stages_are_named_at_the_ends_of_their_lines_and_not_in_a_legend() -> None:
    chart = plot_stages(by_stage(prosecuted=[50, 20], convicted=[5, 19]), "Title", name="chain")
    layout = drawing(chart)["layout"]
    assert layout["showlegend"] is False
    notes = [n for n in layout["annotations"] if n["text"][0] in "●■◆"]
    assert {note["text"] for note in notes} == {"■ Prosecuted", "◆ Convicted"}
    colours = {line["name"]: line["line"]["color"] for line in lines(chart)}
    assert {n["text"][2:]: n["font"]["color"] for n in notes} == colours
    # 260 px for 0 to 53 people (6% above 50): a line of 17 px is 3.5 people, and they are 1 apart.
    low, high = sorted(note["y"] for note in notes)
    assert high - low == pytest.approx(17 * 53 / 260)


def test_a_share_that_is_left_out_is_a_gap_and_hidden_years_are_hatched() -> None:
    chart = plot_share_trend(
        shares(
            *(
                share_in("2010", 40.0, 38.0, 42.0, status=v.OBSERVED),
                share_in("2012", None, status=v.HIDDEN),
                share_in("2013", 50.0, 45.0, 56.0, status=v.OBSERVED),
            ),
            dimensions=("channel", "year", "form"),
        ),
        "Title",
    )
    (line,) = lines(chart)
    assert line["y"] == [40, None, None, 50]
    assert line["error_y"]["array"] == pytest.approx([2, 0, 0, 6])
    assert line["error_y"]["arrayminus"] == pytest.approx([2, 0, 0, 5])
    (stub,) = traces(chart, type="bar")
    assert (stub["x"], stub["marker"]["pattern"]["shape"]) == ([2012], "/")
    assert stub["hovertext"] == ["2012: hidden (Labour)"]
    (tick,) = ticks(chart)
    assert (tick["x"], tick["hovertext"]) == ([2011], ["2011: not drawn (Labour)"])


def share_in(year: str, percent: float | None, *more: float, status: str) -> Any:
    cell = share("hotline", "labour", percent, *more, status=status)
    return type(cell)(("hotline", year, "labour"), cell.value, cell.lower, cell.upper, status)


def test_shares_by_year_run_from_0_to_100_in_every_panel() -> None:
    chart = plot_share_trend(
        shares(
            *(
                type(c)((channel, "2010", "labour"), 10.0, 9.0, 11.0)
                for channel in ("case_management", "hotline")
                for c in [share(channel, "labour", 10.0)]
            ),
            dimensions=("channel", "year", "form"),
        ),
        "Title",
    )
    layout = drawing(chart)["layout"]
    assert layout["yaxis"]["range"] == layout["yaxis2"]["range"] == [0, 100]
    assert layout["yaxis"]["ticktext"] == ["0%", "25%", "50%", "75%", "100%"]
    assert [t["yaxis"] for t in lines(chart)] == ["y", "y2"]


def test_parties_are_steps_from_zero_with_the_country_marked() -> None:
    parties = table(["year"], [counted_cell([str(y)], n) for y, n in ((2002, 4), (2003, 9))])
    chart = plot_parties(parties, "Title", ("2003-05-01", "ratification"))
    (line,) = traces(chart, type="scatter")
    assert (line["x"], line["y"], line["line"]["shape"]) == ([2002, 2003], [4, 9], "hvh")
    layout = drawing(chart)["layout"]
    assert layout["yaxis"]["range"][0] == 0
    assert layout["shapes"][0]["x0"] == 2003
    assert "consented in 2003" in [note["text"] for note in layout["annotations"]]


def test_a_falsified_count_changes_the_line_and_the_bar() -> None:
    true, false = by_stage(convicted=[10, 12]), by_stage(convicted=[10, 13])
    first, second = (lines(plot_stages(t, "T", name="n"))[0]["y"] for t in (true, false))
    assert first != second
    one, two = (traces(plot_years(t, "T", name="n"))[0]["y"] for t in (by_year(1), by_year(2)))
    assert one != two


def test_the_bounds_of_a_share_stand_beside_its_point_in_each_year() -> None:
    years = (("2015", 40.0, 30.0, 60.0), ("2016", 50.0, 45.0, 55.0))
    cells = [
        Cell(("case_management", year, form), value, bounds=Bounds(least, most, 100))
        for form in ("labour", "sexual")
        for year, value, least, most in years
    ]
    chart = plot_share_trend(shares(*cells, dimensions=("channel", "year", "form")), "Title")
    labour, sexual = traces(chart, type="bar")
    assert labour["base"] == sexual["base"] == [30, 45]
    assert labour["y"] == [30, 10]
    assert [round(x) for x in labour["x"]] == [2015, 2016]
    assert labour["x"][0] < 2015 < sexual["x"][0]
    assert labour["hovertext"][0] == "Labour, 2015: 30.0% to 60.0% of all registered"
