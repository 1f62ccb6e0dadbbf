"""Caselight: figures on trafficking in persons that can be defended and safely shared."""

from __future__ import annotations

__version__ = "0.1.0"
