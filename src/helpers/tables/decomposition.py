"""A change taken apart: what is the mix, what is within groups, and what cannot be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from helpers.tables.made import require_made
from helpers.tables.provenance import Provenance
from helpers.tables.safe import SafeTable

MIX: Final = "mix_"
"""Before the name of a variable: the effect of its mix."""

WITHIN: Final = "within"
ONLY_FIRST, ONLY_LAST = "only_first", "only_last"
UNRECORDED: Final = "not_recorded"
HIDDEN_GROUPS: Final = "hidden_groups"
NOT_COMPARABLE: Final = (ONLY_FIRST, ONLY_LAST, UNRECORDED, HIDDEN_GROUPS)
"""Parts of a difference that stand for groups which the two populations do not share."""

DIFFERENCE: Final = "difference"
POINTS: Final = "percentage points"

NO_PAIR = "no_pair"
NOTHING_COMMON = "nothing_common"
HIDDEN_TOTAL = "hidden_total"
ONE_GROUP = "one_group"

COMPARABLE_AT_LEAST: Final = 0.5
"""Below this part of either population in groups of both, most of it is not comparable."""


@dataclass(frozen=True)
class Population:
    """One side of a comparison.

    Args:
        channel: The channel whose people it holds.
        year: Year of registration; empty for all of them.
    """

    channel: str
    year: str = ""

    @property
    def label(self) -> str:
        """The code that tells the two sides apart in a table."""
        return self.year or self.channel


@dataclass(frozen=True)
class Pair:
    """Two populations to be compared, the earlier one first."""

    first: Population
    last: Population


@dataclass(frozen=True)
class Side:
    """What is known of one population as a whole.

    Args:
        label: The year, or the channel.
        estimate: Its share in per cent; None where its number of yes is hidden.
        lower: Lower limit of the share's interval, or lower bound where it is hidden.
        upper: Upper limit or bound.
        n: Its persons with a recorded form; None where hidden.
        comparable: Part of them, 0 to 1, in groups that both populations have.
    """

    label: str
    estimate: float | None
    lower: float
    upper: float
    n: int | None
    comparable: float


@dataclass(frozen=True)
class Decomposition:
    """A difference of two shares, taken apart.

    Args:
        table: The parts in percentage points, keyed by ``by`` and ``part``; empty where the
            difference cannot be taken apart.
        form: The form of exploitation whose share it is.
        channel: The channel; empty when two channels are compared.
        by: The variables that make the groups ('country', or 'sex' and 'age_group').
        first: The first population.
        last: The last population.
        common: How many groups both have.
        reason: Why it cannot be taken apart; empty where it can.
        level: Coverage that the intervals aim at.
        n: Persons that it rests on.
        method: Name of the method.
        warnings: What a reader has to know besides.
    """

    table: SafeTable
    form: str
    channel: str
    by: tuple[str, ...]
    first: Side | None
    last: Side | None
    common: int
    reason: str
    level: float
    n: int
    method: str
    warnings: tuple[str, ...] = ()

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """Where the counts come from."""
        return self.table.provenance

    @property
    def policy(self) -> str:
        """How the counts were protected."""
        return self.table.policy

    @property
    def is_possible(self) -> bool:
        """Whether there are parts."""
        return not self.reason

    @property
    def is_mostly_comparable(self) -> bool:
        """Whether at least half of either population is in groups that both have."""
        sides = [side for side in (self.first, self.last) if side is not None]
        return len(sides) == 2 and min(s.comparable for s in sides) >= COMPARABLE_AT_LEAST


def require_decomposition(given: object, wanted_by: str) -> Decomposition:
    """Refuse everything that is not a decomposition of protected counts.

    Raises:
        CaselightError: Names ``decompose_share`` as the mend.
    """
    mend = "Take protected counts apart first: decompose_share(protect(count_mix(...)))."
    return require_made(given, Decomposition, wanted_by, mend)
