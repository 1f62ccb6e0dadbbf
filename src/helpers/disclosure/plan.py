"""What a release shows and what it hides, decided once for all its reports and editions together.

A plan holds no true value of a hidden count. Kernels look it up, and decide nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from helpers.disclosure.population import Population
from helpers.tables.counts import CountCell, Counts

_FORMAT: Final = 1
_FILE: Final = "plan.json"


@dataclass(frozen=True, repr=False)
class Proof:
    """Alternative releases that nobody can tell from the true one.

    Args:
        addresses: Addresses of counts.
        matrix: Their values in each alternative (releases x addresses, int64).
    """

    addresses: tuple[str, ...]
    matrix: np.ndarray

    def __repr__(self) -> str:
        return f"<Proof: {len(self.matrix)} alternatives of {len(self.addresses)} counts>"


@dataclass(frozen=True, repr=False)
class Decisions:
    """What is shown of one population.

    Args:
        population: Whose counts they are.
        shown: Address to value, as the file has it now.
        kept: Address to an earlier value and the date of its release: the figure that stays
            because its change may not be told yet.
        hidden: Addresses of counts that are not told.
        zeros_hidden: Whether a hidden count may be zero.
        coarsened: Whether more is hidden than need be, because no proof was found in time.
        edition: Fingerprint of the file, for the private ledger: the same file is no new edition.
        proof: Alternative values of all counts that agree with what is shown; it stays private.
    """

    population: Population
    shown: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    zeros_hidden: bool = False
    coarsened: bool = False
    edition: str = ""
    proof: Proof | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        told = len(self.shown) + len(self.kept)
        return f"<Decisions on {self.population.id}: {told} shown, {len(self.hidden)} hidden>"

    def knows(self, address: str) -> bool:
        """Whether a count has been decided on."""
        return address in self.shown or address in self.kept or address in self.hidden


@dataclass(frozen=True, repr=False)
class Plan:
    """Decisions for every population of a release.

    Args:
        release: Date of the release, ISO 8601.
        parts: Decisions by population.

    Example:
        >>> plan = Plan("2026-11-24", {})
        >>> len(plan.sha256)
        64
    """

    release: str
    parts: Mapping[str, Decisions]

    def __repr__(self) -> str:
        return f"<Plan of {self.release}: {len(self.parts)} populations>"

    @cached_property
    def text(self) -> str:
        """The plan as JSON, the same for the same decisions and policies."""
        parts = {name: _to_json(part) for name, part in sorted(self.parts.items())}
        told = {"format": _FORMAT, "release": self.release, "populations": parts}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of decisions and policies. A cached page belongs to one plan."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def address_of(counts: Counts, cell: CountCell) -> str:
    """The address by which a plan knows a count: whom it is about, whichever table asks.

    A count that does not say whom it is about has an address within its own table only.

    Args:
        counts: The table.
        cell: A cell of it.
    """
    if cell.region is not None:
        return cell.region.text
    about = repr((counts.dimensions, counts.counted, [c.key for c in counts.cells]))
    digest = hashlib.sha256(about.encode()).hexdigest()[:12]
    return f"#{digest}/{'/'.join(cell.key)}"


def write_plan(plan: Plan, folder: Path) -> None:
    """Put a plan where kernels read it, whole or not at all.

    Args:
        plan: The plan.
        folder: The private folder of the run.
    """
    fresh = folder / f"{_FILE}.new"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(plan.text)
    os.replace(fresh, folder / _FILE)


def read_plan(folder: Path) -> Plan | None:
    """The plan of a run; None while its reports are still being asked what they count.

    Args:
        folder: The private folder of the run.
    """
    try:
        told = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    parts = {name: _from_json(part) for name, part in told["populations"].items()}
    return Plan(told["release"], parts)


def _to_json(part: Decisions) -> dict[str, Any]:
    return {
        "population": asdict(part.population),
        "shown": dict(sorted(part.shown.items())),
        "kept": {name: list(value) for name, value in sorted(part.kept.items())},
        "hidden": sorted(part.hidden),
        "zeros_hidden": part.zeros_hidden,
        "coarsened": part.coarsened,
        "edition": part.edition,
    }


def _from_json(told: Mapping[str, Any]) -> Decisions:
    return Decisions(
        population=Population(**told["population"]),
        shown=dict(told["shown"]),
        kept={name: (int(value), str(date)) for name, (value, date) in told["kept"].items()},
        hidden=frozenset(told["hidden"]),
        zeros_hidden=told["zeros_hidden"],
        coarsened=told["coarsened"],
        edition=told["edition"],
    )
