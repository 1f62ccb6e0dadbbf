"""A verb is used only where the bounds carry it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.disclosure import protect
from helpers.tables.change import FELL, ROSE, UNCLEAR, find_complete_year, find_verb
from helpers.tables.counts import Counts, counted_cell
from helpers.tables.provenance import Provenance
from helpers.tables.safe import SafeTable

ranges = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda pair: tuple(sorted(pair)))


@given(ranges, ranges)
@settings(max_examples=200, deadline=None)
def test_a_verb_is_given_only_when_every_pair_of_possible_numbers_agrees(
    first: tuple[int, int], last: tuple[int, int]
) -> None:
    before, after = (range(low, high + 1) for low, high in (first, last))
    if all(b < a for b in before for a in after):
        expected = ROSE
    elif all(b > a for b in before for a in after):
        expected = FELL
    else:
        expected = UNCLEAR
    assert find_verb(first, last) == expected


def reporting(sizes: dict[int, int]) -> SafeTable:
    source = Provenance("glotip", "UNODC", "GLOTIP", "2023", "", "", "", "")
    cells = tuple(counted_cell([str(year)], n) for year, n in sizes.items())
    return protect(Counts(("year",), cells, source, "States", unit="States"))


@pytest.mark.parametrize(
    ("sizes", "year"),
    [
        ({2017: 114, 2020: 57, 2021: 21}, 2020),  # 57 is exactly half of 114
        ({2017: 114, 2020: 56, 2021: 21}, 2017),
        ({2021: 3}, 2021),
        ({2021: 60, 2017: 114}, 2021),
    ],
)
def test_the_complete_year_is_the_newest_with_half_of_the_fullest(
    sizes: dict[int, int], year: int
) -> None:
    assert find_complete_year(reporting(sizes)) == year


def test_there_is_no_complete_year_when_nobody_reported() -> None:
    with pytest.raises(ValueError, match="no State reported"):
        find_complete_year(reporting({}))
