"""Several releases of the same people as one system, so that their differences are attacked too.

A *release* is one more variable of a person: in which releases he or she is counted. Where no shown
figure fell from one release to the next, the attacker reckons with a register that only grows: what
a later count has more are people who were added. Where one fell, people may have left as well, and
somebody whose record changed counts as one who left and one who came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from helpers.audit.collect.model import Problem
from helpers.audit.collect.site import SiteRead
from helpers.audit.statements import Population, Ratio, Said, Secret, Statement
from helpers.tables.regions import Region

RELEASE: Final = "release"
CHANGE: Final = "change between releases"
OTHER: Final = "any other value"
_FEW: Final = 2


@dataclass
class Laid:
    """What the releases say together.

    Args:
        said: Statements about regions of one system.
        populations: The populations, with the variable ``release`` where there are several.
        problems: Changes between two releases that are themselves small counts.
        assumed: In words, what was assumed of each population over time.
    """

    said: list[Said]
    populations: list[Population]
    problems: list[Problem]
    assumed: list[str]


def lay_together(sites: Sequence[SiteRead]) -> Laid:
    """One system of all releases.

    Args:
        sites: In the order of time; the last one is the one under audit.
    """
    populations = {name: _merge(name, sites) for name in _names(sites)}
    if len(sites) == 1:
        said = list(sites[0].said)
        return Laid(said, [_close(p, sites) for p in populations.values()], [], [])
    dates = _dates(sites)
    names = {site.ledger.release: _name(site) for site in sites}
    days = [{k: names.get(d, d) for k, d in _kept(site).items()} for site in sites]
    laid = Laid([], [], [], [])
    for name, population in populations.items():
        told = [
            (dates.index(_day(one, site, kept)), one)
            for site, kept in zip(sites, days, strict=True)
            for one in _of(name, site)
        ]
        falls = _find_changes(population, told, dates, laid.problems)
        spans = _spans(len(dates), falls)
        laid.said += [_at(one, place, spans) for place, one in told]
        variables = {**_close(population, sites).variables, RELEASE: tuple(spans)}
        laid.populations.append(replace(population, variables=variables))
        if not population.published:
            words = "some figures fell, so people may have left" if falls else "it only grows"
            laid.assumed.append(f"{name}: {words}")
    return laid


def _names(sites: Iterable[SiteRead]) -> list[str]:
    return sorted({name for site in sites for name in site.ledger.populations})


def _of(name: str, site: SiteRead) -> list[Said]:
    return [one for one in site.said if one.population == name]


def _merge(name: str, sites: Iterable[SiteRead]) -> Population:
    """One description of a population from those of several releases: every value that it has."""
    found = [s.ledger.populations[name] for s in sites if name in s.ledger.populations]
    values: dict[str, dict[str, None]] = {}
    for population in found:
        for variable, labels in population.variables.items():
            values.setdefault(variable, {}).update(dict.fromkeys(labels))
    variables = {variable: tuple(labels) for variable, labels in values.items()}
    hidden = any(population.zeros_hidden for population in found)
    return replace(found[-1], variables=variables, zeros_hidden=hidden)


def _close(population: Population, sites: Iterable[SiteRead]) -> Population:
    """With a value for everybody else where no table shows that the values are all there are.

    Two country pages do not say that there are only two countries. One table that lists every
    value of a variable does.
    """
    listed = _listed(population, sites)
    variables = {
        name: values if _is_whole(name, set(values), listed) else (*values, OTHER)
        for name, values in population.variables.items()
    }
    return replace(population, variables=variables)


def _listed(population: Population, sites: Iterable[SiteRead]) -> list[Mapping[str, set[str]]]:
    """For each table of the ledgers, the values of each variable that its cells speak of."""
    tables: dict[tuple[str, str, tuple[str, ...]], dict[str, set[str]]] = {}
    for site in sites:
        for report, entries in site.ledger.reports.items():
            for entry in entries:
                if entry.population != population.id or not entry.region:
                    continue
                place = (site.ledger.release, report, entry.dimensions)
                values = tables.setdefault(place, {})
                for box in Region.parse(entry.region).boxes:
                    for name, labels in box:
                        values.setdefault(name, set()).update(labels)
    return list(tables.values())


def _is_whole(name: str, values: set[str], listed: Iterable[Mapping[str, set[str]]]) -> bool:
    if name.startswith(("form_", "sector_", "means_")) or name in ("sex", "age_group"):
        return True  # the vocabulary is closed, and the ledger tells all of it
    return len(values) >= _FEW and any(values <= table.get(name, set()) for table in listed)


def _dates(sites: Sequence[SiteRead]) -> list[str]:
    """Every day of which a figure tells, in order; two releases of one day stay apart.

    A figure that repeats one of an earlier release tells of that release's day, whether its site
    lies beside the others or not.
    """
    named = {_name(site): site.ledger.release for site in sites}
    kept = {date for site in sites for date in _kept(site).values()} - set(named.values())
    days = [(date, -1, date) for date in kept]
    days += [(date, number, name) for number, (name, date) in enumerate(named.items())]
    return [name for _, _, name in sorted(days)]


def _name(site: SiteRead) -> str:
    return f"{site.ledger.release} ({site.site})"


def _kept(site: SiteRead) -> dict[tuple[str, str], str]:
    """Population and region of each figure that repeats an earlier one, with that one's date."""
    entries = (e for several in site.ledger.reports.values() for e in several if e.as_of)
    return {(entry.population, entry.region): entry.as_of for entry in entries}


def _day(one: Said, site: SiteRead, kept: Mapping[tuple[str, str], str]) -> str:
    """The day of which a statement tells: an earlier one where the figure was not renewed."""
    region = one.part if isinstance(one, Ratio) else one.region
    earlier = "" if isinstance(one, Secret) else kept.get((one.population, region.text), "")
    return earlier or _name(site)


def _spans(releases: int, falls: bool) -> dict[str, tuple[int, int]]:
    """The values of ``release``: from which release on somebody is counted, and until which."""
    last = releases - 1
    ends = [(i, j) for i in range(releases) for j in range(i, releases) if falls or j == last]
    return {f"{i + 1} to {j + 1}" if falls else f"from {i + 1}": (i, j) for i, j in ends}


def _at(one: Said, place: int, spans: Mapping[str, tuple[int, int]]) -> Said:
    there = Region.of(release=[name for name, (i, j) in spans.items() if i <= place <= j])
    if isinstance(one, Ratio):
        return replace(one, part=one.part & there, whole=one.whole & there)
    return replace(one, region=one.region & there)


def _find_changes(
    population: Population,
    told: Iterable[tuple[int, Said]],
    dates: Sequence[str],
    problems: list[Problem],
) -> bool:
    """Note each shown figure that changed by less than the threshold. Whether any fell."""
    shown: dict[str, dict[int, Statement]] = {}
    for place, one in told:
        if isinstance(one, Statement) and one.lower == one.upper:
            shown.setdefault(one.region.text, {})[place] = one
    falls = False
    for by_place in shown.values():
        ordered = sorted(by_place.items())
        for (before, old), (after, new) in pairwise(ordered):
            change = float(new.upper) - float(old.upper)
            falls |= change < 0
            if 0 < abs(change) < population.threshold and not population.published:
                words = (
                    f"the figure differs from the one of {dates[before].partition(' ')[0]} by less "
                    f"than {population.threshold}, so that a small count of people can be worked "
                    f"out from {dates[after].partition(' ')[0]} less that"
                )
                problems.append(Problem(CHANGE, "", new.where, words))
    return falls
