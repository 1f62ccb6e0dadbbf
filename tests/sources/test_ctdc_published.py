"""The shipped caseload against counts made from the publisher's file with pyarrow alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pytest

Rows = list[dict[str, str]]
FLAGS = {"labour": "isForcedLabour", "sexual": "isSexualExploit", "other": "isOtherExploit"}
CHANNELS = {"case_management": "Case Management", "hotline": "Hotline"}

# CTDC's rule (codebook of the Global Synthetic Dataset, section 6): shares are over persons with
# at least one main form recorded as yes. Counted once by hand from the edition of July 2021.
PUBLISHED = {
    "case_management": (22_488, {"labour": 46.54, "sexual": 22.45, "other": 31.59}),
    "hotline": (48_732, {"labour": 19.52, "sexual": 83.18}),
}


def is_yes(table: pa.Table, form: str) -> pa.ChunkedArray:
    return pc.fill_null(pc.equal(table[FLAGS[form]], 1.0), False)


def has_a_form(table: pa.Table) -> pa.ChunkedArray:
    return pc.or_(pc.or_(is_yes(table, "labour"), is_yes(table, "sexual")), is_yes(table, "other"))


def of_channel(table: pa.Table, channel: str) -> pa.Table:
    return table.filter(pc.equal(table["Datasource"], CHANNELS[channel]))


def total(values: pa.ChunkedArray) -> int:
    return int(pc.sum(values).as_py() or 0)


def shipped_yes(rows: Rows, channel: str, *forms: str) -> int:
    """Persons of a channel with at least one of the forms recorded as yes."""
    return sum(int(r["persons"]) for r in rows if r["channel"] == channel
               and any(r[f"form_{form}"] == "yes" for form in forms))  # fmt: skip


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_raw_file_gives_the_published_shares(persons: pa.Table, channel: str) -> None:
    known = of_channel(persons, channel)
    known = known.filter(has_a_form(known))
    size, shares = PUBLISHED[channel]
    assert known.num_rows == size
    for form, share in shares.items():
        assert round(100 * total(is_yes(known, form)) / size, 2) == share


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_shipped_counts_give_the_same_shares(
    shipped: Callable[[str], Rows], channel: str
) -> None:
    """Nobody is withheld in this edition, so the counts are the same persons."""
    rows = shipped("caseload_forms")
    size, shares = PUBLISHED[channel]
    assert shipped_yes(rows, channel, *FLAGS) == size
    for form, share in shares.items():
        assert round(100 * shipped_yes(rows, channel, form) / size, 2) == share
    assert {r["persons"] for r in shipped("caseload_withheld")} == {"0"}


def test_channels_together_are_another_share(shipped: Callable[[str], Rows]) -> None:
    """22,488 + 48,732 = 71,220, and 28.05% labour: neither of the two channels' shares."""
    rows = shipped("caseload_forms")
    everyone = sum(shipped_yes(rows, channel, *FLAGS) for channel in CHANNELS)
    labour = sum(shipped_yes(rows, channel, "labour") for channel in CHANNELS)
    assert everyone == 71_220
    assert round(100 * labour / everyone, 2) == 28.05


def test_other_forms_are_not_collected_by_the_hotline(
    persons: pa.Table, shipped: Callable[[str], Rows]
) -> None:
    flag = of_channel(persons, "hotline")["isOtherExploit"]
    assert pc.unique(flag).to_pylist() == [0.0]
    rows = [r for r in shipped("caseload_forms") if r["channel"] == "hotline"]
    assert {r["form_other"] for r in rows} == {"unknown"}
    (line,) = (r for r in shipped("caseload_coverage")
               if (r["channel"], r["attribute"]) == ("hotline", "form_other"))  # fmt: skip
    assert line["collected"] == "no"


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("form", FLAGS)
def test_every_year_and_country_has_its_persons(
    persons: pa.Table, shipped: Callable[[str], Rows], channel: str, form: str
) -> None:
    """Cell by cell: persons, and persons with the form, by year and sex."""
    table = of_channel(persons, channel)
    columns = (table["yearOfRegistration"].to_pylist(), table["gender"].to_pylist(),
               is_yes(table, form).to_pylist())  # fmt: skip
    expected: Counter[tuple[str, str, bool]] = Counter()
    sexes = {None: "unknown", "Transgender/NonConforming": "transgender_nonconforming",
             "Female": "female", "Male": "male"}  # fmt: skip
    for year, sex, yes in zip(*columns, strict=True):
        expected["unknown" if year is None else str(int(year)), sexes[sex], yes] += 1
    found: Counter[tuple[str, str, bool]] = Counter()
    for row in shipped("caseload_forms"):
        if row["channel"] == channel:
            key = row["year"], row["sex"], row[f"form_{form}"] == "yes"
            found[key] += int(row["persons"])
    assert found == expected


def test_every_citizenship_has_its_persons(
    persons: pa.Table, shipped: Callable[[str], Rows]
) -> None:
    """Countries by their alpha-2 code from the shipped list; blank is unknown, NA Namibia."""
    alpha3 = {r["iso2"]: r["country"] for r in shipped("countries")} | {None: "unknown"}
    pairs = zip(persons["Datasource"].to_pylist(), persons["CountryOfExploitation"].to_pylist(),
                persons["citizenship"].to_pylist(), strict=True)  # fmt: skip
    words = {word: code for code, word in CHANNELS.items()}
    expected = Counter((words[ch], alpha3[place], alpha3[origin]) for ch, place, origin in pairs)
    found = {(r["channel"], r["country"], r["citizenship"]): int(r["persons"])
             for r in shipped("caseload_citizenship")}  # fmt: skip
    assert found == expected


@pytest.mark.parametrize(
    ("name", "column", "prefix"),
    [
        ("caseload_sectors", "sector", "typeOfLabour"),
        ("caseload_means", "means_of_control", "meansOfControl"),
    ],
)
def test_every_small_count_of_a_flag_is_hidden_and_every_shown_one_true(
    persons: pa.Table, shipped: Callable[[str], Rows], name: str, column: str, prefix: str
) -> None:
    alpha3 = {r["iso2"]: r["country"] for r in shipped("countries")} | {None: "unknown"}
    words = {word: code for code, word in CHANNELS.items()}
    places = zip(persons["Datasource"].to_pylist(), persons["CountryOfExploitation"].to_pylist(),
                 persons["yearOfRegistration"].to_pylist(), strict=True)  # fmt: skip
    keys = [(words[c], alpha3[p], "unknown" if y is None else str(int(y))) for c, p, y in places]
    truth: Counter[tuple[str, ...]] = Counter()
    for flag in (f for f in persons.column_names if f.startswith(prefix) and "Concat" not in f):
        code = "".join(f"_{c.lower()}" if c.isupper() else c for c in flag.removeprefix(prefix))[1:]
        for key, answer in zip(keys, persons[flag].to_pylist(), strict=True):
            if answer == 1:
                channel, country, year = key
                for cell in ((country, year), (country, "all"), ("all", "all")):
                    truth[channel, *cell, code] += 1
    rows = {(r["channel"], r["country"], r["year"], r[column]): r for r in shipped(name)}
    assert set(rows) == set(truth)
    small = {key for key, number in truth.items() if number < 10}
    assert {key for key in small if rows[key]["status"] != "hidden"} == set()
    shown = {key: int(row["persons"]) for key, row in rows.items() if row["persons"]}
    assert shown == {key: truth[key] for key in shown}


def test_the_ledger_counts_what_is_in_the_file(
    persons: pa.Table, shipped: Callable[[str], Rows]
) -> None:
    """77,084 of 97,750 rows repeat an earlier one; blanks are counted, nothing is dropped."""
    ledger = {r["rule"]: int(r["count"]) for r in shipped("data_quality")
              if r["place"] == "CTDC k-anonymised 2021"}  # fmt: skip
    distinct = set(zip(*(column.to_pylist() for column in persons.columns), strict=True))
    assert ledger == {
        "records equal to an earlier one": persons.num_rows - len(distinct),
        "records without a year of registration": persons["yearOfRegistration"].null_count,
        "records without a country of exploitation": persons["CountryOfExploitation"].null_count,
    }
    assert ledger["records equal to an earlier one"] == 77_084
    assert sum(int(r["persons"]) for r in shipped("caseload_forms")) == persons.num_rows == 97_750
