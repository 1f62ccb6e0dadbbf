"""Chained indices with their States, and fitted trends with their bands."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.figures import plot_matched_panel, plot_trends, show_table
from helpers.prosecution import (
    compare_panel,
    count_panel,
    estimate_trends,
    index_trends,
    rate_trends,
)
from tests.figures.made import drawing, payload, traces
from tests.prosecution.test_panel import rows
from tests.prosecution.test_trend_model import reports
from tests.published import FEW, justice

PANEL = protect(
    count_panel(
        justice(
            *rows(y2010=[10] * 5, y2011=[12, 12, 12, 12, FEW, 300], y2012=[14, 12, 12, 12, 12, 300])
        ),
        2010,
        2020,
    )
)


def test_the_chain_is_solid_the_sum_is_dotted_and_both_start_at_100() -> None:
    chart = plot_matched_panel(compare_panel(PANEL), "Title")
    (chain,) = traces(chart, name="Same States")
    (everybody,) = traces(chart, name="All")
    assert chain["x"] == everybody["x"] == [2010, 2011, 2012]
    assert chain["y"][0] == everybody["y"][0] == 100
    assert everybody["line"]["dash"] == "dot"
    assert chain["line"].get("dash") is None
    assert chain["y"][1] == pytest.approx(100, abs=0.5)  # 48 to 52 of 50
    assert chain["error_y"]["array"][1] == pytest.approx(4)
    assert everybody["y"][1] > 600


def test_the_states_behind_each_link_stand_under_the_index() -> None:
    chart = plot_matched_panel(compare_panel(PANEL), "Title")
    (links,) = traces(chart, name="Convicted")
    assert (links["x"], links["y"]) == ([2010, 2011, 2012], [None, 5, 6])
    layout = drawing(chart)["layout"]
    assert layout["yaxis"]["domain"][0] > layout["yaxis2"]["domain"][1]
    heads = [note["text"] for note in layout["annotations"]]
    assert "<b>States in each link</b>" in heads


def test_every_number_of_the_index_stands_in_its_table() -> None:
    table = payload(plot_matched_panel(compare_panel(PANEL), "Title"))["table"]
    assert ["Convicted", "Same States, year by year", "2011", "5", "96 to 104"] in table["rows"]


def fitted() -> Any:
    panel = protect(count_panel(justice(*reports(30, 0.05)), 2010, 2020))
    trends = estimate_trends(panel)
    rates = show_table(rate_trends(panel, trends), "Title", name="rates")
    return trends[0], plot_trends(index_trends(panel, trends), "Title"), rates


def test_a_trend_is_a_line_through_its_band_from_100_on_a_scale_from_zero() -> None:
    trend, chart, rates = fitted()
    band, line = traces(chart)
    assert (band["fill"], line["y"][0]) == ("toself", 100)
    assert line["y"][-1] == pytest.approx(100 * (1 + trend.annual / 100) ** 10)
    assert max(band["y"]) == pytest.approx(100 * (1 + trend.upper / 100) ** 10)
    assert band["y"][-11] == pytest.approx(100 * (1 + trend.lower / 100) ** 10)
    assert drawing(chart)["layout"]["yaxis"]["range"][0] == 0
    (row, other) = payload(rates)["table"]["rows"]
    assert row[:3] == ["Convicted", "All that report", "country intercepts random"]
    assert row[3:5] == ["30", "330"]
    assert row[-1] == f"{trend.annual:.1f}% ({trend.lower:.1f}% to {trend.upper:.1f}%)"
    assert other[2] == "country intercepts of their own"


def test_a_trend_that_cannot_be_said_is_not_drawn() -> None:
    panel = protect(count_panel(justice(*reports(5)), 2010, 2020))
    trends = estimate_trends(panel)
    chart = plot_trends(index_trends(panel, trends), "Title")
    shown = chart._repr_mimebundle_()
    assert "application/vnd.plotly.v1+json" not in shown


def test_what_is_not_a_safe_table_is_refused() -> None:
    for plot in (plot_matched_panel, plot_trends):
        with pytest.raises(CaselightError, match="accepts a SafeTable only"):
            plot([1], "Title")
