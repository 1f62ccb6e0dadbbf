"""A canonical table has a closed form: what breaks it is named by column, row and rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.reference import read_descriptor, read_reference, reference_folder
from helpers.tables.schemas import SCHEMAS, check_table

# Typed here from the documentation, not taken from the code that is tested.
STATUSES = (
    "observed",
    "not_reported",
    "hidden_at_source",
    "hidden",
    "conflicting",
    "not_collected",
)
CASE_AGES = (
    "0-8",
    "9-17",
    "18-20",
    "21-23",
    "24-26",
    "27-29",
    "30-38",
    "39-47",
    "48+",
    "child",
    "adult",
    "unknown",
)
SEXES = ("female", "male", "transgender_nonconforming", "other", "unknown", "total")
VOCABULARIES = {
    ("caseload_forms", "channel"): (
        "case_management",
        "hotline",
        "referral",
        "mixed",
        "unknown",
    ),
    ("caseload_forms", "sex"): SEXES,
    ("caseload_forms", "age_group"): CASE_AGES,
    ("caseload_forms", "form_labour"): ("yes", "no", "unknown"),
    ("caseload_means", "status"): STATUSES,
    ("identified", "form"): ("total", "labour", "sexual", "other", "unknown"),
    ("identified", "age_group"): ("child", "adult", "unknown", "total"),
    ("justice", "sex"): SEXES,
    ("justice", "stage"): ("formal_contact", "prosecuted", "convicted"),
    ("justice", "status"): STATUSES,
    ("decisions", "quarter"): ("Q1", "Q2", "Q3", "Q4", "total"),
    ("decisions", "stage"): (
        "notified",
        "referred",
        "reasonable_grounds",
        "conclusive_grounds",
    ),
    ("decisions", "outcome"): ("positive", "negative", "total"),
    ("estimates", "concept"): (
        "trafficking",
        "forced_labour",
        "forced_marriage",
        "modern_slavery",
    ),
    ("treaties", "kind"): (
        "ratification",
        "acceptance",
        "approval",
        "accession",
        "succession",
    ),
}


def justice(**changes: object) -> pd.DataFrame:
    """Three rows that are right, with columns replaced."""
    rows = {
        "country": ["NAM", "PHL", "GBR"],
        "year": [2019, 2020, 2021],
        "stage": ["convicted", "prosecuted", "formal_contact"],
        "sex": ["total", "female", "male"],
        "age_group": ["total", "adult", "child"],
        "persons": pd.array([31, None, None], "Int64"),
        "lower": pd.array([31, 0, None], "Int64"),
        "upper": pd.array([31, 4, None], "Int64"),
        "status": ["observed", "hidden_at_source", "not_reported"],
    }
    return pd.DataFrame(rows | changes)


def example(name: str) -> pd.DataFrame:
    """The first rows of the shipped table, as a frame to be damaged."""
    return read_reference(name).table.head(3).copy()


def refuse(name: str, frame: pd.DataFrame) -> CaselightError:
    with pytest.raises(CaselightError) as refused:
        check_table(name, frame, "a file.csv")
    error = refused.value
    assert f"'{name}'" in error.rule
    assert error.found.startswith("a file.csv: ")
    assert error.mend
    return error


def whole(*numbers: int | None) -> Any:
    return pd.array(list(numbers), "Int64")


def test_the_rows_that_the_others_are_made_from_are_right() -> None:
    assert len(check_table("justice", justice(), "a file.csv")) == 3


@pytest.mark.parametrize(
    ("changes", "column", "row", "rule"),
    [
        ({"status": ["observed", "suppressed", "not_reported"]}, "status", 2, "hidden_at_source"),
        ({"status": ["observed", None, "not_reported"]}, "status", 2, "never empty"),
        ({"persons": whole(-7919, None, None)}, "persons", 1, "from zero"),
        ({"persons": [7919.5, None, None]}, "persons", 1, "whole"),
        ({"persons": ["31", "7919 Maria", None]}, "persons", 2, "whole"),
        ({"year": [2019, 2020, 7919]}, "year", 3, "1950 to 2100"),
        ({"year": [2019, None, 2021]}, "year", 2, "whole|never empty"),
        ({"country": ["NAM", "Maria", "GBR"]}, "country", 2, "ISO 3166-1 alpha-3"),
        ({"country": ["NAM", "CAS", "GBR"]}, "country", 2, "ISO 3166-1 alpha-3"),
        ({"country": ["NAM", "PHL", None]}, "country", 3, "never empty"),
        ({"stage": ["convicted", "prosecuted", "Maria"]}, "stage", 3, "formal_contact"),
        ({"upper": whole(7919, 4, None)}, "persons, lower, upper, status", 1, "both bounds"),
        ({"lower": whole(31, 7919, None)}, "persons, lower, upper, status", 2, "in order"),
        ({"persons": whole(31, 7919, None)}, "persons, lower, upper, status", 2, "no count"),
        ({"upper": whole(31, 4, 7919)}, "persons, lower, upper, status", 3, "no number"),
        ({"upper": whole(31, None, None)}, "persons, lower, upper, status", 2, "in order"),
        (
            {"status": ["observed", "hidden", "not_reported"]},
            "persons, lower, upper, status",
            2,
            "no number",
        ),
    ],
)
def test_a_cell_that_breaks_its_rule_is_named_by_column_and_row_and_never_by_value(
    changes: dict[str, object], column: str, row: int, rule: str
) -> None:
    error = refuse("justice", justice(**changes))
    assert f"column '{column}', row {row} " in error.found
    assert any(words in error.rule for words in rule.split("|"))
    assert not [secret for secret in ("7919", "Maria", "suppressed", "CAS") if secret in str(error)]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda f: f.drop(columns="lower"), "no column 'lower'"),
        (lambda f: f.drop(columns="stage"), "no column 'stage'"),
        (lambda f: f.assign(note="Maria 7919"), "column 'note'"),
        (lambda f: f[["year", "country", *f.columns[2:]]], "column 'year'"),
        (lambda f: f.rename(columns={"upper": "lower"}), "twice"),
    ],
)
def test_a_table_with_other_columns_is_refused(
    change: Callable[[pd.DataFrame], pd.DataFrame], found: str
) -> None:
    error = refuse("justice", change(justice()))
    assert found in error.found
    assert "columns are country, year, stage" in error.rule
    assert "Maria" not in str(error)


def test_two_rows_for_one_combination_are_refused_and_the_second_is_named() -> None:
    frame = pd.concat([justice(), justice().iloc[[1]]])
    error = refuse("justice", frame)
    assert "one row for each country, year, stage, sex, age_group" in error.rule
    assert "row 4 " in error.found


def test_a_row_is_counted_from_the_top_whatever_the_index_says() -> None:
    frame = justice(year=[2019, 2020, 7919]).set_index(pd.Index(["x", "y", "z"]))
    assert "column 'year', row 3 " in refuse("justice", frame).found


@pytest.mark.parametrize(("table", "column"), VOCABULARIES)
def test_a_vocabulary_is_closed(table: str, column: str) -> None:
    allowed = VOCABULARIES[table, column]
    check = SCHEMAS[table].columns[column]
    for word in allowed:
        check(pd.DataFrame({column: pd.array([word], "string")}))
    frame = example(table)
    for wrong in ("other words", f"{allowed[0]}s", f" {allowed[0]}"):
        frame[column] = pd.array([wrong] * len(frame), "string")
        assert f"column '{column}', row 1 " in refuse(table, frame).found


def test_no_vocabulary_has_a_word_more_than_its_documentation() -> None:
    for (table, column), allowed in VOCABULARIES.items():
        named = [
            set(check.statistics["allowed_values"]) - {""}
            for check in SCHEMAS[table].columns[column].checks
        ]
        assert named == [set(allowed)], f"{table}.{column}"


SHIPPED = {entry["name"] for entry in read_descriptor(reference_folder())["resources"]}


@pytest.mark.parametrize("table", sorted(SHIPPED & set(SCHEMAS)))
def test_every_shipped_table_keeps_its_schema(table: str) -> None:
    shipped = read_reference(table).table
    checked = check_table(table, shipped, f"{table}.csv")
    assert len(shipped) > (30 if table == "statements" else 100)  # typed by hand
    assert (checked.astype("string") == shipped.astype("string")).fillna(True).all().all()


def test_every_shipped_table_of_counts_has_a_schema() -> None:
    resources = read_descriptor(reference_folder())["resources"]
    counted = {
        entry["name"]
        for entry in resources
        if {"persons", "country"} <= {field["name"] for field in entry["schema"]["fields"]}
    }
    assert counted
    assert counted <= set(SCHEMAS)


def test_no_shipped_row_of_the_caseload_is_about_fewer_than_ten_people() -> None:
    for table in ("caseload_forms", "caseload_citizenship"):
        assert read_reference(table).table["persons"].min() >= 10
    for table in ("caseload_sectors", "caseload_means"):
        rows = read_reference(table).table
        assert rows["persons"].min() >= 10
        assert (
            rows.loc[rows["status"] == "hidden", ["persons", "lower", "upper"]].isna().all().all()
        )


@st.composite
def counts_with_status(draw: st.DrawFn) -> tuple[int | None, int | None, int | None, str]:
    """Persons, bounds and status as the documentation allows them."""
    status = draw(st.sampled_from(STATUSES))
    first, second = sorted(draw(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6))))
    if status == "observed":
        return first, first, first, status
    if status in {"hidden_at_source", "conflicting"}:
        return None, first, second, status
    return None, None, None, status


keys = st.tuples(
    st.sampled_from(["NAM", "PHL", "GBR", "XKX"]),
    st.integers(1950, 2100),
    st.sampled_from(VOCABULARIES["justice", "stage"]),
    st.sampled_from(SEXES),
    st.sampled_from(VOCABULARIES["identified", "age_group"]),
)


@given(st.dictionaries(keys, counts_with_status(), max_size=8))
@settings(max_examples=25, deadline=None)
def test_a_valid_table_passes_and_comes_back_equal(
    rows: dict[tuple[object, ...], tuple[object, ...]],
) -> None:
    columns = list(justice().columns)
    frame = pd.DataFrame([(*key, *values) for key, values in rows.items()], columns=columns)
    checked = check_table("justice", frame, "a file.csv")
    # As Python sees them: the schema settles types, and no value changes.
    told = [
        tuple(None if pd.isna(x) else x for x in row) for row in checked.itertuples(index=False)
    ]
    assert told == [(*key, *values) for key, values in rows.items()]
    pd.testing.assert_frame_equal(check_table("justice", checked, "a file.csv"), checked)
