"""Who publishes what, from ``publishers.toml``: the provenance that stands under every figure."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from helpers.tables.provenance import Provenance


@cache
def read_publishers() -> dict[str, dict[str, Any]]:
    """Publisher, title, edition, date, licence, citation and url of each source by its name."""
    text = resources.files("helpers.sources").joinpath("publishers.toml").read_text("utf-8")
    return tomllib.loads(text)


def provenance_of(source: str, **changes: Any) -> Provenance:
    """The provenance of a source, with what a file itself says of its edition.

    Args:
        source: Name of the source, as its policy carries it.
        **changes: Fields of ``Provenance`` that the file tells better.

    Example:
        >>> provenance_of("worldbank", edition="years to 2020").line
        'Source: World Bank, Population, total (SP.POP.TOTL), edition years to 2020.'
    """
    return replace(Provenance(source=source, **read_publishers()[source]), **changes)
