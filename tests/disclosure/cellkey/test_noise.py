"""The perturbation table against published ones, and against what it is defined by."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import chisquare

from helpers.disclosure.cellkey.noise import (
    PARTS,
    NoiseRow,
    NoiseTable,
    make_noise_table,
    read_noise_table,
)
from helpers.disclosure.cellkey.perturb import look_up_changes, perturb
from helpers.errors import CaselightError

# The p-table of the Handbook on Statistical Disclosure Control (2nd edition, section 5.4).
HANDBOOK = [
    (0, 0, 1.0),
    (1, 0, 0.5),
    (1, 2, 0.5),
    (2, 2, 0.8),
    (2, 3, 0.2),
    (3, 2, 0.3),
    (3, 3, 0.4),
    (3, 4, 0.3),
]


def test_rows_are_those_that_ptable_prints_for_a_largest_change_of_2_and_a_variance_of_1() -> None:
    # Vignette of ptable 1.0.0, create_cnt_ptable(D = 2, V = 1): tMatrix, p_var and p_stay.
    table = make_noise_table(2, 1.0)
    assert table.rows[1].changes == (-1, 0, 1, 2)
    assert table.rows[1].probabilities.round(4).tolist() == [0.3665, 0.3665, 0.1676, 0.0995]
    assert round(table.rows[1].variance, 3) == 0.932
    assert table.rows[2].probabilities[0].round(4) == 0.0638
    assert table.rows[2].probabilities[2].round(3) == 0.383
    assert table.rows[2].variance == pytest.approx(1.0, abs=1e-4)


def test_rows_are_those_that_ssbcellkey_prints_for_a_largest_change_of_2() -> None:
    # R package SSBcellKey, Pmatrix(D = 2, js = 0): cumulated probabilities with two decimals.
    table = make_noise_table(2, 3.0)
    assert np.cumsum(table.rows[1].probabilities).round(2).tolist() == [0.37, 0.73, 0.90, 1.0]
    assert np.cumsum(table.rows[2].probabilities).round(2).tolist() == [0.2, 0.4, 0.6, 0.8, 1.0]


@pytest.mark.parametrize(
    ("most", "variance", "floor", "monotone"),
    [(2, 1.0, 0, True), (5, 3.0, 0, True), (5, 3.0, 2, False), (4, 2.5, 2, False)],
)
def test_rows_have_the_largest_entropy_that_a_general_solver_finds(
    most: int, variance: float, floor: int, monotone: bool
) -> None:
    table = make_noise_table(most, variance, floor=floor, monotone=monotone)
    for count, row in enumerate(table.rows[1:], start=1):
        values = [v for v in range(max(0, count - most), count + most + 1) if v == 0 or v > floor]
        changes = np.array(values) - count
        assert row.changes == tuple(changes)
        rules = [
            {"type": "eq", "fun": lambda p: p.sum() - 1},
            {"type": "eq", "fun": lambda p, c=changes: p @ c},
            {"type": "ineq", "fun": lambda p, c=changes: variance - p @ c**2},
        ]
        if monotone:
            zero = values.index(count)
            rules.append({"type": "ineq", "fun": lambda p, z=zero: np.diff(p[: z + 1])})
        found = minimize(
            lambda p: p @ np.log(p),
            np.full(len(changes), 1 / len(changes)),
            method="SLSQP",
            bounds=[(1e-9, 1)] * len(changes),
            constraints=rules,
            options={"ftol": 1e-13, "maxiter": 2000},
        )
        assert row.probabilities == pytest.approx(found.x, abs=2e-4)


@settings(deadline=None, max_examples=6)
@given(st.integers(2, 6), st.floats(0.6, 4.0), st.integers(0, 2))
def test_every_row_is_unbiased_within_its_limits_and_skips_the_blocked_values(
    most: int, variance: float, floor: int
) -> None:
    try:
        table = make_noise_table(most, variance, floor=floor, monotone=False)
    except CaselightError:
        assert floor > 0 or variance < 1  # without a floor, a variance of 1 always fits
        return
    for count, row in enumerate(table.rows):
        pairs = list(zip(row.changes, row.parts, strict=True))
        assert sum(c * p for c, p in pairs) == 0  # exactly, in whole numbers
        assert sum(c * c * p for c, p in pairs) <= variance * PARTS
        assert all(abs(c) <= most and (count + c == 0 or count + c > floor) for c, _ in pairs)


def test_limits_that_no_noise_fits_are_an_error_in_words() -> None:
    with pytest.raises(CaselightError, match="must fit between"):
        make_noise_table(1, 0.01, floor=1)


def test_a_published_table_must_be_complete() -> None:
    with pytest.raises(CaselightError, match="row for every count"):
        read_noise_table([(0, 0, 1.0), (1, 0, 0.5)])


def test_the_handbook_s_three_men_are_printed_as_four() -> None:
    # Record keys 0.9, 0.3 and 0.6 add up to 1.8, so the cell key is 0.8 and the noise is +1.
    keys = [int(key * 2**64) for key in (0.9, 0.3, 0.6)]
    cell = np.array([sum(keys) % 2**64], dtype=np.uint64)
    table = read_noise_table(HANDBOOK)
    assert look_up_changes(np.array([3]), cell, table).tolist() == [1]
    for key, change in ((0.0, -1), (0.29, -1), (0.31, 0), (0.69, 0), (0.71, 1), (0.99, 1)):
        place = np.array([int(key * 2**64)], dtype=np.uint64)
        assert look_up_changes(np.array([12]), place, table).tolist() == [change]


def _all_keys() -> np.ndarray:
    """The smallest key of each of the 720,720 parts, by whole-number arithmetic without end."""
    return np.array([-(-(part << 64) // PARTS) for part in range(PARTS)], dtype=np.uint64)


def test_over_all_keys_each_change_comes_exactly_as_often_as_its_row_says() -> None:
    keys, table = _all_keys(), make_noise_table(5, 3.0)
    for count in (1, 3, 5, 40):
        found = look_up_changes(np.full(len(keys), count), keys, table)
        row = table.row(count)
        assert [int((found == c).sum()) for c in row.changes] == list(row.parts)
        assert int(found.sum()) == 0  # unbiased, exactly


def test_keys_at_the_ends_of_their_range_fall_into_the_first_and_the_last_part() -> None:
    table = make_noise_table(5, 3.0)
    ends = np.array([0, 2**64 - 1], dtype=np.uint64)
    assert look_up_changes(np.array([40, 40]), ends, table).tolist() == [-5, 5]


def test_hashed_keys_follow_the_table_as_well() -> None:
    table = make_noise_table(5, 3.0)
    keys = np.random.default_rng(7).integers(0, 2**64, 200_000, dtype=np.uint64)
    found = look_up_changes(np.full(len(keys), 25), keys, table)
    row = table.row(25)
    seen = np.array([(found == c).sum() for c in row.changes])
    assert chisquare(seen, row.probabilities * len(keys)).pvalue > 0.001


def test_zero_stays_zero_and_nothing_below_the_threshold_is_printed() -> None:
    table = make_noise_table(5, 3.0)
    counts = np.repeat(np.arange(0, 40), 2000)
    keys = np.random.default_rng(1).integers(0, 2**64, len(counts), dtype=np.uint64)
    seen = perturb(counts, keys, table, 10)
    assert not seen.hidden[counts == 0].any()
    assert set(seen.values[counts == 0]) == {0}
    assert seen.hidden[(counts > 0) & (counts < 10)].all()
    printed = seen.values[~seen.hidden & (counts > 0)]
    assert printed.min() == 10
    assert seen.hidden[counts == 12].any()  # 'hidden' is not 'fewer than 10'
    assert not seen.hidden[counts == 12].all()
    assert set(seen.values[seen.hidden]) == {-1}


def test_noise_that_is_too_small_for_the_threshold_is_refused() -> None:
    with pytest.raises(CaselightError, match="as many counts possible"):
        perturb(np.array([40]), np.zeros(1, dtype=np.uint64), make_noise_table(4, 3.0), 10)


def test_a_printed_value_comes_from_as_many_counts_as_the_noise_is_wide() -> None:
    table = make_noise_table(5, 3.0)
    assert table.sources(20) == range(15, 26)
    assert table.sources(2) == range(1, 8)  # 0 stays 0, and 7 goes down by at most 5
    with pytest.raises(ValueError, match="no count"):
        NoiseTable((NoiseRow((0,), (PARTS,)), NoiseRow((1,), (PARTS,))), 1, 1.0).sources(1)
