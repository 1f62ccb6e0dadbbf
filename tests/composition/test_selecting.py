"""Which part of a caseload a report speaks of."""

from __future__ import annotations

import pytest

from helpers.composition import count_forms, select_caseload
from helpers.disclosure import protect
from helpers.errors import CaselightError
from tests.composition.cases import group, made

SOURCE = made(
    group(1, year="2014", country="PHL", labour="yes"),
    group(2, year="2015", country="NAM", labour="yes"),
    group(4, year="2016", country="unknown", sexual="yes"),
    group(8, year="unknown", country="PHL", labour="yes"),
    group(16, year="2015", channel="hotline", country="USA", sexual="yes"),
)


def persons(**chosen: object) -> int:
    forms = protect(count_forms(select_caseload(SOURCE, **chosen)))  # type: ignore[arg-type]
    return sum(int(c.value or 0) for c in forms.where(form="persons").cells)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, 31),
        ({"country": "PHL"}, 1 + 8),
        ({"country": "NAM"}, 2),
        ({"channel": "hotline"}, 16),
        ({"channel": "case_management"}, 15),
        ({"first_year": 2015}, 2 + 4 + 16),
        ({"last_year": 2015}, 1 + 2 + 16),
        ({"first_year": 2015, "last_year": 2015}, 2 + 16),
        ({"country": "PHL", "first_year": 2014}, 1),
        ({"country": "TUV"}, 0),
    ],
)
def test_people_are_chosen_by_place_period_and_channel(
    chosen: dict[str, object], expected: int
) -> None:
    """Persons are powers of two, so that every choice has its own sum."""
    assert persons(**chosen) == expected


def test_people_of_unknown_year_are_counted_only_when_the_period_is_open() -> None:
    assert persons() - persons(first_year=1900) == 8


@pytest.mark.parametrize("channel", ["", "both", "Hotline", "case management"])
def test_an_unknown_channel_is_refused_by_name(channel: str) -> None:
    with pytest.raises(
        CaselightError, match="case_management, hotline, referral, mixed, unknown, each"
    ):
        select_caseload(SOURCE, channel=channel)


def test_years_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(CaselightError, match="first_year = 2019, last_year = 2015"):
        select_caseload(SOURCE, first_year=2019, last_year=2015)


def test_a_band_of_years_counts_only_when_all_of_it_lies_in_the_period() -> None:
    rows = [group(n, year=year) for n, year in ((10, "2014-2018"), (20, "2019"), (40, "unknown"))]
    source = made(*rows)
    for period, persons in (
        ((2014, 2019), 30),
        ((2015, 2019), 20),
        ((2010, 2018), 10),
        ((0, 0), 70),
    ):
        chosen = select_caseload(source, first_year=period[0], last_year=period[1])
        assert chosen.table["persons"].sum() == persons
