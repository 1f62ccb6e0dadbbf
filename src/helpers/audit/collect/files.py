"""The files of a site: what each is, and no way to make the audit fail by one of them."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from helpers.audit.collect import model as m
from helpers.audit.collect.drawings import to_found
from helpers.audit.collect.notebooks import read_notebook, walk_json
from helpers.audit.collect.pages import read_page
from helpers.audit.collect.tokens import read_tokens

LARGEST: Final = 64_000_000
"""Bytes of a file that is still read. A page of ours has a hundred kilobytes."""

_STRUCTURE: Final = frozenset({"seconds", "cell", "outputs_left_out_in_cells", "caselight"})
"""Keys of the ledger of a run: how long it took, which code cell failed."""

LEDGERS: Final = frozenset({"release.json", "ledger.json"})
_ASSETS: Final = (".woff2", ".js", ".css", ".svg", ".txt", ".ico")
_PLAIN: Final = (".txt", ".md", ".csv", ".tsv", ".svg", ".xml", ".css", ".js")


@dataclass(frozen=True)
class SiteFile:
    """A file of a site: its name relative to the site, and where it is."""

    name: str
    path: Path


def list_files(site: Path) -> tuple[list[SiteFile], list[m.Problem]]:
    """Every file of a site by name. Links and what is no file are named as problems, unopened.

    Args:
        site: Folder of the site.
    """
    files: list[SiteFile] = []
    problems: list[m.Problem] = []
    for folder, names, found in os.walk(site):
        base = Path(folder)
        for name in sorted([*names, *found]):
            path = base / name
            told = path.relative_to(site).as_posix()
            if path.is_symlink():
                words = "a link that leads elsewhere and is not followed"
                problems.append(m.Problem("not read", told, "the file", words))
            elif path.is_file():
                files.append(SiteFile(told, path))
            elif name in found:
                problems.append(m.Problem("not read", told, "the file", "no file that is read"))
    return sorted(files, key=lambda file: file.name), problems


def read_file(file: SiteFile) -> m.Read:
    """Read one file, whatever it is; what cannot be read is a problem and never an exception.

    Args:
        file: A file of a site.
    """
    read = m.Read(file.name)
    try:
        if file.path.stat().st_size > LARGEST:
            read.report("not read", "the file", f"larger than {LARGEST // 10**6} megabytes")
            return read
        return _read_known(file)
    except RecursionError:
        read.report("not read", "the file", "nested too deeply")
    except (UnicodeDecodeError, csv.Error, ValueError):
        read.report("not read", "the file", "it is not what its name says")
    except OSError as error:
        read.report("not read", "the file", error.strerror or type(error).__name__)
    return read


def _read_known(file: SiteFile) -> m.Read:
    suffix = file.path.suffix.lower()
    if file.name == ".caselight" or _is_asset(file):
        return m.Read(file.name)
    if suffix == ".ipynb":
        return read_notebook(read_json(file.path), file.name)
    text = file.path.read_bytes()
    if suffix in (".html", ".htm", ".svg", ".xml"):
        return read_page(text.decode("utf-8"), file.name)
    read = m.Read(file.name)
    if suffix == ".json":
        value = json.loads(text)
        found = walk_json(_drop(value), m.DOWNLOAD, "the file")
        read.parts.append(m.Part(None, list(found)))
    elif suffix in _PLAIN:
        read.parts.append(m.Part(None, list(_read_lines(text.decode("utf-8-sig"), suffix))))
    else:
        read.report("not read", "the file", f"a file of a kind that is not read ({suffix[:12]})")
    return read


def _read_lines(text: str, suffix: str) -> Iterator[m.Found]:
    if suffix not in (".csv", ".tsv"):
        for token in read_tokens(text):
            yield to_found(token, m.DOWNLOAD, "the file")
        return
    rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if suffix == ".tsv" else ",")
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            for token in read_tokens(cell):
                yield to_found(token, m.DOWNLOAD, f"line {number}, column {column}")


def _drop(value: Any) -> Any:
    """The ledger of a run without how long things took; everything else as it is."""
    if isinstance(value, dict):
        return {k: _drop(v) for k, v in value.items() if k not in _STRUCTURE}
    return [_drop(item) for item in value] if isinstance(value, list) else value


def read_json(path: Path) -> Any:
    """What a JSON file holds.

    Args:
        path: The file.

    Raises:
        ValueError: It is no JSON.
        RecursionError: It is nested too deeply.
    """
    return json.loads(path.read_bytes())


def _is_asset(file: SiteFile) -> bool:
    """A file that ships with the program, byte for byte: it holds no figure of anybody."""
    if not file.name.startswith("assets/") or file.path.suffix not in _ASSETS:
        return False
    ours = Path(__file__).parents[2] / "site" / file.name
    if ours.is_file() and not ours.is_symlink():
        return ours.read_bytes() == file.path.read_bytes()
    plotly = find_spec("plotly")
    if file.path.name != "plotly.min.js" or plotly is None or plotly.origin is None:
        return False
    return (Path(plotly.origin).parent / "package_data" / "plotly.min.js").read_bytes() == (
        file.path.read_bytes()
    )
