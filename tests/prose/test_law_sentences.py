"""The answer of the report on law and prosecution, to the word."""

from __future__ import annotations

import pytest

from helpers.disclosure import protect
from helpers.prose import describe_law
from helpers.tables.association import NEEDED
from helpers.tables.counts import Counts, counted_cell
from helpers.tables.provenance import Provenance
from helpers.tables.safe import SafeTable

GLOTIP = Provenance("glotip", "UNODC", "GLOTIP", "2023", "", "", "", "")


def sides(event: str, both: int, usable: int) -> SafeTable:
    """Protected numbers of States that reported convictions on both sides of an event."""
    cells = [
        counted_cell((event, "convicted", rule), n)
        for rule, n in (("both_sides", both), ("usable", usable))
    ]
    counts = Counts(("event", "stage", "rule"), tuple(cells), GLOTIP, "States", unit="States")
    return protect(counts)


@pytest.mark.parametrize(
    ("both", "usable", "possible"),
    [(NEEDED, NEEDED, True), (NEEDED, NEEDED - 1, False), (NEEDED - 1, NEEDED - 1, False)],
)
def test_twenty_states_on_both_counts_make_an_estimate_possible(
    both: int, usable: int, possible: bool
) -> None:
    few = sides("ratification", 3, 1)
    text = describe_law(few, sides("criminalization", both, usable), "World").text
    assert ("cannot be estimated" in text) is not possible
    assert ("Enough States" in text) is possible


def test_the_facts_are_the_most_states_of_each_event() -> None:
    told = describe_law(sides("ratification", 18, 9), sides("criminalization", 24, 16), "World")
    assert [fact[0] for fact in told.facts] == ["9", "16"]
    assert "consent to the Protocol" in told.facts[0][1]
    assert "full criminalization" in told.facts[1][1]


def test_a_country_has_no_answer_of_its_own_and_none_is_made_up() -> None:
    told = describe_law(sides("ratification", 18, 9), sides("criminalization", 24, 16), "Ukraine")
    assert told.is_empty
    assert "Ukraine" in told.text


def test_nothing_reported_is_no_answer() -> None:
    nothing = sides("ratification", 1, 1).derive(())
    assert describe_law(nothing, nothing, "World").is_empty
