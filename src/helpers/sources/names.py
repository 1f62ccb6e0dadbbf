"""Countries as readers know them, from the shipped list."""

from __future__ import annotations

import csv
from functools import cache

from helpers.errors import CaselightError
from helpers.sources.reference import reference_folder, require_intact


@cache
def country_names() -> dict[str, str]:
    """ISO 3166-1 alpha-3 code to name, for every country.

    Example:
        >>> country_names()["NAM"]
        'Namibia'
    """
    path = require_intact("countries", reference_folder())
    with path.open(encoding="utf-8", newline="") as file:
        return {row["country"]: row["name"] for row in csv.DictReader(file)}


def country_name(code: str) -> str:
    """The name of a country.

    Args:
        code: ISO 3166-1 alpha-3.

    Raises:
        CaselightError: No country has this code.

    Example:
        >>> country_name("GBR")
        'United Kingdom'
    """
    name = country_names().get(code)
    if name is None:
        raise CaselightError(
            "A country is named by its ISO 3166-1 alpha-3 code.",
            f"{code!r}",
            "Look the code up in data/reference/countries.csv; WLD is the world.",
        )
    return name


@cache
def country_regions() -> dict[str, str]:
    """ISO 3166-1 alpha-3 code to UN M49 region; empty for a place that M49 puts in none.

    Example:
        >>> country_regions()["NAM"]
        'Africa'
    """
    path = require_intact("countries", reference_folder())
    with path.open(encoding="utf-8", newline="") as file:
        return {row["country"]: row["region"] for row in csv.DictReader(file)}
