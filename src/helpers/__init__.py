"""Caselight: figures on trafficking in persons that can be defended and safely shared."""

from __future__ import annotations

__version__ = "0.1.0"

PROJECT = "CASELIGHT_PROJECT"
"""Environment variable: the folder of the manifest, from which a report names its file."""
