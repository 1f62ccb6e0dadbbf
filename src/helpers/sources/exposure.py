"""Persons with labour exploitation by sector, crossed with sex, age, means of control, recruiter.

Counted among persons for whom labour exploitation is recorded as yes, from the combinations that
every reader of case files hands over. A sector or a means that is only called 'not specified' is
not recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import pandas as pd

from helpers.tables import vocabulary as v
from helpers.tables.schemas import make_empty

RECRUITER: Final = "recruiter_"
"""How the columns of flags begin: ``recruiter_family``."""

_SECTOR: Final = "sector_"
_FLAGGED: Final = {"means_of_control": "means_", "recruiter": RECRUITER}
_NOT_SPECIFIED: Final = "not_specified"
_ITSELF: Final = (v.TOTAL, v.ALL)
_CONTRIBUTOR: Final = "contributor"
_KEYS: Final = ["channel", "country", "sector", "attribute", "value"]

Marks = dict[str, np.ndarray]


def count_exposure(combinations: pd.DataFrame) -> pd.DataFrame:
    """The table ``caseload_exposure``, with true counts.

    Args:
        combinations: What ``caseload.complete`` gave; flags as booleans.

    Returns:
        One row for each channel, country, sector, attribute and value with anybody; sectors are
        crossed over all countries together. ``all`` marks totals, ``unknown`` the persons without
        a recorded sector or value; an absent row is zero.
        A flag that a channel never sets has one row with the status ``not_collected``.
    """
    own = [_CONTRIBUTOR] if _CONTRIBUTOR in combinations else []
    is_labour = (combinations["form_labour"] == "yes").to_numpy(dtype=bool)
    labour = _fold(combinations[is_labour], own)
    parts = [
        part.assign(**dict(zip(own, map(str, told), strict=True)))
        for (channel, *told), group in labour.groupby(["channel", *own], observed=True)
        for part in _count_channel(str(channel), group)
    ]
    if not parts:
        return make_empty("caseload_exposure")
    counted = pd.concat(parts, ignore_index=True)
    numbers = counted["persons"]
    counted = counted.assign(lower=numbers, upper=numbers, status=v.OBSERVED)
    unasked = _find_unasked(combinations, set(map(str, labour["channel"].unique())))
    unasked = unasked.assign(**dict.fromkeys(own, v.UNKNOWN))
    whole = pd.concat([counted, unasked], ignore_index=True) if len(unasked) else counted
    whole = whole[[*_KEYS, *own, "persons", "lower", "upper", "status"]]
    return whole.sort_values([*_KEYS, *own], ignore_index=True)


def _fold(persons: pd.DataFrame, own: list[str]) -> pd.DataFrame:
    """Persons summed over what this table does not tell of them: few rows are left of many."""
    prefixes = (_SECTOR, *_FLAGGED.values())
    flags = [name for name in persons if str(name).startswith(prefixes)]
    keys = ["channel", *own, "country", "sex", "age_group", *flags]
    grouped = persons.groupby(keys, observed=True, sort=False, dropna=False)
    return grouped["persons"].sum().reset_index()


def _count_channel(channel: str, persons: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Sectors of every country, then all countries with everything that a sector is crossed with.

    A country's sectors are not crossed further: most of such cells would have to be hidden.
    """
    sectors = {v.ALL: np.ones(len(persons), dtype=bool), **_mark_flags(persons, _SECTOR)}
    crossed = _mark_values(persons)
    # Floats count persons exactly up to 2**53, and multiply many times faster than whole numbers.
    weights = persons["persons"].to_numpy(dtype=np.float64)
    places, countries = pd.factorize(persons["country"], sort=True)
    by_country = np.column_stack(
        [np.bincount(places, weights * mark, len(countries)) for mark in sectors.values()]
    )
    for country, sums in zip(countries, by_country, strict=True):
        yield _to_rows(channel, str(country), list(sectors), [_ITSELF], sums[:, None])
    tall = np.column_stack(list(sectors.values())).T.astype(np.float64)
    wide = np.column_stack(list(crossed.values())) * weights[:, None]
    yield _to_rows(channel, v.ALL, list(sectors), list(crossed), tall @ wide)


def _mark_flags(persons: pd.DataFrame, prefix: str) -> Marks:
    """Who has which flag, and who has none that names anything; nothing without such columns."""
    columns = [name for name in persons if str(name).startswith(prefix)]
    marks = {str(name).removeprefix(prefix): persons[name].to_numpy(dtype=bool) for name in columns}
    marks.pop(_NOT_SPECIFIED, None)
    if columns or prefix == _SECTOR:
        named = np.column_stack([np.zeros(len(persons), dtype=bool), *marks.values()])
        marks[v.UNKNOWN] = ~named.any(axis=1)
    return marks


def _mark_values(persons: pd.DataFrame) -> dict[tuple[str, str], np.ndarray]:
    marks = {_ITSELF: np.ones(len(persons), dtype=bool)}
    for attribute in ("sex", "age_group"):
        places, values = pd.factorize(persons[attribute])
        marks |= {(attribute, str(value)): places == at for at, value in enumerate(values)}
    for attribute, prefix in _FLAGGED.items():
        flags = _mark_flags(persons, prefix)
        marks |= {(attribute, value): flag for value, flag in flags.items()}
    return marks


def _to_rows(
    channel: str,
    country: str,
    sectors: list[str],
    crossed: list[tuple[str, str]],
    sums: np.ndarray,
) -> pd.DataFrame:
    tall, wide = np.nonzero(sums)
    return pd.DataFrame(
        {
            "channel": channel,
            "country": country,
            "sector": [sectors[at] for at in tall],
            "attribute": [crossed[at][0] for at in wide],
            "value": [crossed[at][1] for at in wide],
            "persons": pd.array(sums[tall, wide].astype(np.int64), dtype="Int64"),
        }
    )


def _find_unasked(combinations: pd.DataFrame, channels: set[str]) -> pd.DataFrame:
    """Flags that nobody of a channel has, with labour exploitation or without: never asked."""
    rows = []
    for channel in sorted(channels):
        group = combinations[(combinations["channel"] == channel).to_numpy(dtype=bool)]
        for key, flag in _list_flags(group).items():
            if not flag.any():
                rows.append((channel, v.ALL, *key, v.NOT_COLLECTED))
    found = pd.DataFrame(rows, columns=[*_KEYS, "status"])
    nothing = pd.array([pd.NA] * len(found), dtype="Int64")
    numbers = dict.fromkeys(("persons", "lower", "upper"), nothing)
    return found.assign(**numbers)[[*_KEYS, *numbers, "status"]]


def _list_flags(persons: pd.DataFrame) -> Mapping[tuple[str, str, str], np.ndarray]:
    found = {
        (sector, v.TOTAL, v.ALL): flag
        for sector, flag in _mark_flags(persons, _SECTOR).items()
        if sector != v.UNKNOWN
    }
    for attribute, prefix in _FLAGGED.items():
        for value, flag in _mark_flags(persons, prefix).items():
            if value != v.UNKNOWN:
                found[v.ALL, attribute, value] = flag
    return found
