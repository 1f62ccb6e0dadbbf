"""Manifest to runs: which notebook for which country, checked first, then executed in parallel."""

from __future__ import annotations
