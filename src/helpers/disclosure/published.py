"""The published ledger of a release: which figure speaks of whom, and no figure.

``caselight audit`` reads the figures from the pages, and from this file what they count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from helpers.disclosure.lookup import look_up
from helpers.disclosure.plan import Decisions, Plan
from helpers.disclosure.policy import Policy, all_policies
from helpers.disclosure.population import SUPPRESSION, to_population
from helpers.tables import vocabulary as v
from helpers.tables.counts import Counts

FILE: Final = "release.json"
_FORMAT: Final = 1
_ANSWERS: Final = ("no", "unknown", "yes")


def publish_ledger(plan: Plan, asked: Mapping[str, Sequence[Counts]]) -> dict[str, Any]:
    """What ``release.json`` says: policies, populations, and the counts of each report.

    Args:
        plan: The plan of the release.
        asked: For each report that is published, the tables of users' files that it shows.

    Returns:
        A tree that holds no count.
    """
    tables = [counts for several in asked.values() for counts in several]
    return {
        "format": _FORMAT,
        "plan": plan.sha256,
        "release": plan.release,
        "policies": {p.source: _to_policy(p, plan) for p in all_policies()},
        "populations": {
            name: _to_population(part, [c for c in tables if _id(c) == name])
            for name, part in sorted(plan.parts.items())
        },
        "reports": {
            report: [_to_table(counts, plan) for counts in several if _id(counts) in plan.parts]
            for report, several in asked.items()
        },
    }


def _id(counts: Counts) -> str:
    return to_population(counts.provenance).id


def _to_policy(policy: Policy, plan: Plan) -> dict[str, Any]:
    if policy.threshold is None:
        return {"threshold": None, "regime": "published", "zeros_hidden": False}
    parts = [p for p in plan.parts.values() if p.population.source == policy.source]
    zeros_hidden = any(part.zeros_hidden for part in parts)
    return {"threshold": policy.threshold, "regime": SUPPRESSION, "zeros_hidden": zeros_hidden}


def _to_population(part: Decisions, tables: Iterable[Counts]) -> dict[str, Any]:
    values: dict[str, set[str]] = {}
    for counts in tables:
        for cell in counts.cells:
            for box in cell.region.boxes if cell.region is not None else ():
                for name, labels in box:
                    values.setdefault(name, set()).update(labels)
    return {
        "source": part.population.source,
        "title": part.population.title,
        "threshold": part.population.threshold,
        "regime": part.population.regime,
        "zeros_hidden": part.zeros_hidden,
        "coarsened": part.coarsened,
        "variables": {name: _complete(name, found) for name, found in sorted(values.items())},
    }


def _complete(name: str, found: set[str]) -> list[str]:
    """All values that a variable can have, where the vocabulary is closed; else those asked for."""
    closed: dict[str, Iterable[str]] = {
        "sex": [sex for sex in v.SEXES if sex != v.TOTAL],
        "age_group": v.CASE_AGE_GROUPS,
    }
    if name.startswith(("form_", "sector_", "means_")):
        return sorted({*found, *_ANSWERS} if name.startswith("form_") else {*found, "no", "yes"})
    return sorted({*found, *closed.get(name, ())})


def _to_table(counts: Counts, plan: Plan) -> dict[str, Any]:
    name = _id(counts)
    cells = []
    for place, (cell, date) in look_up(counts, plan.parts[name]).items():
        region = counts.cells[place].region
        told: dict[str, Any] = {"key": list(cell.key), "region": region.text if region else None}
        told["status"] = cell.status
        cells.append({**told, "as_of": date} if date else told)
    return {
        "population": name,
        "dimensions": list(counts.dimensions),
        "counted": counts.counted,
        "cells": cells,
    }
