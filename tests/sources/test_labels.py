"""Label maps: every code is in the vocabulary, no label stands there twice."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pycountry
import pytest

import helpers.sources
from helpers.errors import CaselightError
from helpers.sources.countries import is_country_code, to_alpha3
from helpers.sources.reading import apply_labels, read_labels
from helpers.tables import vocabulary as v
from tests.refresh import raw_folder as made

FOLDER = Path(helpers.sources.__file__).parent / "labels"
COUNTRIES = {country.alpha_3 for country in pycountry.countries} | {"XKX"}
STANDS_FOR_ITSELF = {"total", "unknown"}
VOCABULARY = {
    "ctdc": set(v.CHANNELS) | set(v.SEXES) | set(v.CASE_AGE_GROUPS),
    "glotip": {
        "detected",
        "offences",
        *v.STAGES,
        *v.SEXES,
        *v.BROAD_AGE_GROUPS,
        *v.MAIN_FORMS,
        "by_form",
        "by_citizenship",
        "by_repatriation",
    },
    "nrm": {*v.BROAD_AGE_GROUPS, *v.SEXES, "Q1", "Q2", "Q3", "Q4", "positive", "negative", v.TOTAL},
    "untc_kinds": set(v.CONSENT_KINDS),
    "country_aliases": COUNTRIES | {"EU"},
    "ctdc_missing": {v.UNKNOWN},
    "hti": set(v.TIERS),
    "tiers_index": set(v.TIERS),
    "tiers_map": set(v.TIERS),
    "own_sex": set(v.SEXES),
    "own_age": {*v.CASE_AGE_GROUPS},
    "own_countries": COUNTRIES,
    "own_flags": {"yes", "no", "unknown"},
    "nrm_nationalities": COUNTRIES | {"stateless", "refugee", "total", "unknown", "GBR"},
    "nrm_responders": set(v.RESPONDER_TYPES),
}


def rows(name: str) -> list[tuple[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *body = csv.reader(file)
    assert header[:2] == ["label", "code"]
    assert set(header[2:]) <= {"loses", "language", "heading"}
    return [(row[0], row[1]) for row in body]


CROSSWALKS = sorted(path.stem for path in FOLDER.glob("crosswalk_*.csv"))
OTHERS = {"ctdc_editions", "isic_sectors"}
NAMES = sorted({path.stem for path in FOLDER.glob("*.csv")} - {*CROSSWALKS, *OTHERS})


@pytest.mark.parametrize("name", NAMES)
def test_no_label_stands_in_a_map_twice(name: str) -> None:
    counted = Counter(label for label, _ in rows(name))
    assert [label for label, times in counted.items() if times > 1] == []
    assert read_labels(name) == dict(rows(name))


@pytest.mark.parametrize("name", NAMES)
def test_no_label_or_code_has_blanks_around_it(name: str) -> None:
    texts = [text for row in rows(name) for text in row]
    assert [text for text in texts if text != text.strip()] == []
    assert all(code for _, code in rows(name))


@pytest.mark.parametrize("name", VOCABULARY)
def test_every_code_is_in_the_vocabulary(name: str) -> None:
    assert {code for _, code in rows(name)} - VOCABULARY[name] == set()


@pytest.mark.parametrize("name", CROSSWALKS)
def test_a_crosswalk_says_where_a_label_goes_by_which_standard_and_what_is_lost(name: str) -> None:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *body = csv.reader(file)
    assert header == ["field", "label", "goes_to", "standard", "loses"]
    assert body
    # A label that goes nowhere has no standard to follow; every other row names one somewhere.
    assert all(field and goes_to for field, _, goes_to, _, _ in body)
    assert any("IC-TIP" in row[3] or "HTCDS" in row[3] for row in body)
    assert any(row[4] for row in body)


def test_every_map_is_tested() -> None:
    flags = {"country_names", "ctdc_sectors", "ctdc_means", "ctdc_recruiters"}
    others = {name for name in NAMES if name.startswith(("own_", "htcds_", "nrm_"))}
    assert set(NAMES) == {*VOCABULARY, *flags, *others}


@pytest.mark.parametrize(
    ("name", "prefix", "flags"),
    [("ctdc_sectors", "typeOfLabour", made.SECTORS), ("ctdc_means", "meansOfControl", made.MEANS)],
)
def test_each_flag_has_a_code_of_its_own(name: str, prefix: str, flags: tuple[str, ...]) -> None:
    """DebtBondage is debt_bondage: the publisher's word in lower case, with underscores."""
    expected = {}
    for flag in flags:
        words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in flag)
        expected[prefix + flag] = words.removeprefix("_")
    assert dict(rows(name)).items() >= expected.items()
    assert len(set(expected.values())) == len(flags)


def test_names_for_readers_are_given_to_codes_of_countries_once() -> None:
    names = dict(rows("country_names"))
    assert [code for code in names if not is_country_code(code)] == []
    assert len(set(names.values())) == len(names)


def test_no_alias_contradicts_the_standard() -> None:
    """An alias that ISO knows for another country would move people between countries."""
    for label, code in rows("country_aliases"):
        try:
            standard = pycountry.countries.lookup(label).alpha_3
        except LookupError:
            continue
        assert standard == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("Namibia", "NAM"), ("NA", "NAM"), ("  Iceland ", "ISL"), ("Viet Nam", "VNM"),
     ("Kosovo", "XKX"), ("Korea, Democratic People's Republic of", "PRK"),
     ("Republic of Korea", "KOR"), ("Congo", "COG"),
     ("Democratic Republic of the Congo", "COD"), ("Swaziland", "SWZ"), ("Niger", "NER"),
     ("Nigeria", "NGA"), ("European Union", "EU")],
)  # fmt: skip
def test_a_country_is_recognised_by_its_names(name: str, code: str) -> None:
    assert to_alpha3(name) == code


@pytest.mark.parametrize("name", ["Atlantis", "Kore", "Arab World", "World", "Democratic Republic"])
def test_a_name_of_no_country_is_not_guessed(name: str) -> None:
    assert to_alpha3(name) is None


@pytest.mark.parametrize(
    "code", ["CAR", "CAS", "EEU", "MCA", "MCN", "SAF", "SAM", "ARB", "WLD", ""]
)
def test_a_code_of_a_region_is_no_country(code: str) -> None:
    assert not is_country_code(code)


def test_an_unknown_label_is_named_and_the_map_too() -> None:
    values = pd.Series(["Female", "Dame", "Dame", "Herr"])
    with pytest.raises(CaselightError) as refused:
        apply_labels(values, "ctdc", "a file")
    assert "labels/ctdc.csv" in refused.value.rule
    assert refused.value.found == "a file: 2 labels without one, such as 'Dame'"
