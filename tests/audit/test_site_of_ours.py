"""A site as the program makes it: counted, protected, drawn, rendered, and then attacked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from helpers.audit.site import SiteAudit, audit_site
from helpers.batch.normalise import normalise_notebook
from helpers.batch.runs import DONE, Run
from helpers.disclosure import protect
from helpers.figures import plot_ranking, show_table
from helpers.prose.sentence import Headline, Passage
from helpers.site.publish import publish
from helpers.site.release import make_release
from helpers.tables.counts import Counts, Relation, counted_cell
from helpers.tables.payload import to_cells
from helpers.tables.provenance import Provenance
from helpers.tables.regions import Region
from helpers.tables.safe import Cell, SafeTable, seal
from tests.audit.sites_made import to_ledger

OFFICE = Provenance("own_cases", "An office", "Cases", "May 2026", "2026-05-01", "", "", "")
SIZES = {"AAA": 4, "BBB": 25, "CCC": 310, "DDD": 1204}
VARIABLES = {"channel": ["hotline"], "country": list(SIZES)}


def count() -> Counts:
    """People by country, with their total: 4 of them are in AAA."""
    cells = [
        counted_cell(["hotline", c], n, region=Region.of(channel="hotline", country=c))
        for c, n in SIZES.items()
    ]
    total = sum(SIZES.values())
    cells.append(counted_cell(["hotline", "all"], total, region=Region.of(channel="hotline")))
    sums = (Relation(4, (0, 1, 2, 3)),)
    return Counts(("channel", "country"), tuple(cells), OFFICE, "people registered", relations=sums)


def share(table: SafeTable) -> SafeTable:
    """Each country's share of everybody, from protected counts."""
    whole = table.cell(channel="hotline", country="all").value or 1
    cells = [
        Cell(c.key, None, status=c.status)
        if c.value is None
        else Cell(c.key, 100 * c.value / whole, of=int(whole))
        for c in table.cells
    ]
    return table.derive(cells, unit="%")


def strike_out(counts: Counts) -> SafeTable:
    """Naive protection: nothing but the small count is hidden."""
    small = {c.key for c in counts.cells if 0 < (c.persons or 0) < 10}
    cells = [
        Cell(c.key, None, status="hidden") if c.key in small else Cell(c.key, c.persons)
        for c in counts.cells
    ]
    regions = {c.key: c.region.text for c in counts.cells if c.region}
    table = protect(counts)
    return seal(
        table.dimensions,
        [Cell(c.key, c.value, status=c.status, region=regions[c.key]) for c in cells],
        unit="people",
        counted=table.counted,
        provenance=table.provenance,
        policy=table.policy,
        words={},
    )


def make(folder: Path, table: SafeTable, displays: Sequence[Any]) -> Path:
    """The site of one report with these displays."""
    outputs = [
        {"output_type": "display_data", "data": shown._repr_mimebundle_(), "metadata": {}}
        for shown in displays
    ]
    cells: list[dict[str, Any]] = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Who is registered?"},
        {"cell_type": "code", "metadata": {}, "source": "show()", "outputs": outputs},
    ]
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    executed, left_out = normalise_notebook(book, {"country": "WLD"})
    assert not left_out
    path = folder / "executed.ipynb"
    path.write_text(json.dumps(executed))
    names = ("places-WLD", "places", "Who is registered?", "WLD", "World")
    run = Run(*names, parameters={"country": "WLD"}, status=DONE, seconds=1.25, executed=path)
    site = folder / "site"
    publish([run], make_release([run], "Questions", "0.1.0"), site)
    statuses = {c.key: c.status for c in table.cells}
    entry = {
        "population": "cases",
        "dimensions": list(table.dimensions),
        "counted": table.counted,
        "cells": [
            {"key": list(c.key), "region": c.region.text, "status": statuses[c.key]}
            for c in count().cells
            if c.region is not None
        ],
    }
    ledger = to_ledger({"places-WLD": [entry]}, variables=VARIABLES)
    (site / "release.json").write_text(json.dumps(ledger))
    return site


def displays(table: SafeTable) -> list[Any]:
    shares = share(table)
    told = shares.cell(channel="hotline", country="DDD")
    text = f"{told.value:.1f}% of {told.of:,} people are in DDD."
    return [
        Headline(text, ((f"{told.value:.1f}%", "in DDD", f"of {told.of:,}"),), OFFICE.short),
        plot_ranking(table, "Most people are in DDD", name="places"),
        show_table(shares, "Shares of countries", name="shares"),
        Passage("hidden", text="Counts of people below 10 are hidden; 1 count is another's guard."),
    ]


@pytest.fixture
def clean(tmp_path: Path) -> SiteAudit:
    table = protect(count())
    return audit_site(make(tmp_path, table, displays(table)))


def test_every_number_of_a_site_of_ours_is_recognised(clean: SiteAudit) -> None:
    assert clean.problems == ()
    # Five counts in the ranking and five shares: AAA and BBB are hidden in both.
    assert (clean.read.cells, clean.read.hidden) == (10, 2)
    assert clean.attack.findings == ()
    # AAA and BBB are 29 together: 1 to 28 each.
    assert clean.attack.proven_by_attack >= 2


def test_naive_protection_is_broken_on_its_own_page(tmp_path: Path) -> None:
    table = strike_out(count())
    found = audit_site(make(tmp_path, table, displays(table)))
    hidden = [f for f in found.attack.findings if f.kind == "hidden"]
    assert [(f.least, f.most) for f in hidden] == [(4, 4)]  # 1,543 - 1,204 - 310 - 25


def test_pages_do_not_carry_the_cells_a_second_time(tmp_path: Path) -> None:
    table = protect(count())
    site = make(tmp_path, table, displays(table))
    mark = Region.of(channel="hotline", country="DDD").mark
    assert mark in (site / "notebooks" / "places-WLD.ipynb").read_text()
    pages = [path.read_text() for path in site.rglob("*.html")]
    assert len(pages) == 2
    assert not any(mark in page or '"cells"' in page for page in pages)


def test_a_display_carries_a_cell_in_its_own_numbers_and_whom_it_counts() -> None:
    table = protect(count())
    told = to_cells(share(table))
    everybody, ddd = Region.of(channel="hotline"), Region.of(channel="hotline", country="DDD")
    # 100 * 1204 / 1543 = 78.0298...; the denominator is the cell of 1,543 in the same group.
    assert told["cells"][3] == {
        "key": ["hotline", "DDD"],
        "value": pytest.approx(100 * 1204 / 1543),
        "of": 1543,
        "at": ddd.mark,
        "in": everybody.mark,
    }
    assert told["cells"][0] == {
        "key": ["hotline", "AAA"],
        "status": "hidden",
        "at": Region.of(channel="hotline", country="AAA").mark,
    }
    assert (told["unit"], told["dimensions"]) == ("%", ["channel", "country"])
    assert told["sources"] == ["own_cases"]
