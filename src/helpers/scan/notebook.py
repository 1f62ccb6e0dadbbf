"""A notebook: its cells, its outputs, and the metadata that editors and programs leave in it."""

from __future__ import annotations

import binascii
import json
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any, Final

from helpers.scan.findings import UNREADABLE
from helpers.scan.image import check_image
from helpers.scan.markup import check_markup
from helpers.scan.records import check_values, parse_json, to_told
from helpers.scan.scope import Scope, Where, to_lines
from helpers.scan.secrets import is_dense, is_secret_name
from helpers.scan.tables import check_table

_TOP: Final = frozenset(("kernelspec", "language_info", "papermill", "widgets", "title"))
_SPEC: Final = frozenset(("name", "display_name", "language", "argv"))
_CELL: Final = frozenset(
    ("tags", "collapsed", "scrolled", "trusted", "name", "jupyter", "execution", "papermill",
     "format", "slideshow", "editable", "deletable", "raw_mimetype", "heading_collapsed", "hidden",
     "hide_input")
)  # fmt: skip
_CELL_PARTS: Final = frozenset(
    ("cell_type", "metadata", "source", "outputs", "attachments", "execution_count")
)
_OUTPUT: Final = frozenset(("width", "height", "isolated", "needs_background", "unconfined"))
_WIDGET: Final = "application/vnd.jupyter.widget-"
_INDEX: Final = re.compile(r"^(\d+|\w[\w/ .-]{0,30})\s{2,}\S", re.MULTILINE)


def check_notebook(scope: Scope, text: str) -> None:
    """Look through a notebook.

    Args:
        scope: Where findings go.
        text: The file.
    """
    content = parse_json(scope, text)
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        scope.add(UNREADABLE)  # of another format than 4, or none at all
        scope.text(text, to_lines(text))
        check_values(scope, content, "")
        return
    _check_metadata(scope, content.get("metadata"))
    for number, cell in enumerate(cells, start=1):
        _check_cell(scope, cell, f"cell {number}")
    rest = {key: content[key] for key in content if key not in ("cells", "metadata")}
    _check_any(scope, rest, "notebook")


def _check_metadata(scope: Scope, metadata: Any) -> None:
    about = "notebook metadata"
    if not isinstance(metadata, dict):
        scope.add(UNREADABLE, about)
        return
    if metadata.get("widgets"):
        scope.add("widget_state", about)
    spec = metadata.get("kernelspec", {})
    if set(metadata) - _TOP or (isinstance(spec, dict) and set(spec) - _SPEC):
        scope.add("metadata", about)
    _check_any(scope, metadata, about)
    papermill = metadata.get("papermill", {})
    if not isinstance(papermill, dict):
        return
    if papermill.get("environment_variables") or papermill.get("exception"):
        scope.add("metadata", "papermill's metadata")
    for group in ("parameters", "default_parameters", "environment_variables"):
        for place, name, value in _leaves(papermill.get(group, {}), group):
            if value and (is_dense(value) or (is_secret_name(name) and len(value) > 3)):
                scope.add("secret", f"papermill's {place}")


def _leaves(value: Any, place: str, name: str = "") -> Iterator[tuple[str, str, str]]:
    if isinstance(value, dict):
        for number, (key, item) in enumerate(value.items(), start=1):
            yield from _leaves(
                item, f"{place.split(',')[0]}, entry {number}", f"{name} {key}".strip()
            )
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, place, name)
    elif isinstance(value, str):
        yield place, name, value


def _check_cell(scope: Scope, cell: Mapping[str, Any], place: str) -> None:
    if cell.get("attachments"):
        scope.add("attachment", place)
        _check_any(scope, cell["attachments"], place)
    metadata = cell.get("metadata") or {}
    if not isinstance(metadata, dict) or set(metadata) - _CELL:
        scope.add("metadata", place)
    if metadata:
        _check_any(scope, metadata, place)
    source = _joined(cell.get("source", ""))
    scope.text(source, to_lines(source, place))
    if cell.get("cell_type") == "markdown" and "<table" in source.lower():
        check_markup(scope, source, to_lines(source, place))
    outputs = cell.get("outputs") or []
    if not isinstance(outputs, list):
        scope.add(UNREADABLE, place)
        return
    for number, output in enumerate(outputs, start=1):
        _check_output(scope, output, f"{place}, output {number}")
    rest = {key: value for key, value in cell.items() if key not in _CELL_PARTS}
    if rest:
        _check_any(scope, rest, place)


def _check_output(scope: Scope, output: Any, place: str) -> None:
    if not isinstance(output, dict):
        scope.add(UNREADABLE, place)
        return
    kind = output.get("output_type")
    if kind == "error" or output.get("name") == "stderr":
        scope.add("traceback", place)
    data = output.get("data") or {}
    rest = {key: value for key, value in output.items() if key not in ("data", "output_type")}
    text = _joined(rest.pop("text", ""))
    scope.text(text, to_lines(text, place))
    check_printed(scope, text, place)
    metadata = rest.get("metadata") or {}
    if not _is_usual(metadata):
        scope.add("metadata", place)
    _check_any(scope, rest, place)
    if not isinstance(data, dict):
        scope.add(UNREADABLE, place)
        return
    for mime, value in data.items():
        _check_shown(scope, str(mime), value, place)


def _is_usual(metadata: Any) -> bool:
    """Whether an output's metadata says no more than how large it is drawn."""
    if not isinstance(metadata, dict):
        return False
    inner = [set(item) if isinstance(item, dict) else {key} for key, item in metadata.items()]
    return all(keys <= _OUTPUT for keys in inner)


def _check_shown(scope: Scope, mime: str, value: Any, place: str) -> None:
    if mime.startswith(_WIDGET):
        scope.add("widget_state", place)
    if isinstance(value, (dict, list)) and not _is_text(value):
        _check_any(scope, value, place)
        return
    text = _joined(value)
    where: Where = to_lines(text, place)
    if mime.startswith("image/") and "svg" not in mime:
        _check_picture(scope, text, place)
    elif mime in ("text/html", "image/svg+xml", "application/xhtml+xml"):
        check_markup(scope, text, where)
    else:
        scope.text(text, where)
        check_printed(scope, text, place)


def _check_picture(scope: Scope, text: str, place: str) -> None:
    try:
        data = b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        scope.add(UNREADABLE, place)
        return
    check_image(scope, data, place)


def check_printed(scope: Scope, text: str, place: str) -> None:
    """Look for a data frame among what was printed.

    Args:
        scope: Where findings go.
        text: What was printed.
        place: Where it stands.
    """
    if "  " not in text:
        return
    lines = [line.rstrip(" \\") for line in text.splitlines()[:200]]
    for number, line in enumerate(lines[:-1]):
        columns = re.split(r"\s+", line.strip())
        if line.startswith(" ") and len(columns) >= 2 and _INDEX.match(lines[number + 1]):
            rows = [
                re.split(r"\s{2,}", row)[1:] for row in lines[number + 1 :] if _INDEX.match(row)
            ]
            check_table(scope, columns, rows, place, shown=True)


def _check_any(scope: Scope, value: Any, place: str) -> None:
    if not value:
        return
    scope.text(to_told(value), lambda _: place)
    check_values(scope, value, place)


def _is_text(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(line, str) for line in value)


def _joined(value: Any) -> str:
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else json.dumps(value)
