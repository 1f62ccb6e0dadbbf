"""Shared by all tests."""

from __future__ import annotations

import pytest

from helpers.disclosure import alone


@pytest.fixture(autouse=True)
def _nothing_protected_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test is a notebook of its own: what an earlier one showed of its people is unknown."""
    monkeypatch.setattr(alone, "_KNOWN", {})
