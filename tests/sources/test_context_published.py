"""Population, treaties, countries and typed facts against the publishers' files, by plain csv."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import pycountry
import pytest

Rows = list[dict[str, str]]
Read = Callable[[str], Rows]
PARTICIPANTS = "palermo_protocol_untc/18-12-a.csv"
CONSENT = "Ratification, Acceptance(A), Approval(AA), Accession(a), Succession(d)"
KINDS = {"": "ratification", "a": "accession", "A": "acceptance", "AA": "approval",
         "d": "succession"}  # fmt: skip


def to_date(text: str) -> str:
    words = text.split()
    return datetime.strptime(" ".join(words[:3]), "%d %b %Y").date().isoformat() if words else ""


def consents(rows: Rows, until: date) -> list[str]:
    return [r["country"] for r in rows if r["consented"] and r["consented"] <= until.isoformat()]


def test_on_26_september_2008_there_were_123_states_and_the_european_union(shipped: Read) -> None:
    """The count of the UN's Conference of the Parties; the day before, one State fewer."""
    treaties = shipped("treaties")
    on_the_day, before = (
        consents(treaties, date(2008, 9, 26)),
        consents(treaties, date(2008, 9, 25)),
    )
    assert len([c for c in on_the_day if c != "EU"]) == 123
    assert "EU" in on_the_day
    assert len([c for c in before if c != "EU"]) == 122
    assert "EU" in before


def test_every_participant_has_its_two_dates_and_kind(raw: Read, shipped: Read) -> None:
    """Without looking at names: how often each combination of dates and kind occurs."""
    expected: Counter[tuple[str, str, str]] = Counter()
    for row in raw(PARTICIPANTS):
        consent = row[CONSENT].split()
        kind = KINDS[consent[3] if len(consent) > 3 else ""] if consent else ""
        expected[to_date(row["Signature"]), to_date(row[CONSENT]), kind] += 1
    found = Counter((r["signed"], r["consented"], r["kind"]) for r in shipped("treaties"))
    assert found == expected


@pytest.mark.parametrize(
    ("country", "signed", "consented", "kind"),
    [
        ("VNM", "", "2012-06-08", "accession"),
        ("EU", "2000-12-12", "2006-09-06", "approval"),
        ("UGA", "2000-12-12", "", ""),
        ("MKD", "2000-12-12", "2005-01-12", "ratification"),
    ],
)
def test_a_participant_signed_and_consented_when_the_united_nations_say(
    country: str, signed: str, consented: str, kind: str, raw: Read, shipped: Read
) -> None:
    names = {"VNM": "Viet Nam", "EU": "European Union", "UGA": "Uganda",
             "MKD": "The former Yugoslav Republic of Macedonia"}  # fmt: skip
    (printed,) = (r for r in raw(PARTICIPANTS) if r["Participant"] == names[country])
    assert (to_date(printed["Signature"]), to_date(printed[CONSENT])) == (signed, consented)
    (row,) = (r for r in shipped("treaties") if r["country"] == country)
    assert (row["signed"], row["consented"], row["kind"]) == (signed, consented, kind)


def test_signed_but_not_ratified_is_no_consent(raw: Read, shipped: Read) -> None:
    signatories = sum(not row[CONSENT].strip() for row in raw(PARTICIPANTS))
    assert signatories > 0
    assert sum(not row["consented"] for row in shipped("treaties")) == signatories
    assert {row["kind"] for row in shipped("treaties") if not row["consented"]} == {""}


def test_nothing_is_claimed_of_the_time_after_january_2014(shipped: Read) -> None:
    assert max(row["consented"] for row in shipped("treaties")) < "2014-02-01"


def test_each_country_has_the_population_of_the_world_bank(raw: Read, shipped: Read) -> None:
    countries = {c.alpha_3 for c in pycountry.countries} | {"XKX"}
    expected = {(r["Country Code"], r["Year"]): r["Value"]
                for r in raw("population_worldbank/population.csv")
                if r["Country Code"] in countries and int(r["Year"]) >= 2000}  # fmt: skip
    assert len(expected) > 5_000
    assert {(r["country"], r["year"]): r["persons"] for r in shipped("population")} == expected


def test_no_aggregate_of_the_world_bank_is_a_country(raw: Read, shipped: Read) -> None:
    codes = {r["Country Code"]: r["Country Name"]
             for r in raw("population_worldbank/population.csv")}  # fmt: skip
    left_out = set(codes) - {r["country"] for r in shipped("population")}
    assert {"ARB", "WLD", "EUU", "SSF"} <= left_out
    assert codes["ARB"] == "Arab World"
    assert "Namibia" not in {codes[code] for code in left_out}


def test_the_population_of_2020_is_about_that_of_the_world(raw: Read, shipped: Read) -> None:
    """Aggregates among the countries would make it several times as large."""
    total = sum(int(r["persons"]) for r in shipped("population") if r["year"] == "2020")
    (world,) = (int(r["Value"]) for r in raw("population_worldbank/population.csv")
                if (r["Country Code"], r["Year"]) == ("WLD", "2020"))  # fmt: skip
    assert 0.99 * world < total <= world


def test_every_country_of_the_list_has_its_codes(raw: Read, shipped: Read) -> None:
    expected = {r["alpha-3"]: (r["alpha-2"], r["country-code"], r["region"], r["sub-region"])
                for r in raw("iso3166_m49/all.csv")}  # fmt: skip
    expected["XKX"] = ("XK", "", "Europe", "Southern Europe")
    rows = shipped("countries")
    found = {r["country"]: (r["iso2"], r["m49"], r["region"], r["subregion"]) for r in rows}
    assert found == expected
    assert found["NAM"][0] == "NA"
    assert len({r["name"] for r in rows}) == len(rows)


def test_typed_facts_and_claims_are_shipped_as_typed(raw: Read, shipped: Read) -> None:
    facts = {"topic": "topic", "area": "area", "year": "ref_year", "measure": "measure",
             "value": "value", "unit": "unit", "note": "note", "url": "source_url"}  # fmt: skip
    claims = {"claim": "claim_id", "statement": "claim", "year": "year", "value": "value",
              "unit": "unit", "subject": "subject"}  # fmt: skip
    for name, place, columns in (("published", "published_facts", facts),
                                 ("claims", "speech_2014", claims)):  # fmt: skip
        expected = Counter(tuple(r[c] for c in columns.values())
                           for r in raw(f"published/{place}.csv"))  # fmt: skip
        assert Counter(tuple(r[c] for c in columns) for r in shipped(name)) == expected


def test_each_fact_names_what_it_was_typed_from(shipped: Read) -> None:
    assert [row for row in shipped("published") if not row["url"].strip()] == []
