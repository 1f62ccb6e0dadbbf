"""Persons into the four caseload tables, against counts made with a Counter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.caseload import (
    FORMS,
    GRID,
    complete,
    count_missing,
    describe_coverage,
    find_uncollected,
    tabulate,
)
from helpers.tables import vocabulary as v
from helpers.tables.schemas import check_table

TABLES = ("caseload_forms", "caseload_citizenship", "caseload_sectors", "caseload_means",
          "caseload_exposure")  # fmt: skip
FLAGS = ("sector_construction", "sector_other", "means_threats", "means_other")

ANSWERS = {form: st.sampled_from(["yes", "no", "unknown"]) for form in FORMS}
PERSON = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["referral", "hotline"]),
        "year": st.sampled_from(["2019", "2014-2018", "unknown"]),
        "country": st.sampled_from(["NAM", "PHL", "unknown"]),
        "citizenship": st.sampled_from(["NAM", "UKR", "unknown"]),
        "sex": st.sampled_from(["female", "male", "unknown"]),
        "age_group": st.sampled_from(["0-8", "adult", "unknown"]),
        **ANSWERS,
        **dict.fromkeys(FLAGS, st.booleans()),
        "persons": st.integers(1, 40),
    }
)


def cases(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"channel": "referral", **columns})


def all_yes(channel: str) -> dict[str, object]:
    """A person who keeps every flag of a channel from being a constant, which is no measurement."""
    blank = dict.fromkeys(GRID, "unknown") | dict.fromkeys(FLAGS, False)
    return blank | dict.fromkeys(FORMS, "yes") | {"channel": channel, "persons": 1}


def count_plainly(people: list[dict], key: Callable[[dict], tuple | None]) -> dict[tuple, int]:
    counts: Counter[tuple] = Counter()
    for person in people:
        place = key(person)
        if place is not None:
            counts[place] += person["persons"]
    return dict(counts)


def to_counts(table: pd.DataFrame) -> dict[tuple, int]:
    keys = [c for c in table.columns if c not in {"persons", "lower", "upper", "status"}]
    return {tuple(row[key] for key in keys): int(row["persons"]) for _, row in table.iterrows()}


@settings(max_examples=20, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=12))
def test_tables_equal_a_plain_count(drawn: list[dict]) -> None:
    people = [*drawn, all_yes("referral"), all_yes("hotline")]
    tables = tabulate(pd.DataFrame(people))
    forms = [name for name in GRID if name != "citizenship"]
    assert to_counts(tables["caseload_forms"]) == count_plainly(
        people, lambda p: tuple(p[name] for name in forms)
    )
    assert to_counts(tables["caseload_citizenship"]) == count_plainly(
        people, lambda p: (p["channel"], p["country"], p["citizenship"])
    )
    for name, prefix in (("sectors", "sector_"), ("means", "means_")):
        expected: dict[tuple, int] = {}
        for flag in (f for f in FLAGS if f.startswith(prefix)):
            code = flag.removeprefix(prefix)
            for country, year in (("own", "own"), ("own", "all"), ("all", "all")):
                expected |= count_plainly(
                    [p for p in people if p[flag]],
                    lambda p, c=country, y=year, k=code: (  # type: ignore[misc]
                        p["channel"],
                        p["country"] if c == "own" else "all",
                        p["year"] if y == "own" else "all",
                        k,
                    ),
                )
        assert to_counts(tables[f"caseload_{name}"]) == expected


@settings(max_examples=10, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_combinations_and_the_persons_behind_them_give_the_same_tables(
    drawn: list[dict], random: object
) -> None:
    rows = [
        {k: x for k, x in p.items() if k != "persons"} for p in drawn for _ in [0] * p["persons"]
    ]
    random.shuffle(rows)  # type: ignore[attr-defined]
    counted, one_by_one = tabulate(pd.DataFrame(drawn)), tabulate(pd.DataFrame(rows))
    for name in TABLES:
        pd.testing.assert_frame_equal(counted[name], one_by_one[name])


@settings(max_examples=10, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=8))
def test_every_table_keeps_its_schema(drawn: list[dict]) -> None:
    tables = tabulate(pd.DataFrame(drawn))
    assert tuple(tables) == TABLES
    for name, table in tables.items():
        check_table(name, table, "a test")


def test_a_flag_with_one_value_over_a_channel_is_not_collected_there() -> None:
    rows = [("hotline", "no"), ("hotline", "no"), ("referral", "no"), ("referral", "yes")]
    people = pd.DataFrame(rows, columns=["channel", "form_other"])
    table = tabulate(people)["caseload_forms"]
    assert set(table.loc[table["channel"] == "hotline", "form_other"]) == {"unknown"}
    assert set(table.loc[table["channel"] == "referral", "form_other"]) == {"no", "yes"}
    (finding,) = (
        f
        for f in find_uncollected(describe_coverage(complete(people)))
        if f.place == "Hotline, flag 'other'"
    )
    assert finding.rule == "the flag has one value over the whole channel"
    assert finding.count == 2


def test_an_attribute_without_a_column_is_unknown_for_everybody() -> None:
    table = tabulate(cases(sex=["female", "male"], persons=[3, 4]))["caseload_forms"]
    assert set(table["year"]) == set(table["age_group"]) == set(table["form_labour"]) == {v.UNKNOWN}
    assert dict(zip(table["sex"], table["persons"], strict=True)) == {"female": 3, "male": 4}


def test_a_file_without_flags_gives_empty_tables_of_them() -> None:
    tables = tabulate(cases(sex=["female"]))
    for name in ("caseload_sectors", "caseload_means"):
        assert len(check_table(name, tables[name], "a test")) == 0


def test_missing_attributes_are_counted_in_persons() -> None:
    people = cases(
        sex=["female", "unknown"], form_labour=["yes", "no"], form_sexual=["unknown", "no"],
        persons=[3, 4],
    )  # fmt: skip
    missing = count_missing(complete(people))
    # Of 3 + 4 people, the 4 lack a sex and any form; nobody has a year.
    assert missing["sex"] == 4
    assert missing["form"] == 4
    assert missing["form_sexual"] == 3
    assert missing["year"] == 7


@pytest.mark.parametrize("wrong", [pd.DataFrame({"sex": ["female"]}), cases(sex=[]).iloc[:0]])
def test_persons_without_a_channel_or_no_persons_are_refused(wrong: pd.DataFrame) -> None:
    with pytest.raises(CaselightError, match="at least one person"):
        tabulate(wrong)
