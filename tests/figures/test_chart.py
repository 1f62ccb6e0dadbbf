"""What a chart hands to a notebook and a page: plain lists, its table, its source, inert text."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from helpers.displays import PLOTLY_MIME
from helpers.errors import CaselightError
from helpers.figures import (
    Chart,
    plot_beside,
    plot_matched,
    plot_parties,
    plot_people,
    plot_ranking,
    plot_share_trend,
    plot_shares,
    plot_side_by_side,
    plot_stages,
    plot_unknown,
    plot_years,
    show_table,
)
from helpers.figures.labels import spread
from helpers.figures.style import LOWEST, wrap_label
from helpers.tables import vocabulary as v
from helpers.tables.counts import counted_cell
from helpers.tables.safe import Cell, SafeTable
from tests.figures.made import (
    CHANNELS,
    ESCAPED,
    HOSTILE,
    OWN,
    PUBLISHED,
    by_stage,
    by_year,
    drawing,
    hidden_people,
    payload,
    shares,
    table,
    texts,
)

CM = "case_management"


def one(dimensions: list[str], *keys: list[str]) -> SafeTable:
    words = {d: {"hostile": HOSTILE} for d in dimensions}
    return table(dimensions, [counted_cell(key, 50) for key in keys], words=words)


def every_chart() -> dict[str, Chart]:
    """Each kind of chart over labels that try to be markup."""
    word = {"channel": {CM: HOSTILE}, "form": {"labour": HOSTILE}, "attribute": {"sex": HOSTILE}}
    base = table(["year"], [counted_cell(["2010"], 9)], words=word)
    part = Cell((CM, "labour"), 40.0, 38.0, 42.0, of=90)

    def derive(cell: Cell, *dimensions: str) -> SafeTable:
        return base.derive([cell], unit="%", dimensions=dimensions)

    stages = by_stage(convicted=[5, None, 7], formal_contact=[1, 2, 3])
    pairs = [["convicted", "matched", year, "3"] for year in ("2010", "2020")]
    yearly = Cell((CM, "2010", "labour"), 40.0, 38.0, 42.0, of=90)
    return {
        "shares": plot_shares(derive(part, "channel", "form"), HOSTILE),
        "beside": plot_beside(
            derive(Cell((CM, "labour", HOSTILE), 4.0), "channel", "form", "place"), HOSTILE
        ),
        "trend": plot_share_trend(derive(yearly, "channel", "year", "form"), HOSTILE),
        "unknown": plot_unknown(derive(Cell((CM, "sex"), 4.0), "channel", "attribute"), HOSTILE),
        "people": plot_people(
            one(["channel", "sex", "age_group"], [CM, "female", "hostile"]), HOSTILE
        ),
        "ranking": plot_ranking(
            one(["channel", "sector"], [CM, "hostile"], [CM, "b"], [CM, "c"]), HOSTILE, name="s"
        ),
        "stages": plot_stages(stages, HOSTILE, name="chain", reporting=stages),
        "years": plot_years(by_year(3, None, (4, 9)), HOSTILE, name="n", reporting=by_year(1)),
        "matched": plot_matched(one(["stage", "group", "year", "states"], *pairs), HOSTILE),
        "side": plot_side_by_side(by_year(3), one(["edition", "year"], ["2023", "2021"]), HOSTILE),
        "parties": plot_parties(by_year(3, 4), HOSTILE, ("2011-01-01", "accession")),
    }


CHARTS = every_chart()


@pytest.mark.parametrize("name", CHARTS)
def test_a_drawing_is_plain_json_without_packed_numbers_and_without_a_template(name: str) -> None:
    text = json.dumps(drawing(CHARTS[name]), allow_nan=False)
    assert "bdata" not in text
    assert "template" not in drawing(CHARTS[name])["layout"]
    assert "http" not in text


@pytest.mark.parametrize("name", CHARTS)
def test_markup_in_labels_stays_text(name: str) -> None:
    """Plotly reads a small HTML in every text: only our own breaks and bold may be left of it."""
    for text in texts(drawing(CHARTS[name])):
        rest = text.replace("<br>", "").replace("<b>", "").replace("</b>", "")
        rest = rest.replace("<sub>", "").replace("</sub>", "").replace("<extra></extra>", "")
        assert "<" not in rest
        assert ">" not in rest
    assert ESCAPED in drawing(CHARTS[name])["layout"]["title"]["text"]


@pytest.mark.parametrize("name", CHARTS)
def test_no_chart_is_too_low_for_a_phone_and_none_has_a_second_scale(name: str) -> None:
    layout = drawing(CHARTS[name])["layout"]
    assert layout["height"] >= LOWEST
    assert not [key for key, axis in layout.items() if "axis" in key and "overlaying" in axis]
    assert all(trace["type"] in ("bar", "scatter") for trace in drawing(CHARTS[name])["data"])


@pytest.mark.parametrize("name", CHARTS)
def test_text_on_a_horizontal_axis_is_never_turned(name: str) -> None:
    layout = drawing(CHARTS[name])["layout"]
    axes = [axis for key, axis in layout.items() if key.startswith("xaxis")]
    assert [axis["tickangle"] for axis in axes] == [0] * len(axes)
    assert axes


PLOTS: list[Callable[..., Chart]] = [
    plot_matched, plot_parties, plot_people, plot_share_trend, plot_shares, plot_beside,
    plot_unknown,
]  # fmt: skip
NAMED: list[Callable[..., Chart]] = [plot_ranking, plot_stages, plot_years, show_table]


@pytest.mark.parametrize("plot", [*PLOTS, *NAMED], ids=lambda plot: plot.__name__)
def test_only_a_safe_table_is_drawn(plot: Callable[..., Chart]) -> None:
    options = {"name": "n"} if plot in NAMED else {}
    with pytest.raises(CaselightError, match="protect"):
        plot([("2010", 3)], "Title", **options)


def test_both_tables_of_two_concepts_have_to_be_safe() -> None:
    for pair in ((by_year(1), None), (None, by_year(1))):
        with pytest.raises(CaselightError, match="protect"):
            plot_side_by_side(*pair, "Title")


def test_a_table_without_a_number_is_a_notice_and_no_empty_chart() -> None:
    empty = shares(Cell((CM, "labour"), None, status=v.NOT_REPORTED))
    shown = plot_shares(empty, "Title")._repr_mimebundle_()
    assert PLOTLY_MIME not in shown
    assert payload(plot_shares(empty, "Title"))["kind"] == "notice"
    assert payload(plot_shares(empty, "Title"))["empty"] is True


def test_charts_of_no_cells_at_all_are_drawn_without_an_error() -> None:
    empty = shares(dimensions=("channel", "form"))
    for plot in (plot_shares, plot_people, plot_unknown, plot_share_trend):
        dimensions = {
            plot_people: ("channel", "sex", "age_group"),
            plot_unknown: ("channel", "attribute"),
            plot_share_trend: ("channel", "year", "form"),
        }
        part = empty.derive((), dimensions=dimensions.get(plot, ("channel", "form")))
        assert payload(plot(part, "Title"))["kind"] == "notice"


def test_the_source_is_one_thing_and_the_protection_another() -> None:
    found = payload(plot_people(hidden_people(), "Title"))
    assert found["source"] == [OWN.line]
    assert found["protection"] == hidden_people().policy
    assert found["hidden"] == 2
    assert payload(plot_years(by_year(3), "Title", name="n"))["source"] == [PUBLISHED.line]


def test_the_table_has_the_years_in_order_and_a_word_where_there_is_no_number() -> None:
    found = payload(
        plot_stages(by_stage(convicted=[None, 12], prosecuted=[7, None]), "T", name="n")
    )
    assert found["table"]["columns"] == ["Year", "Convicted", "Prosecuted"]
    assert found["table"]["rows"] == [
        ["2010", "not reported", "7"],
        ["2011", "12", "not reported"],
    ]
    assert found["table"]["numeric"] == [False, True, True]


def test_a_hidden_count_is_a_word_in_the_table_and_nowhere_a_number() -> None:
    found = payload(plot_people(hidden_people(), "Title"))
    assert ["Case management", "9-17", "hidden", "hidden", "34"] in found["table"]["rows"]
    drawn = json.dumps(drawing(plot_people(hidden_people(), "Title"))["data"])
    assert " 4," not in drawn
    assert "30" not in drawn


def test_the_table_of_shares_says_of_how_many() -> None:
    chart = plot_shares(shares(Cell((CM, "labour"), 40.0, 38.0, 42.0, of=1234)), "Title")
    found = payload(chart)["table"]
    assert found["columns"] == ["Channel", "labour", "Of"]
    assert found["rows"] == [["Case management", "40.0% (38.0% to 42.0%)", "1,234"]]


def test_a_table_without_a_drawing_keeps_its_markup_as_text() -> None:
    shown = show_table(one(["sector"], ["hostile"]), HOSTILE, name="t")._repr_mimebundle_()
    assert PLOTLY_MIME not in shown
    assert "<img" not in shown["text/html"]


def test_names_are_pushed_apart_and_stay_under_the_top() -> None:
    # 17 px a line on an axis of 170 px for 100: ten units a line.
    assert spread([50, 52, 10], [1, 1, 1], 100, 170) == [50, 60, 10]
    assert spread([99, 99], [2, 2], 100, 170) == [80, 100]
    assert spread([], [], 100, 170) == []


def test_a_label_is_cut_by_rule_and_says_that_it_was() -> None:
    assert wrap_label("Agriculture") == "Agriculture"
    assert wrap_label("Takes earnings and documents away from people").endswith("…")
    assert wrap_label("<b>") == "&lt;b&gt;"


def test_the_channels_of_the_small_tables_are_known() -> None:
    assert CM in CHANNELS["channel"]
