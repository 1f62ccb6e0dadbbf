"""The valid name nearest to what somebody typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches


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


def suggest_country(word: str, names: Mapping[str, str]) -> str:
    """A sentence with the nearest country code, also for somebody who typed a country's name.

    Args:
        word: What was typed.
        names: Country code to name.

    Example:
        >>> suggest_country("Philipines", {"PHL": "Philippines", "WLD": "World"})
        "Did you mean 'PHL' (Philippines)?"
    """
    code = _code_of(word, names)
    if code:
        return f"Did you mean {code!r} ({names[code]})?"
    return "Use an ISO 3166-1 alpha-3 code such as 'PHL', or 'WLD' for the world."


def _code_of(word: str, names: Mapping[str, str]) -> str | None:
    if word.strip().upper() in names:
        return word.strip().upper()
    plain = _plain(word)
    codes = {_plain(name): code for code, name in names.items()}
    near = get_close_matches(plain, codes, n=1, cutoff=0.75)
    if near:
        return codes[near[0]]
    starts = [code for name, code in codes.items() if len(plain) > 3 and plain in name]
    if starts:
        return starts[0]
    alike = get_close_matches(plain.upper(), names, n=1, cutoff=0.6)
    return alike[0] if alike else None


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in letters if c.isalnum())
