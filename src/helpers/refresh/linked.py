"""Whether a number about persons with labour exploitation opens a table of all persons.

Sectors and means of control are told by country and year for everybody, with small counts hidden.
How many of them have labour exploitation is a part of it: that nobody with labour exploitation was
counted in a year, and nearly everybody with the flag has it, tells how few that year can have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from helpers.disclosure.attack import Equation, attainable
from helpers.tables import vocabulary as v

Place = tuple[str, str]
"""Country and year; ``all`` marks totals."""

_WITH, _WITHOUT = "with", "without"
_TOTAL: Final = (v.ALL, v.ALL)


class _System:
    """Unknown counts with bounds, and the sums that are known of them."""

    def __init__(self) -> None:
        self.upper: list[int | None] = []
        self.lower: list[int] = []
        self.places: dict[tuple[str, ...], int] = {}
        self.equations: list[Equation] = []

    def add(self, name: tuple[str, ...], lower: int, upper: int | None) -> None:
        self.places[name] = len(self.upper)
        self.lower.append(lower)
        self.upper.append(upper)

    def equate(self, signs: Mapping[tuple[str, ...], int]) -> None:
        self.equations.append(([(self.places[n], sign) for n, sign in signs.items()], 0))


def opens(
    printed: Mapping[Place, int | None],
    labour: Mapping[Place, int],
    everyone: Mapping[Place, int],
    told: Mapping[str, int],
    threshold: int,
) -> bool:
    """Whether a hidden count could be known too well.

    Args:
        printed: A flag's persons by country and year with totals; None is hidden.
        labour: Persons with labour exploitation by country and year.
        everyone: All persons by country and year.
        told: How many of the flag's persons have labour exploitation, by country or in all.
        threshold: Smallest count that may be known.

    Returns:
        True where a hidden count is left with an interval narrower than ``threshold - 1``, or with
        small counts only.

    Example:
        >>> years = {("NAM", "2018"): None, ("NAM", "2019"): None, ("NAM", "all"): 40}
        >>> persons = {("NAM", "2018"): 60, ("NAM", "2019"): 60}
        >>> of = {("NAM", "2018"): 50}
        >>> opens(years, of, persons, {"NAM": 25}, 10), opens(years, of, persons, {"NAM": 38}, 10)
        (False, True)
    """
    system = _System()
    for place, number in printed.items():
        system.add(place, *((1, None) if number is None else (number, number)))
    years = [place for place in printed if place[1] != v.ALL]
    for place in years:
        most = labour.get(place, 0)
        system.add((_WITH, *place), 0, most)
        system.add((_WITHOUT, *place), 0, everyone[place] - most)
        system.equate({place: -1, (_WITH, *place): 1, (_WITHOUT, *place): 1})
    countries = sorted({country for country, _ in years})
    for country in countries:
        mine = [place for place in years if place[0] == country]
        system.equate({(country, v.ALL): -1, **dict.fromkeys(mine, 1)})
        number = told.get(country)
        system.add((_WITH, country), number or 0, number)
        system.equate({(_WITH, country): -1, **{(_WITH, *place): 1 for place in mine}})
    if _TOTAL in printed:
        system.equate({_TOTAL: -1, **{(country, v.ALL): 1 for country in countries}})
    if v.ALL in told:
        system.add((_WITH, v.ALL), told[v.ALL], told[v.ALL])
        system.equate({(_WITH, v.ALL): -1, **{(_WITH, country): 1 for country in countries}})
    return _is_open(system, printed, threshold)


def _is_open(system: _System, printed: Mapping[Place, int | None], threshold: int) -> bool:
    hidden = [system.places[place] for place, number in printed.items() if number is None]
    found = attainable(len(system.upper), system.equations, system.upper, system.lower, hidden)
    return any(
        i.width < threshold - 1 or (i.upper is not None and i.upper < threshold) for i in found
    )
