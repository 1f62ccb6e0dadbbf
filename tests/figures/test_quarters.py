"""Charts of a referral mechanism: gaps at new rules, ranges as bands, few series a panel."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.figures import (
    plot_arrivals,
    plot_backlog,
    plot_funnel_quarters,
    plot_positive,
    plot_responders,
    show_table,
)
from helpers.identification import (
    count_arrivals,
    count_funnel,
    count_organisations,
    count_responder_forms,
    count_responders,
    estimate_backlog,
    estimate_wait,
    select_steps,
    share_combined,
    share_positive,
    share_referred,
    share_responders,
)
from helpers.sources.names import country_names
from helpers.sources.reference import read_reference
from helpers.tables.safe import SafeTable
from tests.figures.made import drawing
from tests.mechanism import NAMES, arrivals, decisions, funnel, referrals


def shipped() -> SafeTable:
    return protect(count_funnel(read_reference("decisions"), "GBR"))


def lines(chart: Any) -> list[dict[str, Any]]:
    return [trace for trace in drawing(chart)["data"] if "lines" in trace["mode"]]


def test_a_line_of_decisions_stops_where_the_rules_changed_and_referrals_go_on() -> None:
    made = funnel("2022 Q3", [10, 20, 30, 40], [(5, 1)] * 4, [(3, 1)] * 4)
    chart = plot_funnel_quarters(select_steps(made), "A finding", "GBR")
    found = {trace["name"]: trace["y"] for trace in lines(chart)}
    assert found["Referred"] == [0, 10, 20, 30, 40]  # with the quarter before
    # 2022 Q3 and Q4 are joined; 30 January 2023 lies between each of the next pairs.
    assert found["Reasonable grounds"] == [5, 5, None, 5, None, 5]
    assert found["Conclusive grounds"] == [3, 3, None, 3, None, 3]
    elsewhere = plot_funnel_quarters(select_steps(made), "A finding", "UKR")
    assert {t["name"]: t["y"] for t in lines(elsewhere)}["Reasonable grounds"] == [5] * 4


def test_changes_of_rules_are_marked_in_every_panel_and_told() -> None:
    made = shipped()
    chart = plot_funnel_quarters(select_steps(made), "A finding", "GBR")
    layout = drawing(chart)["layout"]
    panels = 4  # all ages, adults, children, age unknown
    assert len(layout["shapes"]) == 2 * panels
    assert {round(s["x0"], 3) for s in layout["shapes"]} == {2023.079, 2023.521}
    assert "30 January 2023 and July 2023" in chart.subtitle
    before = select_steps(made).where(quarter=["2022 Q1", "2022 Q2"])
    early = plot_funnel_quarters(before, "A finding", "GBR")
    assert "shapes" not in drawing(early)["layout"]
    assert "rules changed" not in early.subtitle


def test_one_age_group_is_drawn_and_the_table_has_all() -> None:
    steps = select_steps(shipped())
    whole = plot_funnel_quarters(steps, "A finding", "GBR", age_group="total")
    every = plot_funnel_quarters(steps, "A finding", "GBR")
    assert len(lines(every)) > len(lines(whole)) == 4  # reported, referred and two decisions
    assert len(drawing(whole)["layout"]["shapes"]) == 2
    assert "scale of its own" not in whole.subtitle
    assert whole.to_payload()["table"] == every.to_payload()["table"]


def test_no_panel_has_more_than_five_series_and_every_quarter_is_inside_the_axis() -> None:
    made = shipped()
    backlog = estimate_backlog(made)
    for chart in (
        plot_funnel_quarters(select_steps(made), "A finding", "GBR"),
        plot_positive(share_positive(made), "A finding", "GBR"),
        plot_backlog(backlog, "A finding", "GBR"),
        plot_backlog(estimate_wait(backlog, made), "A finding", "GBR", name="wait"),
    ):
        drawn = drawing(chart)
        panels = Counter(trace["yaxis"] for trace in drawn["data"])
        assert max(panels.values()) <= 5
        low, high = drawn["layout"]["xaxis"]["range"]
        places = [x for trace in drawn["data"] for x in trace["x"]]
        assert low < min(places) < max(places) < high


def test_a_quarter_without_a_number_is_a_gap() -> None:
    rows = [
        ("2021 Q1", "referred", "total", "total", 5),
        ("2021 Q3", "referred", "total", "total", 7),
    ]
    steps = select_steps(protect(count_funnel(decisions(*rows), "GBR")))
    (line,) = lines(plot_funnel_quarters(steps, "A finding", "GBR"))
    assert line["y"] == [5, None, 7]
    assert line["connectgaps"] is False


def test_positive_shares_stand_on_the_whole_scale_with_their_intervals() -> None:
    rows = [
        ("2021 Q1", "reasonable_grounds", outcome, age, n)
        for age in ("adult", "child")
        for outcome, n in (("positive", 60), ("negative", 40), ("total", 100))
    ]
    shares = share_positive(protect(count_funnel(decisions(*rows), "GBR")))
    drawn = drawing(plot_positive(shares, "A finding", "GBR"))
    assert [trace["y"] for trace in drawn["data"]] == [[60], [60]]
    assert all(trace["error_y"]["arrayminus"][0] > 9 for trace in drawn["data"])
    assert drawn["layout"]["yaxis"]["range"] == [0, 100]


def test_a_backlog_is_drawn_as_its_two_bounds_and_no_middle() -> None:
    made = funnel("2021 Q1", [100, 100], [(50, 10), (90, 20)], [], before=[40])
    drawn = drawing(plot_backlog(estimate_backlog(made), "A finding", "GBR"))
    assert [trace["y"] for trace in drawn["data"]] == [[40, 30], [80, 70]]


def test_responders_are_drawn_a_panel_a_quarter_with_the_change_of_rules_told() -> None:
    parts = {("police", "total"): 70, ("ngo", "A"): 30}
    table = share_responders(
        protect(count_responders(referrals({"2022 Q3": parts, "2023 Q3": parts}), "GBR"))
    )
    chart = plot_responders(table, "A finding", "GBR")
    assert [trace["x"] for trace in drawing(chart)["data"]] == [[70, 30], [70, 30]]
    assert "the rules changed between the quarters" in chart.subtitle
    alone = plot_responders(table.where(quarter="2022 Q3"), "A finding", "GBR")
    assert "the rules changed" not in alone.subtitle


def test_the_largest_nationalities_and_the_newest_quarters_of_arrivals_are_drawn() -> None:
    source = read_reference("small_boats")
    shares = share_referred(protect(count_arrivals(source, "GBR", country_names())))
    chart = plot_arrivals(shares, "A finding")
    sizes = [len(trace["x"]) for trace in drawing(chart)["data"]]
    assert sizes == [4, 3, 10, 10]
    assert drawing(chart)["data"][3]["y"][-1] == "2023 Q2"
    assert len(chart.to_payload()["table"]["rows"]) == len(shares)
    few = share_referred(protect(count_arrivals(arrivals(sex__male=(1, 9)), "GBR", NAMES)))
    assert "largest" not in plot_arrivals(few, "A finding").subtitle


@pytest.mark.parametrize("country", ["UKR", "WLD"])
def test_a_place_without_a_mechanism_has_notices_and_no_drawing(country: str) -> None:
    nothing = protect(count_funnel(read_reference("decisions"), country))
    backlog = estimate_backlog(nothing)
    for chart in (
        plot_funnel_quarters(select_steps(nothing), "", country),
        plot_positive(share_positive(nothing), "", country),
        plot_backlog(backlog, "", country),
        plot_responders(
            share_responders(protect(count_responders(referrals({}), country))), "", country
        ),
        plot_arrivals(share_referred(protect(count_arrivals(arrivals(), country, NAMES))), ""),
    ):
        (payload,) = [v for k, v in chart._repr_mimebundle_().items() if "caselight" in k]
        assert payload["kind"] == "notice"


def test_charts_accept_protected_tables_only() -> None:
    for plot in (plot_funnel_quarters, plot_positive, plot_backlog, plot_responders):
        with pytest.raises(CaselightError, match="accepts a SafeTable only"):
            plot([1], "", "GBR")  # type: ignore[arg-type]
    with pytest.raises(CaselightError, match="accepts a SafeTable only"):
        plot_arrivals([1], "")  # type: ignore[arg-type]


def test_a_combination_that_the_source_does_not_list_has_the_word_that_is_given() -> None:
    """One organisation referred in the first quarter only: 'none', where the source lists all."""
    made = referrals({"2022 Q3": {("ngo", "A"): 3, ("ngo", "B"): 2}, "2023 Q3": {("ngo", "A"): 4}})
    table = protect(count_organisations(made, "GBR"))
    shown = show_table(table, "A finding", name="t", columns="quarter", missing="none")
    assert shown.to_payload()["table"]["rows"] == [["A", "3", "4"], ["B", "2", "none"]]
    told = show_table(table, "A finding", name="t", columns="quarter")
    assert told.to_payload()["table"]["rows"][1] == ["B", "2", "not reported"]


def test_a_row_without_a_denominator_says_so_and_has_no_empty_cell() -> None:
    """The police have 7 people and no forms published; the NGO 3 of 5 with two forms."""
    made = referrals(
        {"2023 Q3": {("police", "total"): 7, ("ngo", "A"): 5}},
        ngo={"labour": 2, "labour+sexual": 3},
    )
    shares = share_combined(protect(count_responder_forms(made, "GBR")))
    rows = plot_responders(shares, "A finding", "GBR").to_payload()["table"]["rows"]
    assert ["Police", "not reported", "not reported"] in rows
    assert all(cell for row in rows for cell in row)
