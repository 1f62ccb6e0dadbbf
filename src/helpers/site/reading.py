"""An executed notebook to a page model: cell by cell, nothing but Caselight's own outputs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from helpers.site.markdown import escape_prose
from helpers.site.model import Block, Fact, Figure, Page, Section, Table

OURS: Final = "application/vnd.caselight.v1+json"
PLOTLY: Final = "application/vnd.plotly.v1+json"
_HEADING: Final = re.compile(r"^(#{1,2}) +(.+?)\s*$")
_FACTS: Final = 3
_LAST: Final = {"hidden": 1, "ledger": 2, "versions": 4}
_METHOD: Final = re.compile(r"\b(method|limits|how this was made)", re.IGNORECASE)
_OWN_HEADING: Final = {
    "hidden": "What is hidden or missing",
    "ledger": "Data quality",
    "versions": "Parameters and versions",
}


def read_page(notebook: Mapping[str, Any], question: str) -> Page:
    """Make the page model of an executed notebook.

    Args:
        notebook: Executed and normalised.
        question: Title of the notebook, in case it has no heading.
    """
    headline: Mapping[str, Any] = {}
    title = question
    sections = [("", list[Block]())]
    for kind, value in _pieces(notebook):
        if kind == "title":
            title = str(value)
        elif kind == "heading":
            sections.append((str(value), []))
        elif kind == "headline":
            headline = value
        elif kind == "sentence":
            _add_sentence(sections[-1][1], value)
        else:
            sections[-1][1].append(value)
    return Page(
        title=title,
        answer=str(headline.get("text", "")),
        source=str(headline.get("source", "")),
        facts=tuple(_fact(f) for f in headline.get("facts", [])[:_FACTS]),
        sections=_in_order([(h, _told(b)) for h, b in sections if b and not _is_empty(b)]),
        unanswered=tuple(heading for heading, blocks in sections if _is_empty(blocks)),
        is_empty=headline.get("empty") is True,
    )


def _is_empty(blocks: list[Block]) -> bool:
    """Whether a question got nothing but the word that there is nothing."""
    kinds = {block.kind for block in blocks}
    return "empty" in kinds and kinds <= {"empty", "prose"}


def _told(blocks: list[Block]) -> list[Block]:
    """The blocks of a section that has figures: where one has none, one notice says so."""
    told: list[Block] = []
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if block.kind != "empty":
            told.append(block)
        elif after is None or after.kind != "empty":  # an empty chart and its sentence say it once
            told.append(replace(block, kind="notice"))
    return told


def _pieces(notebook: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            yield from _prose(_text(cell["source"]))
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if isinstance(data.get(OURS), Mapping):
                yield from _output(data[OURS], data.get(PLOTLY))


def _prose(source: str) -> Iterator[tuple[str, Any]]:
    lines: list[str] = []
    for line in [*source.splitlines(), None]:
        heading = _HEADING.match(line) if line is not None else None
        if (heading or line is None) and "".join(lines).strip():
            yield "prose", Block("prose", text="\n".join(lines).strip())
        if heading:
            yield ("title" if heading[1] == "#" else "heading"), heading[2]
        lines = [] if heading or line is None else [*lines, line]


def _output(payload: Mapping[str, Any], drawing: Any) -> Iterator[tuple[str, Any]]:
    kind = str(payload.get("kind", ""))
    if kind in ("headline", "sentence"):
        yield kind, payload
    elif kind in ("notice", "hidden"):
        name = "empty" if payload.get("empty") is True else kind
        yield kind, Block(name, text=str(payload.get("text", "")))
    elif kind in ("chart", "table"):
        yield kind, Block("figure", figure=_figure(payload, drawing if kind == "chart" else None))
    elif kind == "ledger":
        yield kind, Block(kind, table=_table(payload, str(payload.get("title", ""))))
    elif kind == "versions":
        table = {"columns": ["What", "Value"], "rows": payload.get("rows", [])}
        yield kind, Block(kind, table=_table(table, _OWN_HEADING[kind]))


def _figure(payload: Mapping[str, Any], drawing: Any) -> Figure:
    title = str(payload.get("title", ""))
    table = payload.get("table")
    return Figure(
        anchor=to_anchor(str(payload.get("id", "")) or title),
        title=title,
        subtitle=str(payload.get("subtitle", "")),
        alt=str(payload.get("alt", "") or title),
        drawing=drawing if isinstance(drawing, Mapping) else None,
        table=_table(table, title) if isinstance(table, Mapping) else None,
        source=tuple(str(line) for line in payload.get("source", [])),
        notes=tuple(str(line) for line in payload.get("notes", [])),
        protection=str(payload.get("protection", "")),
        hidden=int(payload.get("hidden", 0)),
    )


def _table(payload: Mapping[str, Any], caption: str) -> Table:
    columns = tuple(str(column) for column in payload.get("columns", []))
    numeric = [bool(flag) for flag in payload.get("numeric", [])]
    return Table(
        caption=str(payload.get("caption", "") or caption),
        columns=columns,
        rows=tuple(tuple(str(cell) for cell in row) for row in payload.get("rows", [])),
        numeric=tuple([*numeric, *[False] * len(columns)][: len(columns)]),
    )


def _fact(payload: Mapping[str, Any]) -> Fact:
    return Fact(*(str(payload.get(key, "")) for key in ("value", "label", "detail")))


def _add_sentence(blocks: list[Block], payload: Mapping[str, Any]) -> None:
    text, how = str(payload.get("text", "")), str(payload.get("how_to_read", ""))
    last = blocks[-1].figure if blocks else None
    if last is not None and not last.sentence:
        blocks[-1] = replace(blocks[-1], figure=replace(last, sentence=text, how_to_read=how))
    else:
        said = [f"**{escape_prose(text)}**", escape_prose(how)]
        blocks.append(Block("sentence", text="\n\n".join(filter(None, said))))


def _in_order(sections: list[tuple[str, list[Block]]]) -> tuple[Section, ...]:
    """Questions as the notebook has them; then hidden, ledger, method, versions."""
    ranked = [piece for heading, blocks in sections for piece in _apart(heading, blocks)]
    ranked.sort(key=lambda piece: piece[0])
    taken = {"main"}
    return tuple(
        Section(_unused(to_anchor(heading), taken), heading, tuple(_anchored(blocks, taken)))
        for _, heading, blocks in ranked
    )


def _apart(heading: str, blocks: list[Block]) -> Iterator[tuple[int, str, list[Block]]]:
    kinds = {block.kind for block in blocks}
    closing = [kind for kind in _LAST if kind in kinds]
    if len(closing) == 1 and kinds <= {"prose", *closing}:  # a section about nothing else
        yield _LAST[closing[0]], heading or _OWN_HEADING[closing[0]], blocks
        return
    rest = [block for block in blocks if block.kind not in _LAST]
    if rest:
        yield 3 if _METHOD.search(heading) and "figure" not in kinds else 0, heading, rest
    for kind in closing:
        yield _LAST[kind], _OWN_HEADING[kind], [b for b in blocks if b.kind == kind]


def _anchored(blocks: list[Block], taken: set[str]) -> Iterator[Block]:
    for block in blocks:
        figure = block.figure
        if figure is not None:
            block = replace(block, figure=replace(figure, anchor=_unused(figure.anchor, taken)))
        yield block


def to_anchor(text: str) -> str:
    """A text as an id: lower case letters, digits and hyphens.

    Args:
        text: A heading, or the name of a figure.

    Example:
        >>> to_anchor("Who is recorded, and where?")
        'who-is-recorded-and-where'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].rstrip("-") or "part"


def _unused(anchor: str, taken: set[str]) -> str:
    name, number = anchor, 2
    while name in taken:
        name, number = f"{anchor}-{number}", number + 1
    taken.add(name)
    return name


def _text(source: Any) -> str:
    return "".join(source) if isinstance(source, list) else str(source)
