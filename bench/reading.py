"""Ten million case rows of CSV into counts, beside plain ``pandas.read_csv`` of the same file.

``python -m bench.reading`` makes synthetic case files of 1, 3 and 10 million rows with a seeded
generator in a temporary folder, reads each with Caselight and with pandas, each time in a process
of its own, and writes ``bench/results/reading.md``. pandas only loads the rows; Caselight also
brings repeated persons together and counts. A workbook of the size of CTDC's edition of 2021 is
read the same way, beside ``pandas.read_excel``. Readers take turns, three rounds of them, and the
median of each is told: the machine is shared.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from helpers.sources.read import read
from tests.sources.fast_workbook import write_workbook

ROUNDS = 3
WORKBOOK = "workbook.xlsx"
WORKBOOK_ROWS = 97_750
SIZES = (1_000_000, 3_000_000, 10_000_000)
SEED = 20240730
CHUNK = 500_000
RESULT = Path(__file__).parent / "results" / "reading.md"

MAPPING = """[data]
file = "cases.csv"
channel = "case_management"
dates = ["DD/MM/YYYY"]
[organisation]
name = "Synthetic"
[columns]
{person}registered = "registered"
sex = "gender"
age = "age"
country = "country"
citizenship = "nationality"
form = "forms"
[flags.means]
debt = "debt_bondage"
threats = "threats"
[values.sex]
Female = "female"
Male = "male"
[values.form]
"Forced labour" = "labour"
"Sexual exploitation" = "sexual"
Begging = "other"
[not_read]
columns = ["full_name", "phone", "notes"]
"""
PERSON = 'person = "case_id"\n'


def make_file(path: Path, rows: int) -> None:
    """A synthetic case file: every value is drawn by a seeded generator."""
    random = np.random.default_rng(SEED)
    names = pa.array([f"Synthetic Person {number}" for number in range(5000)])
    phones = pa.array([f"+000 {number:09d}" for number in range(0, 50_000_000, 9973)])
    notes = pa.array([f"Synthetic note number {n}; nobody is meant, at all" for n in range(900)])
    days = pa.array([f"{day:02d}/{month:02d}/{year}" for year in range(2008, 2024)
                     for month in range(1, 13) for day in range(1, 29)])  # fmt: skip
    places = pa.array(["Ghana", "Togo", "Benin", "Côte d'Ivoire", "Mali", "Niger", "Nigeria", ""])
    forms = pa.array(["Forced labour", "Sexual exploitation", "Begging", "",
                      "Forced labour; Sexual exploitation"])  # fmt: skip
    writer = None
    for start in range(0, rows, CHUNK):
        size = min(CHUNK, rows - start)

        def draw(values: pa.Array, size: int = size) -> pa.Array:
            # The first values are the commonest, as they are among people.
            return values.take(pa.array((random.random(size) ** 3 * len(values)).astype(int)))

        # One row in a hundred is a person who came before.
        numbers = np.arange(start, start + size) - (random.random(size) < 0.01) * 7
        flags = pa.array(["1", "0", ""])
        table = pa.table({
            "case_id": pa.array([f"C-{number:09d}" for number in np.maximum(numbers, 0).tolist()]),
            "full_name": draw(names), "phone": draw(phones), "registered": draw(days),
            "gender": draw(pa.array(["Female", "Male", ""])),
            "age": pa.array(random.integers(1, 70, size)), "country": draw(places),
            "nationality": draw(places), "forms": draw(forms), "debt": draw(flags),
            "threats": draw(flags), "notes": draw(notes),
        })  # fmt: skip
        writer = writer or pa.csv.CSVWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def make_workbook(path: Path, rows: int) -> None:
    """A synthetic workbook in the layout of CTDC, every column that its editions have."""
    random = np.random.default_rng(SEED)
    columns = list(dict.fromkeys(row["field"] for row in read_rows_of("crosswalk_ctdc")))
    kinds = {
        "yearOfRegistration": [*map(float, range(2002, 2020))],
        "Datasource": ["Case Management", "Hotline"],
        "gender": ["Female", "Male", None],
        "ageBroad": ["0--8", "9--17", "18--20", "30--38", None],
        "citizenship": ["PH", "UA", "MD", None],
        "CountryOfExploitation": ["US", "RU", "ID", None],
    }
    drawn = [
        np.array(kinds.get(name, [0.0, 1.0, None]), dtype=object)[
            random.integers(0, len(kinds.get(name, "abc")), rows)
        ]
        if "Concatenated" not in name and name != "RecruiterRelationship"
        else np.full(rows, None)
        for name in columns
    ]
    write_workbook(path, [columns, *zip(*drawn, strict=True)])


def read_rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of our label maps."""
    place = resources.files("helpers.sources") / "labels" / f"{name}.csv"
    return list(csv.DictReader(io.StringIO(place.read_text("utf-8"))))


@dataclass(frozen=True)
class Found:
    """What was measured on one file: its bytes, the load before, the medians of each reader."""

    size: int
    load: float
    base: str
    medians: Mapping[str, Mapping[str, float]]


READERS: dict[str, Callable[[Path], int]] = {
    "pandas": lambda folder: len(pd.read_csv(folder / "cases.csv")),
    "excel": lambda folder: len(pd.read_excel(folder / WORKBOOK, engine="calamine")),
    "ids": lambda folder: read(folder / "ids.toml").rows,
    "rows": lambda folder: read(folder / "rows.toml").rows,
    "workbook": lambda folder: read(folder / WORKBOOK).rows,
}


def measure(what: str, folder: Path) -> None:
    """Read once in this process, and print seconds and the peak of memory as JSON."""
    started = time.perf_counter()
    rows = READERS[what](folder)
    seconds = time.perf_counter() - started
    processor = sum(os.times()[:2])
    print(
        json.dumps({"seconds": seconds, "peak": find_peak(), "processor": processor, "rows": rows})
    )


def find_peak() -> int:
    """The most memory that this process held, in bytes."""
    status = Path("/proc/self/status")
    if status.is_file():  # getrusage would also count the process that started this one
        line = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def run(what: str, folder: Path) -> dict[str, float]:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "bench.reading", "--measure", what, "--folder", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def main() -> None:
    """Measure all sizes and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", choices=tuple(READERS))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--result", type=Path, default=RESULT)
    asked = parser.parse_args()
    if asked.measure:
        measure(asked.measure, asked.folder)
        return
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "ids.toml").write_text(MAPPING.format(person=PERSON))
        (folder / "rows.toml").write_text(MAPPING.format(person=""))
        for size in asked.sizes:
            make_file(folder / "cases.csv", size)
            found.append(_measure_all(folder, "cases.csv", "pandas", ("ids", "rows")))
            print(found[-1], flush=True)
        make_workbook(folder / WORKBOOK, WORKBOOK_ROWS)
        found.append(_measure_all(folder, WORKBOOK, "excel", ("workbook",)))
    asked.result.parent.mkdir(exist_ok=True)
    asked.result.write_text(_tell(found), encoding="utf-8")
    print(asked.result.read_text("utf-8"))


def _measure_all(folder: Path, name: str, base: str, readers: Sequence[str]) -> Found:
    """Every reader in turn, round after round; the median of each."""
    with (folder / name).open("rb") as file:
        while file.read(CHUNK):  # all read from memory, not from the disk
            pass
    load = os.getloadavg()[0]
    rounds: dict[str, list[dict[str, float]]] = {base: [], **{each: [] for each in readers}}
    rounds["again"] = []
    for _ in range(ROUNDS):
        for what in (base, *readers):
            shutil.rmtree(folder / ".caselight", ignore_errors=True)
            rounds[what].append(run(what, folder))
        rounds["again"].append(run(readers[-1], folder))
    medians = {
        what: {name: float(np.median([each[name] for each in all_of])) for name in all_of[0]}
        for what, all_of in rounds.items()
    }
    return Found((folder / name).stat().st_size, load, base, medians)


WORDS = {
    "pandas": "pandas.read_csv",
    "excel": "pandas.read_excel (calamine)",
    "ids": "Caselight by id",
    "rows": "Caselight by row",
    "workbook": "Caselight, a workbook",
    "again": "Caselight, read before",
}


def _tell(found: Sequence[Found]) -> str:
    lines = [
        "# Reading a case file",
        "",
        "`python -m bench.reading`: synthetic case files of 12 columns, and a workbook of the size "
        "of CTDC's edition of 2021, made by a seeded program. Each reading is a process of its "
        f"own, on a warm file; readers take turns, {ROUNDS} rounds, and medians are told. Seconds "
        "are those of the call, the peak is that of the whole process. pandas loads all rows; "
        "Caselight counts persons, with repeated ids brought together ('by id') or each row a "
        "person ('by row'), takes the file's sha256, checks its tables and keeps the reading. "
        "'Read before' finds it kept. About half a second of each first reading is spent once, on "
        "loading the readers and the checks, whatever the size of the file.",
        "",
        f"Python {platform.python_version()}, pandas {pd.__version__}, pyarrow {pa.__version__}, "
        f"{os.cpu_count()} cores; load before each file: "
        + ", ".join(f"{each.load:.1f}" for each in found) + ".",
        "",
        "| rows | file | reader | seconds | of pandas | processor seconds | peak memory "
        "| of pandas | seconds per million rows |",
        "|---:|---:|---|---:|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    for each in found:
        base = each.medians[each.base]
        lines += [
            f"| {one['rows']:,.0f} | {each.size / 1e6:,.0f} MB | {WORDS[what]} "
            f"| {one['seconds']:.2f} | {one['seconds'] / base['seconds']:.2f} "
            f"| {one['processor']:.1f} | {one['peak'] / 1e6:,.0f} MB "
            f"| {one['peak'] / base['peak']:.2f} | {one['seconds'] / one['rows'] * 1e6:.2f} |"
            for what, one in each.medians.items()
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
