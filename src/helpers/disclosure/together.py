"""The tables of one population as one system, and the engine that decides on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from helpers.disclosure.editions import Edition, Structure, choose_renewed, last_told
from helpers.disclosure.plan import Decisions, Proof, address_of
from helpers.disclosure.population import Population
from helpers.disclosure.requests import is_asked
from helpers.disclosure.system import Pattern, System
from helpers.tables.counts import Counts, counted_cell
from helpers.tables.regions import Region

TIME_LIMIT: Final = 600.0
"""Seconds that the choice for one population may take."""

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Engine:
    """How counts become a system, and how it is decided what to hide of it.

    Args:
        build: As ``disclosure.build.build_system``.
        choose: As ``disclosure.choose.choose_pattern``.
    """

    build: Callable[..., Any]
    choose: Callable[..., Pattern]


def usual_engine() -> Engine:
    """The engine of suppression, loaded when it is needed: it brings a solver."""
    from helpers.disclosure.build import build_system
    from helpers.disclosure.choose import choose_pattern

    return Engine(build_system, choose_pattern)


def keep_earlier(
    addresses: set[str], earlier: Sequence[Edition]
) -> tuple[dict[str, tuple[int, str]], frozenset[str]]:
    """Of counts that are not told anew: earlier figures with their dates, and what has none."""
    told = last_told(earlier)
    kept = {address: told[address] for address in addresses if address in told}
    return kept, frozenset(addresses - kept.keys())


def addresses_of(counts: Counts) -> dict[str, int]:
    """The true counts of a table that are asked for, by address."""
    return {address_of(counts, c): int(c.persons or 0) for c in counts.cells if is_asked(c)}


class Together:
    """The tables of one population as one system."""

    def __init__(
        self,
        population: Population,
        told: Sequence[Counts],
        tables: Tables | None,
        engine: Engine,
    ) -> None:
        self._population, self._told, self._tables = population, told, tables
        self._engine, self._like = engine, told[0]
        self._values = {a: n for counts in told for a, n in addresses_of(counts).items()}
        self._build(zeros_hidden=False)

    def _build(self, zeros_hidden: bool) -> None:
        built = self._engine.build(
            self._told,
            self._tables,
            self._population.threshold,
            group_disclosure=True,
            zeros_hidden=zeros_hidden,
        )
        self._system: System = built.system
        self._at = _find_places(self._told, built.places)
        self._held = frozenset(built.sensitive) | frozenset(built.empty_rests)
        self._zeros_hidden = zeros_hidden

    def decide(self, earlier: Sequence[Edition], start: Decisions) -> Decisions:
        """What is shown, beside what was decided and told before."""
        before = frozenset(a for a in (*start.hidden, *start.kept) if a in self._values)
        zeros = start.zeros_hidden or any(e.zeros_hidden for e in earlier)
        if zeros or self._hides_a_zero(before, self._held):
            self._build(zeros_hidden=True)
        fixed = frozenset(start.shown) & self._values.keys()
        renewed = choose_renewed(
            self._values,
            before,
            lambda withheld: self._choose(withheld, fixed),
            earlier,
            self._population.threshold,
            edition=start.edition,
            fixed=fixed,
            structure=self._relate,
        )
        kept, untold = keep_earlier({a for a in renewed.withheld if not start.knows(a)}, earlier)
        shown = {a: n for a, n in self._values.items() if a not in renewed.withheld}
        return replace(
            start,
            shown={**start.shown, **shown},
            kept={**start.kept, **kept},
            hidden=start.hidden | untold,
            zeros_hidden=self._zeros_hidden or any(self._values[a] == 0 for a in untold),
            coarsened=start.coarsened or renewed.gave_up or bool(self._pattern.coarsened),
            proof=to_proof(self._system, self._pattern),
        )

    def _hides_a_zero(self, withheld: Iterable[str], held: Iterable[int]) -> bool:
        persons = self._system.persons
        return any(self._values[a] == 0 for a in withheld) or any(persons[i] == 0 for i in held)

    def _choose(self, withheld: frozenset[str], fixed: frozenset[str]) -> frozenset[str]:
        """The addresses that are not shown today."""
        if not self._zeros_hidden and self._hides_a_zero(withheld, ()):
            self._build(zeros_hidden=True)
        self._pattern = self._engine.choose(
            self._system,
            self._population.threshold,
            fixed_hidden=frozenset(self._at[a] for a in withheld if a in self._at) | self._held,
            fixed_shown=frozenset(self._at[a] for a in fixed if a in self._at) - self._held,
            zeros_hidden=self._zeros_hidden,
            time_limit=TIME_LIMIT,
        )
        hidden = self._pattern.hidden | self._held
        return withheld | {a for a, place in self._at.items() if place in hidden}

    def _relate(self, addresses: frozenset[str]) -> Structure:
        """Counts that were asked for at any time as sums of common atoms, without their numbers."""
        names = sorted(addresses)
        cells = tuple(counted_cell((name,), 0, region=Region.parse(name)) for name in names)
        counts = Counts(("region",), cells, self._like.provenance, self._like.counted)
        built = self._engine.build(
            [counts], None, self._population.threshold, group_disclosure=False, zeros_hidden=True
        )
        system: System = built.system
        at = _find_places([counts], built.places)
        of = {name: np.array(system.cells[place].atoms) for name, place in at.items()}
        return Structure(system.atoms, of, system.links)


def _find_places(asked: Sequence[Counts], places: Sequence[Sequence[int | None]]) -> dict[str, int]:
    """Where each address stands in a system; the same people told in two ways stand once."""
    return {
        address_of(counts, cell): place
        for counts, row in zip(asked, places, strict=True)
        for cell, place in zip(counts.cells, row, strict=True)
        if place is not None and is_asked(cell)
    }


def to_proof(system: System, pattern: Pattern) -> Proof | None:
    """The witnesses of a pattern as values of counts; None where it has none."""
    if not len(pattern.witnesses):
        return None
    matrix = (system.sums() @ np.asarray(pattern.witnesses, dtype=np.int64).T).T
    return Proof(tuple(cell.address for cell in system.cells), np.asarray(matrix, dtype=np.int64))
