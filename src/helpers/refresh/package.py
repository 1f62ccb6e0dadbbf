"""Write derived tables and their Data Package descriptor: all of them, or nothing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.publishers import read_publishers
from helpers.tables import vocabulary as v

DESCRIPTOR = "datapackage.json"


def publish(tables: Mapping[str, pd.DataFrame], out: Path) -> list[str]:
    """Write every table as CSV, sorted, and the descriptor beside them.

    Args:
        tables: Canonical tables by name.
        out: Folder of the shipped figures.

    Returns:
        One line a table.

    Raises:
        CaselightError: The folder cannot be written. What was there is untouched.
    """
    facts = _read_facts()
    for name, table in tables.items():
        require_unique(name, table, facts["keys"])
    files = {f"{name}.csv": to_bytes(table) for name, table in tables.items()}
    entries = [
        _describe(name, table, files[f"{name}.csv"], facts) for name, table in tables.items()
    ]
    package = {
        "profile": "tabular-data-package",
        "name": "caselight-reference",
        "title": "Figures on trafficking in persons that ship with Caselight",
        "resources": entries,
    }
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    # The descriptor comes last: until it is there, the old one refuses files that have changed.
    _write_all({**files, DESCRIPTOR: text.encode()}, out)
    return [f"{e['path']}: {e['rows']:,} rows, {e['bytes']:,} bytes" for e in entries]


def require_unique(name: str, table: pd.DataFrame, keys: Mapping[str, list[str]]) -> None:
    """Refuse a table that says two things of the same thing.

    Raises:
        CaselightError: Names the table and the first such key.
    """
    key = keys.get(name, [])
    twice = table[table.duplicated(key)] if key else table.iloc[:0]
    if len(twice):
        first = ", ".join(str(twice.iloc[0][column]) for column in key)
        raise CaselightError(
            f"Table '{name}' has one row for each {', '.join(key)}.",
            f"{len(twice)} rows too many, the first for {first}",
            "Correct the raw file, or the label map that makes two names one.",
        )


def to_bytes(table: pd.DataFrame) -> bytes:
    """A table as CSV bytes that depend on its content only."""
    ordered = table.sort_values(list(table.columns), kind="stable", na_position="first")
    return ordered.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _read_facts() -> dict[str, Any]:
    text = resources.files("helpers.refresh").joinpath("resources.toml").read_text("utf-8")
    return {**tomllib.loads(text), "sources": read_publishers()}


def _describe(
    name: str, table: pd.DataFrame, content: bytes, facts: Mapping[str, Any]
) -> dict[str, Any]:
    source, description = facts["tables"][name]
    origin = facts["sources"][source]
    schema: dict[str, Any] = {
        "fields": [_field(c, table[c], facts["fields"][c]) for c in table],
        "missingValues": [""],
    }
    if name in facts["keys"]:
        schema["primaryKey"] = facts["keys"][name]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "title": description.split(".")[0],
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "rows": len(table),
        "source": source,
        "publisher": origin["publisher"],
        "edition": origin["edition"],
        "date": origin["date"],
        "citation": origin["citation"],
        "licenses": [{"name": "other", "title": origin["licence"]}],
        "sources": [_origin(origin)],
        "schema": schema,
    }


def _origin(origin: Mapping[str, str]) -> dict[str, str]:
    address = {"path": origin["url"]} if "url" in origin else {}
    return {"title": origin["title"], **address}


def _field(name: str, values: pd.Series, known: Mapping[str, str]) -> dict[str, Any]:
    whole = pd.api.types.is_integer_dtype(values)
    kind = "integer" if whole else "number" if pd.api.types.is_float_dtype(values) else "string"
    field: dict[str, Any] = {"name": name, "type": known.get("type", kind)}
    field["description"] = known["description"]
    if "unit" in known:
        field["unit"] = known["unit"]
    if name in _CLOSED:
        field["constraints"] = {"required": True, "enum": list(_CLOSED[name])}
    return field


_CLOSED = {"status": v.STATUSES, "channel": tuple(v.CHANNELS)}


def _write_all(files: Mapping[str, bytes], out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=".refresh-", dir=out, ignore_cleanup_errors=True
        ) as scratch:
            new, old = Path(scratch, "new"), Path(scratch, "old")
            new.mkdir()
            old.mkdir()
            for name, content in files.items():
                (new / name).write_bytes(content)
                if (out / name).exists():
                    shutil.copy2(out / name, old / name)
            _swap(list(files), new, old, out)
    except OSError as broken:
        raise CaselightError(
            "The folder of the shipped figures can be written.",
            f"{out.name}: {broken.strerror or type(broken).__name__}",
            "Free space or change its permissions; then run the same command again.",
        ) from None


def _swap(names: Sequence[str], new: Path, old: Path, out: Path) -> None:
    """Put the new files into place; after a failure, the old ones, so that nothing is mixed."""
    done: list[str] = []
    try:
        for name in names:
            done.append(name)
            os.replace(new / name, out / name)
    except BaseException:  # An interrupt leaves no mixture either.
        for name in done:
            _put_back(old / name, out / name)
        raise


def _put_back(old: Path, place: Path) -> None:
    # One file that does not go back must not keep the others from it; readers refuse what is left.
    with contextlib.suppress(OSError):
        if old.exists():
            os.replace(old, place)
        else:
            place.unlink(missing_ok=True)
