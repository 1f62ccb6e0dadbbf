"""Write derived tables and their Data Package descriptor: all of them, or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.errors import CaselightError
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


def to_bytes(table: pd.DataFrame) -> bytes:
    """A table as CSV bytes that depend on its content only."""
    ordered = table.sort_values(list(table.columns), kind="stable", na_position="first")
    return ordered.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _read_facts() -> dict[str, Any]:
    text = resources.files("helpers.refresh").joinpath("resources.toml").read_text("utf-8")
    return tomllib.loads(text)


def _describe(
    name: str, table: pd.DataFrame, content: bytes, facts: Mapping[str, Any]
) -> dict[str, Any]:
    source, description = facts["tables"][name]
    origin = facts["sources"][source]
    schema: dict[str, Any] = {"fields": [_field(c, table[c], facts["fields"]) for c in table]}
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
        "sources": [{"title": origin["title"], "path": origin["url"]}],
        "schema": schema,
    }


def _field(name: str, values: pd.Series, known: Mapping[str, list[str]]) -> dict[str, Any]:
    whole = pd.api.types.is_integer_dtype(values)
    kind = "integer" if whole else "number" if pd.api.types.is_float_dtype(values) else "string"
    kind, description = known.get(name, [kind, name.replace("_", " ").capitalize() + "."])
    field: dict[str, Any] = {"name": name, "type": kind, "description": description}
    if name == "status":
        field["constraints"] = {"required": True, "enum": list(v.STATUSES)}
    return field


def _write_all(files: Mapping[str, bytes], out: Path) -> None:
    staged: Path | None = None
    try:
        out.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=".refresh-", dir=out))
        for name, content in files.items():
            (staged / name).write_bytes(content)
        for name in files:
            os.replace(staged / name, out / name)
    except OSError as broken:
        raise CaselightError(
            "The folder of the shipped figures can be written.",
            f"{out.name}: {broken.strerror or type(broken).__name__}",
            "Free space or change its permissions; then run the same command again.",
        ) from None
    finally:
        if staged is not None:
            shutil.rmtree(staged, ignore_errors=True)
