"""Country names of publishers into ISO 3166-1 alpha-3."""

from __future__ import annotations

from functools import cache

import pycountry

from helpers.sources.reading import read_labels


@cache
def to_alpha3(name: str) -> str | None:
    """The ISO 3166-1 alpha-3 code of a country's name or alpha-2 code; None when unknown.

    ISO names, common names and official names come from pycountry; publishers' own spellings and
    Kosovo (XKX, a user-assigned code) from ``labels/country_aliases.csv``. Nothing is guessed.

    Example:
        >>> to_alpha3("Bolivia (Plurinational State of)"), to_alpha3("NA"), to_alpha3("Atlantis")
        ('BOL', 'NAM', None)
    """
    cleaned = " ".join(name.split())
    alias = read_labels("country_aliases").get(cleaned)
    if alias is not None:
        return alias
    try:
        return str(pycountry.countries.lookup(cleaned).alpha_3)
    except LookupError:
        return None


@cache
def is_country_code(code: str) -> bool:
    """Whether a code is a country's ISO 3166-1 alpha-3 code, or Kosovo's."""
    return code == "XKX" or pycountry.countries.get(alpha_3=code) is not None
