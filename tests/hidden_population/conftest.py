"""Tables made by code, and the UK files where they are at hand."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def mse_file() -> Callable[[str], Path]:
    """Finds one of the capture files, or skips the test and says why."""
    shared = Path(os.environ.get("CASELIGHT_SHARED", ROOT.parent / "shared"))

    def find(name: str) -> Path:
        path = shared / "data" / "mse" / f"{name}.csv"
        if not path.exists():
            pytest.skip(f"{name}.csv is not in ../shared/data/mse (CASELIGHT_SHARED names another)")
        return path

    return find


@pytest.fixture
def korea() -> pd.DataFrame:
    """The example of the R package's user guide, with its answers in the tests."""
    rows = ["001 41", "010 5", "100 5", "110 54", "101 6", "011 0", "111 12"]
    split = [row.split() for row in rows]
    table = pd.DataFrame(
        [[int(c) for c in history] for history, _ in split], columns=["b", "c", "d"]
    )
    return table.assign(persons=[int(count) for _, count in split])


@pytest.fixture
def independent() -> pd.DataFrame:
    """Four independent lists over 2,000 people: the expected counts, rounded."""
    chances = (0.30, 0.25, 0.20, 0.15)
    rows = []
    for h in range(1, 16):
        share = np.prod([p if h >> i & 1 else 1 - p for i, p in enumerate(chances)])
        rows.append([*(h >> i & 1 for i in range(4)), round(2000 * share)])
    return pd.DataFrame(rows, columns=["A", "B", "C", "D", "persons"])
