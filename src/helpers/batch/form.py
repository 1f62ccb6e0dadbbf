"""The form of a manifest: which keys it has, of which kind; the rest is refused with its place."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from helpers.batch.nearest import suggest_name
from helpers.batch.places import Text
from helpers.batch.runs import Scalar
from helpers.errors import CaselightError

DEFAULT_TIMEOUT: Final = 300
FILES: Final = ("source", "captures")
"""The keys of a report that name a user's file: figures or cases, and overlapping lists."""
_LONGEST: Final = 86_400  # a day; far longer numbers overflow the clocks of the kernels' sockets
_DRIVE: Final = re.compile(r"[A-Za-z]:|\\\\")
_NOTEBOOK: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_KINDS: Final = {
    str: "a text in quotes",
    int: "a whole number",
    list: "a list in square brackets",
    dict: "a table",
}


def check_keys(table: Any, allowed: Mapping[str, type], text: Text, entry: int | None) -> None:
    """Refuse a key that the form does not have, and a value of another kind.

    Args:
        table: A table of the manifest.
        allowed: Key to kind.
        text: The manifest itself.
        entry: Which ``[[report]]`` it is; None for the rest.
    """
    if not isinstance(table, dict):
        raise CaselightError(
            "A report is a table of its own.", text.place("report", entry), "Write [[report]]."
        )
    for key, value in table.items():
        if key not in allowed:
            raise CaselightError(
                "A manifest has no other keys than those of its form.",
                f"{text.place(key, entry)}: {key!r}",
                suggest_name(key, allowed),
            )
        wanted = allowed[key]
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise CaselightError(
                f"{key!r} is {_KINDS[wanted]}.",
                f"{text.place(key, entry)}: a {type(value).__name__}",
                f"Write {key} as {_KINDS[wanted]}.",
            )


def to_notebook(entry: Mapping[str, Any], index: int, text: Text) -> str:
    """The name of an entry's notebook: a name, never a path."""
    notebook = entry.get("notebook", "")
    if not _NOTEBOOK.fullmatch(notebook):
        raise CaselightError(
            "A [[report]] names its notebook: letters, digits, '_' and '-', without '.ipynb'.",
            f"{text.place('notebook', index)}: notebook = {notebook!r}",
            "Write for instance notebook = 'prosecution_trends'.",
        )
    return str(notebook)


def to_files(
    entry: Mapping[str, Any], parameters: Mapping[str, Scalar], index: int, text: Text
) -> dict[str, Scalar]:
    """The user's files of an entry, named from the manifest's folder; nothing where it has none."""
    named = {key: str(entry.get(key, parameters.get(key, ""))) for key in FILES}
    for key, path in named.items():
        if Path(path).is_absolute() or ".." in Path(path).parts or _DRIVE.match(path):
            raise CaselightError(
                "A [[report]] names its file from the manifest's folder: pages print this name.",
                f"{text.place(key, index)}: another kind of path",
                f"Put the file below the manifest, and write for instance {key} = "
                "'data/raw/a.csv'.",
            )
    return {key: path for key, path in named.items() if path}


def name_source(source: str) -> str:
    """A file's name as a part of a report's name: letters, digits and hyphens.

    Example:
        >>> name_source("data/raw/Cases 2023 (final).csv")
        'Cases-2023-final'
    """
    return re.sub(r"[^A-Za-z0-9]+", "-", Path(source).stem).strip("-")[:40] if source else ""


def to_codes(countries: list[Any], index: int, text: Text) -> list[str]:
    """The countries of an entry: at least one, each a text."""
    wrong = next((f"{code!r}" for code in countries if not isinstance(code, str)), "")
    if wrong or not countries:
        raise CaselightError(
            "Countries are codes in quotes, at least one.",
            f"{text.place('countries', index)}: {wrong or 'an empty list'}",
            "Write for instance countries = ['WLD', 'PHL'].",
        )
    return countries


def to_scalars(parameters: dict[str, Any], index: int, text: Text) -> dict[str, Scalar]:
    """The parameters of an entry: single values, and numbers that a page can print."""
    for name, value in parameters.items():
        found = f"{name} is a {type(value).__name__}"
        if isinstance(value, (str, int, float, bool)):
            if not isinstance(value, float) or math.isfinite(value):
                continue
            found = f"{name} is {value}, which is no number"
        raise CaselightError(
            "A parameter is a text, a number, true or false.",
            f"{text.place(name, index)}: {found}",
            "Write one value; for several values write several [[report]] entries.",
        )
    return parameters


def to_seconds(site: Mapping[str, Any], text: Text) -> int:
    """The longest time for one report."""
    seconds = int(site.get("timeout", DEFAULT_TIMEOUT))
    if not 1 <= seconds <= _LONGEST:
        raise CaselightError(
            f"A timeout is from 1 second to {_LONGEST:,}, which is a day.",
            f"{text.place('timeout')}: timeout = {str(seconds)[:12]}",
            f"Leave it out for {DEFAULT_TIMEOUT} seconds.",
        )
    return seconds


def to_folder(site: Mapping[str, Any], key: str, text: Text) -> str:
    """A folder that ``[site]`` names, or the one that is usual."""
    folder = str(site.get(key, {"output": "site"}.get(key, key)))
    if not folder.strip() or not folder.isprintable():
        raise CaselightError(
            f"{key!r} names a folder.",
            f"{text.place(key)}: {folder!r}",
            f"Leave it out, or write for instance {key} = '{key}'.",
        )
    return folder
