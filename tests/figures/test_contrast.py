"""Two things beside each other: matched States and all, two concepts, a country and the world."""

from __future__ import annotations

from typing import Any

from helpers.figures import plot_beside, plot_matched, plot_side_by_side, style
from helpers.tables import vocabulary as v
from helpers.tables.counts import bounded_cell, counted_cell
from helpers.tables.safe import Cell, SafeTable
from tests.figures.made import CHANNELS, by_year, drawing, shares, table, traces


def matched(last: int = 9) -> SafeTable:
    words = {"stage": {"convicted": "Convicted"}, "group": {"matched": "Same", v.ALL: "All"}}
    cells = [
        counted_cell(["convicted", "matched", "2010", "3"], 12),
        bounded_cell(["convicted", "matched", "2020", "3"], last - 1, last + 1),
        counted_cell(["convicted", v.ALL, "2010", "5"], 20),
        counted_cell(["convicted", v.ALL, "2020", "8"], 60),
    ]
    return table(["stage", "group", "year", "states"], cells, words=words)


def test_the_same_states_are_joined_by_a_solid_line_and_all_by_a_dotted_one() -> None:
    same, everyone = traces(plot_matched(matched(), "Title"))
    assert (same["x"], everyone["x"]) == ([12, 9], [20, 60])
    assert (same["line"]["dash"], everyone["line"]["dash"]) == ("solid", "dot")
    assert everyone["line"]["color"] == style.QUIET
    assert same["marker"]["color"][0] == style.PAPER != same["marker"]["color"][1]
    assert same["error_x"]["array"] == [0, 1]
    assert set(same["y"]) == {"The same 3 States"}
    assert set(everyone["y"]) == {"All: 5, then 8"}


def test_the_label_of_a_year_stands_away_from_the_line() -> None:
    falling, rising = traces(plot_matched(matched(), "Title"))
    assert falling["textposition"] == ["middle right", "middle left"]
    assert rising["textposition"] == ["middle left", "middle right"]


def estimates() -> SafeTable:
    return table(["edition", "year"], [counted_cell(["2023", "2021"], 50_000)])


def points(trace: dict[str, Any]) -> dict[str, tuple[float, str]]:
    rows = zip(trace["y"], trace["x"], trace["marker"]["color"], strict=True)
    return {label: (x, colour) for label, x, colour in rows}


def test_detected_people_are_solid_and_an_estimate_is_an_outline_on_steps_of_ten() -> None:
    chart = plot_side_by_side(by_year((90, 110)), estimates(), "Title")
    (dots,) = traces(chart)
    assert points(dots) == {
        "<b>90 to 110</b><br>Detected in 2010": (100, style.ACCENT),
        "<b>50,000</b><br>Estimate for 2021": (50_000, style.PAPER),
    }
    assert dots["error_x"]["array"] == [10, 0]
    axis = drawing(chart)["layout"]["xaxis"]
    assert axis["type"] == "log"
    assert axis["tickvals"] == [1, 10, 100, 1000, 10_000, 100_000]


def test_a_country_stands_beside_the_world_and_no_channel_is_pooled() -> None:
    cells = [
        Cell(("hotline", "labour", "Ukraine"), 30.0, 25.0, 36.0, of=40),
        Cell(("hotline", "labour", "World"), 20.0, 19.0, 21.0, of=9000),
    ]
    beside = shares(*cells, dimensions=("channel", "form", "place"))
    world, country = traces(plot_beside(beside, "Title"))
    assert (world["name"], world["x"], country["name"], country["x"]) == (
        "World", [20], "Ukraine", [30],
    )  # fmt: skip
    assert country["marker"]["color"] == [style.FORM_COLOURS["labour"]]
    assert world["marker"]["color"] == [style.PAPER]
    assert country["error_x"]["array"] == [6]
    assert country["error_x"]["arrayminus"] == [5]


def test_a_falsified_count_changes_the_drawing() -> None:
    assert traces(plot_matched(matched(9), "T")) != traces(plot_matched(matched(10), "T"))
    one, two = (plot_side_by_side(by_year(n), estimates(), "T") for n in (5, 6))
    assert traces(one) != traces(two)


def test_the_words_of_the_channels_are_those_of_the_table() -> None:
    assert CHANNELS["channel"].items() <= v.CHANNELS.items()
