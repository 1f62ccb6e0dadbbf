"""Capture histories: read from a table, a file, or a register of who is on which list."""

from __future__ import annotations

from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from helpers.errors import CaselightError

MOST_LISTS: Final = 16
FEWEST_PERSONS: Final = 10
# Published tables call their counts by these names; a user's own table says 'persons'.
_COUNT_NAMES: Final = ("persons", "count", "counts", "n", "freq", "frequency")


@dataclass(frozen=True)
class Captures:
    """Persons by capture history. It prints its lists, never its counts.

    Args:
        names: The lists, in order.
        counts: Persons for each history; history h holds the lists of its bits, entry 0 is empty.
        notes: What was done in reading.
    """

    names: tuple[str, ...]
    counts: np.ndarray[Any, Any] = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def lists(self) -> int:
        """How many lists."""
        return len(self.names)

    @property
    def persons(self) -> int:
        """Persons on at least one list."""
        return int(self.counts.sum())

    @property
    def support(self) -> int:
        """The pattern of zeros: bit h is set when somebody has the history h."""
        return sum(1 << int(h) for h in np.flatnonzero(self.counts))


def make_captures(
    names: tuple[str, ...], counts: np.ndarray[Any, Any], notes: tuple[str, ...] = ()
) -> Captures:
    """Captures from counts by history, set so that nobody can change them."""
    fixed = np.array(counts, dtype=float)
    fixed[0] = 0
    fixed.flags.writeable = False
    return Captures(names, fixed, notes)


def read_captures(source: Any) -> Captures:
    """Read capture histories and check them.

    Args:
        source: A DataFrame or the path of a CSV file. Either one 0/1 column a list and a column
            ``persons`` (published tables: ``count`` or ``n``, last), or two columns ``person`` and
            ``list`` with one row for each person on each list.

    Returns:
        The captures, with histories that were given twice added up (and a note that says so).

    Raises:
        CaselightError: The table breaks a rule; see each message.

    Example:
        >>> table = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "persons": [40, 30, 12]})
        >>> read_captures(table)
        Captures(names=('A', 'B'), notes=())
        >>> read_captures(table).persons
        82
    """
    if isinstance(source, Captures):
        return source
    frame = _open(source)
    frame.columns = _clean_names(frame.columns)
    lowered = [name.casefold() for name in frame.columns]
    if sorted(lowered) == ["list", "person"]:
        captures = _from_register(frame.set_axis(lowered, axis=1))
    else:
        captures = _from_histories(frame, _count_column(frame, lowered))
    _check_lists(captures)
    return captures


def _open(source: Any) -> pd.DataFrame:
    if isinstance(source, pd.DataFrame):
        return source.copy()
    if not isinstance(source, str | PathLike):
        raise CaselightError(
            "Captures are a DataFrame or the path of a CSV file.",
            f"a {type(source).__name__}",
            "See docs/hidden-population.md for the two layouts.",
        )
    path = Path(source)
    try:
        # header=None: pandas would rename a name that comes twice, and hide it.
        raw = pd.read_csv(path, header=None, dtype=str, keep_default_na=False)
    except (OSError, ValueError, UnicodeDecodeError) as problem:
        raise CaselightError(
            "A captures file is a CSV file with one heading row.",
            f"{path.name} cannot be read ({type(problem).__name__})",
            "Check the path, and save the table as CSV in UTF-8.",
        ) from None
    return raw.iloc[1:].reset_index(drop=True).set_axis(list(raw.iloc[0]), axis=1)


def _clean_names(columns: Any) -> list[str]:
    names = [str(name).strip() for name in columns]
    folded = [name.casefold() for name in names]
    twice = sorted({name for name, low in zip(names, folded, strict=True) if folded.count(low) > 1})
    if twice or "" in names:
        raise CaselightError(
            "Every column has a name of its own; capitals and blanks do not tell two apart.",
            f"{', '.join(twice)} come more than once" if twice else "a column without a name",
            "Rename the columns in the heading row.",
        )
    return names


def _count_column(frame: pd.DataFrame, lowered: list[str]) -> str:
    if "persons" in lowered:
        return str(frame.columns[lowered.index("persons")])
    if lowered and lowered[-1] in _COUNT_NAMES:
        return str(frame.columns[-1])
    raise CaselightError(
        "A table of capture histories has a column 'persons' beside one 0/1 column a list.",
        f"no such column among the {len(lowered)}",
        "Add 'persons', or give two columns 'person' and 'list' with one row a person and list.",
    )


def _numbers(column: pd.Series[Any]) -> np.ndarray[Any, Any]:
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _first(bad: np.ndarray[Any, Any]) -> str:
    return f"row {int(np.flatnonzero(bad)[0]) + 1} of the table"


def _from_histories(frame: pd.DataFrame, count_name: str) -> Captures:
    names = tuple(name for name in frame.columns if name != count_name)
    _check_number_of_lists(len(names))
    flags = np.column_stack([_numbers(frame[name]) for name in names])
    for name, column in zip(names, flags.T, strict=True):
        wrong = ~np.isin(column, (0.0, 1.0))
        if wrong.any():
            raise CaselightError(
                "A list's column holds 0 and 1 only.",
                f"column '{name}', {_first(wrong)}: something else",
                "Write 1 where the history is on the list, and 0 where it is not.",
            )
    persons = _numbers(frame[count_name])
    wrong = ~np.isfinite(persons) | (persons < 0) | (persons != np.floor(persons))
    if wrong.any():
        raise CaselightError(
            "Persons are whole numbers from zero up.",
            f"column '{count_name}', {_first(wrong)}: negative, fractional, or not a number",
            "Count people. A weighted count cannot be used here.",
        )
    histories = (flags.astype(np.int64) << np.arange(len(names))).sum(axis=1)
    if (histories == 0).any():
        raise CaselightError(
            "Nobody can be counted who is on no list: that number is what is estimated.",
            f"{_first(histories == 0)}: 0 on every list",
            "Take the row out.",
        )
    repeats = len(histories) - len(np.unique(histories))
    notes = (f"{repeats} rows repeated a capture history; they were added up.",) if repeats else ()
    counts = np.bincount(histories, weights=persons, minlength=1 << len(names))
    return make_captures(names, counts, notes)


def _from_register(frame: pd.DataFrame) -> Captures:
    blank = frame.isna() | (frame.astype(str).apply(lambda column: column.str.strip()) == "")
    if blank.to_numpy().any():
        raise CaselightError(
            "Every row of a register names a person and a list.",
            f"{_first(blank.any(axis=1).to_numpy())}: one of them is missing",
            "Fill it in, or take the row out.",
        )
    text = frame.astype(str).apply(lambda column: column.str.strip())
    names = tuple(sorted(text["list"].unique()))
    _clean_names(names)
    _check_number_of_lists(len(names))
    repeats = int(text.duplicated().sum())
    bits = text.drop_duplicates()["list"].map({name: 1 << i for i, name in enumerate(names)})
    histories = bits.groupby(text.drop_duplicates()["person"]).sum().to_numpy()
    notes = (f"{repeats} rows repeated a person on a list; counted once.",) if repeats else ()
    return make_captures(names, np.bincount(histories, minlength=1 << len(names)), notes)


def _check_number_of_lists(lists: int) -> None:
    if not 2 <= lists <= MOST_LISTS:
        raise CaselightError(
            f"The hidden are estimated from 2 to {MOST_LISTS} lists.",
            f"{lists} list{'s' if lists != 1 else ''}",
            "One list has no overlaps; very many overlap too thinly. Add lists, or merge some.",
        )


def _check_lists(captures: Captures) -> None:
    """No list without a person, and no two lists that are the same."""
    histories = np.flatnonzero(captures.counts)
    members = [frozenset(h for h in histories if h >> i & 1) for i in range(captures.lists)]
    for i, name in enumerate(captures.names):
        if not members[i]:
            raise CaselightError(
                "Every list has somebody on it.", f"nobody is on '{name}'", "Leave the list out."
            )
        if members[i] in members[:i]:
            other = captures.names[members.index(members[i])]
            raise CaselightError(
                "Two lists differ in at least one person.",
                f"'{name}' and '{other}' hold the same people",
                "Leave one of them out: a copy says nothing about who is missing.",
            )


def check_releasable(captures: Captures) -> None:
    """Refuse a table that is too thin to stand behind an estimate, or to hide a person in it.

    Raises:
        CaselightError: Fewer than 10 persons on two or more lists, or fewer than two lists with
            at least 10 persons.
    """
    counts, histories = captures.counts, range(len(captures.counts))
    shared = sum(counts[h] for h in histories if h.bit_count() > 1)
    sizes = [sum(counts[h] for h in histories if h >> i & 1) for i in range(captures.lists)]
    full = sum(size >= FEWEST_PERSONS for size in sizes)
    if shared < FEWEST_PERSONS or full < 2:
        raise CaselightError(
            f"An estimate needs {FEWEST_PERSONS} persons found on two or more lists, "
            f"and two lists with {FEWEST_PERSONS} persons or more.",
            "fewer than that" if full >= 2 else f"{full} list(s) with {FEWEST_PERSONS} or more",
            "Use more lists or a longer period. Fewer would say little, and could show a person.",
        )
