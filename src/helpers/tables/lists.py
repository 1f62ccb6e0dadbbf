"""The schema of ``hidden_population``: results on overlapping lists, and nothing of the lists."""

from __future__ import annotations

from typing import Final

from helpers.tables import vocabulary as v
from helpers.tables.columns import count, country, make_schema, rate, text, year

LISTS: Final = make_schema(
    {
        "country": country(),
        "year": year(),
        "lists": text(),
        "part": text(*v.LIST_PARTS),
        "label": text(nullable=True),
        "detail": text(nullable=True),
        **{name: count(nullable=True) for name in ("persons", "lower", "upper")},
        **{name: count(nullable=True) for name in ("lower_error", "upper_error")},
        "percent": rate(),
        "distance": rate(),
        "position": count(),
    },
    ["country", "year", "lists", "part", "label", "detail"],
)
