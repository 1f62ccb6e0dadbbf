"""Exact combinations: they exclude one another, add up, and are protected with the forms."""

from __future__ import annotations

from collections import Counter
from itertools import product
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from helpers.composition import (
    count_combinations,
    count_forms,
    select_caseload,
    share_combinations,
    share_forms,
)
from helpers.disclosure import protect
from helpers.sources.reference import read_reference
from helpers.tables.safe import SafeTable
from tests.composition.cases import caseload, group

CM = "case_management"
FORMS = ("labour", "sexual", "other")


def shares_of(*rows: dict[str, object], source: str = "published") -> SafeTable:
    return share_combinations(protect(count_combinations(caseload(*rows, source=source))))


ANSWERS = [
    group(n, labour=labour, sexual=sexual, other=other)
    for n, (labour, sexual, other) in enumerate(product(("yes", "no", "unknown"), repeat=3), 11)
]
"""Every pattern of answers, each with a number of persons of its own."""


def brute(rows: list[dict[str, object]]) -> tuple[Counter[str], Counter[str], Counter[str], int]:
    """By persons, one by one: recorded in, certainly in and possibly in each combination."""
    recorded: Counter[str] = Counter()
    certain: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    for row in rows:
        persons = int(str(row["persons"]))
        answers = [str(row[f"form_{f}"]) for f in FORMS]
        filled = {
            tuple(f for f, a in zip(FORMS, chosen, strict=True) if a == "yes")
            for chosen in product(*[("yes", "no") if a == "unknown" else (a,) for a in answers])
        }
        now = tuple(f for f, a in zip(FORMS, answers, strict=True) if a == "yes")
        recorded[code(now)] += persons
        for chosen in filled:
            possible[code(chosen)] += persons
            certain[code(chosen)] += persons if len(filled) == 1 else 0
    return recorded, certain, possible, sum(int(str(row["persons"])) for row in rows)


def code(chosen: tuple[str, ...]) -> str:
    return "+".join(chosen) if len(chosen) != 1 else f"{chosen[0]}_only"


def test_combinations_and_their_bounds_are_those_of_filling_each_blank_both_ways() -> None:
    recorded, certain, possible, everyone = brute(ANSWERS)
    known = everyone - recorded[""]
    shares = shares_of(*ANSWERS)
    assert len(shares) == 7
    for cell in shares.cells:
        name = cell.key[1]
        assert cell.of == known
        assert isclose(cell.value or 0, 100 * recorded[name] / known)
        assert cell.bounds is not None
        assert isclose(cell.bounds.least, 100 * certain[name] / everyone, abs_tol=1e-9)
        assert isclose(cell.bounds.most, 100 * possible[name] / everyone)


def test_the_combinations_of_a_channel_add_up_to_all_and_to_each_form() -> None:
    forms = protect(count_combinations(caseload(*ANSWERS)))
    values = {c.key[1]: c.value or 0 for c in share_combinations(forms).cells}
    assert isclose(sum(values.values()), 100)
    for cell in share_forms(forms).cells:
        with_it = [v for name, v in values.items() if cell.key[1] in name.removesuffix("_only")]
        assert isclose(sum(with_it), cell.value or 0)


def test_the_intervals_are_goodmans_over_all_combinations_of_the_channel() -> None:
    """Goodman (1965), equation 2.7: a quadratic with the chi-square of one at alpha / k."""
    recorded, *_ = brute(ANSWERS)
    counts = {name: n for name, n in recorded.items() if name}
    whole, a = sum(counts.values()), norm.ppf(1 - 0.05 / (2 * len(counts))) ** 2
    for cell in shares_of(*ANSWERS).cells:
        n = counts[cell.key[1]]
        root = (a * (a + 4 * n * (whole - n) / whole)) ** 0.5
        low, high = ((a + 2 * n + sign * root) / (2 * (whole + a)) for sign in (-1, 1))
        assert (cell.lower, cell.upper) == pytest.approx((100 * low, 100 * high))


def test_the_forms_are_counted_as_by_themselves() -> None:
    """The table that holds both has each number that ``count_forms`` has."""
    source = select_caseload(read_reference("caseload_forms"))
    both, alone = protect(count_combinations(source)), protect(count_forms(source))
    assert set(alone.cells) <= set(both.cells)


def test_the_shipped_combinations_are_those_of_the_published_file() -> None:
    """Counted in the file of July 2021 with plain pandas (see ``test_published_caseload``)."""
    forms = protect(count_combinations(select_caseload(read_reference("caseload_forms"))))
    found = {c.key: c.value for c in forms.cells}
    assert found[(CM, "labour_only")] == 10_358
    assert found[(CM, "sexual_only")] == 4_917
    assert found[(CM, "other_only")] == 7_082
    assert found[(CM, "labour+sexual")] == 108
    assert found[("hotline", "labour+sexual")] == 1_316


def test_a_form_that_a_channel_does_not_collect_is_in_no_combination_of_it() -> None:
    shares = share_combinations(
        protect(count_combinations(select_caseload(read_reference("caseload_forms"))))
    )
    hotline = [c.key[1] for c in shares.where(channel="hotline").cells]
    assert hotline == ["labour_only", "sexual_only", "labour+sexual"]
    assert any("not collected, so in no combination" in note for note in shares.notes)


def test_what_the_forms_and_the_combinations_tell_together_gives_no_small_count_away() -> None:
    """Labour 45 and labour only 40 would tell that 5 are in both."""
    rows = [
        group(40, labour="yes", sexual="no", other="no"),
        group(5, labour="yes", sexual="yes", other="no"),
        group(50, labour="no", sexual="yes", other="no"),
        group(60, labour="no", sexual="no", other="yes"),
    ]
    forms = protect(count_combinations(caseload(*rows, source="ctdc")))
    shown = {c.key[1]: c.value for c in forms.cells if c.value is not None}
    assert "labour+sexual" not in shown
    assert not {"labour", "labour_only"} <= set(shown)
    assert not {"sexual", "sexual_only"} <= set(shown)
    assert forms.cell(form="labour+sexual").status == "hidden"


small = st.lists(
    st.builds(
        group,
        st.integers(1, 40),
        labour=st.sampled_from(["yes", "no", "unknown"]),
        sexual=st.sampled_from(["yes", "no", "unknown"]),
        other=st.sampled_from(["yes", "no", "unknown"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, deadline=None)
@given(small)
def test_no_hidden_combination_is_a_difference_of_shown_ones(rows: list[dict]) -> None:  # type: ignore[type-arg]
    """If all combinations but one are shown beside their sum, the last one is not small."""
    forms = protect(count_combinations(caseload(*rows, source="ctdc")))
    combos = [
        c for c in forms.cells if c.key[1] in {s.key[1] for s in share_combinations(forms).cells}
    ]
    hidden = [c for c in combos if c.status == "hidden"]
    recorded, *_ = brute(rows)
    if forms.cell(form="known").value is not None and len(hidden) == 1:
        assert recorded[hidden[0].key[1]] >= 10
    for cell in combos:
        if 0 < recorded[cell.key[1]] < 10:
            assert cell.value is None


def test_a_hidden_combination_has_no_share_and_its_neighbours_keep_theirs() -> None:
    rows = [
        group(400, labour="yes", sexual="no", other="no"),
        group(4, labour="yes", sexual="yes", other="no"),
        group(500, labour="no", sexual="yes", other="no"),
        group(600, labour="no", sexual="no", other="yes"),
        group(30, labour="no", sexual="yes", other="yes"),
    ]
    shares = shares_of(*rows, source="ctdc")
    assert shares.cell(combination="labour+sexual").status == "hidden"
    for cell in shares.cells:
        if cell.status == "hidden":
            assert (cell.value, cell.lower, cell.upper, cell.bounds) == (None,) * 4
    other = shares.cell(combination="other_only")
    if other.value is not None:
        assert isclose(other.value, 100 * 600 / 1534)
