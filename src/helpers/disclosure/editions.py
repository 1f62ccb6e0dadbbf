"""Which figures a new edition may renew, so that no release tells a small change of another.

A figure that changed by 1 to t-1 since it was told stays as it was, with its date; one that was
hidden stays hidden until it has changed by much. That alone is not enough: where A and B stay and
their sum is renewed, the two changes together are told. So the choice is attacked (see
``chain``), and what helps the attacker is not renewed, until nothing is left that he finds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from helpers.disclosure.chain import Chain

_SECONDS: Final = 120.0
_ROUNDS: Final = 40


@dataclass(frozen=True, repr=False)
class Edition:
    """What one release told of a population.

    Args:
        date: Date of the release, ISO 8601.
        stated: Address to the value that it told of its own day.
        hidden: Addresses of counts that it did not tell.
        kept: Addresses of counts for which it repeated an earlier figure.
        zeros_hidden: Whether a hidden count may have been zero.
        edition: Fingerprint of the file; the same file is the same edition.
    """

    date: str
    stated: Mapping[str, int]
    hidden: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    zeros_hidden: bool = False
    edition: str = ""

    def __repr__(self) -> str:
        return f"<Edition of {self.date}: {len(self.stated)} counts told>"

    @property
    def withheld(self) -> frozenset[str]:
        """Addresses of which it told nothing new."""
        return self.hidden | self.kept


def last_told(earlier: Sequence[Edition]) -> dict[str, tuple[int, str]]:
    """The newest figure of each count that was ever told, with its date."""
    return {a: (n, edition.date) for edition in earlier for a, n in edition.stated.items()}


def must_stay(
    values: Mapping[str, int], earlier: Sequence[Edition], threshold: int, edition: str = ""
) -> frozenset[str]:
    """Addresses that may not be told anew, by the rule of renewal alone.

    Args:
        values: The true counts of today.
        earlier: What was told before, the oldest first.
        threshold: The threshold t.
        edition: Fingerprint of today's file.

    Example:
        >>> may = Edition("2026-05-01", {"a": 30, "b": 30, "c": 30}, hidden=frozenset("d"))
        >>> sorted(must_stay({"a": 30, "b": 33, "c": 45, "d": 12}, [may], 10))
        ['b', 'd']
    """
    return frozenset(a for a, n in values.items() if _stays(a, n, earlier, threshold, edition))


def _stays(address: str, n: int, earlier: Sequence[Edition], t: int, edition: str) -> bool:
    told = [e.stated[address] for e in earlier if address in e.stated]
    if any(0 < abs(n - before) < t for before in told):
        return True
    asked = [e for e in earlier if address in e.stated or address in e.withheld]
    if not asked or address in asked[-1].stated:
        return False
    if edition and asked[-1].edition == edition:  # the same file: nothing has changed
        return True
    # Its last value is not on record, and is not needed: a count that is hidden twice over.
    return abs(n - told[-1]) < t if told else n < 2 * t


@dataclass(frozen=True, repr=False)
class Structure:
    """Counts of any edition as sums of common atoms.

    Args:
        atoms: How many atoms there are.
        of: Address to positions of its atoms.
        links: Pairs of sums that count the same persons.
    """

    atoms: int
    of: Mapping[str, np.ndarray]
    links: Sequence[tuple[Sequence[int], Sequence[int]]] = ()


@dataclass(frozen=True)
class Renewed:
    """What a release does not tell anew.

    Args:
        withheld: Addresses.
        gave_up: Whether more is withheld than need be, because time ran out.
    """

    withheld: frozenset[str]
    gave_up: bool = False


def choose_renewed(
    values: Mapping[str, int],
    before: frozenset[str],
    choose: Callable[[frozenset[str]], frozenset[str]],
    earlier: Sequence[Edition],
    threshold: int,
    *,
    edition: str = "",
    fixed: frozenset[str] = frozenset(),
    structure: Callable[[frozenset[str]], Structure] | None = None,
) -> Renewed:
    """What is not told anew in this release.

    Args:
        values: The true counts that are asked for, by address.
        before: Addresses that this release has decided to withhold already.
        choose: Given what is withheld, all that has to be withheld to protect today's counts.
        earlier: What was told before, the oldest first.
        threshold: The threshold t.
        edition: Fingerprint of today's file.
        fixed: Addresses that this release has decided to tell already.
        structure: The counts of these addresses as sums of common atoms.
    """
    stay = must_stay(values, earlier, threshold, edition) - fixed
    withheld = (choose(before | stay) & values.keys()) - fixed
    if not earlier or structure is None:
        return Renewed(frozenset(withheld))
    # Loaded here because it brings a solver, which a first release does without.
    from helpers.disclosure.chain import Chain

    known = {a for e in earlier for a in (*e.stated, *e.withheld) if not a.startswith("#")}
    chain = Chain(structure(frozenset(known | values.keys())), earlier, threshold, edition)
    return _withdraw(values, frozenset(withheld), chain, earlier, fixed)


def _withdraw(
    values: Mapping[str, int],
    withheld: frozenset[str],
    chain: Chain,
    earlier: Sequence[Edition],
    fixed: frozenset[str],
) -> Renewed:
    """Withhold more until the attacker finds nothing; all of it when that takes too long."""
    end = time.monotonic() + _SECONDS
    for _ in range(_ROUNDS):
        exposed = chain.find_exposed(values, withheld, end)
        if exposed is None:
            break
        free = values.keys() - withheld - fixed
        if not exposed or not free:
            return Renewed(withheld)
        withheld |= {_pick(address, free, values, chain, earlier) for address in exposed}
    # Nothing is told anew: an edition that tells nothing gives nothing away.
    return Renewed(frozenset(values.keys() - fixed), gave_up=True)


def _pick(
    exposed: str,
    free: set[str],
    values: Mapping[str, int],
    chain: Chain,
    earlier: Sequence[Edition],
) -> str:
    """The figure to withdraw: nearest to what is exposed, what is new before what stood already."""
    last = earlier[-1].stated
    near = chain.distance(exposed)

    def order(address: str) -> tuple[float, bool, bool, int, str]:
        same = last.get(address) == values[address]
        return near.get(address, 99.0), address in last, same, values[address], address

    return min(free, key=order)
