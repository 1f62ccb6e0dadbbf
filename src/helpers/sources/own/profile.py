"""What the columns of an unknown case file hold, as far as it can be told without telling a value.

Only labels that stand for enough persons, and look like nobody's name, number or address, ever
leave this module.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.own.about import About
from helpers.sources.own.countries import find_country
from helpers.sources.own.mapping import CaseMapping
from helpers.sources.own.stream import open_batches
from helpers.sources.own.whole import PERSON
from helpers.sources.own.words import CODES, fold, known_headers, known_labels
from helpers.sources.peek import Header, Peek
from helpers.sources.publishers import provenance_of

MOST_ROWS: Final = 200_000
"""A draft looks at the first rows only."""

FEWEST_PERSONS: Final = 10
_MOST_LABELS: Final = 60
_PRIVATE = re.compile(r"@|\d{4}|\d[\s.-]?\d[\s.-]?\d[\s.-]?\d[\s.-]?\d|\d{1,2}[/.-]\d{1,2}[/.-]\d")
_HEADING_DATA = re.compile(r"@|\d{5}|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")


@dataclass(frozen=True, repr=False)
class Profile:
    """A case file at first sight.

    Args:
        header: Where its headings stand.
        cells: Its first rows as text.
        attributes: Heading to the attribute that it names; ``private`` for names and contacts.
        person: The heading of the person's id; empty without one.
    """

    header: Header
    cells: pd.DataFrame
    attributes: dict[str, str]
    person: str

    def count(self, column: str, separator: str = "") -> Counter[str]:
        """Persons for each value of a column.

        Args:
            column: Its heading.
            separator: What stands between several values of a cell; empty for one value.
        """
        values = self.cells[column]
        if separator:
            values = values.str.split(separator, regex=False).explode().str.strip()
        values = values[values != ""]
        if self.person and self.person != column:
            ids = self.cells[self.person].reindex(values.index)
            pairs = pd.DataFrame({"value": values, "person": ids}).drop_duplicates()
            values = pairs["value"]
        return Counter(values.value_counts().to_dict())

    def tell(self, counts: Counter[str]) -> tuple[list[str], int]:
        """Values that may be told, the most frequent first, and how many are kept back."""
        if len(counts) > _MOST_LABELS * 5:
            return [], len(counts)
        told = [
            value for value, persons in counts.most_common(_MOST_LABELS)
            if persons >= FEWEST_PERSONS and not looks_private(value)
        ]  # fmt: skip
        return told, len(counts) - len(told)


def look_at_cases(look: Peek) -> Profile:
    """The headings and first rows of a case file.

    Args:
        look: A first look at it.

    Raises:
        CaselightError: No row of it looks like headings.
    """
    header = _find_headings(look)
    names = [name for name in header.columns if name]
    mapping = CaseMapping(
        look.path.name, look.path, About(provenance_of("htcds")), PERSON, "case_management", {},
        left_out=dict.fromkeys(names, frozenset()), sheet=header.table, header=header.row + 1,
    )  # fmt: skip
    _, batches = open_batches(mapping, look)
    frames, rows = [], 0
    for batch in batches:
        columns = {name: cells.to_pylist() for name, cells in batch.items()}
        frames.append(pd.DataFrame(columns, dtype="str").apply(lambda c: c.str.strip()))
        rows += len(frames[-1])
        if rows >= MOST_ROWS:
            break
    cells = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=names)
    attributes = {name: find_attribute(name) for name in names}
    person = next((name for name, attribute in attributes.items() if attribute == "person"), "")
    return Profile(header, cells, attributes, person)


def find_attribute(heading: str) -> str:
    """The attribute that a heading names in English, French or Spanish; empty when none.

    Example:
        >>> find_attribute("Sexe"), find_attribute("DATE_OF_BIRTH"), find_attribute("Colour")
        ('sex', 'birthdate', '')
    """
    known = known_headers()
    return known.get(fold(heading)) or known.get(fold(heading.replace("_", " ")), "")


def looks_private(value: str) -> bool:
    """Whether a value looks like a name, an id, an address, a telephone number or a date.

    Words that begin with a capital look like a name, unless a list of labels knows them.

    Example:
        >>> looks_private("Maria Lopez"), looks_private("m.lopez@example.org")
        (True, True)
        >>> looks_private("Sexual Exploitation"), looks_private("begging")
        (False, False)
    """
    if _PRIVATE.search(value):
        return True
    if find_country(value) is not None:
        return False
    words = re.findall(r"[^\W\d_]+", value)
    names = [word for word in words if word[:1].isupper() and fold(word) not in _vocabulary()]
    return len(words) > 1 and len(names) > 1


def is_flag(values: Iterable[str]) -> bool:
    """Whether all values are a yes, a no or an unknown."""
    return all(fold(value) in known_labels("flag") for value in islice(values, _MOST_LABELS))


def _vocabulary() -> frozenset[str]:
    if not _WORDS:
        for kind in CODES:
            for label in known_labels(kind):
                _WORDS.update(re.findall(r"[^\W\d_]+", label))
    return frozenset(_WORDS)


_WORDS: set[str] = set()


def _find_headings(look: Peek) -> Header:
    rows = [
        Header(table, number, row)
        for table, head in look.heads.items()
        for number, row in enumerate(head)
        if not any(_HEADING_DATA.search(cell) for cell in row)
    ]
    best = max(rows, key=lambda h: sum(map(bool, map(find_attribute, h.columns))), default=None)
    if best is None or not any(map(find_attribute, best.columns)):
        raise CaselightError(
            "A case file has a row of headings, some of which Caselight knows in English, French "
            "or Spanish.",
            f"{look.path.name}: none",
            "Add a row of headings, or write the mapping by hand: docs/own-data.md shows one.",
        )
    return best
