"""CTDC's dictionaries, codebooks and lookups: what describes its data and counts nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from helpers.sources.layouts import Layout
from helpers.sources.peek import Peek
from helpers.sources.publishers import provenance_of
from helpers.sources.reading import Reading

_DICTIONARY: Final = ("Variable name", "Data type", "Lookup")
_VARIABLES: Final = ("position", "name", "type", "isnumeric", "varlab")
_REGIONS: Final = ("ISO2", "ISO3", "Country", "UNRegion", "UNSubRegion", "IOMRegion")
_MARK: Final = b"ctdatacollaborative.org"
_MOST: Final = 64 * 1024 * 1024


def _is_codebook(look: Peek) -> bool:
    """A PDF that links to CTDC's own pages; its text is packed, its links are not."""
    if look.kind != "document":
        return False
    with look.path.open("rb") as file:
        return _MARK in file.read(_MOST)


def _reader(layout: str, title: str, note: str) -> Callable[[Peek], Reading]:
    def read(_look: Peek) -> Reading:
        about = provenance_of(
            "document", publisher="Counter-Trafficking Data Collaborative (CTDC)", title=title
        )
        words = f"{note} It holds no figures: read it beside the data that it describes."
        return Reading(layout, {}, about, 0, None, notes=(words,))

    return read


def _layout(name: str, title: str, note: str, recognise: Callable[[Peek], bool]) -> Layout:
    return Layout(name, title, recognise, _reader(name, title, note))


LAYOUTS = (
    _layout(
        "ctdc_dictionary",
        "CTDC dictionary of the k-anonymised data",
        "This workbook lists the variables of CTDC's k-anonymised data and their values.",
        lambda look: look.has(*_DICTIONARY),
    ),
    _layout(
        "ctdc_variables",
        "CTDC dictionary of the victim-perpetrator data",
        "This workbook lists the variables of CTDC's victim-perpetrator data, with how often each "
        "value occurs.",
        lambda look: look.has(*_VARIABLES),
    ),
    _layout(
        "ctdc_regions",
        "CTDC lookup of countries and regions",
        "This table gives the UN and IOM regions of each country code.",
        lambda look: look.has(*_REGIONS),
    ),
    _layout(
        "ctdc_codebook",
        "CTDC codebook",
        "This document describes data of the Counter-Trafficking Data Collaborative.",
        _is_codebook,
    ),
)
