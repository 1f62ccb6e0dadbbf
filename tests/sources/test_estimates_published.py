"""The shipped estimates against the Global Slavery Index, read with openpyxl and csv alone."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable

import openpyxl
import pytest

from tests.support import shared_data

Rows = list[dict[str, str]]
Read = Callable[[str], Rows]
Cell = tuple[str, str, str, str]
NUMBER, RATE = (
    "Estimated number of people in modern slavery",
    ("Estimated prevalence of modern slavery per 1,000 population"),
)


def expected_cell(text: str) -> Cell:
    """Persons, lower, upper, status of what is printed."""
    number = text.strip().replace(",", "")
    if number in {"", "-", "None"}:
        return "", "", "", "not_reported"
    if number.startswith("<"):
        return "", "0", str(int(number[1:]) - 1), "hidden_at_source"
    return number, number, number, "observed"


@pytest.fixture(scope="module")
def printed_2018() -> list[tuple[str, str, float | None]]:
    """Country, number and prevalence of the workbook of 2018."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(
            shared_data() / "walkfree_gsi_2018/gsi_2018.xlsx", read_only=True, data_only=True
        )
        lines = list(book["Global prev, vuln, govt table"].iter_rows(values_only=True))
    start = next(i for i, line in enumerate(lines) if str(line[0]).strip() == "Country")
    names = [str(cell).strip() for cell in lines[start]]
    number = names.index("Est. number of people in modern slavery")
    rate = next(i for i, name in enumerate(names) if name.startswith("Est. prevalence"))
    return [(str(line[0]).strip(), str(line[number]), line[rate])  # type: ignore[misc]
            for line in lines[start + 1 :] if line[0]]  # fmt: skip


@pytest.fixture(scope="module")
def printed_2023(raw: Read) -> list[tuple[str, str, float | None]]:
    rows = [{key.strip(): value.strip() for key, value in row.items()}
            for row in raw("walkfree_gsi_2023/Global_Slavery_Index_2023.csv")]  # fmt: skip
    return [(r["Country"], r[NUMBER], float(r[RATE]) if r[RATE] not in {"", "-"} else None)
            for r in rows]  # fmt: skip


def of_edition(rows: Rows, edition: str) -> Rows:
    return [row for row in rows if row["edition"] == edition]


def compare(printed: list[tuple[str, str, float | None]], rows: Rows, decimals: int) -> None:
    """Every combination of number, range, status and prevalence, as often as it is printed."""
    expected = Counter((*expected_cell(number), None if rate is None else round(rate, decimals))
                       for _, number, rate in printed)  # fmt: skip
    found = Counter(
        (r["persons"], r["lower"], r["upper"], r["status"],
         float(r["per_1000"]) if r["per_1000"] else None) for r in rows
    )  # fmt: skip
    assert found == expected
    assert len({r["area"] for r in rows}) == len(rows) == len(printed)


def test_the_edition_of_2018_is_as_printed(
    printed_2018: list[tuple[str, str, float | None]], shipped: Read
) -> None:
    rows = of_edition(shipped("estimates"), "2018")
    compare(printed_2018, rows, 4)
    assert {r["year"] for r in rows} == {"2016"}


def test_the_edition_of_2023_is_as_printed(
    printed_2023: list[tuple[str, str, float | None]], shipped: Read
) -> None:
    rows = of_edition(shipped("estimates"), "2023")
    assert len(printed_2023) == 180
    compare(printed_2023, rows, 1)
    assert {r["year"] for r in rows} == {"2021"}


def test_fewer_than_a_thousand_stays_a_range(
    printed_2018: list[tuple[str, str, float | None]], shipped: Read
) -> None:
    ranges = [name for name, number, _ in printed_2018 if number.strip() == "<1,000"]
    rows = [r for r in of_edition(shipped("estimates"), "2018")
            if r["status"] == "hidden_at_source"]  # fmt: skip
    assert len(rows) == len(ranges) > 0
    assert {(r["persons"], r["lower"], r["upper"]) for r in rows} == {("", "0", "999")}


@pytest.mark.parametrize("edition", ["2018", "2023"])
def test_the_countries_add_up_to_what_is_printed(
    edition: str,
    printed_2018: list[tuple[str, str, float | None]],
    printed_2023: list[tuple[str, str, float | None]],
    shipped: Read,
) -> None:
    printed = {"2018": printed_2018, "2023": printed_2023}[edition]
    numbers = [expected_cell(number)[0] for _, number, _ in printed]
    total = sum(int(number) for number in numbers if number)
    rows = of_edition(shipped("estimates"), edition)
    assert sum(int(r["persons"]) for r in rows if r["persons"]) == total
    # Walk Free's global estimates: 40.3 million in 2016 and 49.6 million in 2021. The rounded
    # countries add up to a little less; the sum with a missing or doubled region would not.
    published = {"2018": 40_300_000, "2023": 49_600_000}[edition]
    assert 0.97 * published < total <= 1.01 * published


@pytest.mark.parametrize(
    ("name", "area"),
    [("Korea, Democratic People's Republic of", "PRK"), ("Eritrea", "ERI"), ("Japan", "JPN"),
     ("Tuvalu", "TUV")],
)  # fmt: skip
def test_a_country_has_the_number_that_stands_beside_its_name(
    name: str, area: str, printed_2018: list[tuple[str, str, float | None]], shipped: Read
) -> None:
    (number,) = (number for country, number, _ in printed_2018 if country == name)
    (row,) = (r for r in of_edition(shipped("estimates"), "2018") if r["area"] == area)
    assert (row["persons"], row["lower"], row["upper"], row["status"]) == expected_cell(number)


def test_no_interval_is_made_up(shipped: Read) -> None:
    """Neither file carries one: the bounds of a number are the number."""
    rows = [r for r in shipped("estimates") if r["status"] == "observed"]
    assert all(r["lower"] == r["persons"] == r["upper"] for r in rows)
    assert all("no interval" in r["method"] for r in rows)
