"""The attributes of the rows of a batch, as numbers: who, when, where, what was recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa

from helpers.errors import CaselightError
from helpers.sources.own import decoders as d
from helpers.sources.own.cells import Coded, Column, Numbers, Rows
from helpers.sources.own.contributors import MOST_CONTRIBUTORS, decode_contributor
from helpers.sources.own.fold import Layer
from helpers.sources.own.mapping import CaseMapping
from helpers.sources.own.people import FIRST, LARGEST, UNION
from helpers.sources.own.words import CODES, FORMS, MEANS, SECTORS

ORDERS: Final = {"form": FORMS, "sector": SECTORS, "means": MEANS}
LABELS: Final = ("channel", "country", "citizenship", "sex", "age_group")
CONTRIBUTOR: Final = "contributor"
"""Who contributed a row: several organisations of a person all know it."""

MERGING: Final = {
    **dict.fromkeys((*LABELS, "year"), FIRST),
    **{f"form_{form}": LARGEST for form in FORMS},
    "sector": UNION,
    "means": UNION,
    CONTRIBUTOR: UNION,
}
"""How several rows of a person become one: yes if yes in any row, else the first that is known."""

WIDTHS: Final = {"channel": 3, "year": 12, "country": 9, "citizenship": 9, "sex": 3,
                 "age_group": 4, **{f"form_{form}": 2 for form in FORMS},
                 "sector": len(SECTORS), "means": len(MEANS)}  # fmt: skip
"""Bits that the numbers of each attribute need; there are fewer than 512 countries."""

_PLAIN: Final = ("channel", "country", "citizenship", "sex", CONTRIBUTOR)
"""Attributes that one column tells, or none."""

_FIRST_AGES: Final = (0, 9, 18, 21, 24, 27, 30, 39, 48)
_YEAR: Final = 10_000
_SMALL: Final = np.int16
"""Years, and numbers of categories, which are fewer than 512."""


class Attributes:
    """What the columns of a mapping say of each row.

    Args:
        mapping: The mapping.
    """

    def __init__(self, mapping: CaseMapping) -> None:
        self.mapping = mapping
        self.books = {name: d.Codebook() for name in LABELS}
        self.columns: list[Column] = []
        self.extra: Counter[tuple[str, str, str]] = Counter()
        self._single = {
            name: self._add(column, self._decoder(name), name in LABELS)
            for name, column in mapping.columns.items()
            if name not in ("person", "list")
        }
        self._lists = {
            kind: [self._add(c, d.decode_list(mapping, kind, ORDERS[kind])) for c in columns]
            for kind, columns in mapping.lists.items()
        }
        self._flags = {
            kind: [(self._add(c, d.decode_flag(mapping)), code) for c, code in columns.items()]
            for kind, columns in mapping.flags.items()
        }
        bands = [self.books["age_group"].number(word) for word in CODES["age_group"]]
        ages = np.searchsorted(_FIRST_AGES, np.arange(d.OLDEST + 1), side="right") - 1
        self.widths = dict(WIDTHS)
        if CONTRIBUTOR in self._single:
            self.widths[CONTRIBUTOR] = MOST_CONTRIBUTORS
        self._bands = np.append(0, np.array(bands)[ages])
        self._broad = {word: self.books["age_group"].number(word) for word in ("child", "adult")}

    def _add(self, name: str, decode: d.Decoder, limited: bool = True) -> Column:
        column = Column(name, decode, limited, self.mapping.tell_place(name))
        self.columns.append(column)
        return column

    def _decoder(self, name: str) -> d.Decoder:
        if name in ("country", "citizenship"):
            return d.decode_place(self.mapping, name, self.books[name])
        if name in LABELS:
            return d.decode_label(self.mapping, name, self.books[name])
        if name == CONTRIBUTOR:
            return decode_contributor(self.mapping)
        if name in ("registered", "birthdate"):
            return d.decode_date(self.mapping, name)
        if name == "persons":
            return d.decode_persons
        return d.decode_age(self.mapping) if name == "age" else d.decode_year(self.mapping)

    def read(self, batch: Mapping[str, pa.DictionaryArray], rows: Rows) -> list[Layer]:
        """The attributes of each row, as layers over one another; zero is unknown.

        Args:
            batch: Cells by column.
            rows: Where they stand.

        Raises:
            CaselightError: A column holds no categories.
        """
        coded = {name: c.read(batch[c.name], rows) for name, c in self._single.items()
                 if name != "persons"}  # fmt: skip
        layers = [Layer(name, coded[name]) for name in _PLAIN if name in coded]
        years = [Layer("year", coded["year"])] if "year" in coded else []
        if "registered" in coded:
            years.append(Layer("year", coded["registered"].map(_to_year)))
        if self.mapping.channel:
            number = np.array([self.books["channel"].number(self.mapping.channel)])
            layers.append(Layer("channel", Coded(number, None)))
        layers += [*years, *self._ages(coded, years, rows)]
        return [*layers, *self._forms(batch, rows), *self._marks(batch, rows)]

    def read_persons(self, batch: Mapping[str, pa.DictionaryArray], rows: Rows) -> Numbers:
        """How many persons each row counts.

        Raises:
            CaselightError: A row counts no whole number of persons, or fewer than none.
        """
        column = self._single.get("persons")
        if column is None:
            return np.ones(len(rows.numbers), dtype=np.int64)
        persons = column.read(batch[column.name], rows).spread()
        if (persons < 0).any():
            at = rows.first + int(rows.numbers[int((persons < 0).argmax())])
            raise CaselightError(
                "A number of persons is a whole number from zero.",
                f"{self.mapping.file.name}, row {at:,}, column '{column.name}'",
                "Correct the cell; an empty one is no number.",
            )
        return persons

    def check_channels(self, channels: np.ndarray, rows: Rows) -> None:
        """Refuse a row that does not say how its person came to be counted.

        Raises:
            CaselightError: Names the first.
        """
        if not self.mapping.channel and (channels == 0).any():
            at = rows.first + int(rows.numbers[int((channels == 0).argmax())])
            raise CaselightError(
                "Every row says how its person came to be counted.",
                f"{self.mapping.file.name}, row {at:,}, column "
                f"'{self.mapping.columns['channel']}': no channel of the mapping",
                'Name its values under [values.channel], or write channel = "..." below [data] '
                "for rows that do not say it.",
            )

    def _ages(
        self, coded: Mapping[str, Coded], years: Sequence[Layer], rows: Rows
    ) -> Iterator[Layer]:
        """The age group: by the age, else by the birthdate, else as it is recorded."""
        if "age" in coded:
            yield Layer("age_group", coded["age"].map(lambda ages: self._bands[ages]))
        if "birthdate" in coded:
            found = np.zeros(len(rows.numbers), dtype=np.int64)
            for layer in years:
                found = np.where(found > 0, found, layer.coded.spread(_SMALL))
            yield Layer("age_group", Coded(self._ages_at(coded, found, rows), None))
        if "age_group" in coded:
            yield Layer("age_group", coded["age_group"])

    def _ages_at(self, coded: Mapping[str, Coded], years: np.ndarray, rows: Rows) -> np.ndarray:
        birth = coded["birthdate"].spread()
        date = coded["registered"].spread() if "registered" in coded else np.zeros_like(birth)
        year = years.astype(np.int64) * _YEAR
        first = np.where(date > 0, date // d.DATE_SHIFT, year + 101)
        last = np.where(date > 0, date % d.DATE_SHIFT, year + 1231)
        youngest = (first - birth % d.DATE_SHIFT) // _YEAR
        oldest = (last - birth // d.DATE_SHIFT) // _YEAR
        dated = (birth > 0) & ((date > 0) | (years > 0))
        self._tell("birthdate", dated & (oldest < 0), rows, "birth after registration")
        self._tell("birthdate", dated & (oldest > d.OLDEST), rows, f"age above {d.OLDEST}")
        sound = dated & (oldest >= 0) & (oldest <= d.OLDEST)
        low = self._bands[np.where(sound, np.maximum(youngest, 0), -1) + 1]
        high = self._bands[np.where(sound, oldest, -1) + 1]
        broad = np.where(
            sound & (oldest < 18), self._broad["child"],
            np.where(sound & (youngest >= 18), self._broad["adult"], 0),
        )  # fmt: skip
        return np.where(low == high, low, broad)

    def _tell(self, name: str, wrong: np.ndarray, rows: Rows, rule: str) -> None:
        persons = int(rows.persons[wrong].sum())
        if persons:
            self.extra[(self.mapping.columns[name], rule, "counted as unknown")] += persons

    def _forms(self, batch: Mapping[str, pa.DictionaryArray], rows: Rows) -> Iterator[Layer]:
        for column in self._lists.get("form", []):
            listed = column.read(batch[column.name], rows)
            for place, form in enumerate(FORMS):
                yield Layer(f"form_{form}", listed.map(partial(self._answer, place)), LARGEST)
        for column, code in self._flags.get("form", []):
            yield Layer(f"form_{code}", column.read(batch[column.name], rows), LARGEST)

    def _answer(self, place: int, bits: Numbers) -> np.ndarray:
        """Yes where a list names the form; no where its other entries tell that it is not in it."""
        rest = (bits & d.WHOLE != 0) if self.mapping.not_listed == "no" else False
        return np.where(bits >> place & 1, d.YES_NUMBER, rest * d.NO_NUMBER)

    def _marks(self, batch: Mapping[str, pa.DictionaryArray], rows: Rows) -> Iterator[Layer]:
        for kind in ("sector", "means"):
            for column in self._lists.get(kind, []):
                listed = column.read(batch[column.name], rows)
                yield Layer(kind, listed.map(lambda entries: entries & ~d.WHOLE), UNION)
            for column, code in self._flags.get(kind, []):
                answers = column.read(batch[column.name], rows)
                mark = 1 << ORDERS[kind].index(code)
                yield Layer(kind, answers.map(partial(_mark, mark)), UNION)


def _to_year(dates: Numbers) -> np.ndarray:
    """The year of dates that lie in one year, else zero."""
    first, last = dates // (d.DATE_SHIFT * _YEAR), dates % d.DATE_SHIFT // _YEAR
    return np.where(first == last, first, 0)


def _mark(mark: int, answers: Numbers) -> np.ndarray:
    return np.where(answers == d.YES_NUMBER, mark, 0)
