"""The benchmark of the attack: a safe release, proved by its witnesses. No time is asserted."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench import audit as bench
from helpers.audit import Secret


def test_a_release_of_the_benchmark_adds_up_and_hides_every_small_count() -> None:
    release = bench.make_release(10, 24, 1)
    true = dict(zip(release.witnesses.addresses, release.witnesses.matrix[-1], strict=True))
    secret = {one.region.text for one in release.said if isinstance(one, Secret)}
    assert {text for text, number in true.items() if 0 < number < 10} <= secret
    assert secret
    # 10 countries, 24 values and 3 sexes, each with a total.
    assert len(release.said) == 11 * 25 * 4


def test_its_witnesses_prove_what_the_attack_proves_without_them() -> None:
    release = bench.make_release(10, 24, 1)
    proven, _ = bench.measure(release, with_witnesses=True, seconds=60)
    attacked, _ = bench.measure(release, with_witnesses=False, seconds=60)
    assert proven.findings == attacked.findings == ()
    assert proven.proven_by_witness > 0
    assert attacked.proven_by_witness == 0
    total = attacked.proven_by_attack
    assert proven.proven_by_witness + proven.proven_by_attack == total


def test_a_cube_moves_without_changing_a_margin() -> None:
    counts = np.full((3, 4, 3), 30)
    cube = bench.find_cube(counts, [0, 0, 0], np.random.default_rng(0))
    assert cube is not None
    moved = counts.copy()
    moved[cube[0]] += cube[1]
    assert moved[0, 0, 0] == 31
    for axis in range(3):
        assert (moved.sum(axis=axis) == counts.sum(axis=axis)).all()


def test_the_short_run_writes_its_table(tmp_path: Path) -> None:
    result = tmp_path / "audit.md"
    bench.main(["--countries", "5", "--tables", "--result", str(result)])
    # 5 countries, 24 values and 3 sexes, each with a total.
    assert "| 600 | " in result.read_text("utf-8")
