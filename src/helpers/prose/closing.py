"""The end of every report: what is hidden, how good the data are, with what it was made."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version

import pandas as pd

from helpers.prose.sentence import Passage, as_rows
from helpers.tables.safe import SafeTable, require_safe
from helpers.wording import pluralise

_TOOLS = ("caselight", "pandas", "plotly", "statsmodels", "scipy", "papermill")


def describe_hidden(*tables: SafeTable) -> Passage:
    """How many cells are hidden or were published as a range, and under which policy.

    Args:
        tables: Every safe table of the report.
    """
    safe = [require_safe(table, "describe_hidden") for table in tables]
    hidden = sum(table.hidden for table in safe)
    ranges = sum(c.status == "hidden_at_source" for table in safe for c in table.cells)
    policies = dict.fromkeys(table.policy for table in safe)
    sources = "; ".join(dict.fromkeys(p.title for table in safe for p in table.provenance))
    text = (
        f"In this report {pluralise(hidden, 'count is', 'counts are')} hidden by our protection; "
        f"{pluralise(ranges, 'figure is', 'figures are')} known as a range only. Sources: "
        f"{sources}. {' '.join(policies)} Hidden is not zero, not reported is not zero, and "
        "unknown is not no."
    )
    return Passage("hidden", text)


def describe_ledger(findings: pd.DataFrame) -> Passage:
    """The data-quality ledger: what was found in the sources, how often, and what was done.

    Args:
        findings: Rows of ``read_findings``: resource, place, rule, count, done.
    """
    shown = findings[["resource", "place", "rule", "count", "done"]]
    columns = ("Data", "Where", "What was found", "How many", "What was done")
    rows = as_rows(shown.itertuples(index=False))
    return Passage("ledger", title="Data-quality ledger", columns=columns, rows=rows)


def describe_citations(tables: Iterable[SafeTable]) -> Passage:
    """How to cite each source of the report, and its terms."""
    sources = dict.fromkeys(p for table in tables for p in table.provenance)
    rows = as_rows([(p.title, p.edition, p.date, p.citation, p.licence) for p in sources])
    columns = ("Source", "Edition", "Date", "Citation", "Terms")
    return Passage("ledger", title="Sources and how to cite them", columns=columns, rows=rows)


def describe_versions(parameters: Mapping[str, object]) -> Passage:
    """Parameters of this report and the versions that made it."""
    rows = [*parameters.items(), ("python", platform.python_version())]
    rows += [(tool, version(tool)) for tool in _TOOLS]
    return Passage("versions", rows=as_rows(rows))
