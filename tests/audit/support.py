"""Short words for what a page says."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.audit import Audit, Finding, Population, Secret, Statement
from helpers.tables.regions import Region

of = Region.of


def population(threshold: int = 10, *, zeros_hidden: bool = False, **variables: str) -> Population:
    """People of one file; the values of each variable as one text of words."""
    values = {name: tuple(text.split()) for name, text in variables.items()}
    return Population("cases", threshold, zeros_hidden, variables=values)


def shown(number: int, region: Region, where: str = "table 1") -> Statement:
    """A number that is printed."""
    return Statement("cases", region, number, number, where)


def hidden(region: Region, where: str = "table 1") -> Secret:
    """A count that is printed as hidden."""
    return Secret("cases", region, where)


def by_count(audit: Audit, kinds: Iterable[str] = ("hidden",)) -> dict[str, Finding]:
    """The findings by whom they are about."""
    return {one.counted: one for one in audit.findings if one.kind in kinds}
