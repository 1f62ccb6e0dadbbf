"""Whom a count is about: a set of persons told by their attributes, so that counts can be compared.

Two counts of different tables speak of the same persons, of some of the same, or of none. Their
labels do not say which: 'all' of one page is 'PHL' of another. A region does. Protection and attack
both start from regions, and from nothing else of a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

Box = tuple[tuple[str, tuple[str, ...]], ...]
"""Persons for whom each of these variables has one of these values; both in sorted order."""

_MARKS: Final = "&|=,%"
_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")


@dataclass(frozen=True, order=True)
class Region:
    """Persons who are in at least one of some boxes.

    Args:
        boxes: The boxes. One without variables is everybody; no box at all is nobody.

    Example:
        >>> here = Region.of(country="PHL", year=["2015", "2016"])
        >>> here.text
        'country=PHL&year=2015,2016'
        >>> (here & Region.of(form_labour="yes")).text
        'country=PHL&form_labour=yes&year=2015,2016'
        >>> Region.parse(here.text) == here
        True
        >>> here.holds({"country": "PHL", "year": "2015"})
        True
    """

    boxes: tuple[Box, ...]

    @classmethod
    def of(cls, **labels: str | Iterable[str]) -> Region:
        """One box: each variable with its value, or with several of which any will do."""
        found = {
            name: (values,) if isinstance(values, str) else tuple(sorted(set(values)))
            for name, values in labels.items()
        }
        return cls(() if () in found.values() else (tuple(sorted(found.items())),))

    @classmethod
    def parse(cls, text: str) -> Region:
        """The region that ``text`` tells."""
        if text == "nobody":
            return cls(())
        return cls(tuple(_parse_box(part) for part in text.split("|")))

    @property
    def text(self) -> str:
        """The region as one line, the same for the same boxes: the address of a count."""
        return "|".join(_write_box(box) for box in self.boxes) if self.boxes else "nobody"

    @property
    def mark(self) -> str:
        """Ten letters that stand for its text where the text would be too long: on a page.

        Example:
            >>> Region.of(sex="female").mark
            'ehhlbjankc'
        """
        return mark_of(self.text)

    @property
    def variables(self) -> frozenset[str]:
        """The variables that it depends on."""
        return frozenset(name for box in self.boxes for name, _ in box)

    def __and__(self, other: Region) -> Region:
        met = (_meet(one, two) for one in self.boxes for two in other.boxes)
        return Region(tuple(sorted({box for box in met if box is not None})))

    def __or__(self, other: Region) -> Region:
        return Region(tuple(sorted({*self.boxes, *other.boxes})))

    def holds(self, person: Mapping[str, str]) -> bool:
        """Whether a person with these values is in it; a variable that is not told never fits."""
        return any(all(person.get(name) in values for name, values in box) for box in self.boxes)


def mark_of(text: str) -> str:
    """The mark of a region from its text; see :attr:`Region.mark`."""
    # Letters only: ten digits would read as a telephone number.
    return sha256(text.encode()).hexdigest()[:10].translate(_LETTERS)


EVERYBODY: Final = Region(((),))
NOBODY: Final = Region(())


def _meet(one: Box, two: Box) -> Box | None:
    joined = dict(one)
    for name, values in two:
        both = (
            tuple(value for value in joined[name] if value in values) if name in joined else values
        )
        if not both:
            return None
        joined[name] = both
    return tuple(sorted(joined.items()))


def _write_box(box: Box) -> str:
    parts = (f"{_escape(name)}={','.join(map(_escape, values))}" for name, values in box)
    return "&".join(parts) or "everybody"


def _parse_box(text: str) -> Box:
    if text == "everybody":
        return ()
    pairs = (part.split("=") for part in text.split("&"))
    return tuple((_plain(name), tuple(map(_plain, values.split(",")))) for name, values in pairs)


def _escape(text: str) -> str:
    return "".join(f"%{ord(c):02x}" if c in _MARKS else c for c in text)


def _plain(text: str) -> str:
    for mark in _MARKS:  # the sign of the escape itself comes last
        text = text.replace(f"%{ord(mark):02x}", mark)
    return text
