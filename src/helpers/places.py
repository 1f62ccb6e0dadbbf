"""The place that a report speaks of: the world or a country."""

from __future__ import annotations

from typing import TypeVar

from helpers.sources.names import country_name, country_names
from helpers.tables import vocabulary as v
from helpers.tables.safe import SafeTable

__all__ = ["country_names", "for_place", "for_world", "place_name", "world_only"]

Table = TypeVar("Table")


def place_name(country: str) -> str:
    """A country's name for a reader, or 'World'.

    Args:
        country: ISO 3166-1 alpha-3, or ``WLD``.
    """
    return "World" if country == v.WORLD else country_name(country)


def for_world(country: str, table: Table) -> Table | None:
    """A table that belongs to the page of the world only; None on a country's page."""
    return table if country == v.WORLD else None


def for_place(country: str, table: SafeTable) -> SafeTable:
    """The rows of one country on its page, and those of all on the page of the world.

    Args:
        country: ISO 3166-1 alpha-3, or ``WLD``.
        table: A safe table with a dimension ``country``.
    """
    return table if country == v.WORLD else table.where(country=country)


def world_only(country: str, table: SafeTable) -> SafeTable:
    """All rows on the page of the world, and none on the page of a country.

    Args:
        country: ISO 3166-1 alpha-3, or ``WLD``.
        table: A safe table.
    """
    return table if country == v.WORLD else table.derive(())
