"""An executed notebook: its displays with their cells, and every number in whatever else it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from helpers.audit.collect import model as m
from helpers.audit.collect.drawings import read_drawing, to_found
from helpers.audit.collect.pages import read_markup
from helpers.audit.collect.tokens import read_tokens

OURS: Final = "application/vnd.caselight.v1+json"
PLOTLY: Final = "application/vnd.plotly.v1+json"

_SPOKEN: Final = frozenset({"text", "how_to_read", "title", "subtitle", "notes", "facts", "source"})
_SILENT: Final = frozenset(
    {"kind", "id", "cells", "dimensions", "unit", "sources", "empty", "hidden", "numeric",
     "protection", "also", "fixed", "computed"}
)  # fmt: skip
"""Of a display: names, flags and what is read as cells. The protection's sentence is policy."""

_KNOWN_METADATA: Final = frozenset({"kernelspec", "language_info"})


def read_notebook(notebook: Any, file: str) -> m.Read:
    """Read an executed notebook whole.

    Args:
        notebook: What its JSON holds.
        file: Its name in the site, for findings.
    """
    read = m.Read(file)
    if not isinstance(notebook, Mapping) or not isinstance(notebook.get("cells"), list):
        read.report("not read", "the file", "a notebook without cells")
        return read
    rest = m.Part()
    rest.found += _read_metadata(notebook.get("metadata"), read)
    known = {"cells", "metadata", "nbformat", "nbformat_minor"}
    rest.found += _walk({k: v for k, v in notebook.items() if k not in known}, m.META, "notebook")
    for number, cell in enumerate(notebook["cells"], start=1):
        if not isinstance(cell, Mapping):
            read.report("not read", f"cell {number}", "something that is no cell")
            continue
        rest.found += _read_source(cell, number, read)
        for output in cell.get("outputs") or []:
            read.parts.append(_read_output(output, f"cell {number}", read))
    read.parts.append(rest)
    return read


def _read_metadata(metadata: Any, read: m.Read) -> Iterator[m.Found]:
    if not isinstance(metadata, Mapping):
        return
    rest = {key: value for key, value in metadata.items() if key not in _KNOWN_METADATA}
    papermill = rest.pop("papermill", None)
    if isinstance(papermill, Mapping):
        parameters = papermill.get("parameters")
        read.constants |= {token.text for text in _texts(parameters) for token in read_tokens(text)}
        rest["papermill"] = {k: v for k, v in papermill.items() if k != "parameters"}
    yield from _walk(rest, m.META, "notebook's metadata")


def _read_source(cell: Mapping[str, Any], number: int, read: m.Read) -> Iterator[m.Found]:
    """What its writer typed: constants, except what a sentence says of a number of people."""
    source = _join(cell.get("source"))
    typed = cell.get("cell_type") == "markdown"
    for token in read_tokens(source):
        if typed and token.people:
            yield to_found(token, m.PROSE, f"cell {number}")
        else:
            read.constants.add(token.text)
    yield from _walk(cell.get("metadata"), m.META, f"cell {number}'s metadata")
    if cell.get("attachments"):
        read.report("not read", f"cell {number}", "an attachment")


def _read_output(output: Any, spot: str, read: m.Read) -> m.Part:
    part = m.Part()
    if not isinstance(output, Mapping):
        read.report("not read", spot, "an output that is none")
        return part
    data = output.get("data")
    data = data if isinstance(data, Mapping) else {}
    payload = data.get(OURS)
    if isinstance(payload, Mapping):
        shown = m.read_shown(payload, read.file)
        if shown is not None:
            read.tables.append(shown)
        read.tables += m.read_more(payload, read.file)
        _note_constants(payload, read)
        sources = payload.get("sources")
        part.sources = tuple(map(str, sources)) if isinstance(sources, list) else None
    for kind, content in data.items():
        part.found += _read_content(kind, content, payload, spot, read)
    for key in ("text", "evalue", "traceback"):
        for token in read_tokens(_join(output.get(key))):
            part.found.append(to_found(token, m.OUTPUT, spot))
    part.found += _walk(output.get("metadata"), m.META, f"{spot}'s metadata")
    return part


def _note_constants(payload: Mapping[str, Any], read: m.Read) -> None:
    """Sources, policies and fixed lists say the same on every page; of people they say nothing."""
    fixed = [payload.get("source"), payload.get("protection")]
    fixed += [payload] if payload.get("fixed") is True else []
    for token in (t for text in _texts(fixed) for t in read_tokens(text)):
        if not token.people:
            read.constants.add(token.text)
    computed = payload.get("computed")
    if isinstance(computed, list):
        read.computed |= {float(n) for n in computed if isinstance(n, (int, float))}
    if payload.get("kind") == "ledger" and not payload.get("fixed"):
        read.quality |= {t.value for text in _texts(payload.get("rows")) for t in read_tokens(text)}


def _read_content(kind: str, content: Any, payload: Any, spot: str, read: m.Read) -> list[m.Found]:
    ours = isinstance(payload, Mapping)
    name = f"{spot}, {payload.get('id') or payload.get('kind', '')}" if ours else spot
    if kind == OURS and ours:
        return list(_read_payload(payload, name))
    if kind == PLOTLY and isinstance(content, Mapping):
        return read_drawing(content, name, read)
    if kind == "text/html":
        return read_markup(_join(content), m.Read(read.file), name)
    if kind in ("text/plain", "text/markdown"):
        spoken = (m.QUALITY if payload.get("kind") == "ledger" else m.SENTENCE) if ours else ""
        if ours and payload.get("kind") == "versions":
            return []
        kind = spoken or m.OUTPUT
        return [to_found(token, kind, name) for token in read_tokens(_join(content))]
    if kind.endswith("json"):
        return list(_walk(content, m.OUTPUT, name))
    read.report("not read", spot, f"an output of type {kind[:60]}")
    return []


def _read_payload(payload: Mapping[str, Any], name: str) -> Iterator[m.Found]:
    kind = payload.get("kind")
    if kind == "versions":
        return
    for key, value in payload.items():
        if key in _SILENT:
            continue
        if key == "alt":
            yield from _walk(value, m.ALTERNATIVE, name)
        elif key in _SPOKEN:
            yield from _walk(value, m.SENTENCE, f"{name}, {key}")
        elif key == "table" and isinstance(value, Mapping):
            yield from _walk(value.get("caption"), m.SENTENCE, f"{name}, caption")
            yield from _walk([v for k, v in value.items() if k != "caption"], m.TABLE, name)
        elif key in ("rows", "columns"):
            yield from _walk(value, m.QUALITY if kind == "ledger" else m.TABLE, name)
        else:
            yield from _walk(value, m.OUTPUT, f"{name}, {key[:40]}")


def _walk(value: Any, kind: str, spot: str) -> Iterator[m.Found]:
    """Numbers of anything, keys included."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _walk(str(key), kind, spot)
            yield from _walk(item, kind, spot)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item, kind, spot)
    elif isinstance(value, str):
        for token in read_tokens(value):
            yield to_found(token, kind, spot)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield m.Found(kind, spot, abs(float(value)))


walk_json = _walk


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif value is not None:
        yield str(value)


def _join(source: Any) -> str:
    if isinstance(source, list):
        return "".join(map(str, source))
    return source if isinstance(source, str) else ""
