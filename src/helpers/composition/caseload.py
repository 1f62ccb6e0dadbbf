"""The part of a caseload that a report speaks of: a place, a period, the channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.counts import Sourced
from helpers.tables.provenance import Provenance
from helpers.tables.regions import EVERYBODY, Region


@dataclass(frozen=True)
class Caseload:
    """Persons counted by their attributes, for one place and period.

    Args:
        table: One row a combination of attributes, with ``persons``.
        provenance: Where it comes from.
        channels: The channels that have persons here. They are never pooled: they count different
            people in different ways.
        not_collected: Pairs of channel and form that the channel never records.
        region: Whom it is about: place, years and channel, as they were asked for.
        labels: For ``channel``, ``country`` and ``year``, every label of the whole source, so
            that two parts of it tell the same remainder in the same words.
    """

    table: pd.DataFrame
    provenance: Provenance
    channels: tuple[str, ...]
    not_collected: frozenset[tuple[str, str]]
    region: Region = EVERYBODY
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Caseload: {len(self.table)} groups of people, {len(self.channels)} channels>"


def select_caseload(
    source: Sourced,
    country: str = v.WORLD,
    first_year: int = 0,
    last_year: int = 0,
    channel: str = "each",
) -> Caseload:
    """The caseload of a place and period.

    Args:
        source: The canonical caseload (``read_reference("caseload_forms")``).
        country: Country of exploitation, ISO 3166-1 alpha-3; ``WLD`` for all of them, people
            whose country is not recorded included.
        first_year: First year of registration; 0 leaves it open.
        last_year: Last year of registration; 0 leaves it open. People whose year is not recorded
            are counted only when both are open, and people of a band of years ('2014-2018') only
            when the whole band lies between them.
        channel: ``case_management``, ``hotline``, or ``each`` for both side by side.

    Raises:
        CaselightError: An unknown channel, or years in the wrong order.
    """
    _check_request(channel, first_year, last_year)
    rows = source.table
    uncollected = _find_uncollected(rows)
    labels = {name: list_labels(rows[name]) for name in ("channel", "country", "year")}
    region = EVERYBODY
    if channel != "each":
        rows, region = rows[rows["channel"] == channel], region & Region.of(channel=channel)
    if country != v.WORLD:
        rows, region = rows[rows["country"] == country], region & Region.of(country=country)
    if first_year or last_year:
        years = pd.Series(labels["year"], dtype="str")
        first, last = _to_bounds(years)
        inside = list(years[(first >= first_year) & (last <= (last_year or 9999))])
        rows, region = rows[rows["year"].isin(inside)], region & Region.of(year=inside)
    present = tuple(name for name in v.CHANNELS if (rows["channel"] == name).any())
    return Caseload(rows, source.provenance, present, uncollected, region, labels)


def list_labels(column: pd.Series[str]) -> tuple[str, ...]:
    """Every label of a column, in order."""
    return tuple(sorted(map(str, column.unique())))


def _to_bounds(years: pd.Series[str]) -> tuple[pd.Series[float], pd.Series[float]]:
    """First and last year of each: the same for a year, the ends of a band, none for unknown."""
    ends = years.astype("str").str.split("-", n=1, expand=True).reindex(columns=[0, 1])
    first, last = (pd.to_numeric(ends[side], errors="coerce") for side in (0, 1))
    return first, last.fillna(first)


def _check_request(channel: str, first_year: int, last_year: int) -> None:
    if channel not in {*v.CHANNELS, "each"}:
        raise CaselightError(
            "A channel is one of " + ", ".join((*v.CHANNELS, "each")) + ".",
            f"channel = {channel!r}",
            "Write one of these names.",
        )
    if last_year and first_year > last_year:
        raise CaselightError(
            "The first year comes before the last year.",
            f"first_year = {first_year}, last_year = {last_year}",
            "Exchange them, or write 0 to leave one open.",
        )


def _find_uncollected(rows: pd.DataFrame) -> frozenset[tuple[str, str]]:
    """A form that a whole channel never answers is not collected there; it is not a 'no'."""
    forms = v.MAIN_FORMS + v.RARER_FORMS
    return frozenset(
        (str(channel), form)
        for channel, group in rows.groupby("channel")
        for form in forms
        if not (group[f"form_{form}"] == "yes").any()
    )
