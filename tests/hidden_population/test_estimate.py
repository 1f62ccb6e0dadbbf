from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from helpers.errors import CaselightError
from helpers.hidden_population import estimate


def test_independent_lists_give_back_the_population(independent: pd.DataFrame):
    # Expected counts of 2,000 people, rounded to whole persons.
    for method in ("bic", "stepwise", "fixed"):
        found = estimate(independent, method=method, bootstraps=0)
        assert found.total == pytest.approx(2000, rel=0.01)
        assert found.model_name == "[1,2,3,4]"


def test_two_lists_give_lincoln_and_petersen_with_chapman_beside():
    table = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "persons": [60, 40, 20]})
    found = estimate(table, bootstraps=0)
    assert found.total == pytest.approx(80 * 60 / 20)
    assert found.two_lists.point == pytest.approx(81 * 61 / 21 - 1)
    assert "Chapman" in found.explain()


@pytest.mark.parametrize("method", ["bic", "stepwise", "fixed", "bayesthresh"])
def test_the_same_seed_gives_the_same_answer_whatever_the_jobs(
    independent: pd.DataFrame, method: str
):
    found = [
        estimate(independent, method=method, bootstraps=120, seed=7, jobs=jobs) for jobs in (1, 3)
    ]
    assert np.array_equal(found[0].replicates, found[1].replicates, equal_nan=True)
    assert found[0].intervals == found[1].intervals
    assert found[0].chosen == found[1].chosen
    other = estimate(independent, method=method, bootstraps=120, seed=8)
    assert not np.array_equal(found[0].replicates, other.replicates)


def test_a_seed_of_its_own_is_told_and_can_be_used_again(independent: pd.DataFrame):
    first = estimate(independent, bootstraps=30)
    again = estimate(independent, bootstraps=30, seed=first.seed)
    assert np.array_equal(first.replicates, again.replicates)


def test_every_replicate_has_a_model_and_they_add_up(independent: pd.DataFrame):
    found = estimate(independent, bootstraps=200, seed=1)
    assert sum(found.chosen.values()) + found.without_estimate == 200
    assert len(found.models) == 113
    assert found.models.table(3).shape == (3, 6)


def test_fewer_candidates_choose_among_the_best_on_the_data(independent: pd.DataFrame):
    found = estimate(independent, bootstraps=200, seed=1, candidates=3)
    assert found.models.chosen[3:].sum() == 0
    assert found.models.chosen[:3].sum() == 200


def test_a_result_is_frozen(independent: pd.DataFrame):
    found = estimate(independent, bootstraps=20, seed=1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.total = 3.0
    with pytest.raises(ValueError, match="read-only"):
        found.replicates[0] = 1


def test_the_paragraph_starts_with_the_range_and_then_gives_the_estimate(korea: pd.DataFrame):
    # The stepwise choice gives 268.8 here and BIC 157.2, with a third model in between.
    found = estimate(korea, bootstraps=200, seed=1)
    first, second = found.explain("victims", "2013", "name and date of birth").split(". ")[:2]
    totals = [found.total, *found.alternatives.values(), *found.near_best]
    assert first.startswith(f"Between {min(totals):,.0f} and {max(totals):,.0f} victims in 2013")
    assert f"the estimate is {found.total:,.0f}" in second
    assert "name and date of birth" in found.explain(linkage="name and date of birth")


def test_neither_paragraph_nor_repr_gives_a_count_of_a_history_away():
    rows = [(1, 0, 0, 83), (0, 1, 0, 71), (0, 0, 1, 97), (1, 1, 0, 29), (1, 0, 1, 9), (0, 1, 1, 7)]
    table = pd.DataFrame(rows, columns=["A", "B", "C", "persons"])
    found = estimate(table, bootstraps=100, seed=1)
    words = set(found.explain().replace(",", " ").replace(".", " ").split())
    assert not words & {"83", "71", "97", "29", "9", "7"}


def test_replicates_without_an_estimate_are_counted_and_above_five_percent_none_is_given():
    # One person on A and B: a replicate without that person has no estimate in [13,23].
    rows = [(1, 0, 0, 30), (0, 1, 0, 30), (0, 0, 1, 30), (1, 1, 0, 1), (1, 0, 1, 9), (0, 1, 1, 9)]
    table = pd.DataFrame(rows, columns=["A", "B", "C", "persons"])
    found = estimate(table, method="fixed", model="[13,23]", bootstraps=400, seed=1)
    # (1 - 1/109)^109 = 36.6% of the replicates lose that person.
    share = found.without_estimate / 400
    assert share == pytest.approx((1 - 1 / 109) ** 109, abs=3.5 * np.sqrt(0.37 * 0.63 / 400))
    assert found.intervals == ()
    assert "more than 5%" in found.warnings[0]


def test_a_model_without_an_estimate_is_refused():
    # Artificial_3 made larger, so that it is not refused as thin.
    rows = [(1, 0, 0, 40), (0, 1, 0, 30), (0, 0, 1, 20), (1, 1, 0, 16)]
    table = pd.DataFrame(rows, columns=["A", "B", "C", "persons"])
    for model in ("[12,3]", "[12,13,23]"):
        with pytest.raises(CaselightError, match="has an estimate"):
            estimate(table, method="fixed", model=model, bootstraps=0)
    assert estimate(table, method="fixed", model="[13,23]", bootstraps=0).total > 106


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "lasso"},
        {"threshold": 1.5},
        {"bootstraps": -1},
        {"level": 95},
        {"level": ()},
        {"seed": -3},
        {"jobs": 0},
        {"candidates": 0},
        {"candidates": "some"},
        {"penalty": "dogs"},
        {"max_order": 4},
        {"model": "[19]", "method": "fixed"},
        {"prior_variance": 0.0},
    ],
    ids=str,
)
def test_a_request_that_cannot_be_meant_is_refused(independent: pd.DataFrame, wrong: dict):
    with pytest.raises(CaselightError):
        estimate(independent, **wrong)


def test_auto_is_bic_up_to_five_lists_and_stepwise_beyond():
    def lists(t: int) -> pd.DataFrame:
        rows = [[int(i == k) for i in range(t)] + [60] for k in range(t)]
        rows += [[int(i in (k, (k + 1) % t)) for i in range(t)] + [12] for k in range(t)]
        return pd.DataFrame(rows, columns=[*"ABCDEFGH"[:t], "persons"])

    assert estimate(lists(5), bootstraps=0).method == "bic"
    assert estimate(lists(6), bootstraps=0).method == "stepwise"
    with pytest.raises(CaselightError, match="at most 6 lists"):
        estimate(lists(7), method="bic", bootstraps=0)
    many = estimate(lists(8), bootstraps=20, seed=1)
    assert (many.method, many.near_best) == ("stepwise", None)
    assert "too many to compare" in many.explain().split(". ")[0]


def test_progress_counts_up_to_the_end(independent: pd.DataFrame):
    seen: list[tuple[int, int]] = []
    estimate(
        independent, bootstraps=60, seed=1, progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(25, 60), (50, 60), (60, 60)]


def test_huge_counts_change_nothing_but_the_scale(independent: pd.DataFrame):
    larger = independent.assign(persons=independent["persons"] * 10**6)
    small = estimate(independent, method="fixed", model="[12,34]", bootstraps=0)
    huge = estimate(larger, method="fixed", model="[12,34]", bootstraps=0)
    assert huge.total == pytest.approx(small.total * 10**6, rel=1e-9)


def test_the_order_of_the_lists_changes_nothing(independent: pd.DataFrame):
    skewed = independent.assign(persons=independent["persons"] + np.arange(15) % 4)
    turned = skewed[["C", "A", "D", "B", "persons"]]
    one, other = (estimate(t, bootstraps=0) for t in (skewed, turned))
    assert one.total == pytest.approx(other.total, rel=1e-9)
    assert one.criterion == pytest.approx(other.criterion, rel=1e-9)
    assert {frozenset(top) for top in one.model} == {frozenset(top) for top in other.model}


def test_models_near_the_best_are_the_same_whichever_method_is_asked(korea: pd.DataFrame):
    # The guide's two best models are 1.83 BIC apart: 157.2 and 268.8.
    for method in ("bic", "stepwise", "fixed"):
        found = estimate(korea, method=method, bootstraps=0)
        assert found.near_best == pytest.approx((157.1667, 268.7778), abs=5e-5)
        wanted = {"stepwise": 268.7778, "bic": 157.1667}
        assert found.alternatives == pytest.approx(wanted, abs=5e-5)
