"""How the rules find figures: printed ones by topic and measure, and cells of other tables."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from helpers.published.interval import Interval, read_printed
from helpers.tables.change import Change
from helpers.tables.claims import Evidence
from helpers.tables.safe import Cell, SafeTable

Spec = Mapping[str, Any]

PRINTED_PERCENT = "% as printed"
"""Unit of a percentage that is told as printed, without decimals of ours."""


@dataclass(frozen=True)
class Said:
    """A claim as it was made."""

    claim: str
    statement: str
    year: str
    unit: str
    value: float | None

    def is_before(self, year: str) -> bool:
        """Whether a year or a day had passed when it was made."""
        return year[:4].isdigit() and year[:4] < self.year


@dataclass(frozen=True)
class Records:
    """What the claims are held against, all of it protected.

    Args:
        claims: ``count_claims``.
        published: ``count_published``.
        forms: ``count_forms`` by year, of one channel of the public case files.
        bounds: ``bound_forms`` of it: what the public case files leave open.
        sectors: Persons by sector of labour exploitation, of one channel.
        parties: States bound by the Protocol at the end of each year.
        bound: ``count_bound``: the same on single days.
        identified: Victims detected by States, by year.
        reporting: How many States reported them, by year.
        changes: What the same States show at both ends of the window, by stage.
        matched: The table of these changes, for its years and its source.
        criminalized: States that make trafficking a crime, by year; None where none is at hand.
    """

    claims: SafeTable
    published: SafeTable
    forms: SafeTable
    bounds: SafeTable
    sectors: SafeTable
    parties: SafeTable
    bound: SafeTable
    identified: SafeTable
    reporting: SafeTable
    changes: tuple[Change, ...]
    matched: SafeTable
    criminalized: SafeTable | None = None

    @property
    def tables(self) -> tuple[SafeTable, ...]:
        """Every table, for sources and policies."""
        told = (self.claims, self.published, self.bounds, self.sectors, self.parties, self.bound)
        more = (self.identified, self.reporting, self.matched)
        return (*told, *more, *((self.criminalized,) if self.criminalized else ()))


@cache
def read_specs() -> dict[str, Any]:
    """What ``claims.toml`` says."""
    text = resources.files("helpers.published").joinpath("claims.toml").read_text("utf-8")
    return tomllib.loads(text)


def name_source(url: str) -> str:
    """Who prints a figure, by the start of its address; the host for one that nobody named.

    Example:
        >>> name_source("https://www.iom.int/news/iom-assists-7000-victims")
        'IOM news on 2015'
        >>> name_source("https://www.example.org/page/1")
        'example.org'
    """
    named = [name for start, name in read_specs()["sources"].items() if url.startswith(start)]
    return named[0] if named else url.split("//")[-1].split("/")[0].removeprefix("www.")


def find_printed(
    published: SafeTable, topic: str, measure: str, area: str = "World"
) -> tuple[Cell, ...]:
    """The printed figures on one thing, the oldest first."""
    cells = published.where(topic=topic, measure=measure, area=area).cells
    return tuple(sorted(cells, key=lambda cell: (cell.key[2], cell.key[5])))


def to_interval(cell: Cell) -> Interval:
    """What a printed figure can stand for: percentages by their rounding, counts by their zeros."""
    value = int(cell.value or 0)
    return read_printed(f"{value}%" if cell.key[4] == "percent" else f"{value:,}")


def to_evidence(cell: Cell, what: str, *, decides: bool) -> Evidence:
    """A printed figure beside a claim."""
    _, _, year, _, unit, url = cell.key
    unit = {"percent": PRINTED_PERCENT, "count": ""}.get(unit, unit)
    return Evidence(what, unit, cell.value, cell.value, name_source(url), year, url,
                    decides=decides)  # fmt: skip


def to_bounded(table: SafeTable, cell: Cell, what: str, year: str, *, decides: bool) -> Evidence:
    """A cell of another table beside a claim, with its bounds."""
    low = cell.value if cell.lower is None else cell.lower
    high = cell.value if cell.upper is None else cell.upper
    who = name_publisher(table)
    return Evidence(
        what, table.unit, low, high, who[0], year, who[1], whole=cell.of, decides=decides
    )


def name_publisher(table: SafeTable) -> tuple[str, str]:
    """Who published a table, by the short name where there is one, and its address.

    'United Nations Office on Drugs and Crime (UNODC)' is UNODC.
    """
    origin = table.provenance[0]
    short = re.search(r"\((\w+)\)$", origin.publisher)
    return (short[1] if short else origin.publisher), origin.url


def find_beside(published: SafeTable, said: Said, wanted: Iterable[Spec]) -> list[Evidence]:
    """Figures on something near a claim: those of the world, else sums over the areas printed."""
    found: list[Evidence] = []
    for spec in wanted:
        cells = list(find_printed(published, spec["topic"], spec["measure"]))
        cells = cells or _add_areas(published, spec)
        cells = [cell for cell in cells if said.is_before(cell.key[2])]
        if spec.get("latest") and cells:
            cells = [c for c in cells if c.key[2] == cells[-1].key[2]]
        found += [to_evidence(cell, spec["words"], decides=False) for cell in cells]
    return found


def _add_areas(published: SafeTable, spec: Spec) -> list[Cell]:
    sums: dict[tuple[str, ...], float] = {}
    for cell in published.where(topic=spec["topic"], measure=spec["measure"]).cells:
        topic, _, *rest = cell.key
        key = (topic, "all areas", *rest)
        sums[key] = sums.get(key, 0) + (cell.value or 0)
    return [Cell(key, value) for key, value in sorted(sums.items())]
