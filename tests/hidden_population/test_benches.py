"""The pieces of the two benchmarks, and R where it is installed. No time is ever asserted."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bench import coverage
from bench import hidden_population as bench
from helpers.hidden_population import read_captures
from helpers.hidden_population.selection import Stepwise


def test_a_ratio_compares_tables_a_second():
    # Ours: 1,001 tables in 2 s; R: 201 in 33.2 s.
    row = bench.Row("UKdat", 1000, 2.0, 200, 33.2)
    assert row.ratio == pytest.approx(1001 / 2 / (201 / 33.2))


def test_every_world_is_a_distribution_over_histories():
    for world in coverage.worlds(500):
        assert world.shares.shape == (16,)
        assert world.shares.sum() == pytest.approx(1)
        assert (world.shares > 0).all()


def test_the_simulation_scores_a_world():
    score = coverage.play(coverage.worlds(3000)[0], "fixed", 4, 40, np.random.default_rng(1))
    assert 0 <= score.covered[0] <= score.covered[1] <= 4 - score.refused
    assert abs(score.bias) < 0.3
    text = coverage.describe([score], 3000, 40, 1.0)
    assert "| independent lists | fixed |" in text


def has_r() -> bool:
    if shutil.which("Rscript") is None:
        return False
    asked = ["Rscript", "-e", "quit(status = !requireNamespace('lpSolve', quietly = TRUE))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def test_resampled_tables_come_out_the_same_in_r(independent: pd.DataFrame, tmp_path: Path):
    if not has_r():
        pytest.skip("R with lpSolve is not installed")
    captures = read_captures(independent)
    shares = captures.counts / captures.persons
    tables = np.random.default_rng(4).multinomial(150, shares, size=30)
    path = tmp_path / "tables.csv"
    np.savetxt(path, tables[:, 1:], fmt="%d", delimiter=",")
    script = str(bench.ROOT / "bench" / "hidden_population.R")
    done = subprocess.run(
        ["Rscript", script, str(path), "0.05"], capture_output=True, text=True, check=True
    )
    *answers, _ = done.stdout.strip().splitlines()
    ours = Stepwise(4, 0.05).choose(tables.astype(float), 1)
    for answer, hidden, terms in zip(answers, ours.hidden, ours.models, strict=True):
        value, _, model = answer.partition(",")
        assert hidden == pytest.approx(float(value), rel=1e-6)
        assert [int(t) for t in model.split()] == sorted(t for t in terms if t.bit_count() == 2)
