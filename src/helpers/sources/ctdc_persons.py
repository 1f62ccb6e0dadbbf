"""Persons of CTDC's files under canonical names: shared by the k-anonymised and synthetic data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources import caseload
from helpers.sources.ctdc_codes import (
    Strange,
    code_column,
    label_of,
    to_country,
    to_flag,
    to_year,
)
from helpers.sources.ctdc_columns import Columns, find_columns, find_flags
from helpers.sources.exposure import RECRUITER
from helpers.sources.peek import Peek
from helpers.sources.reading import Finding
from helpers.tables import vocabulary as v

FORM_FLAGS: Final = {
    "labour": "isForcedLabour",
    "sexual": "isSexualExploit",
    "other": "isOtherExploit",
    "marriage": "isForcedMarriage",
    "slavery_like": "isSlaveryAndPractices",
    "military": "isForcedMilitary",
    "organ_removal": "isOrganRemoval",
}
_OUTSIDE: Final = {"military": "forced military service", "organ_removal": "organ removal"}
"""Forms that only the coverage tells: CTDC's files hold next to nobody with them."""

_PREFIXES: Final = {
    "sectors": caseload.SECTOR,
    "means": caseload.MEANS,
    "recruiters": RECRUITER,
}

KEYS: Final[Mapping[str, tuple[str, Callable[[str], str | None]]]] = {
    "yearOfRegistration": ("year", to_year),
    "Datasource": ("channel", label_of(*v.CHANNELS)),
    "gender": ("sex", label_of(*v.SEXES)),
    "ageBroad": ("age_group", label_of(*v.CASE_AGE_GROUPS)),
    "citizenship": ("citizenship", to_country),
    "CountryOfExploitation": ("country", to_country),
}
REQUIRED: Final = (
    "yearOfRegistration",
    "gender",
    "ageBroad",
    "citizenship",
    "CountryOfExploitation",
    "isForcedLabour",
    "isSexualExploit",
    "isOtherExploit",
)


def require_columns(look: Peek, *required: str) -> Columns:
    """The columns of a layout.

    Args:
        look: The first look at the file.
        *required: Columns that it must have.

    Raises:
        CaselightError: Some are missing.
    """
    columns = find_columns(look, *required)
    if columns is not None:
        return columns
    cells = {c.casefold() for rows in look.heads.values() for row in rows for c in row}
    missing = [name for name in required if name.casefold() not in cells]
    raise CaselightError(
        "A file has the columns of its layout.",
        f"{look.path.name}: missing {', '.join(missing) or 'a header with all of them'}",
        "Check that it is the edition that this reader is for.",
    )


def require_rows(texts: pd.DataFrame, look: Peek) -> None:
    """Refuse a file without a person.

    Raises:
        CaselightError: There are no rows below the header.
    """
    if texts.empty:
        raise CaselightError(
            "A case file has at least one person.",
            f"{look.path.name}: a header and no rows",
            "Download it again; it may have been cut off.",
        )


def to_persons(texts: pd.DataFrame) -> tuple[pd.DataFrame, Strange]:
    """Persons under canonical names, and the texts that have no code.

    Args:
        texts: Columns under CTDC's names, as text.
    """
    strange: Strange = {}
    found: dict[str, pd.Series] = {}

    def code(field: str, translate: Callable[[str], str | None]) -> pd.Series:
        codes, without = code_column(texts[field], translate)
        if without:
            strange[field] = without
        return codes

    for field, (name, translate) in KEYS.items():
        if field in texts:
            found[name] = code(field, translate)
    for form, field in FORM_FLAGS.items():
        if field in texts:
            found[f"form_{form}"] = code(field, to_flag)
    for kind, prefix in _PREFIXES.items():
        for field, flag in find_flags(texts, kind).items():
            yes = code(field, to_flag) == "yes"
            earlier = found.get(prefix + flag)
            found[prefix + flag] = yes if earlier is None else earlier | yes
    return pd.DataFrame(found), strange


def find_outside(persons: pd.DataFrame, place: str) -> list[Finding]:
    """Persons with a form that no table of ours has; told, since nothing else shows them.

    Args:
        persons: What ``to_persons`` gave.
        place: What the file is.
    """
    found = []
    for form, words in _OUTSIDE.items():
        persons_with = int((persons.get(f"form_{form}", pd.Series(dtype="str")) == "yes").sum())
        if persons_with:
            done = "counted as people, and in no form of exploitation for it"
            rule = f"records with {words} as a form"
            found.append(Finding("caseload", place, rule, persons_with, done))
    return found
