"""A ledger counts how often something was found: for a case file that is persons."""

from __future__ import annotations

from collections import namedtuple

import pytest

from helpers.disclosure import protect_ledger
from helpers.disclosure.policy import policy_of
from helpers.errors import CaselightError
from helpers.prose import describe_ledger
from helpers.tables.ledger import SafeLedger
from helpers.tables.provenance import Provenance

Line = namedtuple("Line", "resource place rule count done")


def own(**changes: object) -> Provenance:
    return Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "", **changes)


def numbers(provenance: Provenance, *counts: int) -> list[str]:
    lines = [Line("caseload", "cases.csv", "rows", count, "counted") for count in counts]
    return [row[3] for row in protect_ledger((provenance, lines)).rows]


def test_small_counts_of_a_case_file_are_hidden_in_its_ledger() -> None:
    assert numbers(own(), 0, 1, 9, 10, 1234) == ["0", "hidden", "hidden", "10", "1,234"]


def test_counts_of_published_figures_stay() -> None:
    glotip = Provenance("glotip", "UNODC", "GLOTIP", "2023", "", "", "", "")
    assert numbers(glotip, 1, 9) == ["1", "9"]


def test_a_row_in_a_case_file_is_not_pointed_at() -> None:
    line = Line(
        "caseload", "cases.csv", "entry that is no date (first in row 1,509)", 60, "unknown"
    )
    assert protect_ledger((own(), [line])).rows[0][2] == "entry that is no date"


def test_a_files_threshold_holds_for_its_ledger() -> None:
    assert numbers(own(threshold=20), 19, 20) == ["hidden", "20"]


def test_a_files_threshold_is_printed_with_its_reason() -> None:
    policy = policy_of(own(threshold=5, threshold_reason="A closed circle reads it."))
    assert policy.threshold == 5
    assert "below 5" in policy.sentence
    assert "A closed circle reads it." in policy.sentence


def test_a_file_cannot_put_published_figures_under_a_threshold_or_free_them() -> None:
    glotip = Provenance("glotip", "UNODC", "GLOTIP", "2023", "", "", "", "", threshold=2)
    assert policy_of(glotip).threshold is None


def test_a_ledger_made_by_hand_is_refused() -> None:
    with pytest.raises(TypeError, match="protect_ledger"):
        SafeLedger((("a", "b", "c", "3", "d"),))
    with pytest.raises(CaselightError, match="SafeLedger"):
        describe_ledger([Line("a", "b", "c", 3, "d")])
