"""An estimate from lists on its way to a page: estimates leave, counts of histories never."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pandas as pd
import pytest

from helpers import hidden_population
from helpers.disclosure import protect_model
from helpers.errors import CaselightError
from helpers.hidden_population import estimate, estimate_lists
from helpers.sources.reference import read_reference
from tests.published import Made, provenance

TWO = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "persons": [4_003, 3_007, 1_201]})
QUICK: dict[str, Any] = {"bootstraps": 60}


def lists(table: pd.DataFrame) -> Made:
    return Made(table, provenance("captures"))


def test_the_cells_are_the_estimate_its_intervals_and_the_range_over_models() -> None:
    """Two lists: N = (4,003 + 1,201)(3,007 + 1,201) / 1,201 by the model of independence."""
    table = protect_model(**estimate_lists(lists(TWO), **QUICK))
    assert table.cell(figure="observed", level="").value == 4_003 + 3_007 + 1_201
    total = round(5_204 * 4_208 / 1_201)
    assert {c.value for c in table.where(figure="total").cells} == {total}
    assert table.labels("level") == ("", "0.95", "0.8")
    wide, narrow = table.where(figure="total").cells
    assert (wide.lower or 0) < (narrow.lower or 0) < total < (narrow.upper or 0)
    (spread,) = table.where(figure="spread").cells
    assert (spread.value, spread.lower, spread.upper) == (None, total, total)


def test_no_count_of_a_history_and_no_size_of_a_list_is_released() -> None:
    table = protect_model(**estimate_lists(lists(TWO), **QUICK))
    shown = repr(table) + json.dumps(table.notes) + table._repr_html_()
    for secret in (4_003, 3_007, 1_201, 5_204, 4_208):
        assert str(secret) not in shown
        assert f"{secret:,}" not in shown


def test_a_thin_list_is_refused_although_an_estimate_exists() -> None:
    """Two lists of 10 or more and 10 shared make an estimate; the third list has 9 people."""
    table = pd.DataFrame(
        {"A": [1, 0, 1, 0], "B": [0, 1, 1, 0], "C": [0, 0, 0, 1], "persons": [40, 30, 12, 9]}
    )
    assert estimate(table, bootstraps=0).total > 0
    with pytest.raises(CaselightError, match="1 of 3 lists with fewer"):
        protect_model(**estimate_lists(lists(table), bootstraps=0))


def test_without_lists_nothing_is_estimated() -> None:
    table = protect_model(**estimate_lists(lists(TWO.iloc[:0])))
    assert table.is_empty
    assert (table.provenance, table.policy) == ((), "")


def test_the_same_lists_give_the_same_page() -> None:
    found = [protect_model(**estimate_lists(lists(TWO), **QUICK)) for _ in range(2)]
    assert found[0] == found[1]


def test_an_estimate_without_draws_has_no_interval_and_says_so() -> None:
    table = protect_model(**estimate_lists(lists(TWO), bootstraps=0))
    (total,) = table.where(figure="total").cells
    assert (total.lower, total.upper, total.key[1]) == (None, None, "")
    assert "It has no interval." in table.notes


def test_the_untestable_is_always_said() -> None:
    table = protect_model(**estimate_lists(lists(TWO), **QUICK))
    assert "which no data can test" in table.notes[-1]
    assert table.notes[0].startswith("The model (choosing by BIC among all models)")


def test_a_report_without_lists_waits_for_no_compiler() -> None:
    """Every page of the gap imports this; numba takes seconds to load."""
    code = """
import sys
from helpers.hidden_population import estimate_lists
from helpers.sources.opened import open_captures
estimate_lists(open_captures())
print("numba" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_everything_that_the_package_names_can_be_had() -> None:
    for name in hidden_population.__all__:
        assert getattr(hidden_population, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        hidden_population.guess  # noqa: B018


def test_the_published_range_of_the_united_kingdom_is_what_ships() -> None:
    rows = read_reference("published").table
    known = rows[rows["topic"] == "MSE"].set_index("measure")["value"]
    assert (known["known_cases"], known["estimate_low"]) == ("2744", "10000")
