"""Case files with their mappings, made by code."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

HEAD = """[data]
file = "cases.csv"
channel = "case_management"
{data}
[organisation]
name = "Example House"
"""


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def write_case(
    folder: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    tables: str,
    data: str = "",
) -> Path:
    """A case file and its mapping, whose [data] gets further lines; the mapping is returned."""
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / "cases.csv", header, rows)
    path = folder / "cases.toml"
    path.write_text(HEAD.format(data=data) + tables, encoding="utf-8")
    return path


def read_kept(folder: Path) -> str:
    """Everything that readings kept beside files of a folder hold, as text."""
    import pandas as pd

    kept = [path for path in folder.rglob("*") if path.is_file() and ".caselight" in path.parts]
    assert kept, "nothing was kept"
    return "\n".join(
        pd.read_feather(path).to_csv() if path.suffix == ".feather" else path.read_text()
        for path in kept
    )
