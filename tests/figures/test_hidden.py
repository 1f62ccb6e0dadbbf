"""Charts of estimates from lists: what they draw, what they mark, and what they refuse."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.disclosure import protect, protect_model
from helpers.errors import CaselightError
from helpers.figures import (
    plot_bootstrap,
    plot_methods,
    plot_models,
    plot_overlaps,
    plot_sensitivity,
)
from helpers.hidden_population import (
    count_overlaps,
    estimate_changes,
    estimate_draws,
    estimate_methods,
    estimate_models,
)
from helpers.hidden_population.reported import Worked
from helpers.tables.counts import Counts, counted_cell
from tests.figures.made import ESCAPED, HOSTILE, OWN, drawing, payload
from tests.published import provenance

COLUMNS = ["lists", "part", "label", "detail", "persons", "lower", "upper", "percent", "distance"]


def row(part: str, label: str = "", persons: Any = None, detail: str = "", **more: Any) -> Any:
    return {"lists": "three lists", "part": part, "label": label, "detail": detail,
            "persons": persons, **more}  # fmt: skip


BASE = [
    row("observed", persons=300),
    row("size", "A", 200), row("size", "B", 150), row("size", "C", 90),
    row("overlap", "A", 70, "B"), row("overlap", "A", 3, "C"), row("overlap", "B", 0, "C"),
    row("chosen", "bic", 900, "A*B"),
    row("method", "bic", 900, "0.8", lower=700, upper=1200),
    row("method", "bic", 900, "0.95", lower=600, upper=1500),
    row("method", "stepwise", 650),
    row("near", lower=640, upper=1100),
    row("chao", persons=950),
    row("model", "A*B", 900, distance=0.0), row("model", "A*C", 1100, distance=1.2),
    row("model", "A*B, A*C", 640, distance=2.0), row("model", "B*C", 500, distance=2.1),
    row("threshold", "0.001", 610), row("threshold", "0.2", 660),
    row("without", "A", 400), row("without", "B"), row("merged", "A and B", 1300),
    row("linkage", "2% of links wrong", 940),
    row("quantile", "25", 700, "60"), row("quantile", "50", 880, "60"),
    row("quantile", "75", 1100, "60"), row("quantile", "90", 1400, "60"),
    row("consistency", "A", percent=80.0), row("consistency", "B"),
]  # fmt: skip


def worked(*rows: Any, source: str = "mse", **more: Any) -> Worked:
    table = pd.DataFrame(list(rows) or BASE).reindex(columns=COLUMNS)
    return Worked(table, provenance(source), **more)


def safe(question: Any, *rows: Any) -> Any:
    return protect_model(**question(worked(*rows)))


def points(chart: Any, at: int = 0) -> Any:
    return drawing(chart)["data"][at]


def test_each_method_is_a_point_with_its_widest_interval() -> None:
    trace = points(plot_methods(safe(estimate_methods), "Title"))
    assert trace["y"] == [
        "BIC",
        "Stepwise",
        "Models within 2<br>BIC of the best",
        "Chao's estimate",
    ]
    assert trace["x"] == [900, 650, 870, 950]
    assert trace["error_x"]["array"][:2] == [600, 0]
    assert trace["error_x"]["arrayminus"][:2] == [300, 0]
    assert trace["marker"]["color"][2] == "rgba(0,0,0,0)"  # a range has no point of its own
    assert trace["marker"]["color"][0] != "rgba(0,0,0,0)"


def test_models_within_two_bic_are_filled_and_a_tenth_further_open() -> None:
    trace = points(plot_models(safe(estimate_models), "Title"))
    assert trace["x"] == [900, 1100, 640, 500]
    assert trace["y"] == [0.0, 1.2, 2.0, 2.1]
    filled = trace["marker"]["color"]
    assert filled[0] == filled[1] == filled[2] != filled[3]
    assert trace["text"] == ["900", "1,100", "640", ""]


def test_the_best_model_stands_highest() -> None:
    axis = drawing(plot_models(safe(estimate_models), "Title"))["layout"]["yaxis"]
    assert axis["range"][0] > 2.1 > 0 > axis["range"][1]


def test_draws_rise_from_left_to_right_with_the_chosen_estimate_marked() -> None:
    chart = plot_bootstrap(safe(estimate_draws), safe(estimate_methods), "Title")
    trace = points(chart)
    assert (trace["x"], trace["y"]) == ([700, 880, 1100, 1400], [25, 50, 75, 90])
    assert [s["x0"] for s in drawing(chart)["layout"]["shapes"]] == [900]
    assert payload(chart)["notes"] == ["60 draws, of the three lists."]


def test_every_kind_of_change_is_a_panel_with_a_line_at_the_estimate_before() -> None:
    chart = plot_sensitivity(safe(estimate_changes), "Title")
    data = drawing(chart)["data"]
    assert [trace["x"] for trace in data] == [[610, 660], [400], [1300], [940]]
    assert {s["x0"] for s in drawing(chart)["layout"]["shapes"]} == {900}
    assert payload(chart)["notes"] == ["No estimate, without a list: B (three lists)."]
    assert len(payload(chart)["table"]["rows"]) == 6


def test_overlaps_of_published_lists_stand_in_a_grid_with_sizes_on_its_diagonal() -> None:
    data = drawing(plot_overlaps(protect(count_overlaps(worked())), "Title"))["data"]
    assert data[0]["z"] == [[None, 70, 3], [70, None, 0], [3, 0, None]]
    assert data[1]["text"] == ["200", "70", "3", "70", "150", "0", "3", "0", "90"]


def test_overlaps_of_lists_that_nobody_published_are_refused() -> None:
    cells = (counted_cell(("lists", "A", "B"), 70),)
    own = protect(Counts(("lists", "list", "other"), cells, OWN, "people on two lists"))
    with pytest.raises(CaselightError) as refused:
        plot_overlaps(own, "Title")
    assert "published tables only" in refused.value.rule
    assert refused.value.found
    assert refused.value.mend
    assert "70" not in str(refused.value)


def test_a_file_of_ones_own_has_no_overlaps_to_refuse() -> None:
    table = protect(count_overlaps(worked(source="captures", published=False)))
    assert table.is_empty
    assert payload(plot_overlaps(table, "Title"))["kind"] == "notice"


@pytest.mark.parametrize("plot", [plot_methods, plot_models, plot_sensitivity, plot_overlaps])
def test_only_safe_tables_are_drawn(plot: Any) -> None:
    with pytest.raises(CaselightError, match="SafeTable"):
        plot(worked().table, "Title")


def test_a_hostile_name_of_a_list_is_inert() -> None:
    rows = [*BASE, row("without", HOSTILE, 77)]
    trace = points(plot_sensitivity(safe(estimate_changes, *rows), "Title"), 1)
    assert trace["hovertext"][-1].startswith(ESCAPED)
    assert all("<img" not in name for name in trace["y"])


def test_nothing_is_drawn_of_nothing() -> None:
    empty = worked(source="mse")
    empty = Worked(empty.table.iloc[:0], empty.provenance)
    for question, plot in (
        (estimate_methods, plot_methods),
        (estimate_models, plot_models),
        (estimate_changes, plot_sensitivity),
    ):
        assert payload(plot(protect_model(**question(empty)), "Title"))["kind"] == "notice"
