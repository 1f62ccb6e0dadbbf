"""Tables of words: claims beside figures, printed numbers beside their counts."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from helpers.displays import bundle
from helpers.prose.claims import cite, tell_evidence, tell_reason, tell_verdict
from helpers.prose.printed import tell_counts, tell_result
from helpers.tables.claims import Judgement, Judgements, require_judgements
from helpers.tables.payload import name_sources
from helpers.tables.provenance import Provenance
from helpers.tables.statements import POINTS, SLIP, Comparisons
from helpers.wording import start_sentence


@dataclass(frozen=True)
class Listing:
    """A table of words with its source; lines within a cell are lines of its text.

    Args:
        name: Stable name, its anchor on the page.
        title: What it shows.
        subtitle: What its rows are.
        columns: Its headings.
        rows: Its cells.
        provenance: Where the figures in it come from.
        policy: How they are protected.
    """

    name: str
    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    provenance: tuple[Provenance, ...]
    policy: str

    def _repr_mimebundle_(
        self, include: Sequence[str] | None = None, exclude: Sequence[str] | None = None
    ) -> dict[str, Any]:
        if not self.rows:
            text = f"{self.subtitle}: no figures here."
            return bundle({"kind": "notice", "text": text, "empty": True}, text)
        alt = f"{self.title}. {self.subtitle}."
        payload = {
            "kind": "table",
            "id": self.name,
            "title": self.title,
            "subtitle": self.subtitle,
            "alt": alt,
            "table": {
                "caption": self.title,
                "columns": list(self.columns),
                "rows": [list(row) for row in self.rows],
                "numeric": [False] * len(self.columns),
            },
            "source": [p.line for p in self.provenance],
            "protection": self.policy,
            "hidden": 0,
            "notes": [],
            "sources": name_sources(self.provenance),
        }
        return bundle(payload, alt) | {"text/html": self._to_html()}

    def _to_html(self) -> str:
        head = "".join(f"<th>{html.escape(column)}</th>" for column in self.columns)
        lines = [[html.escape(cell).replace("\n", "<br>") for cell in row] for row in self.rows]
        body = "".join(f"<tr><td>{'</td><td>'.join(line)}</td></tr>" for line in lines)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def show_claims(ledger: Judgements, title: str) -> Listing:
    """The ledger of claims: what was said, the figures side by side, the word and the reason.

    Args:
        ledger: What ``judge_claims`` gave.
        title: What it shows.
    """
    ledger = require_judgements(ledger, "show_claims")
    columns = ("Claim", "What public figures allow to say", "Figures side by side", "Why")
    subtitle = "Claims of the speech of July 2014, each beside public figures"
    rows = tuple(_to_row(row) for row in ledger.rows)
    return Listing("claims", title, subtitle, columns, rows, ledger.provenance, ledger.policy)


def _to_row(row: Judgement) -> tuple[str, ...]:
    figures = "\n".join(start_sentence(tell_evidence(e)) for e in row.evidence)
    return (
        f"{row.claim}. {row.statement}",
        tell_verdict(row),
        figures or "No figure here",
        tell_reason(row),
    )


def show_slips(found: Comparisons, title: str) -> Listing:
    """Printed numbers that do not follow from the counts beside them, with the arithmetic.

    Args:
        found: What ``compare_statements`` gave.
        title: What it shows.
    """
    columns = ("About", "In print", "By the counts", "Counts in print", "Outcome", "Source")
    rows = tuple(
        (r.text, r.printed, tell_result(r), tell_counts(r), start_sentence(r.outcome),
         cite(r.source, r.url))
        for r in found.of(SLIP, POINTS)
    )  # fmt: skip
    subtitle = "Percentages and totals in print, with the rounding of all numbers allowed for"
    return Listing("slips", title, subtitle, columns, rows, found.provenance, found.policy)
