"""Numbers, names and lists read as a careful writer would write them."""

from __future__ import annotations

import csv
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.sources.reference import reference_folder
from helpers.tables.safe import Cell
from helpers.tables.vocabulary import STATUS_WORDS
from helpers.wording import (
    format_cell,
    format_count,
    format_number,
    format_range,
    format_rate,
    format_share,
    join_words,
    join_years,
    place_phrase,
    pluralise,
    start_sentence,
)


def half_up(number: Fraction, places: int) -> Fraction:
    """Rounding as it is taught: halves go up."""
    scale = 10**places
    return Fraction(math.floor(number * scale + Fraction(1, 2)), scale)


def read_back(text: str) -> Fraction:
    return Fraction(text.replace(",", "").removesuffix("%"))


@pytest.mark.parametrize(
    ("percent", "text"),
    [
        (28.05, "28.1%"),  # Python's own rounding gives 28.1, 28.2 and 0.1 for the next two
        (28.25, "28.3%"),
        (0.15, "0.2%"),
        (46.54, "46.5%"),
        (0.05, "0.1%"),
        (0.04, "0.0%"),
        (99.95, "100.0%"),
        (99.94, "99.9%"),
        (0, "0.0%"),
        (100, "100.0%"),
    ],
)
def test_a_share_is_rounded_half_up_to_one_decimal(percent: float, text: str) -> None:
    assert format_share(percent) == text


@given(st.integers(0, 10**6))
@example(2805)
@example(2825)
@settings(max_examples=300, deadline=None)
def test_a_share_typed_with_two_decimals_is_rounded_as_decimal_rounds_it(hundredths: int) -> None:
    typed = Decimal(hundredths).scaleb(-2)
    expected = typed.quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert format_share(float(typed)) == f"{expected}%"


@given(st.integers(1, 200_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@example((561, 2000))  # 28.05%, which is 28.049999999999997 as a float
@example((1, 2000))
@settings(max_examples=300, deadline=None)
def test_a_computed_share_is_rounded_from_its_exact_value(pair: tuple[int, int]) -> None:
    part, whole = pair
    printed = read_back(format_share(100 * (part / whole)))
    assert printed == half_up(Fraction(100 * part, whole), 1)


@given(st.integers(0, 10**10))
@settings(max_examples=100, deadline=None)
def test_a_count_is_printed_whole_with_commas_between_thousands(count: int) -> None:
    text = format_count(count)
    assert read_back(text) == count
    assert re.fullmatch(r"\d{1,3}(,\d{3})*", text)
    assert format_count(float(count)) == text


@pytest.mark.parametrize(("number", "text"), [(0.5, "1"), (2.5, "3"), (1234.5, "1,235")])
def test_a_count_between_two_is_rounded_half_up(number: float, text: str) -> None:
    assert format_count(number) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0, "0"),
        (0.0321, "0.032"),
        (0.325, "0.33"),
        (0.00001234, "0.000012"),
        (0.994, "0.99"),
        (0.996, "1.0"),
        (1, "1.0"),
        (3.144, "3.1"),
        (3.15, "3.2"),
        (12.25, "12.3"),
        (1234.5, "1,234.5"),
    ],
)
def test_a_rate_is_never_printed_as_nothing_and_never_in_powers_of_ten(
    rate: float, text: str
) -> None:
    assert format_rate(rate) == text


@given(st.floats(0, 1e6), st.sampled_from(["people", "States", "%", "per 100,000"]))
@settings(max_examples=300, deadline=None)
def test_no_number_from_one_on_has_more_than_one_decimal(number: float, unit: str) -> None:
    text = format_number(number, unit)
    assert re.fullmatch(r"[\d,]+(\.\d+)?%?", text), text
    decimals = len(text.removesuffix("%").partition(".")[2])
    if number >= 1 or not unit.startswith("per "):
        assert decimals == {"%": 1, "per 100,000": 1}.get(unit, 0) or text == "0"
    elif number > 1e-6:
        # Below 1 a rate keeps two figures, within half of the last one of what it was.
        assert text.lstrip("0.") != ""
        assert abs(float(text.replace(",", "")) - number) <= 0.5 * 10.0**-decimals * (1 + 1e-6)


@pytest.mark.parametrize(
    ("cell", "unit", "text"),
    [
        (Cell(("a",), 1299709.0, 1299709, 1299709), "people", "1,299,709"),
        (Cell(("a",), 0.0, 0, 0), "people", "0"),
        (Cell(("a",), None, 0, 4, "hidden_at_source"), "people", "0 to 4"),
        (Cell(("a",), None, 5, 27, "conflicting"), "people", "5 to 27"),
        (Cell(("a",), 28.05, 27.0, 29.16), "%", "28.1% (27.0% to 29.2%)"),
        (Cell(("a",), 3.144, 3.144, 3.144), "per 100,000", "3.1"),
        (Cell(("a",), None, status="hidden"), "people", "hidden"),
        # Were there bounds, they would not be told.
        (Cell(("a",), None, 1, 9, "hidden"), "people", "hidden"),
        (Cell(("a",), None, status="not_reported"), "people", "not reported"),
        (Cell(("a",), None, status="not_collected"), "people", "not collected"),
    ],
)
def test_a_cell_is_its_number_its_range_or_the_word_for_why_there_is_none(
    cell: Cell, unit: str, text: str
) -> None:
    assert format_cell(cell, unit) == text


def test_every_status_without_a_number_has_words_and_none_of_them_is_a_number() -> None:
    assert set(STATUS_WORDS) == {
        "not_reported",
        "hidden_at_source",
        "hidden",
        "conflicting",
        "not_collected",
    }
    assert not [words for words in STATUS_WORDS.values() if re.search(r"\d|fewer", words)]


def test_a_range_is_two_numbers_or_the_one_where_they_meet() -> None:
    assert format_range(47448, 47460) == "between 47,448 and 47,460"
    assert format_range(20, 20) == "20"


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_joined_as_in_a_sentence(words: list[str], text: str) -> None:
    assert join_words(words) == text


@pytest.mark.parametrize(
    ("years", "text"),
    [
        ([], ""),
        ([2009], "2009"),
        ([2004, 2003], "2003 and 2004"),
        ([2003, 2004, 2009], "2003, 2004 and 2009"),
        ([2003, 2004, 2005, 2009], "2003 to 2005 and 2009"),
        ([2003, 2003, 2004, 2005], "2003 to 2005"),
        ([2001, 2003, 2004, 2006, 2007, 2008], "2001, 2003, 2004 and 2006 to 2008"),
    ],
)
def test_years_are_folded_where_three_or_more_follow_each_other(
    years: list[int], text: str
) -> None:
    assert join_years(years) == text


@given(st.lists(st.integers(1990, 2030)))
@settings(max_examples=100, deadline=None)
def test_joined_years_name_every_year_and_no_other(years: list[int]) -> None:
    named: set[int] = set()
    for run in re.split(r", | and ", join_years(years)):
        if run:
            first, _, last = run.partition(" to ")
            named |= set(range(int(first), int(last or first) + 1))
    assert named == set(years)
    assert join_years(years).count(" and ") <= 1


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 States"), (1, "1 State"), (2, "2 States"), (1140, "1,140 States")]
)
def test_one_is_singular_and_none_is_plural(number: int, text: str) -> None:
    assert pluralise(number, "State", "States") == text


@pytest.mark.parametrize(
    ("text", "started"),
    [
        ("", ""),
        ("the Netherlands reported", "The Netherlands reported"),
        ("åland", "Åland"),
        ("UNODC and others", "UNODC and others"),
        ("1 State", "1 State"),
    ],
)
def test_a_sentence_starts_with_a_capital_and_keeps_the_rest(text: str, started: str) -> None:
    assert start_sentence(text) == started


# As the UN's terminology database and its documents write these names within a sentence.
WITH_ARTICLE = """
Bahamas, Central African Republic, Comoros, Congo, Democratic People's Republic of Korea,
Democratic Republic of the Congo, Dominican Republic, Gambia, Holy See, Maldives,
Marshall Islands, Netherlands, Philippines, Republic of Korea, State of Palestine,
United Arab Emirates, United Kingdom, United States
"""
WITHOUT_ARTICLE = """
Antigua and Barbuda, Brunei, Cabo Verde, Côte d'Ivoire, Czechia, Dominica, Iran, Kosovo, Laos,
Micronesia, Moldova, Niger, Nigeria, Norfolk Island, Russia, Saint Vincent and the Grenadines,
Sao Tome and Principe, South Georgia and the South Sandwich Islands, South Sudan, Sudan, Syria,
Tanzania, Trinidad and Tobago, Türkiye, Ukraine, Viet Nam, Western Sahara,
Heard Island and McDonald Islands
"""
# Other publishers' names of the same places.
LONGER = """
Russian Federation, United Republic of Tanzania, United States of America, Republic of Moldova,
Syrian Arab Republic
"""


def listed(text: str) -> list[str]:
    return " ".join(text.split()).split(", ")


def shipped_names() -> list[str]:
    with (reference_folder() / "countries.csv").open(encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("name", listed(WITH_ARTICLE) + listed(LONGER))
def test_a_name_that_takes_an_article_gets_it(name: str) -> None:
    assert place_phrase(name) == f"the {name}"


@pytest.mark.parametrize("name", listed(WITHOUT_ARTICLE))
def test_a_name_that_takes_none_stands_alone(name: str) -> None:
    assert place_phrase(name) == name


def test_every_name_looked_at_is_a_shipped_one() -> None:
    assert set(listed(WITH_ARTICLE) + listed(WITHOUT_ARTICLE)) <= set(shipped_names())


def test_a_common_noun_in_a_shipped_name_calls_for_the_article() -> None:
    # Kingdoms, republics and groups of islands are described, not named: 'the ... Islands'.
    noun = re.compile(
        r"^(?!.* and .*Islands$)(?!Turks).*(Republic|Kingdom|Emirates|States|Federation|Islands|"
        r"Territor(y|ies)|^State of|^Isle of|Holy See)"
    )
    described = [name for name in shipped_names() if noun.match(name)]
    assert len(described) >= 25
    assert [name for name in described if place_phrase(name) == name] == []
    assert place_phrase("Turks and Caicos Islands") == "the Turks and Caicos Islands"


def test_no_shipped_name_gets_two_articles_and_the_world_is_small() -> None:
    phrases = [place_phrase(name) for name in shipped_names()]
    assert not [phrase for phrase in phrases if phrase.lower().startswith("the the ")]
    # About one name in seven.
    assert 30 < sum(phrase.startswith("the ") for phrase in phrases) < 45
    assert place_phrase("World") == "the world"
