"""What is suggested to somebody who typed something else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.batch.nearest import suggest_country, suggest_name
from helpers.sources.countries import to_alpha3
from helpers.sources.names import country_names

NAMES = {"WLD": "World", **country_names()}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Philipines", "PHL"),
        ("phl", "PHL"),
        ("PH", "PHL"),
        ("UK", "GBR"),
        ("GB", "GBR"),
        ("England", "GBR"),
        ("Great Britain", "GBR"),
        ("US", "USA"),
        ("America", "USA"),
        ("NA", "NAM"),
        ("Ivory Coast", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("Turkey", "TUR"),
        ("world", "WLD"),
    ],
)
def test_the_country_that_was_meant_is_suggested(typed: str, code: str) -> None:
    answer = suggest_country(typed, NAMES, to_alpha3)
    assert answer == f"Did you mean {code!r} ({NAMES[code]})?"


def test_every_two_letter_code_leads_to_its_country() -> None:
    import pycountry

    for country in pycountry.countries:
        if country.alpha_3 in NAMES:
            found = suggest_country(country.alpha_2, NAMES, to_alpha3)
            assert found.startswith(f"Did you mean {country.alpha_3!r} ")


def test_a_name_that_two_countries_share_is_not_decided() -> None:
    answer = suggest_country("Korea", NAMES, to_alpha3)
    assert "'KOR'" in answer
    assert "'PRK'" in answer


@pytest.mark.parametrize("typed", ["", "../x", "Atlantis and beyond", "????"])
def test_what_is_near_to_no_country_gets_the_form_of_a_code(typed: str) -> None:
    assert suggest_country(typed, NAMES, to_alpha3).startswith("Use an ISO 3166-1 alpha-3 code")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12))
def test_only_codes_that_are_known_are_suggested(typed: str) -> None:
    answer = suggest_country(typed, {"PHL": "Philippines", "WLD": "World"}, to_alpha3)
    rest = answer.replace("'PHL' (Philippines)", "").replace("'WLD' (World)", "")
    assert rest in ("Did you mean ?", "Did you mean  or ?") or answer.startswith("Use an ISO")


def test_names_are_listed_where_none_is_near() -> None:
    assert suggest_name("qqq", ["country", "first_year"]) == "Known are: country, first_year."
    assert suggest_name("qqq", []) == "There are none."
