"""The context of every figure: countries, population, treaties, published facts and claims."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.countries import is_country_code, to_alpha3
from helpers.sources.layouts import Layout
from helpers.sources.peek import Header, Peek, peek
from helpers.sources.publishers import provenance_of
from helpers.sources.reading import Finding, Reading, apply_labels, read_labels, to_whole
from helpers.sources.texts import read_rows, require_header

FIRST_YEAR = 2000
"""Population is kept from this year on; no other figure here is older."""

_COUNTRIES = {"name": "name", "alpha-2": "iso2", "alpha-3": "country", "country-code": "m49",
              "region": "region", "sub-region": "subregion"}  # fmt: skip
_POPULATION = ("Country Code", "Year", "Value")
_TREATY = ("Participant", "Signature")
_FACTS = {"topic": "topic", "ref_year": "year", "area": "area", "measure": "measure",
          "value": "value", "unit": "unit", "note": "note", "source_url": "url"}  # fmt: skip
_CLAIMS = {"claim_id": "claim", "claim": "statement", "year": "year", "value": "value",
           "unit": "unit", "subject": "subject"}  # fmt: skip


def read_countries(look: Peek) -> pd.DataFrame:
    """ISO 3166-1 codes, names for readers, and UN M49 regions; 'NA' is Namibia's code.

    Args:
        look: A first look at the ISO 3166 list with M49 regions.
    """
    rows = _read_named(look, _COUNTRIES)
    kosovo = {"name": "Kosovo", "iso2": "XK", "country": "XKX", "m49": "", "region": "Europe",
              "subregion": "Southern Europe"}  # fmt: skip
    rows = pd.concat([rows, pd.DataFrame([kosovo])], ignore_index=True)
    rows["name"] = rows["country"].map(read_labels("country_names")).fillna(rows["name"])
    return rows[["country", "iso2", "m49", "name", "region", "subregion"]]


def read_population(look: Peek) -> pd.DataFrame:
    """Mid-year population by country and year; the World Bank's aggregates are left out.

    Args:
        look: A first look at the World Bank's SP.POP.TOTL as CSV.
    """
    rows = read_rows(look, *_POPULATION)
    table = pd.DataFrame(
        {
            "country": rows["Country Code"],
            "year": to_whole(rows["Year"], look.path),
            "persons": to_whole(rows["Value"], look.path),
        }
    )
    kept = table["country"].map(is_country_code).astype(bool) & (table["year"] >= FIRST_YEAR)
    return table[kept]


def read_treaties(look: Peek) -> pd.DataFrame:
    """Signature and consent to the UN TIP Protocol; the European Union keeps the code ``EU``.

    Args:
        look: A first look at the participants of UN Treaty Collection XVIII-12-a.
    """
    header = require_header(look, *_TREATY)
    names = ("Participant", "Signature", _consent_column(header))
    rows = read_rows(look, *names).set_axis(["name", "signed", "consent"], axis=1)
    consent = rows["consent"].str.extract(r"^(\d+ \w+ \d{4})?\s*(AA|A|a|d)?$")
    areas = rows["name"].map(to_alpha3)
    signed, consented = _to_iso(rows["signed"]), _to_iso(consent[0].fillna(""))
    unread = areas.isna()
    for given, date in ((rows["signed"], signed), (rows["consent"], consented)):
        unread |= (given != "") & (date == "")
    if unread.any():
        raise CaselightError(
            "Every participant has a code, and a date is '9 Mar 2004', for consent with a letter.",
            f"{look.path.name}, line {unread.index[unread][0]}",
            "Add the name to labels/country_aliases.csv, or correct the date.",
        )
    kinds = apply_labels(consent[1].fillna(""), "untc_kinds", look.path.name)
    return pd.DataFrame(
        {
            "country": areas,
            "treaty": "UN TIP Protocol",
            "signed": signed,
            "consented": consented,
            "kind": kinds.where(consent[0].notna(), ""),
        }
    )


def _consent_column(header: Header) -> str:
    """The column of ratification; its name lists what its letters mean and varies a little."""
    return next((c for c in header.columns if c.startswith("Ratification")), "Ratification")


def _to_iso(dates: pd.Series) -> pd.Series:
    """ISO 8601, or an empty text for what is no date ('31 Feb 2004' included)."""
    read = pd.to_datetime(dates, format="%d %b %Y", errors="coerce")
    return read.dt.strftime("%Y-%m-%d").fillna("")


def read_published(look: Peek) -> pd.DataFrame:
    """Figures printed in official publications, each with the page that prints it.

    Args:
        look: A first look at the typed list of facts.
    """
    columns = ["topic", "area", "year", "measure", "value", "unit", "note", "url"]
    return _read_named(look, _FACTS)[columns]


def read_claims(look: Peek) -> pd.DataFrame:
    """The checkable claims of IOM's speech at the first World Day against Trafficking in Persons.

    Args:
        look: A first look at the typed list of claims.
    """
    return _read_named(look, _CLAIMS)


def read_context(path: Path, reader: Callable[[Peek], pd.DataFrame]) -> pd.DataFrame:
    """One table of the context from its file.

    Args:
        path: The file.
        reader: One of the readers above.
    """
    return reader(peek(path))


def _read_named(look: Peek, names: dict[str, str]) -> pd.DataFrame:
    rows = read_rows(look, *names)
    return rows.rename(columns=names).reset_index(drop=True)


def _to_reading(look: Peek, layout: str, source: str, table: str, frame: pd.DataFrame) -> Reading:
    about = provenance_of(source)
    if table != "population":
        return Reading(layout, {table: frame}, about, len(frame), None)
    rows = len(read_rows(look, *_POPULATION))
    rule = f"rows of aggregates such as 'Arab World', and of years before {FIRST_YEAR}"
    finding = Finding(table, "World Bank", rule, rows - len(frame), "kept out of every figure")
    about = replace(about, edition=f"years to {frame['year'].max()}")
    return Reading(layout, {table: frame}, about, rows, None, (finding,))


def _layout(
    name: str,
    title: str,
    source: str,
    table: str,
    columns: tuple[str, ...],
    reader: Callable[[Peek], pd.DataFrame],
) -> Layout:
    return Layout(
        name,
        title,
        lambda look: look.has(*columns),
        lambda look: _to_reading(look, name, source, table, reader(look)),
    )


LAYOUTS = (
    _layout("iso3166", "ISO 3166-1 codes with UN M49 regions", "iso", "countries",
            tuple(_COUNTRIES), read_countries),
    _layout("population", "World Bank population (SP.POP.TOTL)", "worldbank", "population",
            _POPULATION, read_population),
    _layout("untc", "UN Treaty Collection XVIII-12-a (UN TIP Protocol)", "untc", "treaties",
            _TREATY, read_treaties),
    _layout("published", "Published facts, cited row by row", "published", "published",
            tuple(_FACTS), read_published),
    _layout("claims", "Claims of the speech of July 2014", "published", "claims",
            tuple(_CLAIMS), read_claims),
)  # fmt: skip
