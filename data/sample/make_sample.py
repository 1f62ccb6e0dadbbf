"""Makes the synthetic case file ``cases.csv``, the same bytes each time.

No row is about anybody: all values are drawn by a seeded program, and every row says so. Run it
after a change and look at the difference: ``python data/sample/make_sample.py``.
"""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

PERSONS = 3_000
SEED = 20240730
COLUMNS = ("record", "case_id", "full_name", "date_registered", "gender", "age",
           "country_of_exploitation", "nationality", "forms_of_exploitation", "sector",
           "debt_bondage", "threats", "documents_withheld")  # fmt: skip

_COUNTRIES = ("Ghana", "Côte d'Ivoire", "Togo", "Benin", "Burkina Faso", "Nigeria", "Mali")
_FORMS = {
    "Forced labour": 40, "Sexual exploitation": 25, "Forced labour; Sexual exploitation": 6,
    "Forced marriage": 5, "Domestic servitude": 8, "Forced begging": 5, "": 11,
}  # fmt: skip
_SECTORS = ("Agriculture", "Domestic work", "Construction", "Mining", "Fishing")


def make_sample() -> bytes:
    """The synthetic case file as CSV in UTF-8."""
    chance = random.Random(SEED)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number in range(1, PERSONS + 1):
        row = _make_row(chance, number)
        writer.writerow(row)
        if number % 60 == 0:  # a person who came back has a second row
            writer.writerow([*row[:3], _date(chance, 2023), *row[4:8], "Forced labour", *row[9:]])
    return text.getvalue().encode()


def _make_row(chance: random.Random, number: int) -> list[str]:
    forms = _pick(chance, _FORMS)
    year = int(_pick(chance, {str(y): 10 + 3 * (y - 2016) for y in range(2016, 2024)}))
    sector = _SECTORS[int(chance.random() * len(_SECTORS))] if "labour" in forms else ""
    date = _date(chance, year) if number % 500 else "14/03/9999"
    return [
        "synthetic",
        f"S-{number:05d}",
        f"Synthetic Person {number}",
        date,
        _pick(chance, {"F": 55, "M": 38, "Non-binary": 1, "not recorded": 6}),
        _pick(chance, {str(age): 40 - abs(age - 24) for age in range(5, 60)} | {"": 150}),
        _COUNTRIES[int(chance.random() ** 2 * len(_COUNTRIES))],
        _COUNTRIES[int(chance.random() * len(_COUNTRIES))],
        forms,
        sector,
        *(_pick(chance, {"1": 3, "0": 5, "": 2}) for _ in range(3)),
    ]


def _pick(chance: random.Random, weights: dict[str, int]) -> str:
    """A label by its weight; written out, since only ``random()`` is the same in every version."""
    point = chance.random() * sum(weights.values())
    for label, weight in weights.items():
        point -= weight
        if point < 0:
            return label
    return label


def _date(chance: random.Random, year: int) -> str:
    return f"{1 + int(chance.random() * 28):02d}/{1 + int(chance.random() * 12):02d}/{year}"


if __name__ == "__main__":
    (Path(__file__).parent / "cases.csv").write_bytes(make_sample())
