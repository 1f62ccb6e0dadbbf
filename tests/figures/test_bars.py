"""Bars: from zero, one panel a channel, intervals drawn, hidden hatched, unknown grey and last."""

from __future__ import annotations

import pytest

from helpers.figures import (
    plot_combinations,
    plot_people,
    plot_ranking,
    plot_shares,
    plot_unknown,
    style,
)
from helpers.tables import vocabulary as v
from helpers.tables.counts import Relation, counted_cell
from helpers.tables.safe import Bounds, Cell, SafeTable
from tests.figures.made import (
    CHANNELS,
    OWN,
    drawing,
    hidden_people,
    payload,
    share,
    shares,
    table,
    traces,
)

CM, HOT = "case_management", "hotline"


def two_channels() -> SafeTable:
    return shares(
        share(CM, "labour", 40.0, 37.0, 44.0, of=500),
        share(CM, "sexual", 20.0, 18.0, 23.0, of=500),
        share(HOT, "labour", 10.0, 9.0, 12.0, of=900),
        share(HOT, "other", None, status=v.NOT_COLLECTED),
    )


def test_each_channel_has_its_own_panel_of_shares_and_labels_without_its_name() -> None:
    chart = plot_shares(two_channels(), "Title")
    upper, lower = traces(chart, type="bar")
    assert (upper["x"], upper["y"]) == ([40, 20], ["Labour", "Sexual"])
    assert (lower["x"], lower["y"]) == ([10, None], ["Labour", "Other"])
    assert (upper["yaxis"], lower["yaxis"]) == ("y", "y2")
    layout = drawing(chart)["layout"]
    heads = [note["text"] for note in layout["annotations"] if "<b>" in note["text"]]
    assert heads == ["<b>Case management, 500 people</b>", "<b>Hotline, 900 people</b>"]
    assert layout["xaxis"]["range"] == layout["xaxis2"]["range"] == [0, 100]


def test_the_interval_of_a_share_is_drawn_around_it_and_the_number_beside_it() -> None:
    chart = plot_shares(two_channels(), "Title")
    interval = traces(chart, type="bar")[0]["error_x"]
    assert interval["array"] == pytest.approx([4, 3])
    assert interval["arrayminus"] == pytest.approx([3, 2])
    words = [note["text"] for note in drawing(chart)["layout"]["annotations"]]
    assert {"40.0%", "20.0%", "10.0%", "not collected"} <= set(words)
    assert traces(chart, type="bar")[0]["hovertext"][0] == (
        "Case management, labour: 40.0% (37.0% to 44.0%) of 500 people"
    )


def test_what_the_unrecorded_could_make_of_a_share_is_a_band_behind_the_bar() -> None:
    cell = share(CM, "labour", 40.0, of=50, bounds=Bounds(12.0, 70.0, 90))
    chart = plot_shares(shares(cell), "Title")
    band, bar = traces(chart, type="bar")
    assert (band["base"], band["x"]) == ([12], [58])
    assert band["marker"]["color"] == style.BAND
    assert bar["x"] == [40]
    assert bar["hovertext"][0].endswith("40.0% of 50 people; 12.0% to 70.0% of all registered")
    assert payload(chart)["table"]["rows"][0][1] == "40.0%; 12.0% to 70.0% of all"


def test_a_combination_that_nobody_has_is_in_the_table_and_not_in_the_drawing() -> None:
    cells = [
        share(CM, "labour_only", 60.0, 55.0, 65.0),
        share(CM, "labour+sexual", 40.0, 35.0, 45.0),
        share(CM, "labour+other", 0.0, 0.0, 1.0),
    ]
    table_ = shares(*cells, dimensions=("channel", "combination"))
    chart = plot_combinations(table_, "Title")
    (bar,) = traces(chart, type="bar")
    assert bar["x"] == [60, 40]
    assert bar["marker"]["color"] == [style.FORM_COLOURS["labour"], style.ACCENT]
    assert "0.0% (0.0% to 1.0%)" in payload(chart)["table"]["rows"][0]


def test_hidden_people_are_hatched_in_one_length_that_says_nothing_of_their_number() -> None:
    table_ = hidden_people()
    assert table_.hidden == 2
    chart = plot_people(table_, "Title")
    girls, boys, key = traces(chart, type="bar")
    assert girls["y"] == ["9-17", "18-20"]
    assert girls["x"] == [
        40 * (1 / 19),
        40,
    ]  # a stub of a nineteenth of the largest: no whole number
    assert girls["marker"]["pattern"]["shape"] == ["/", ""]
    assert boys["x"] == [40 * (1 / 19)]
    assert girls["hovertext"][0] == "Women and girls, age 9-17: hidden people"
    assert (key["name"], key["x"]) == ("Hidden", [None])


def test_a_hidden_share_is_hatched_and_named() -> None:
    cells = [share(CM, "labour", None, status=v.HIDDEN), share(CM, "sexual", 40.0)]
    chart = plot_shares(shares(*cells), "Title")
    (bar,) = traces(chart, type="bar")
    assert bar["x"] == [100 * (1 / 19), 40]  # a stub of a nineteenth of the axis
    assert bar["marker"]["pattern"]["shape"] == ["/", ""]
    assert "hidden" in [note["text"] for note in drawing(chart)["layout"]["annotations"]]


def ages() -> SafeTable:
    sizes = {
        (CM, "female", "9-17"): 30,
        (CM, "male", "9-17"): 20,
        (HOT, "female", "9-17"): 900,
        (CM, v.ALL, "9-17"): 50,
    }
    words = CHANNELS | {"sex": dict(v.SEX_WORDS)}
    cells = [counted_cell(key, n) for key, n in sizes.items()]
    return table(["channel", "sex", "age_group"], cells, words=words)


def test_people_stand_in_one_panel_a_channel_and_totals_in_none() -> None:
    chart = plot_people(ages(), "Title")
    drawn = {(t["name"], t["yaxis"]): t["x"] for t in traces(chart, type="bar") if t["x"]}
    assert drawn == {
        ("Women and girls", "y"): [30],
        ("Men and boys", "y"): [20],
        ("Women and girls", "y2"): [900],
    }
    layout = drawing(chart)["layout"]
    assert (layout["barmode"], layout["showlegend"]) == ("stack", True)
    assert "each channel on a scale of its own" in chart.subtitle
    # Age groups look like dates ('9-17'): the axis has to read them as text.
    assert layout["yaxis"]["type"] == "category"


def places(*sizes: tuple[str, str, int]) -> SafeTable:
    cells = [counted_cell([channel, place], n) for channel, place, n in sizes]
    words = CHANNELS | {"country": {"unknown": "Not recorded"}}
    return table(["channel", "country"], cells, words=words)


def test_a_ranking_has_a_panel_a_channel_the_largest_first_and_the_unknown_last() -> None:
    chart = plot_ranking(
        places((CM, "A", 20), (CM, "unknown", 90), (CM, "B", 30), (HOT, "A", 500), (CM, "C", 0)),
        "Title",
        name="countries",
    )
    upper, lower = traces(chart, type="bar")
    assert (upper["y"], upper["x"]) == (["B", "A", "Not recorded"], [30, 20, 90])
    assert upper["marker"]["color"][-1] == style.UNKNOWN != upper["marker"]["color"][0]
    assert (lower["y"], lower["x"], lower["yaxis"]) == (["A"], [500], "y2")
    assert upper["text"] == ["30", "20", "90"]


def test_a_ranking_cuts_its_tail_and_never_what_is_unknown() -> None:
    many = [(CM, f"P{n:02}", 100 - n) for n in range(20)]
    chart = plot_ranking(places(*many, (CM, "unknown", 3)), "Title", name="countries")
    (bars,) = traces(chart, type="bar")
    assert bars["y"][:2] == ["P00", "P01"]
    assert bars["y"][-1] == "Not recorded"
    assert len(bars["y"]) == 13
    assert chart.subtitle.endswith("the largest, all in the table")
    assert len(chart.to_payload()["table"]["rows"]) == 21


def test_one_or_two_numbers_are_a_table_and_no_chart() -> None:
    chart = plot_ranking(places((CM, "A", 20), (CM, "B", 0)), "Title", name="countries")
    assert chart.figure is None
    assert payload(chart)["kind"] == "table"
    assert payload(chart)["table"]["rows"][0] == ["Case management", "A", "20"]


def test_hidden_counts_of_a_ranking_are_hatched_and_in_words() -> None:
    sizes = {"A": 4, "B": 30, "C": 50, v.ALL: 84}
    cells = [counted_cell([CM, key], n) for key, n in sizes.items()]
    sums = (Relation(3, (0, 1, 2)),)
    safe = table(["channel", "country"], cells, provenance=OWN, relations=sums, words=CHANNELS)
    (bars,) = traces(plot_ranking(safe, "Title", name="c"), type="bar")
    hidden = [n for n, shape in enumerate(bars["marker"]["pattern"]["shape"]) if shape == "/"]
    assert len(hidden) == safe.hidden >= 2
    assert {bars["text"][n] for n in hidden} == {"hidden"}
    assert len({bars["x"][n] for n in hidden}) == 1


def test_long_labels_are_wrapped_and_equal_ones_keep_a_bar_each() -> None:
    long = "Uses psychoactive substances to control people"
    chart = plot_ranking(
        places((CM, f"{long} at work", 9), (CM, f"{long} at home", 8), (CM, "Short", 7)),
        "Title",
        name="means",
    )
    labels = traces(chart, type="bar")[0]["y"]
    assert len(set(labels)) == 3
    assert all(len(line) <= 18 for label in labels for line in label.split("<br>"))


def test_the_unknown_is_grey_and_a_share_of_everybody() -> None:
    cells = [Cell((CM, "sex"), 3.1, of=1000), Cell((CM, "age"), 27.6, of=1000)]
    chart = plot_unknown(shares(*cells, dimensions=("channel", "attribute")), "Title")
    (bars,) = traces(chart, type="bar")
    assert bars["x"] == [3.1, 27.6]
    assert set(bars["marker"]["color"]) == {style.UNKNOWN}
    assert drawing(chart)["layout"]["xaxis"]["range"] == [0, 100]


def test_a_falsified_table_changes_every_kind_of_bar() -> None:
    def draw(n: int) -> list[object]:
        charts = [
            plot_ranking(places((CM, "A", n), (CM, "B", 9), (CM, "C", 8)), "T", name="c"),
            plot_shares(shares(share(CM, "labour", float(n))), "T"),
            plot_people(ages().where(sex="female" if n > 50 else "male"), "T"),
        ]
        return [drawing(chart)["data"] for chart in charts]

    assert all(a != b for a, b in zip(draw(40), draw(60), strict=True))
