"""What a model gives is released only when enough persons stand behind it."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.disclosure import protect_model
from helpers.errors import CaselightError
from helpers.tables.models import Modelled
from helpers.tables.provenance import Provenance
from helpers.tables.safe import Cell
from tests.published import provenance

ESTIMATE = Cell(("total",), 400, 250, 700)


def release(*cells: Cell, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "kind": "regression",
        "persons": 100,
        "parameters": 3,
        "provenance": provenance("own_cases"),
        "counted": "people",
        "dimensions": ["figure"],
    }
    return protect_model(cells or (ESTIMATE,), **(given | changes))


def test_a_regression_needs_ten_residual_degrees_of_freedom_counted_in_persons() -> None:
    table = release(persons=13, parameters=3)
    assert table.cells == (ESTIMATE,)
    assert "at least 10 more people than it has parameters" in table.policy
    for persons, parameters in ((12, 3), (13, 4), (3, 3), (0, 0)):
        with pytest.raises(CaselightError) as refused:
            release(persons=persons, parameters=parameters)
        assert "at least 10 residual degrees of freedom" in refused.value.rule


def test_an_estimate_from_lists_needs_ten_persons_on_each() -> None:
    kind = "capture_recapture"
    table = release(kind=kind, persons=(10, 10, 40))
    assert table.cells == (ESTIMATE,)
    assert "each list holds at least 10 people" in table.policy
    with pytest.raises(CaselightError) as refused:
        release(kind=kind, persons=(10, 9, 8))
    assert refused.value.found == "2 of 3 lists with fewer"


def test_a_refusal_tells_no_number_of_persons() -> None:
    for changes in (
        {"kind": "capture_recapture", "persons": (7, 40)},
        {"persons": 7, "parameters": 0},
    ):
        with pytest.raises(CaselightError) as refused:
            release(**changes)
        assert "7" not in str(refused.value)


def test_a_file_with_a_higher_threshold_raises_the_rule_and_none_lowers_it() -> None:
    def strict(threshold: int) -> Provenance:
        return Provenance("own_cases", "", "", "", "", "", "", "", threshold=threshold)

    kind = "capture_recapture"
    with pytest.raises(CaselightError, match="20 persons on each list"):
        release(kind=kind, persons=(19, 40), provenance=strict(20))
    assert release(kind=kind, persons=(20, 40), provenance=strict(20))
    with pytest.raises(CaselightError):
        release(kind=kind, persons=(9, 40), provenance=strict(5))
    both = [provenance("glotip"), strict(20)]
    with pytest.raises(CaselightError):
        release(persons=22, parameters=3, provenance=both)
    with pytest.raises(CaselightError):
        release(persons=12, parameters=3, provenance=provenance("glotip"))


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "forest"},
        {"kind": "regression", "persons": (20, 20)},
        {"kind": "capture_recapture", "persons": 40},
        {"kind": "capture_recapture", "persons": (40,)},
        {"kind": "capture_recapture", "persons": ()},
    ],
)
def test_another_kind_or_other_persons_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(CaselightError) as refused:
        release(**changes)
    assert refused.value.rule.startswith("A model is a regression")


def test_a_hidden_cell_of_a_model_carries_no_number() -> None:
    with pytest.raises(ValueError, match="hidden"):
        release(Cell(("total",), 400, status="hidden"))
    assert release(Cell(("total",), None, status="hidden")).hidden == 1


def test_nothing_to_release_names_no_source_and_no_policy() -> None:
    table = protect_model(
        (),
        kind="capture_recapture",
        persons=(),
        parameters=0,
        provenance=provenance("captures"),
        counted="people",
        dimensions=("figure",),
    )
    assert (table.cells, table.provenance, table.policy) == ((), (), "")


def test_what_an_analysis_hands_over_tells_no_number_by_itself() -> None:
    handed = Modelled(
        (ESTIMATE,), "capture_recapture", (7919, 40), 3, provenance("captures"), "people", ("f",)
    )
    assert "7919" not in repr(handed)
    assert "400" not in repr(handed)
    assert protect_model(**handed).cells == (ESTIMATE,)
