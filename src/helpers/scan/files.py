"""Files and folders: what each is by its content, and how it is looked through."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from helpers.errors import CaselightError
from helpers.scan.canaries import Canaries
from helpers.scan.delimited import check_rows
from helpers.scan.findings import UNREADABLE, Finding, Findings
from helpers.scan.image import JPEG, PNG, check_image
from helpers.scan.known import is_known
from helpers.scan.markup import check_markup
from helpers.scan.notebook import check_notebook
from helpers.scan.patterns import find_patterns
from helpers.scan.records import check_json
from helpers.scan.scope import LONGEST_LINE, Scope, to_lines
from helpers.scan.stream import check_stream
from helpers.scan.texts import to_text
from helpers.scan.unpacking import GZIP, gunzip
from helpers.scan.workbook import check_zip

WHOLE: Final = 64 * 1024 * 1024
"""Bytes up to which a file is read whole; a larger one is read in pieces, as text."""
_SKIPPED: Final = frozenset((".git", "__pycache__"))
_KEPT: Final = ".caselight"
_PROSE: Final = frozenset(
    (".py", ".pyi", ".js", ".css", ".md", ".rst", ".toml", ".yaml", ".yml", ".sh", ".r", ".tex")
)  # fmt: skip
_STRUCTURED: Final = frozenset(
    (".ipynb", ".json", ".html", ".htm", ".xhtml", ".svg", ".xml", ".xlsx", ".zip")
)


def check_paths(paths: Iterable[Path], canaries: Canaries | None = None) -> Iterator[Finding]:
    """Look through files, and through folders with all that is in them.

    Args:
        paths: Files and folders. Links are told and not followed; ``.git`` is not looked into.
        canaries: Planted values to look for; None for none.

    Raises:
        CaselightError: There is nothing under one of the names.
    """
    asked = list(paths)
    for path in asked:
        if not os.path.lexists(path):
            raise CaselightError(
                "What is to be checked is there.", f"no file or folder {path}", "Name another."
            )
    for path in asked:
        for found, told in _walk(path, tell_path(str(path))):
            if isinstance(found, Finding):
                yield found
            else:
                yield from _check_file(found, told, canaries)


def check_bytes(name: str, data: bytes, canaries: Canaries | None = None) -> list[Finding]:
    """Look through what would become a file.

    Args:
        name: Its name; the ending helps to tell what it is.
        data: Its content.
        canaries: Planted values to look for; None for none.

    Example:
        >>> for finding in check_bytes("a.txt", b"write to jane.doe@example.org"):
        ...     print(finding)
        a.txt, line 1: an e-mail address
    """
    found = Findings(tell_path(name))
    check_data(Scope(found, canaries), name, data)
    return found.all


def check_data(scope: Scope, name: str, data: bytes) -> None:
    """Look through one file's content; what fails to be read is a finding, whatever failed.

    Args:
        scope: Where findings go.
        name: Its name.
        data: Its content.
    """
    if is_known(data):
        return
    scope.data(data, lambda place: f"byte {place}")
    try:
        _dispatch(scope, name, data)
        if not scope.depth:
            scope.settle()
    except (Exception, RecursionError):  # hostile input: a fault of ours must not pass as clean
        scope.add(UNREADABLE)


def _dispatch(scope: Scope, name: str, data: bytes) -> None:
    suffix = Path(name).suffix.lower()
    if data.startswith((PNG, JPEG)):
        check_image(scope, data)
    elif data.startswith(b"PK\x03\x04"):
        check_zip(scope, data, check_data)
    elif data.startswith(GZIP):
        _check_gzip(scope, name, data)
    elif (text := to_text(data)) is None:
        scope.add(UNREADABLE)
        text = data.decode("latin-1")
        scope.text(text, lambda place: f"byte {place}")
    elif max(map(len, text.split("\n")), default=0) > LONGEST_LINE:
        scope.add(UNREADABLE)
    else:
        _check_text(scope, suffix, text)


def _check_gzip(scope: Scope, name: str, data: bytes) -> None:
    inner, whole = gunzip(data, scope.left[0])
    deeper = scope.deeper(len(inner))
    if not whole or deeper is None:
        scope.add(UNREADABLE)
    if deeper is not None:
        check_data(deeper, name.removesuffix(".gz"), inner)


def _check_text(scope: Scope, suffix: str, text: str) -> None:
    start = text[:65536].lstrip()
    if suffix == ".ipynb" or (start.startswith("{") and '"nbformat"' in text):
        check_notebook(scope, text)
    elif suffix in (".json", ".jsonl", ".ndjson", ".geojson", ".webmanifest", ".map"):
        check_json(scope, text)
    elif suffix in _PROSE:
        scope.text(text, to_lines(text))
    elif suffix in (".html", ".htm", ".xhtml", ".svg", ".xml") or start.startswith("<"):
        check_markup(scope, text)
    elif start.startswith(("{", "[{", "[[")) and suffix not in (".csv", ".tsv"):
        check_json(scope, text)
    else:
        scope.text(text, to_lines(text))
        check_rows(scope, text, {".csv": ",", ".tsv": "\t", ".tab": "\t"}.get(suffix, ""))


def _check_file(path: Path, told: str, canaries: Canaries | None) -> list[Finding]:
    found = Findings(told)
    scope = Scope(found, canaries)
    if any(find_patterns(path.name)) or (canaries and any(canaries.find(path.name.encode()))):
        scope.add("identifier", "its name")
    try:
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            if os.fstat(file.fileno()).st_size <= WHOLE:
                check_data(scope, path.name, file.read())
            else:
                if path.suffix.lower() in _STRUCTURED:
                    scope.add(UNREADABLE)
                check_stream(scope, file)
    except OSError:
        scope.add(UNREADABLE)
    return found.all


def _walk(path: Path, told: str) -> Iterator[tuple[Path | Finding, str]]:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        yield Finding(told, "", "symlink"), told
    elif stat.S_ISREG(mode):
        yield path, told
    elif not stat.S_ISDIR(mode):
        yield Finding(told, "", UNREADABLE), told
    elif path.name == _KEPT:
        yield Finding(told, "", "kept"), told
    elif path.name not in _SKIPPED:
        try:
            entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        except OSError:
            yield Finding(told, "", UNREADABLE), told
            return
        for number, entry in enumerate(entries, start=1):
            yield from _walk(Path(entry.path), f"{told}/{_tell_name(entry.name, number)}")


def tell_path(path: str) -> str:
    """A path as it may be told: without control characters, and without a value in it.

    Args:
        path: The path.
    """
    return "/".join(_tell_name(part, 0) if part else "" for part in path.split("/"))


def _tell_name(name: str, number: int) -> str:
    if any(find_patterns(name)):
        return f"(name withheld{f', entry {number}' if number else ''})"
    return "".join(c if c.isprintable() else "?" for c in name)
