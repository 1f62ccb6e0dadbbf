"""What a page shows of lists: published results as they ship, a file's results and none of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.disclosure import protect, protect_model
from helpers.errors import CaselightError
from helpers.hidden_population import (
    count_overlaps,
    estimate,
    estimate_changes,
    estimate_consistency,
    estimate_draws,
    estimate_methods,
    estimate_models,
    interval_over_models,
    read_captures,
    tabulate_lists,
    work_lists,
)
from helpers.hidden_population.reported import Worked
from helpers.hidden_population.union import near_models
from helpers.sources.reference import read_reference
from helpers.tables.safe import SafeTable
from tests.published import Made, provenance

SHIPPED = read_reference("hidden_population")
NONE = Made(pd.DataFrame({"persons": []}), provenance("captures"))
# A alone, B alone, C alone, A and B, A and C, B and C, all three.
ROWS = [(1, 0, 0, 4_003), (0, 1, 0, 3_007), (0, 0, 1, 5_011), (1, 1, 0, 1_811),
        (1, 0, 1, 1_613), (0, 1, 1, 1_419), (1, 1, 1, 1_117)]  # fmt: skip
OWN = pd.DataFrame(ROWS, columns=["A", "B", "C", "persons"])
QUICK: dict[str, Any] = {"draws": 60}
QUESTIONS = (estimate_methods, estimate_models, estimate_changes, estimate_consistency,
             estimate_draws)  # fmt: skip


def shipped(country: str = "GBR", **years: int) -> Worked:
    return work_lists(NONE, SHIPPED, country, **years)


@cache
def own_once() -> Worked:
    return own(OWN)


def own(table: pd.DataFrame) -> Worked:
    return work_lists(Made(table, provenance("captures")), SHIPPED, "WLD", **QUICK)


def methods(worked: Worked) -> SafeTable:
    return protect_model(**estimate_methods(worked))


def value(table: SafeTable, **labels: str) -> float | None:
    return table.where(**labels).cells[0].value


def test_the_shipped_results_are_those_of_r_and_of_the_papers() -> None:
    """R 1.2.0: stepwise 11,417.99 and 11,312.99; best BIC, order 3: 25,311.29. Silverman, Chan and
    Vincent (2024), table 6: 25,311 [11,168, 56,052] over all models."""
    table = methods(shipped())
    assert value(table, lists="six lists", figure="stepwise") == 11_418
    assert value(table, lists="five lists", figure="stepwise") == 11_313
    wide = table.cell(lists="five lists", figure="bic", level="0.95")
    assert wide.value == 25_311
    rows = shipped().rows("method")
    row = rows[(rows["label"] == "bic") & (rows["detail"] == "0.95")].iloc[0]
    # The paper's limits rest on 1,000 draws: sqrt(5) times the error at 5,000.
    assert abs(row["lower"] - 11_168) < 3 * (1 + 5**0.5) * row["lower_error"]
    assert abs(row["upper"] - 56_052) < 3 * (1 + 5**0.5) * row["upper_error"]
    assert value(table, lists="five lists", figure="observed") == 2_744
    near = table.cell(lists="five lists", figure="near", level="")
    assert (near.lower, near.upper) == (12_262, 28_822)


def test_thresholds_of_the_six_lists_give_what_the_issue_says() -> None:
    changes = protect_model(**estimate_changes(shipped()))
    found = [c.value for c in changes.where(lists="six lists", change="threshold").cells]
    assert (min(found), max(found)) == (11_418, 13_181)  # type: ignore[type-var]


def test_the_spread_is_over_all_methods_and_the_models_near_the_best() -> None:
    spread = methods(shipped()).cell(lists="five lists", figure="spread", level="")
    assert (spread.lower, spread.upper) == (11_313, 28_822)


def test_the_models_within_two_bic_are_all_there_best_first() -> None:
    models = protect_model(**estimate_models(shipped()))
    five = [c for c in models.cells if c.key[0] == "five lists"]
    assert five[0].key[1:] == ("LA*NG*PFNCA, NG*GP, PFNCA*GO", "0.0")
    assert [c.value for c in five if float(c.key[2]) <= 2] == [25_311, 28_822, 22_991, 12_262]


def test_lists_of_known_size_are_estimated_as_binette_and_steorts_do() -> None:
    table = protect_model(**estimate_consistency(shipped()))
    assert {c.key[1]: c.value for c in table.cells} == {"NG": 61.9, "PF": 124.1}
    assert "LA (six lists)" in table.notes[0]


def test_overlaps_are_those_that_the_papers_print() -> None:
    """Bales, Hesketh and Silverman (2015): 19 + 1 + 1 people on LA and PF, and 10 on PF and GP."""
    overlaps = protect(count_overlaps(shipped()))
    assert overlaps.is_published
    assert overlaps.cell(lists="six lists", list="LA", other="PF").value == 19 + 1 + 1
    assert overlaps.cell(lists="six lists", list="PF", other="GP").value == 10
    assert overlaps.cell(lists="six lists", list="LA", other="GP").value == 0


def test_the_shipped_results_are_what_the_published_lists_give(
    mse_file: Callable[[str], Path],
) -> None:
    """Without the draws, which `refresh` repeats byte for byte."""
    made = tabulate_lists(read_captures(mse_file("UKdat_5")), lists="five lists", **QUICK)
    parts = ["observed", "size", "overlap", "chosen", "near", "model", "threshold", "without"]
    names = ["part", "label", "detail", "persons", "lower", "upper"]
    rows = shipped().table
    rows = rows[(rows["lists"] == "five lists") & rows["part"].isin(parts)][names]
    again = made[made["part"].isin(parts)][names]
    assert again.to_numpy(na_value=None).tolist() == rows.to_numpy(na_value=None).tolist()


@pytest.mark.parametrize("question", QUESTIONS)
def test_other_places_and_years_have_nothing_and_are_not_refused(question: Any) -> None:
    for worked in (shipped("PHL"), shipped(first_year=2014), shipped(last_year=2012)):
        table = protect_model(**question(worked))
        assert table.is_empty
        assert (table.provenance, worked.refused) == ((), "")
    assert not protect_model(**question(shipped("WLD"))).is_empty
    assert not protect_model(**question(shipped(first_year=2013, last_year=2013))).is_empty


def test_no_count_of_a_file_is_in_any_table_of_a_page() -> None:
    worked = own_once()
    tables = [protect_model(**question(worked)) for question in QUESTIONS]
    tables.append(protect(count_overlaps(worked)))
    shown = " ".join(repr(t.cells) + json.dumps(t.notes) + t._repr_html_() for t in tables)
    on = [sum(r[3] for r in ROWS if r[i]) for i in range(3)]
    pairs = [sum(r[3] for r in ROWS if r[i] and r[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    for secret in [*(r[3] for r in ROWS), *on, *pairs]:
        assert str(secret) not in shown
        assert f"{secret:,}" not in shown
    assert "4003" not in repr(worked)
    assert tables[-1].is_empty


def test_of_a_file_the_estimates_and_their_intervals_are_told_and_nothing_else() -> None:
    worked = own_once()
    exact = estimate(OWN, bootstraps=0).total
    for question in (estimate_models, estimate_changes, estimate_consistency):
        assert protect_model(**question(worked)).is_empty
        assert not protect_model(**question(shipped(first_year=2013, last_year=2013))).is_empty
    assert value(methods(worked), figure="chosen") == round(exact)
    assert set(methods(worked).labels("figure")) == {
        "observed", "chosen", "stepwise", "bic", "bayesthresh", "near", "union", "spread"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([(1, 0, 40), (0, 1, 30), (1, 1, 9)], "10 persons found on two or more lists"),
        ([(1, 0, 40), (1, 1, 9)], "10 persons on each list"),
    ],
)
def test_a_thin_file_gives_a_page_that_says_why(rows: list[tuple[int, ...]], why: str) -> None:
    worked = own(pd.DataFrame(rows, columns=["A", "B", "persons"]))
    assert why in worked.refused
    assert "9" not in worked.refused
    assert methods(worked).is_empty


def test_a_threshold_of_the_file_is_kept() -> None:
    about = provenance("captures")
    strict = Made(OWN[OWN["A"] == 1].assign(persons=[30, 30, 30, 30]), about)
    object.__setattr__(about, "threshold", 70)
    assert "70 persons on each list" in work_lists(strict, SHIPPED, "WLD", **QUICK).refused


def test_a_broken_file_is_an_error_and_no_page() -> None:
    with pytest.raises(CaselightError, match="whole numbers"):
        own(OWN.assign(persons=[-1, *OWN["persons"][1:]]))


def test_the_same_file_gives_the_same_rows() -> None:
    pd.testing.assert_frame_equal(own_once().table, own(OWN).table)


def test_the_interval_over_models_holds_that_of_each_of_them(
    mse_file: Callable[[str], Path],
) -> None:
    table = read_captures(mse_file("UKdat_5"))
    union = interval_over_models(table, bootstraps=200, seed=3)
    assert len(near_models(table)) == 4
    for model in (None, *near_models(table)):
        asked: dict[str, Any] = {"method": "fixed", "model": model} if model else {"method": "bic"}
        one = estimate(table, bootstraps=200, seed=3, level=0.95, **asked).intervals[0]
        assert union.lower <= one.lower <= one.upper <= union.upper
    assert union.method == "union of BCa"


def test_the_interval_over_models_is_refused_beyond_six_lists() -> None:
    names = list("ABCDEFG")
    rows = [[*(int(i == j) for j in range(7)), 20] for i in range(7)] + [[1] * 7 + [20]]
    with pytest.raises(CaselightError, match="at most 6 lists"):
        interval_over_models(pd.DataFrame(rows, columns=[*names, "persons"]), bootstraps=20)
