"""The valid name nearest to what somebody typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Final

_MOST: Final = 3
_LONGEST_CODE: Final = 4  # a longer word is a name, and no code is near to it
# What people type that no list of names holds: ISO 3166-1 reserves 'UK' without giving it away.
_EVERYDAY: Final = {
    "uk": "GBR",
    "britain": "GBR",
    "greatbritain": "GBR",
    "ivorycoast": "CIV",
    "england": "GBR",
    "america": "USA",
    "uae": "ARE",
    "global": "WLD",
    "all": "WLD",
}


def suggest_name(word: str, known: Iterable[str]) -> str:
    """A sentence with the nearest valid name, or with all of them when none is near.

    Args:
        word: What was typed.
        known: The names that are valid.

    Example:
        >>> suggest_name("first_yaer", ["country", "first_year"])
        "Did you mean 'first_year'?"
        >>> suggest_name("x", ["country", "first_year"])
        'Known are: country, first_year.'
    """
    names = list(known)
    near = get_close_matches(word, names, n=1, cutoff=0.5)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"Known are: {', '.join(names)}." if names else "There are none."


def suggest_country(
    word: str, names: Mapping[str, str], other_names: Callable[[str], str | None] | None = None
) -> str:
    """A sentence with the nearest country code, also for somebody who typed a country's name.

    Args:
        word: What was typed.
        names: Country code to name.
        other_names: Finds the code of a name that is spelt otherwise, or of a two-letter code.

    Example:
        >>> suggest_country("Philipines", {"PHL": "Philippines", "WLD": "World"})
        "Did you mean 'PHL' (Philippines)?"
    """
    known = _known_code(word, names) or (other_names(word.strip()) if other_names else None)
    codes = [known] if known is not None and known in names else _near_codes(word, names)
    if codes:
        return f"Did you mean {' or '.join(f'{code!r} ({names[code]})' for code in codes)}?"
    return "Use an ISO 3166-1 alpha-3 code such as 'PHL', or 'WLD' for the world."


def _known_code(word: str, names: Mapping[str, str]) -> str | None:
    code = word.strip().upper()
    return code if code in names else _EVERYDAY.get(_plain(word))


def _near_codes(word: str, names: Mapping[str, str]) -> list[str]:
    plain = _plain(word)
    codes = {_plain(name): code for code, name in names.items()}
    near = get_close_matches(plain, codes, n=1, cutoff=0.75)
    if near:
        return [codes[near[0]]]
    within = [code for name, code in codes.items() if len(plain) > 3 and plain in name]
    if within or len(plain) > _LONGEST_CODE:
        return within[:_MOST]
    return get_close_matches(plain.upper(), names, n=_MOST, cutoff=0.6)


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if c.isalnum())
