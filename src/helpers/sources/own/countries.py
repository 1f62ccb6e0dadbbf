"""Country names in English, French and Spanish, and codes, into ISO 3166-1 alpha-3."""

from __future__ import annotations

import gettext
import unicodedata
from functools import cache

import pycountry

from helpers.sources.countries import to_alpha3
from helpers.sources.reading import read_labels

_UNION = "EU"
"""The European Union, which ``to_alpha3`` knows, is no country."""


@cache
def find_country(name: str) -> str | None:
    """The alpha-3 code of a country named or coded in a case file; None when it is none.

    French and Spanish names are those of ISO 3166-1 in pycountry's translations; short names that
    people write come from ``labels/own_countries.csv``. Nothing is guessed.

    Example:
        >>> find_country("Costa de Marfil"), find_country("Allemagne"), find_country("NA")
        ('CIV', 'DEU', 'NAM')
        >>> find_country("na"), find_country("Atlántida")
        (None, None)
    """
    code = to_alpha3(name) or _names().get(_plain(name))
    return code if code != _UNION else None


@cache
def _names() -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for language in ("fr", "es"):
        words = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language])
        for country in pycountry.countries:
            for kind in ("name", "common_name", "official_name"):
                if spelling := getattr(country, kind, ""):
                    name = _plain(words.gettext(spelling))
                    found.setdefault(name, set()).add(country.alpha_3)
    # A name that stands for two countries names neither.
    names = {name: codes.pop() for name, codes in found.items() if len(codes) == 1}
    return names | {_plain(n): code for n, code in read_labels("own_countries").items()}


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())
