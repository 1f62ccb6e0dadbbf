"""The context of every figure: countries, population, treaties, published facts and claims."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.countries import is_country_code, to_alpha3
from helpers.sources.reading import (
    apply_labels,
    read_labels,
    read_raw,
    require_columns,
    to_whole,
)

FIRST_YEAR = 2000
"""Population is shipped from this year on; no other figure here is older."""

_CONSENT = "Ratification, Acceptance(A), Approval(AA), Accession(a), Succession(d)"


def _read_text(path: Path) -> pd.DataFrame:
    # keep_default_na=False: 'NA' is Namibia.
    return read_raw(path, lambda p: pd.read_csv(p, dtype=str, keep_default_na=False))


def read_countries(path: Path) -> pd.DataFrame:
    """ISO 3166-1 codes, names for readers, and UN M49 regions.

    Args:
        path: The ISO 3166 list with M49 regions.
    """
    wanted = ["name", "alpha-2", "alpha-3", "country-code", "region", "sub-region"]
    rows = require_columns(_read_text(path), wanted, path)[wanted]
    rows.columns = pd.Index(["name", "iso2", "country", "m49", "region", "subregion"])
    kosovo = {"name": "Kosovo", "iso2": "XK", "country": "XKX", "m49": "", "region": "Europe",
              "subregion": "Southern Europe"}  # fmt: skip
    rows = pd.concat([rows, pd.DataFrame([kosovo])], ignore_index=True)
    rows["name"] = rows["country"].map(read_labels("country_names")).fillna(rows["name"])
    return rows[["country", "iso2", "m49", "name", "region", "subregion"]]


def read_population(path: Path) -> pd.DataFrame:
    """Mid-year population by country and year; the World Bank's aggregates are left out.

    Args:
        path: The World Bank's SP.POP.TOTL as CSV.
    """
    rows = require_columns(_read_text(path), ["Country Code", "Year", "Value"], path)
    table = pd.DataFrame(
        {
            "country": rows["Country Code"],
            "year": to_whole(rows["Year"], path),
            "persons": to_whole(rows["Value"], path),
        }
    )
    kept = table["country"].map(is_country_code).astype(bool) & (table["year"] >= FIRST_YEAR)
    return table[kept]


def read_treaties(path: Path) -> pd.DataFrame:
    """Signature and consent to the UN TIP Protocol; the European Union keeps the code ``EU``.

    Args:
        path: The participants of UN Treaty Collection XVIII-12-a.
    """
    rows = require_columns(_read_text(path), ["Participant", "Signature", _CONSENT], path)
    consent = rows[_CONSENT].str.extract(r"^\s*(\d+ \w+ \d{4})?\s*(AA|A|a|d)?\s*$")
    areas = rows["Participant"].map(to_alpha3)
    signed, consented = _to_iso(rows["Signature"]), _to_iso(consent[0].fillna(""))
    unread = areas.isna()
    for given, date in ((rows["Signature"], signed), (rows[_CONSENT], consented)):
        unread |= (given.str.strip() != "") & (date == "")
    if unread.any():
        raise CaselightError(
            "Every participant has a code, and a date is '9 Mar 2004', for consent with a letter.",
            f"{path.parent.name}/{path.name}, line {int(unread.to_numpy().argmax()) + 2}",
            "Add the name to labels/country_aliases.csv, or correct the date.",
        )
    kinds = apply_labels(consent[1].fillna(""), "untc_kinds", path.name)
    return pd.DataFrame(
        {
            "country": areas,
            "treaty": "UN TIP Protocol",
            "signed": signed,
            "consented": consented,
            "kind": kinds.where(consent[0].notna(), ""),
        }
    )


def _to_iso(dates: pd.Series) -> pd.Series:
    """ISO 8601, or an empty text for what is no date ('31 Feb 2004' included)."""
    read = pd.to_datetime(dates.str.strip(), format="%d %b %Y", errors="coerce")
    return read.dt.strftime("%Y-%m-%d").fillna("")


def read_published(path: Path) -> pd.DataFrame:
    """Figures printed in official publications, each with the page that prints it.

    Args:
        path: The typed list of facts.
    """
    names = {"topic": "topic", "ref_year": "year", "area": "area", "measure": "measure",
             "value": "value", "unit": "unit", "note": "note", "source_url": "url"}  # fmt: skip
    rows = require_columns(_read_text(path), names, path)
    return rows.rename(columns=names)[
        ["topic", "area", "year", "measure", "value", "unit", "note", "url"]
    ]


def read_claims(path: Path) -> pd.DataFrame:
    """The checkable claims of IOM's speech at the first World Day against Trafficking in Persons.

    Args:
        path: The typed list of claims.
    """
    names = {"claim_id": "claim", "claim": "statement"}
    rows = require_columns(_read_text(path), ["claim_id", "claim", "value", "unit"], path)
    return rows.rename(columns=names)
