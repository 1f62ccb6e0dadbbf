"""The public figures that the claims of the speech are held against, opened and protected."""

from __future__ import annotations

from dataclasses import replace

from helpers import identification, prosecution
from helpers.composition import bound_forms, count_flags, count_forms, select_caseload
from helpers.disclosure import protect
from helpers.published import Records, count_bound, count_claims, count_published
from helpers.sources.opened import open_table
from helpers.sources.reading import Source
from helpers.tables import vocabulary as v

_CHANNEL = "case_management"
"""The channel of people whom organisations assisted, IOM among them."""


def open_records(country: str, first_year: int, last_year: int, source: str = "") -> Records:
    """Claims, printed figures, case files, parties and the justice chain, all of them protected.

    Args:
        country: ISO 3166-1 alpha-3, or ``WLD``. The speech is about the world, so for a country
            every table is empty, and its page says so.
        first_year: First year between which the same States are compared.
        last_year: Last year of that window; it has to end before the claims for it to decide.
        source: A file that a report names: another edition of what States report or are bound by.
            A case file is not read, because the claims are not about its people.
    """
    published = protect(count_published(open_world("published", country)))
    treaties = open_world("treaties", country, source)
    detected = open_world("identified", country, source)
    justice = open_world("justice", country, source)
    cases = open_world("caseload_forms", country)
    caseload = select_caseload(cases, channel=_CHANNEL)
    forms = protect(count_forms(caseload, by="year"))
    labour = open_world("caseload_sectors", country)
    matched = protect(prosecution.count_matched(justice, first_year, last_year))
    parties = protect(prosecution.count_parties(treaties))
    laws = open_world("criminalization_counts", country)
    return Records(
        claims=protect(count_claims(open_world("claims", country))),
        published=published,
        forms=forms,
        bounds=bound_forms(forms),
        sectors=protect(count_flags(labour, cases, v.WORLD, "sector", [_CHANNEL])),
        # Over a list without States every year has none: that is no curve.
        parties=parties if country == v.WORLD else parties.where(year=()),
        bound=protect(count_bound(treaties, published)),
        identified=protect(identification.count_identified(detected, v.WORLD)),
        reporting=protect(identification.count_reporting(detected)),
        changes=prosecution.compare_ends(matched),
        matched=matched,
        criminalized=protect(prosecution.count_law_bounds(laws)),
    )


def open_world(resource: str, country: str, source: str = "") -> Source:
    """A shipped table for the page of the world; the same without rows for a country's page.

    Args:
        resource: Name of the table.
        country: ISO 3166-1 alpha-3, or ``WLD``.
        source: A file that a report names; empty for what ships.
    """
    opened = open_table(resource, source)
    return opened if country == v.WORLD else replace(opened, table=opened.table.iloc[:0])
