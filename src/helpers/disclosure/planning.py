"""From what the reports of a release ask, and what earlier releases told, to one plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpers.disclosure.editions import Edition, last_told
from helpers.disclosure.plan import Decisions, Plan, address_of
from helpers.disclosure.population import Population, to_population
from helpers.disclosure.requests import has_regions, is_asked
from helpers.disclosure.together import (
    Engine,
    Tables,
    Together,
    addresses_of,
    keep_earlier,
    usual_engine,
)
from helpers.errors import CaselightError
from helpers.tables.counts import Counts


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
    # A contradiction is refused here; what the engine cannot do is withheld.
    together = Together(population, told, tables, engine or usual_engine())
    return _decide_or_withhold(together, told, earlier, found)


def _decide_or_withhold(
    together: Together, told: Sequence[Counts], earlier: Sequence[Edition], found: Decisions
) -> Decisions:
    try:
        return together.decide(earlier, found)
    except (CaselightError, ValueError, ArithmeticError, LookupError, RuntimeError, MemoryError):
        # Whatever the engine could not do: nothing new is told, and the page says so.
        return _withhold(found, told, earlier)


def _withhold(found: Decisions, asked: Sequence[Counts], earlier: Sequence[Edition]) -> Decisions:
    """Hide all that has not been decided yet; where there is an earlier figure, it stays."""
    new = {a for counts in asked for a in addresses_of(counts) if not found.knows(a)}
    kept, hidden = keep_earlier(new, earlier)
    return replace(found, kept={**found.kept, **kept}, hidden=found.hidden | hidden, coarsened=True)


def _decide_alone(
    population: Population,
    untold: Sequence[Counts],
    others: bool,
    earlier: Sequence[Edition],
    start: Decisions,
) -> Decisions:
    """Tables that do not say whom they count: one is protected by its sums, several cannot be."""
    from helpers.disclosure.suppression import choose_hidden

    values = {a: n for counts in untold for a, n in addresses_of(counts).items()}
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
