from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from helpers.hidden_population import (
    by_threshold,
    estimate,
    internal_consistency,
    leave_one_out,
    merge_lists,
    read_captures,
    with_linkage_error,
)
from helpers.hidden_population.estimation import point
from helpers.hidden_population.sensitivity import break_links, project, restore_links


def test_independent_lists_do_not_mind_what_is_left_out_or_merged(independent: pd.DataFrame):
    for one in (*leave_one_out(independent), *merge_lists(independent), *by_threshold(independent)):
        assert one.total == pytest.approx(2000, rel=0.03), one.what


def test_a_list_is_estimated_from_the_others_as_large_as_it_is(independent: pd.DataFrame):
    found = internal_consistency(independent)
    assert [one.name for one in found] == ["A", "B", "C", "D"]
    # Sizes are 2,000 times the chances 0.30, 0.25, 0.20 and 0.15, but for rounding.
    assert [one.size for one in found] == pytest.approx([600, 500, 400, 300], abs=3)
    for one in found:
        assert one.ratio == pytest.approx(1, abs=0.08)


def test_projection_by_hand():
    table = pd.DataFrame(
        {"A": [1, 0, 0, 1], "B": [0, 1, 0, 1], "C": [0, 0, 1, 1], "persons": [5, 7, 11, 13]}
    )
    captures = read_captures(table)
    merged = project(captures, [[0, 1], [2]])
    assert merged.names == ("A+B", "C")
    assert merged.counts.tolist() == [0, 12, 11, 13]
    assert project(captures, [[0], [2]]).counts.tolist() == [0, 5, 11, 13]


def records(captures) -> float:
    return sum(h.bit_count() * c for h, c in enumerate(captures.counts))


def test_breaking_and_restoring_links_keeps_every_record(independent: pd.DataFrame):
    captures, rng = read_captures(independent), np.random.default_rng(1)
    broken = break_links(captures, 0.05, rng)
    restored = restore_links(captures, 0.05, rng)
    assert records(broken) == records(restored) == records(captures)
    assert broken.persons > captures.persons > restored.persons
    links = records(captures) - captures.persons
    lost = broken.persons - captures.persons
    # Binomial(links, 0.05), but for a person with two broken links, who counts once here.
    assert lost == pytest.approx(0.05 * links, abs=4 * np.sqrt(0.05 * links))


def test_wrong_links_raise_the_estimate_and_missed_ones_lower_it(independent: pd.DataFrame):
    found = {
        one.what: one.total for one in with_linkage_error(independent, (0.05,), method="fixed")
    }
    # A share r of overlaps lost: Lincoln and Petersen's N grows by about 1/(1 - r).
    assert found["5% of links wrong"] == pytest.approx(2000 / 0.95, rel=0.03)
    assert found["5% of links missed"] == pytest.approx(2000 * 0.95, rel=0.03)


def test_two_lists_cannot_do_without_one():
    table = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "persons": [60, 40, 20]})
    for one in leave_one_out(table):
        assert np.isnan(one.total)
        assert "fewer than two" in one.note


@pytest.mark.parametrize("order", [1, 2, 3])
def test_a_point_alone_is_that_of_the_whole_estimate(independent: pd.DataFrame, order: int):
    tied = independent.assign(persons=independent["persons"] * (1 + (independent["A"] == 1)))
    tied.loc[(tied["A"] == 1) & (tied["B"] == 1), "persons"] *= 3
    whole = estimate(tied, method="bic", max_order=order, bootstraps=0)
    alone = point(read_captures(tied), method="bic", max_order=order)
    assert alone == (pytest.approx(whole.total), whole.model_name)
