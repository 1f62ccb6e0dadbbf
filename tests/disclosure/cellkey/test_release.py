"""A release by cell keys: no exact difference, stated variance, an interval for small counts."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_matrix
from scipy.stats import chisquare

from helpers.disclosure.cellkey.differences import errors_of_difference, least_variance
from helpers.disclosure.cellkey.keys import cell_keys, record_keys
from helpers.disclosure.cellkey.noise import make_noise_table
from helpers.disclosure.cellkey.perturb import default_noise, look_up_changes
from helpers.disclosure.cellkey.release import NOT_ADDITIVE, CellKeyRelease, release_cells
from helpers.disclosure.cellkey.secret import Secret
from helpers.disclosure.system import SumCell, System
from helpers.errors import CaselightError

SECRET = Secret(bytes(range(32)))
THRESHOLD = 10
NOISE = default_noise(THRESHOLD)


def _crossed(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[System, np.ndarray]:
    """A table with all its margins, and for each cell the sum of its persons' keys."""
    sizes = rng.choice([0, 1, 3, 7, 12, 30, 80], size=int(np.prod(shape)))
    leaves = list(product(*map(range, shape)))
    cells = []
    for name in product(*([*range(n), "all"] for n in shape)):
        atoms = tuple(
            at
            for at, leaf in enumerate(leaves)
            if all(n in ("all", at_) for n, at_ in zip(name, leaf, strict=True))
        )
        address = "&".join(f"d{i}={n}" for i, n in enumerate(name))
        cells.append(SumCell(address, atoms, int(sizes[list(atoms)].sum())))
    own = [record_keys([f"{a}.{i}" for i in range(n)], SECRET).sum() for a, n in enumerate(sizes)]
    atom_keys = np.array(own, dtype=np.uint64)
    sums = np.array([atom_keys[list(c.atoms)].sum(dtype=np.uint64) for c in cells], np.uint64)
    return System(len(leaves), tuple(cells), truth=sizes.astype(np.int64)), sums


def _attack(system: System, release: CellKeyRelease, cell: int) -> tuple[int, int]:
    """Smallest and largest count of a cell for a reader of the page: no code of ours in it.

    He knows that a change is at most 5, that nothing below 10 is printed, that zero means zero,
    that a hidden count is 1 to 14, or anything from 1 on where it was hidden for another's sake.
    """
    rows, low, high = [], [], []
    for at, (known, value) in enumerate(zip(system.cells, release.values, strict=True)):
        rows.append([float(a in known.atoms) for a in range(system.atoms)])
        if value is None:
            far = known.address in release.pattern.coarsened
            low, high = [*low, 1], [*high, np.inf if far else 14]
        else:
            low.append(0 if value == 0 else max(10, value - 5))
            high.append(0 if value == 0 else value + 5)
        assert low[at] <= known.persons <= high[at]
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * np.array(rows[cell]),
            constraints=[LinearConstraint(np.array(rows), low, high)],
            integrality=np.ones(system.atoms),
        )
        ends.append(round(sign * found.fun))
    return ends[0], ends[1]


@pytest.mark.parametrize("seed", range(8))
def test_every_small_count_keeps_its_interval_under_an_independent_attack(seed: int) -> None:
    system, sums = _crossed(np.random.default_rng(seed), (3, 4))
    release = release_cells(system, sums, SECRET, NOISE, THRESHOLD)
    small = [i for i, c in enumerate(system.cells) if 0 < c.persons < THRESHOLD]
    assert small
    for cell in small:
        low, high = _attack(system, release, cell)
        assert high - low >= THRESHOLD - 1
        assert high >= THRESHOLD
    assert all(release.values[i] is None for i in small)


@pytest.mark.parametrize("seed", range(4))
def test_a_contributor_who_takes_off_his_own_cases_learns_no_small_rest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plain, sums = _crossed(rng, (3, 3))
    own = np.array([int(rng.integers(0, n + 1)) for n in plain.truth], dtype=np.int64)
    system = System(plain.atoms, plain.cells, truth=plain.truth, contributors={"North": own})
    release = release_cells(system, sums, SECRET, NOISE, THRESHOLD)
    rows = system.sums()
    reached = rows @ release.pattern.witnesses.T
    rest = system.persons - rows @ own
    mine = (release.pattern.witnesses >= own).all(axis=1)
    for cell in np.flatnonzero((rest > 0) & (rest < THRESHOLD)):
        values = np.append(reached[cell, mine], system.persons[cell])
        assert values.max() - values.min() >= THRESHOLD - 1
        assert values.max() - (rows @ own)[cell] >= THRESHOLD


def test_witnesses_agree_with_everything_printed() -> None:
    system, sums = _crossed(np.random.default_rng(5), (3, 4))
    release = release_cells(system, sums, SECRET, NOISE, THRESHOLD)
    assert len(release.pattern.witnesses)
    for witness in release.pattern.witnesses:
        assert (witness >= 0).all()
        for cell, value in zip(system.cells, release.values, strict=True):
            count = witness[list(cell.atoms)].sum()
            if value is None:
                assert count >= 1
            else:
                assert count == 0 if value == 0 else abs(count - value) <= 5


def test_an_unprinted_remainder_that_is_small_is_guarded_as_well() -> None:
    # 45 and 42 are printed, 3 is their difference: it must be able to be 10 or more.
    cells = (
        SumCell("all", (0, 1), 45),
        SumCell("a", (0,), 42),
        SumCell("rest", (1,), 3, asked=False),
    )
    system = System(2, cells, truth=np.array([42, 3]))
    for seed in range(30):
        keys = np.random.default_rng(seed).integers(0, 2**64, 2, dtype=np.uint64)
        sums = np.array([keys.sum(dtype=np.uint64), keys[0], keys[1]], dtype=np.uint64)
        release = release_cells(system, sums, SECRET, NOISE, THRESHOLD)
        assert release.values[2] is None
        whole, part, _ = release.values
        if whole is not None and part is not None:
            # the rest is at most (whole + 5) - (part - 5)
            assert whole - part + 10 >= THRESHOLD


def test_atoms_that_nobody_told_are_found_from_the_counts() -> None:
    system, sums = _crossed(np.random.default_rng(2), (2, 3))
    untold = System(system.atoms, system.cells)
    one = release_cells(system, sums, SECRET, NOISE, THRESHOLD)
    two = release_cells(untold, sums, SECRET, NOISE, THRESHOLD)
    assert one.values == two.values
    broken = System(2, (SumCell("x", (0, 1), 30), SumCell("y", (0,), 40)))
    with pytest.raises(CaselightError, match="agree with each other"):
        release_cells(broken, np.zeros(2, np.uint64), SECRET, NOISE, THRESHOLD)


def test_the_same_cells_are_printed_alike_in_two_tables_and_the_page_says_they_do_not_add_up() -> (
    None
):
    system, sums = _crossed(np.random.default_rng(4), (3, 3))
    order = np.random.default_rng(0).permutation(len(system.cells))
    mixed = System(system.atoms, tuple(system.cells[i] for i in order), truth=system.truth)
    one = release_cells(system, sums, SECRET, NOISE, THRESHOLD)
    two = release_cells(mixed, sums[order], SECRET, NOISE, THRESHOLD)
    also = {*one.pattern.coarsened, *two.pattern.coarsened}
    for place, at in enumerate(order):
        if system.cells[at].address not in also:
            assert one.values[at] == two.values[place]
    assert NOT_ADDITIVE in one.sentence
    assert "no longer add up exactly" in one.sentence


def test_the_error_of_a_difference_is_distributed_as_computed() -> None:
    keys = record_keys(range(60_000), SECRET).reshape(2, -1)
    whole, part = keys[0] + keys[1], keys[0]  # a cell of two halves, and one of the halves
    count = np.full(len(part), 40)
    one = look_up_changes(count, cell_keys(whole, SECRET), NOISE)
    two = look_up_changes(count, cell_keys(part, SECRET), NOISE)
    errors = errors_of_difference(NOISE.row(40), NOISE.row(40))
    seen = np.array([(one - two == e).sum() for e in errors.errors])
    wanted = errors.probabilities * len(part)
    many = wanted >= 5
    pooled = np.append(seen[many], seen[~many].sum()), np.append(wanted[many], wanted[~many].sum())
    assert chisquare(*pooled).pvalue > 0.001
    assert errors.variance == pytest.approx(2 * NOISE.row(40).variance)
    assert errors.exact < 0.2  # no difference can be taken for exact
    assert errors.mean == pytest.approx(0, abs=1e-12)


def test_the_error_of_a_difference_is_that_of_all_pairs_of_keys() -> None:
    row = make_noise_table(2, 1.0).row(1)  # not symmetric, so a wrong sign would show
    errors = errors_of_difference(row, row)
    by_hand: dict[int, float] = {}
    for (a, p), (b, q) in product(zip(row.changes, row.probabilities, strict=True), repeat=2):
        by_hand[a - b] = by_hand.get(a - b, 0.0) + p * q
    assert dict(zip(errors.errors, errors.probabilities, strict=True)) == pytest.approx(by_hand)


def test_averaging_many_tables_gains_nothing_where_they_print_the_same_cell() -> None:
    # The same cell in twelve monthly reports: one row, one noise.
    keys = np.repeat(cell_keys(np.array([77], dtype=np.uint64), SECRET), 12)
    printed = 40 + look_up_changes(np.full(12, 40), keys, NOISE)
    assert len(set(printed.tolist())) == 1
    assert least_variance(csr_matrix([[1, 1]]), np.array([1, 1]), 3.0) == pytest.approx(3.0)


def test_averaging_over_k_ways_to_split_a_cell_gains_no_more_than_the_stated_bound() -> None:
    # A cell of 16 atoms in a 4 x 4 square: printed itself, in 4 rows and in 4 columns. Each split
    # guesses it with variance 4 V, itself with V: together 1 / (1 + 1/4 + 1/4) V = 2/3 V.
    square = np.arange(16).reshape(4, 4)
    groups = [square.ravel(), *square, *square.T]
    printed = csr_matrix([[float(a in g) for a in range(16)] for g in groups])
    bound = least_variance(printed, np.ones(16), 3.0)
    assert bound == pytest.approx(3.0 * 2 / 3)
    keys = record_keys(range(16 * 4000), SECRET).reshape(-1, 16)
    guesses = np.zeros(len(keys))
    for weight, group in zip([1, *[0.25] * 8], groups, strict=True):
        sums = keys[:, group].sum(axis=1, dtype=np.uint64)
        guesses += (
            weight / 1.5 * look_up_changes(np.full(len(keys), 40), cell_keys(sums, SECRET), NOISE)
        )
    # 4,000 repetitions: the variance is estimated to within about 2.2% (one standard error).
    assert guesses.var() == pytest.approx(bound, rel=0.1)
    assert abs(guesses.mean()) < 4 * (bound / len(keys)) ** 0.5


def test_a_count_that_the_printed_cells_do_not_determine_has_no_bound() -> None:
    assert least_variance(csr_matrix([[1, 1]]), np.array([1, 0]), 3.0) == float("inf")


def test_a_release_shows_no_number_of_its_cells_in_its_repr() -> None:
    system, sums = _crossed(np.random.default_rng(1), (2, 2))
    release = release_cells(system, sums, SECRET, NOISE, THRESHOLD)
    assert repr(release).endswith(f"of {len(system.cells)} cells shown>")
