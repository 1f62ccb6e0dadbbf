"""From what the reports of a release ask, and what earlier releases told, to one plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from helpers.disclosure.editions import Edition, choose_renewed, last_told
from helpers.disclosure.plan import Decisions, Plan, Proof, address_of
from helpers.disclosure.population import Population, to_population
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
    try:
        built = engine.build(told, tables, population.threshold, group_disclosure=True)
        return _decide_together(population, told, built.system, earlier, found, engine)
    except CaselightError:
        raise
    except (ValueError, ArithmeticError, LookupError, RuntimeError, MemoryError):
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


def _decide_together(
    population: Population,
    told: Sequence[Counts],
    system: System,
    earlier: Sequence[Edition],
    start: Decisions,
    engine: Engine,
) -> Decisions:
    values = {a: n for counts in told for a, n in _addresses(counts).items()}
    at = {cell.address: place for place, cell in enumerate(system.cells) if cell.asked}

    def choose(withheld: frozenset[str]) -> Pattern:
        held = frozenset(at[a] for a in withheld if a in at)
        shown = frozenset(at[a] for a in start.shown if a in at)
        return engine.choose(
            system,
            population.threshold,
            fixed_hidden=held,
            fixed_shown=shown,
            zeros_hidden=any(values.get(a) == 0 for a in withheld),
            time_limit=TIME_LIMIT,
        )

    before = frozenset(a for a in (*start.hidden, *start.kept) if a in values)

    def structure(addresses: frozenset[str]) -> System:
        return _to_structure(addresses, told[0], population.threshold, engine)

    hidden, coarsened, pattern = choose_renewed(
        values,
        before,
        choose,
        system,
        earlier,
        population.threshold,
        edition=start.edition,
        fixed=frozenset(start.shown) & values.keys(),
        structure=structure,
    )
    kept, untold = _keep({a for a in hidden if not start.knows(a)}, earlier)
    return replace(
        start,
        shown={**start.shown, **{a: n for a, n in values.items() if a not in hidden}},
        kept={**start.kept, **kept},
        hidden=start.hidden | untold,
        zeros_hidden=start.zeros_hidden or any(values[a] == 0 for a in untold),
        coarsened=start.coarsened or coarsened,
        proof=to_proof(system, pattern),
    )


def to_proof(system: System, pattern: Pattern) -> Proof | None:
    """The witnesses of a pattern as values of counts; None where it has none."""
    if not len(pattern.witnesses):
        return None
    matrix = (system.sums() @ np.asarray(pattern.witnesses, dtype=np.int64).T).T
    return Proof(tuple(cell.address for cell in system.cells), np.asarray(matrix, dtype=np.int64))


def _to_structure(
    addresses: frozenset[str], like: Counts, threshold: int, engine: Engine
) -> System:
    """Counts that were asked for at any time as sums of common atoms, without their numbers."""
    cells = tuple(
        counted_cell((address,), 0, region=Region.parse(address)) for address in sorted(addresses)
    )
    counts = Counts(("region",), cells, like.provenance, like.counted)
    system: System = engine.build([counts], None, threshold, group_disclosure=False).system
    return system
