"""Runs made by code, for pages without executing a notebook."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from helpers.batch.runs import Run
from helpers.site.release import Release, make_release
from tests.support import code, markdown, notebook, output

HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
FORMULA = '=HYPERLINK("http://example.org";"here")'


def run(executed: Path | None, country: str = "WLD", name: str = "World", **rest: Any) -> Run:
    report = f"{rest.pop('notebook', 'forms')}-{country}"
    question = rest.pop("question", "Who is assisted?")
    reason, cell = rest.pop("reason", ""), rest.pop("cell", None)
    status = "done" if executed else "failed"
    book = report.rsplit("-", 1)[0]
    return Run(
        report, book, question, country, name, {"country": country}, status, 1.0, cell, reason,
        executed=executed,
    )  # fmt: skip


def headline(text: str = "Labour is recorded most often.", **more: Any) -> dict[str, Any]:
    base = {"kind": "headline", "text": text, "facts": [], "source": "A source, 2021"}
    return output(base | more)


def chart(**more: Any) -> dict[str, Any]:
    """A figure of two bars, as the notebooks' own."""
    payload = {
        "kind": "chart",
        "id": "forms",
        "title": "Labour leads",
        "subtitle": "% of people",
        "alt": "Labour leads. The numbers are in the table below the chart.",
        "table": {
            "caption": "Labour leads (people)",
            "columns": ["Form", "People"],
            "rows": [["Labour", "12"], ["Sexual", "hidden"]],
            "numeric": [False, True],
        },
        "source": ["Source: An office, A table, edition 2021."],
        "protection": "Counts of people below 10 are hidden.",
        "hidden": 1,
        "notes": ["A person can be in several forms."],
    }
    drawing = more.pop("drawing", None) or {
        "data": [{"type": "bar", "x": [12], "y": ["Labour"], "orientation": "h"}],
        "layout": {"height": 300, "title": {"text": "Labour leads"}, "template": {"data": {}}},
    }
    return output(payload | more, drawing)


def sentence(text: str = "Labour: 12.", how: str = "Bars count people.") -> dict[str, Any]:
    return output({"kind": "sentence", "text": text, "how_to_read": how})


def hidden(text: str = "Counts below 10 are hidden.") -> dict[str, Any]:
    return output({"kind": "hidden", "text": text})


def page_of(*outputs: dict[str, Any], title: str = "Who is assisted?", **more: Any) -> Any:
    """A notebook: title, then one question that holds the outputs."""
    cells = [markdown(f"# {title}\n\nWhat this is."), code("", headline(**more))]
    cells += [markdown("## Which forms?\n\nA question."), *(code("", o) for o in outputs)]
    return notebook(*cells)


def release(folder: Path, *books: tuple[Any, dict[str, Any]]) -> Release:
    """A release of notebooks; None stands for a report that failed."""
    runs = []
    for number, (book, options) in enumerate(books):
        path = folder / f"{number}.ipynb"
        if book is not None:
            path.write_text(json.dumps(book), encoding="utf-8")
        runs.append(run(path if book is not None else None, **options))
    return make_release(runs, "Three questions", "0.1.0")
