"""The publishers' own files, where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("CASELIGHT_SHARED", _ROOT.parent / "shared")) / "data"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the publishers' raw files are not at hand (../shared/data)"
)
