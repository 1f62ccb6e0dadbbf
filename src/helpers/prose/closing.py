"""The end of every report: what is hidden, how good the data are, with what it was made."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import PurePath

from helpers.prose.sentence import Passage, as_rows
from helpers.tables import vocabulary as v
from helpers.tables.ledger import SafeLedger, require_safe_ledger
from helpers.tables.safe import SafeTable, require_safe
from helpers.wording import format_cell, join_words, pluralise

_TOOLS = ("caselight", "pandas", "plotly", "statsmodels", "scipy", "papermill")


def describe_hidden(*tables: SafeTable) -> Passage:
    """How many cells are hidden or were published as a range, and under which policy.

    Args:
        tables: Every safe table of the report.
    """
    safe = _with_figures([require_safe(table, "describe_hidden") for table in tables])
    hidden = sum(table.hidden for table in safe)
    ranges = sum(c.status == "hidden_at_source" for table in safe for c in table.cells)
    policies = dict.fromkeys(table.policy for table in safe if table.policy)
    sources = "; ".join(dict.fromkeys(p.title for table in safe for p in table.provenance))
    text = (
        f"In this report {pluralise(hidden, 'count is', 'counts are')} hidden by our protection; "
        f"{pluralise(ranges, 'figure is', 'figures are')} known as a range only. Sources: "
        f"{sources}. {' '.join(policies)} Hidden is not zero, not reported is not zero, and "
        "unknown is not no."
    )
    return Passage("hidden", text)


def _with_figures(tables: list[SafeTable]) -> list[SafeTable]:
    """The tables that have a line here; a source without one is no source of this page."""
    return [table for table in tables if len(table)] or tables


_OWN_FILE = (
    "Every person of the file is counted here; what is hidden is hidden in the counts. How they "
    "are protected stands above."
)


def describe_withheld(withheld: SafeTable, coverage: SafeTable) -> Passage:
    """Who is left out of the shipped tables to protect them, and what a channel never asks.

    Args:
        withheld: The protected ``count_withheld``, for the whole edition.
        coverage: The protected ``count_coverage``, for the whole edition.
    """
    withheld = require_safe(withheld, "describe_withheld")
    coverage = require_safe(coverage, "describe_withheld")
    if withheld.is_empty:
        return Passage("hidden", _OWN_FILE)
    left_out = [
        f"{format_cell(c, withheld.unit)} in {withheld.word('channel', c.key[0]).lower()}"
        for c in withheld.cells
    ]
    unasked = [_tell_unasked(coverage, channel) for channel in coverage.labels("channel")]
    text = (
        "The figures here are counts of the publisher's whole edition. People left out of them "
        f"because too few share their characteristics: {join_words(left_out)}. The publisher had "
        "already blanked rare values before, to protect people; they count as not recorded. "
        f"{' '.join(filter(None, unasked))} A question that is not asked is no zero."
    )
    return Passage("hidden", text)


def _tell_unasked(coverage: SafeTable, channel: str) -> str:
    cells = [c for c in coverage.where(channel=channel).cells if c.status == v.NOT_COLLECTED]
    if not cells:
        return ""
    names = join_words([coverage.word("attribute", c.key[1]) for c in cells])
    return f"Not collected in {coverage.word('channel', channel).lower()}: {names}."


def describe_ledger(ledger: SafeLedger) -> Passage:
    """The data-quality ledger: what was found in the sources, how often, and what was done.

    Args:
        ledger: What ``disclosure.protect_ledger`` gave.
    """
    ledger = require_safe_ledger(ledger, "describe_ledger")
    columns = ("Data", "Where", "What was found", "How many", "What was done")
    rows = as_rows(ledger.rows)
    return Passage("ledger", title="Data-quality ledger", columns=columns, rows=rows)


def describe_citations(tables: Iterable[SafeTable]) -> Passage:
    """How to cite each source of the report, and its terms."""
    safe = _with_figures([require_safe(table, "describe_citations") for table in tables])
    sources = dict.fromkeys(p for table in safe for p in table.provenance)
    rows = as_rows([(p.title, p.edition, p.date, p.citation, p.licence) for p in sources])
    columns = ("Source", "Edition", "Date", "Citation", "Terms")
    title = "Sources and how to cite them"
    return Passage("ledger", title=title, columns=columns, rows=rows, is_fixed=True)


def describe_versions(parameters: Mapping[str, object]) -> Passage:
    """Parameters of this report and the versions that made it."""
    told = ((name, _without_folder(value)) for name, value in parameters.items())
    rows = [*told, ("python", platform.python_version())]
    rows += [(tool, version(tool)) for tool in _TOOLS]
    return Passage("versions", rows=as_rows(rows))


def _without_folder(value: object) -> object:
    """A file that somebody named by its whole path is told by its name: pages name no machine."""
    path = PurePath(str(value))
    return path.name if path.is_absolute() else value
