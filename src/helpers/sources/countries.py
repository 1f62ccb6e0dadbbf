"""Country names of publishers into ISO 3166-1 alpha-3."""

from __future__ import annotations

import unicodedata
from functools import cache

import pycountry

from helpers.sources.reading import read_labels


@cache
def to_alpha3(name: str) -> str | None:
    """The ISO 3166-1 alpha-3 code of a country's name or code; None when unknown.

    ISO names, common names and official names come from pycountry; publishers' own spellings and
    Kosovo (XKX, a user-assigned code) from ``labels/country_aliases.csv``. Letter case, accents,
    blanks and punctuation make no difference to a name; a code is written in capitals ('NA' is
    Namibia, 'na' is nothing). Nothing is guessed.

    Example:
        >>> to_alpha3("Bolivia (Plurinational State of)"), to_alpha3("NA"), to_alpha3("Atlantis")
        ('BOL', 'NAM', None)
        >>> to_alpha3("COTE D’IVOIRE"), to_alpha3("na")
        ('CIV', None)
    """
    cleaned = " ".join(name.split())
    code = _codes().get(cleaned)
    return code if code is not None else _names().get(_plain(cleaned))


@cache
def is_country_code(code: str) -> bool:
    """Whether a code is a country's ISO 3166-1 alpha-3 code, or Kosovo's."""
    return code == "XKX" or pycountry.countries.get(alpha_3=code) is not None


@cache
def _codes() -> dict[str, str]:
    found = {"XKX": "XKX", "XK": "XKX"}
    for country in pycountry.countries:
        found[country.alpha_2] = found[country.alpha_3] = country.alpha_3
    return found


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for kind in ("name", "common_name", "official_name"):
            if spelling := getattr(country, kind, ""):
                found[_plain(spelling)] = country.alpha_3
    aliases = {_plain(name): code for name, code in read_labels("country_aliases").items()}
    return found | aliases


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())
