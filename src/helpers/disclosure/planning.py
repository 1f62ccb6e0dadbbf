"""From what the reports of a release ask, and what earlier releases told, to one plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from helpers.disclosure.editions import Edition, Structure, choose_renewed, last_told
from helpers.disclosure.plan import Decisions, Plan, Proof, address_of
from helpers.disclosure.population import Population, to_population
from helpers.disclosure.quiet import quiet_output
from helpers.disclosure.requests import has_regions, is_asked
from helpers.disclosure.system import Pattern, System
from helpers.errors import CaselightError
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


def make_plan(
    requests: Sequence[Counts],
    release: str,
    *,
    earlier: Mapping[str, Sequence[Edition]] | None = None,
    tables: Mapping[str, Tables] | None = None,
    base: Plan | None = None,
    engine: Engine | None = None,
) -> Plan:
    """Decide what a release shows, for all that its reports ask together.

    Args:
        requests: The tables that the reports ask for, of any number of populations.
        release: Date of the release, ISO 8601.
        earlier: What earlier releases told, by population, the oldest first.
        tables: Canonical tables of each population, where they are at hand.
        base: A plan that is to be extended: what it decided stays.
        engine: How to choose; the usual one when None.

    Raises:
        CaselightError: One population under two thresholds, or counted from two files.
    """
    parts = dict(base.parts) if base else {}
    for population, asked in _group(requests).items():
        parts[population.id] = decide(
            population,
            asked,
            base=parts.get(population.id),
            earlier=(earlier or {}).get(population.id, ()),
            tables=(tables or {}).get(population.id),
            engine=engine,
        )
    return Plan(release, parts)


def _group(requests: Sequence[Counts]) -> dict[Population, list[Counts]]:
    found: dict[Population, list[Counts]] = {}
    for counts in requests:
        if any(is_asked(cell) for cell in counts.cells):
            found.setdefault(to_population(counts.provenance), []).append(counts)
    require_one_threshold(found)
    for population, asked in found.items():
        if find_contradiction(asked):
            raise CaselightError(
                "The reports of a release count one population from one file.",
                f"{population.title}: two reports count the same people differently",
                "Give files of different people different titles under [organisation] of their "
                "mappings, and name one file of the same people in all reports.",
            )
    return found


def require_one_threshold(populations: Sequence[Population] | Mapping[Population, Any]) -> None:
    """Refuse one population under two thresholds: the difference tells what each hides.

    Args:
        populations: Those of a release, and of the releases before it.

    Raises:
        CaselightError: Two of them differ in nothing but the threshold.
    """
    seen: dict[str, int] = {}
    for population in populations:
        if seen.setdefault(population.id, population.threshold) != population.threshold:
            limits = sorted((seen[population.id], population.threshold))
            raise CaselightError(
                "All releases of the same people have one threshold: laid side by side, two would "
                "tell what each of them hides.",
                f"{population.title}: thresholds {limits[0]} and {limits[1]}",
                "Set the threshold back under [protection] of the mapping. To change it for good, "
                "withdraw what was published, remove its folder in .caselight/releases, and run "
                "with --first-release.",
            )


def find_contradiction(asked: Sequence[Counts]) -> bool:
    """Whether two tables tell different numbers for the same people, or come from two files."""
    numbers: dict[str, int | None] = {}
    for counts in asked:
        for cell in counts.cells:
            if cell.region is not None and is_asked(cell):
                address = cell.region.text
                if numbers.setdefault(address, cell.persons) != cell.persons:
                    return True
    return len({c.provenance.sha256 for c in asked}) > 1


def decide(
    population: Population,
    asked: Sequence[Counts],
    *,
    base: Decisions | None = None,
    earlier: Sequence[Edition] = (),
    tables: Tables | None = None,
    engine: Engine | None = None,
) -> Decisions:
    """What is shown of one population.

    Args:
        population: Whose counts they are.
        asked: Every table that is asked for.
        base: What was decided before in this release, and stays.
        earlier: What earlier releases told, the oldest first.
        tables: Its canonical tables, where they are at hand.
        engine: How to choose; the usual one when None.
    """
    told = [counts for counts in asked if has_regions(counts)]
    untold = [counts for counts in asked if not has_regions(counts)]
    start = replace(base or Decisions(population), edition=asked[0].provenance.sha256)
    found = _decide_alone(population, untold, bool(told), earlier, start) if untold else start
    if not told:
        return found
    engine = engine or usual_engine()
    with quiet_output():
        together = _Together(population, told, tables, engine)  # a contradiction is refused
        return _decide_or_withhold(together, told, earlier, found)


def _decide_or_withhold(
    together: _Together, told: Sequence[Counts], earlier: Sequence[Edition], found: Decisions
) -> Decisions:
    try:
        return together.decide(earlier, found)
    except (CaselightError, ValueError, ArithmeticError, LookupError, RuntimeError, MemoryError):
        # Whatever the engine could not do: nothing new is told, and the page says so.
        return _withhold(found, told, earlier)


def _withhold(found: Decisions, asked: Sequence[Counts], earlier: Sequence[Edition]) -> Decisions:
    """Hide all that has not been decided yet; where there is an earlier figure, it stays."""
    new = {a for counts in asked for a in _addresses(counts) if not found.knows(a)}
    kept, hidden = _keep(new, earlier)
    return replace(found, kept={**found.kept, **kept}, hidden=found.hidden | hidden, coarsened=True)


def _keep(
    addresses: set[str], earlier: Sequence[Edition]
) -> tuple[dict[str, tuple[int, str]], frozenset[str]]:
    told = last_told(earlier)
    kept = {address: told[address] for address in addresses if address in told}
    return kept, frozenset(addresses - kept.keys())


def _addresses(counts: Counts) -> dict[str, int]:
    return {address_of(counts, c): int(c.persons or 0) for c in counts.cells if is_asked(c)}


def _decide_alone(
    population: Population,
    untold: Sequence[Counts],
    others: bool,
    earlier: Sequence[Edition],
    start: Decisions,
) -> Decisions:
    """Tables that do not say whom they count: one is protected by its sums, several cannot be."""
    from helpers.disclosure.suppression import choose_hidden

    values = {a: n for counts in untold for a, n in _addresses(counts).items()}
    before = {a for edition in earlier for a in (*edition.stated, *edition.withheld)}
    several = len({a.partition("/")[0] for a in values}) > 1
    if several or others or before or any(a not in values for a in (*start.shown, *start.hidden)):
        same = {a for a in values if before and last_told(earlier).get(a, (None,))[0] == values[a]}
        found = replace(start, shown={**start.shown, **{a: values[a] for a in same}})
        return replace(_withhold(found, untold, earlier), coarsened=start.coarsened)
    counts = untold[0]
    places = choose_hidden(counts.cells, counts.relations, population.threshold)
    hidden = {address_of(counts, counts.cells[i]) for i in places} & values.keys()
    shown = {a: n for a, n in values.items() if a not in hidden}
    return replace(start, shown=shown, hidden=frozenset(hidden))


class _Together:
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
        self._values = {a: n for counts in told for a, n in _addresses(counts).items()}
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
        kept, untold = _keep({a for a in renewed.withheld if not start.knows(a)}, earlier)
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
