"""Caselight: figures on trafficking in persons that can be defended and safely shared."""

from __future__ import annotations

__version__ = "0.1.0"

PROJECT = "CASELIGHT_PROJECT"
"""Environment variable: the folder of the manifest, from which a report names its file."""

PLAN = "CASELIGHT_PLAN"
"""Environment variable: the private folder of a run, with what its reports ask for and may show."""

REPORT = "CASELIGHT_REPORT"
"""Environment variable: the report whose counts a kernel protects, beside ``PLAN``."""

LAST_ROUND = "CASELIGHT_LAST_ROUND"
"""Environment variable, beside ``PLAN``: a count that is not in the plan is refused."""
