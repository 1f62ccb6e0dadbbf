"""The shown groups of two populations as arrays, what they add to a difference, and resamples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.composition.dasgupta import Array, split_crossed
from helpers.composition.mix import KNOWN, YES
from helpers.tables import decomposition as d
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable


@dataclass(frozen=True)
class Counted:
    """Persons of one population, or resamples of it on a leading axis.

    Args:
        yes: Persons with the form by group, 0 where the group is hidden.
        known: Persons with a recorded form by group, 0 where the group is hidden.
        total_yes: Persons with the form in all groups.
        total: Persons in all groups, hidden ones included.
    """

    yes: Array
    known: Array
    total_yes: Array
    total: Array


@dataclass(frozen=True)
class Groups:
    """The groups of two populations as protection left them, one position a group.

    Args:
        keys: The labels of each group.
        recorded: Whether each group has a name, and is not 'unknown'.
        shown: Whether all counts of the group are shown in both populations.
        yes: Shown persons with the form, for each population.
        known: Shown persons with a recorded form, for each population.
        total_yes: For each population, its persons with the form; None where hidden.
        total: For each population, its persons with a recorded form; None where hidden.
    """

    keys: tuple[tuple[str, ...], ...]
    recorded: Array
    shown: Array
    yes: tuple[Array, Array]
    known: tuple[Array, Array]
    total_yes: tuple[float | None, float | None]
    total: tuple[float | None, float | None]

    @property
    def usable(self) -> Array:
        """Groups with a name whose counts are shown in both populations."""
        return np.asarray(self.recorded & self.shown)

    @property
    def common(self) -> Array:
        """Usable groups that both populations have."""
        return self.find_common(self.known[0], self.known[1])

    def find_common(self, first: Array, last: Array) -> Array:
        """The same for other counts of the same groups, such as resamples."""
        return np.asarray((first > 0) & (last > 0) & self.usable)

    def unshown(self, k: int) -> float:
        """Persons of a population who are in hidden groups: its total less what is shown."""
        return (self.total[k] or 0) - float(self.known[k].sum())

    def bound_yes(self, k: int) -> tuple[float, float]:
        """Least and most persons with the form that the shown figures allow."""
        told = self.total_yes[k]
        if told is not None:
            return told, told
        shown = float(self.yes[k].sum())
        return shown, shown + self.unshown(k)


def read_groups(mix: SafeTable) -> Groups:
    """The shown counts as arrays. A group with anything hidden on either side is hidden whole."""
    sides = mix.labels("population")
    found: dict[tuple[str, ...], dict[tuple[str, str], Cell]] = {}
    for cell in mix.cells:
        found.setdefault(cell.key[3:-1], {})[cell.key[1], cell.key[-1]] = cell
    whole = found.pop((v.ALL,) * len(mix.dimensions[3:-1]))
    shown = np.array([all(c.is_shown for c in cells.values()) for cells in found.values()])

    def numbers(measure: str) -> tuple[Array, Array]:
        first, last = (
            np.array([float(cells[side, measure].value or 0) for cells in found.values()])
            for side in sides
        )
        return np.where(shown, first, 0.0), np.where(shown, last, 0.0)

    def totals(measure: str) -> tuple[float | None, float | None]:
        return whole[sides[0], measure].value, whole[sides[1], measure].value

    recorded = np.array([v.UNKNOWN not in key for key in found])
    return Groups(
        tuple(found), recorded, shown, numbers(YES), numbers(KNOWN), totals(YES), totals(KNOWN)
    )


def take_apart(groups: Groups, first: Counted, last: Counted) -> dict[str, Array]:
    """The parts of the difference between two populations, as fractions of 1."""
    common = groups.find_common(first.known, last.known)
    sides = (first, last)
    sizes = [np.where(common, side.known, 0.0) for side in sides]
    rates = [np.where(common, side.yes / np.where(common, side.known, 1.0), 0.0) for side in sides]
    *mixes, within = split_crossed((sizes[0], sizes[1]), (rates[0], rates[1]), groups.keys)
    with np.errstate(invalid="ignore"):  # a resample may leave no group in common: it has no parts
        shares = [(n * r).sum(axis=-1) / n.sum(axis=-1) for n, r in zip(sizes, rates, strict=True)]
    difference = last.total_yes / last.total - first.total_yes / first.total
    return (
        {f"{d.MIX}{i}": effect for i, effect in enumerate(mixes)}
        | {d.WITHIN: within}
        | _set_apart(groups, common, sides, shares)
        | {d.DIFFERENCE: difference}
    )


def _set_apart(
    groups: Groups, common: Array, sides: tuple[Counted, Counted], shares: list[Array]
) -> dict[str, Array]:
    """What lies outside the common groups: (n/N) (r - share in the common groups) each.

    Summed over all that is outside, this is Nopo's part of each population: the gap between
    people outside and inside the common groups, weighted by how many are outside.
    """
    first, last = (
        (side.yes - side.known * share[..., None]) / side.total[..., None]
        for side, share in zip(sides, shares, strict=True)
    )
    alone, blank = ~common & groups.usable, groups.shown & ~groups.recorded
    rest_first, rest_last = (
        (side.total_yes - side.yes.sum(axis=-1) - (side.total - side.known.sum(axis=-1)) * share)
        / side.total
        for side, share in zip(sides, shares, strict=True)
    )
    return {
        d.ONLY_FIRST: -np.where(alone, first, 0.0).sum(axis=-1),
        d.ONLY_LAST: np.where(alone, last, 0.0).sum(axis=-1),
        d.UNRECORDED: np.where(blank, last - first, 0.0).sum(axis=-1),
        d.HIDDEN_GROUPS: rest_last - rest_first,
    }


def observe(groups: Groups, k: int, most: bool) -> Counted:
    """A population as it was counted; hidden yes are as few or as many as they can be."""
    yes = groups.bound_yes(k)[most]
    total = np.asarray(groups.total[k] or 0.0)
    return Counted(groups.yes[k], groups.known[k], np.asarray(yes), total)


def resample(
    groups: Groups, k: int, draws: int, generator: np.random.Generator
) -> tuple[Counted, Counted]:
    """Multinomial resamples of a population, with hidden yes at their fewest and at their most."""
    yes, known = groups.yes[k], groups.known[k]
    least, most = groups.bound_yes(k)
    # Hidden groups are one group here: nobody is spread over them.
    unsure = most - least
    hidden = [least - yes.sum(), groups.unshown(k) - unsure - (least - yes.sum()), unsure]
    cells = np.maximum(np.concatenate([yes, known - yes, hidden]), 0.0)
    size = round(groups.total[k] or 0)
    drawn = generator.multinomial(size, cells / cells.sum(), size=draws).astype(float)
    count = len(yes)
    with_form, without = drawn[:, :count], drawn[:, count : 2 * count]
    fewest = with_form.sum(axis=1) + drawn[:, -3]
    total = np.full(draws, float(size))
    return (
        Counted(with_form, with_form + without, fewest, total),
        Counted(with_form, with_form + without, fewest + drawn[:, -1], total),
    )
