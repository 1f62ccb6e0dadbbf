"""Differentially private releases: what they cost, what they refuse, and what noise they have."""

from __future__ import annotations

import json
import math
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import chisquare

from helpers.disclosure.budget import to_amount
from helpers.disclosure.budget_ledger import (
    HEAD,
    LINES,
    has_private_release,
    make_budget,
    read_budget,
    spend,
)
from helpers.disclosure.private_noise import (
    GAUSSIAN,
    LAPLACE,
    draw_noise,
    half_width,
    probability,
    settle,
)
from helpers.disclosure.private_release import (
    PrivateRelease,
    refuse_exact_beside_private,
    release_privately,
)
from helpers.errors import CaselightError

CELLS = [("PHL", "f"), ("PHL", "m"), ("UKR", "f"), ("UKR", "m")]
COUNTS = {("PHL", "f"): 120, ("PHL", "m"): 4, ("UKR", "f"): 33}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "private" / "cases"
    make_budget(place, "cases", epsilon="1", delta="0.00001", reason="Agreed in 2026.")
    return place


@pytest.fixture
def plain_noise(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """No noise at all and no OpenDP, for what is not about noise; counts how often it is drawn."""
    drawn: list[int] = []

    def draw(true: list[int], mechanism: str, epsilon: float, delta: float) -> tuple[Any, float]:
        drawn.append(len(drawn))
        return [n + len(drawn) for n in true], 1 / epsilon

    monkeypatch.setattr("helpers.disclosure.private_release.draw_noise", draw)
    return drawn


def _release(folder: Path, edition: str, epsilon: str = "0.1", **more: Any) -> PrivateRelease:
    return release_privately(COUNTS, CELLS, folder=folder, edition=edition, epsilon=epsilon, **more)


@pytest.mark.usefixtures("plain_noise")
def test_ten_tenths_are_spent_exactly_and_the_eleventh_is_refused(folder: Path) -> None:
    for month in range(10):
        _release(folder, f"2026-{month + 1}")
    assert read_budget(folder).left == (Decimal("0.0"), Decimal("0.00001"))
    with pytest.raises(CaselightError, match="spend at most the privacy budget"):
        _release(folder, "2027-1")
    assert len(read_budget(folder).spent) == 10


def test_an_edition_that_is_asked_for_again_is_the_same_and_costs_nothing(
    folder: Path, plain_noise: list[int]
) -> None:
    first = _release(folder, "2026-11")
    assert _release(folder, "2026-11") == first
    assert len(plain_noise) == 1
    assert read_budget(folder, [first.receipt]).left[0] == Decimal("0.9")
    for other in ({"epsilon": "0.2"}, {"delta": "0.000001"}):
        with pytest.raises(CaselightError, match="released once"):
            _release(folder, "2026-11", **other)
    with pytest.raises(CaselightError, match="released once"):
        release_privately({}, CELLS[:1], folder=folder, edition="2026-11", epsilon="0.1")


def test_when_the_noise_cannot_be_drawn_nothing_is_charged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "opendp", None)
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    with pytest.raises(CaselightError, match=r"caselight\[private\]"):
        _release(folder, "2026-11")
    assert read_budget(folder).spent == ()
    assert not has_private_release(folder)


@pytest.mark.usefixtures("plain_noise")
def test_private_and_exact_figures_of_the_same_persons_refuse_each_other(folder: Path) -> None:
    with pytest.raises(CaselightError, match="never stands beside exact figures"):
        _release(folder, "2026-11", exact=["2026-10"])
    refuse_exact_beside_private(folder)  # nothing was released yet
    _release(folder, "2026-11")
    with pytest.raises(CaselightError, match="never stand beside a differentially private"):
        refuse_exact_beside_private(folder)
    (folder / LINES).unlink()
    with pytest.raises(CaselightError, match="never stand beside"):
        refuse_exact_beside_private(folder)  # what is left of a ledger counts


def test_a_population_without_private_figures_may_be_shown_exactly(tmp_path: Path) -> None:
    refuse_exact_beside_private(tmp_path)


def test_the_ledger_is_its_owner_s_alone_and_holds_no_true_count(folder: Path) -> None:
    spend(folder, "x", Decimal("0.1"), Decimal(0), lambda: {"values": [7]})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in (LINES, HEAD):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert not list(folder.glob("new-*"))


def _lines(folder: Path) -> list[str]:
    return (folder / LINES).read_text("utf-8").splitlines()


@pytest.mark.usefixtures("plain_noise")
@pytest.mark.parametrize("change", ["cost", "limit", "first", "last", "order", "head", "broken"])
def test_a_ledger_that_was_tampered_with_stops_every_release(folder: Path, change: str) -> None:
    for month in range(3):
        _release(folder, f"2026-{month}")
    lines = _lines(folder)
    changed = {
        "cost": [line.replace('"epsilon": "0.1"', '"epsilon": "0.01"') for line in lines],
        "limit": [lines[0].replace('"epsilon": "1"', '"epsilon": "9"'), *lines[1:]],
        "first": [lines[0], *lines[2:]],
        "last": lines[:-1],
        "order": [lines[0], lines[2], lines[1], lines[3]],
        "head": lines,
        "broken": [*lines[:-1], lines[-1][:20]],
    }[change]
    (folder / LINES).write_text("".join(f"{line}\n" for line in changed), "utf-8")
    if change == "head":
        (folder / HEAD).write_text("3 0\n", "utf-8")
    with pytest.raises(CaselightError, match="only ever added to"):
        _release(folder, "2026-9")
    assert has_private_release(folder)


@pytest.mark.usefixtures("plain_noise")
def test_a_ledger_that_was_put_back_to_an_earlier_state_is_found_by_the_receipts(
    folder: Path,
) -> None:
    first = _release(folder, "2026-1")
    kept = {name: (folder / name).read_bytes() for name in (LINES, HEAD)}
    second = _release(folder, "2026-2")
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    read_budget(folder, [first.receipt])
    with pytest.raises(CaselightError, match="only ever added to"):
        _release(folder, "2026-3", receipts=[first.receipt, second.receipt])


@pytest.mark.usefixtures("plain_noise")
def test_a_budget_is_never_reset_in_silence(folder: Path) -> None:
    receipt = _release(folder, "2026-1").receipt
    with pytest.raises(CaselightError, match="one privacy budget"):
        make_budget(folder, "cases", epsilon="5", reason="More.")
    for name in (LINES, HEAD):
        (folder / name).unlink()
    with pytest.raises(CaselightError, match="one privacy budget"):
        make_budget(folder, "cases", epsilon="5", reason="More.", receipts=[receipt])
    with pytest.raises(CaselightError, match="charged to the budget"):
        _release(folder, "2026-2")


def test_two_runs_at_once_do_not_spend_the_same_budget_twice(folder: Path) -> None:
    def run(number: int) -> bool:
        try:
            spend(folder, f"edition {number}", Decimal("0.3"), Decimal(0), lambda: {"values": []})
        except CaselightError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(run, range(8))) == 3  # 3 x 0.3 fit into 1
    assert len(read_budget(folder).spent) == 3


@pytest.mark.parametrize("amount", ["0", "-1", "nan", "inf", "much", 0.5])
def test_a_cost_is_a_decimal_number_above_zero(amount: Any) -> None:
    with pytest.raises(CaselightError, match="decimal number above zero"):
        to_amount(amount)


def test_cells_are_named_beforehand_and_empty_ones_are_released_too(
    folder: Path, plain_noise: list[int]
) -> None:
    assert len(_release(folder, "2026-1").values) == 4
    for counts, cells in (({("X", "f"): 1}, CELLS), ({}, [*CELLS, CELLS[0]]), ({}, [])):
        with pytest.raises(CaselightError, match="named beforehand"):
            release_privately(counts, cells, folder=folder, edition="y", epsilon="0.1")
    assert len(plain_noise) == 1


@pytest.mark.usefixtures("plain_noise")
def test_the_page_prints_the_cost_the_noise_and_what_is_left(folder: Path) -> None:
    said = _release(folder, "2026-1").sentence
    assert "epsilon 0.1 for one person more or less" in said
    assert "may spend 1; 0.9 is left. Agreed in 2026." in said
    assert "off by at most 30 people" in said  # 2 exp(-31/10) / (1 + exp(-1/10)) = 0.047


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(-20, 30), min_size=1, max_size=6))
def test_settled_counts_are_the_nearest_ones_with_the_same_sum(noisy: list[int]) -> None:
    found, total = settle(noisy), max(0, sum(noisy))
    assert sum(found) == total
    assert min(found) >= 0
    # Each is less than one person from the nearest real numbers, which another solver finds.
    nearest = minimize(
        lambda x: float(((x - np.array(noisy)) ** 2).sum()),
        np.full(len(noisy), total / len(noisy)),
        bounds=[(0, None)] * len(noisy),
        constraints={"type": "eq", "fun": lambda x: x.sum() - total},
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 500},
    )
    assert np.abs(nearest.x - found).max() < 1 + 1e-3
    assert min(noisy) < 0 or found == noisy


def test_discrete_laplace_noise_has_the_probabilities_of_its_definition() -> None:
    # Canonne, Kamath and Steinke: P(x) = (e^(1/t) - 1) / (e^(1/t) + 1) e^(-|x|/t).
    t = 2.5
    by_hand = [
        (math.exp(1 / t) - 1) / (math.exp(1 / t) + 1) * math.exp(-abs(x) / t) for x in range(-8, 9)
    ]
    assert probability(LAPLACE, t, 8) == pytest.approx(by_hand)
    assert half_width(LAPLACE, 10.0) == 30


def test_one_person_more_changes_no_probability_by_more_than_e_to_the_epsilon() -> None:
    for epsilon in (0.1, 0.5, 2.0):
        chances = probability(LAPLACE, 1 / epsilon, 60)
        ratios = chances[1:] / chances[:-1]
        assert np.abs(np.log(ratios)).max() == pytest.approx(epsilon)


def _chi_square(mechanism: str, epsilon: float, delta: float) -> float:
    pytest.importorskip("opendp")
    noise, scale = draw_noise([0] * 20_000, mechanism, epsilon, delta)
    reach = int(3 * scale)
    wanted = probability(mechanism, scale, reach)
    wanted = np.append(wanted, 1 - wanted.sum()) * len(noise)
    seen = [noise.count(x) for x in range(-reach, reach + 1)]
    return float(chisquare([*seen, len(noise) - sum(seen)], wanted).pvalue)


def test_opendp_s_laplace_noise_follows_the_exact_distribution() -> None:
    # OpenDP draws from the system's randomness and takes no seed: a right draw fails this once in
    # a hundred million runs.
    assert _chi_square(LAPLACE, 0.5, 0.0) > 1e-8


def test_opendp_s_gaussian_noise_follows_the_exact_distribution() -> None:
    assert _chi_square(GAUSSIAN, 0.5, 1e-5) > 1e-8


def test_the_scale_is_the_smallest_that_the_cost_allows() -> None:
    pytest.importorskip("opendp")
    assert draw_noise([5], LAPLACE, 0.1, 0.0)[1] == pytest.approx(10.0)
    _, scale = draw_noise([5], GAUSSIAN, 1.0, 1e-6)
    # Balle and Wang (2018): the continuous Gaussian's delta for epsilon at sensitivity 1; the
    # conversion through zCDP is at most a little looser.
    from scipy.stats import norm

    def delta(s: float, e: float = 1.0) -> float:
        return float(norm.cdf(1 / (2 * s) - e * s) - math.exp(e) * norm.cdf(-1 / (2 * s) - e * s))

    assert delta(scale) <= 1e-6
    assert delta(scale * 0.85) > 1e-6


def test_a_release_by_opendp_is_charged_and_kept(folder: Path) -> None:
    pytest.importorskip("opendp")
    found = _release(folder, "2026-1", epsilon="0.5")
    assert sum(found.values) >= 0
    assert read_budget(folder, [found.receipt]).left[0] == Decimal("0.5")
    assert json.loads(_lines(folder)[1])["about"]["values"] == list(found.values)
    gauss = _release(folder, "2026-2", epsilon="0.25", delta="0.00001")
    assert gauss.mechanism == GAUSSIAN
    assert read_budget(folder).left == (Decimal("0.25"), Decimal("0.00000"))
