"""Ten million case rows of CSV into counts, beside plain ``pandas.read_csv`` of the same file.

``python -m bench.reading`` makes synthetic case files of 1, 3 and 10 million rows with a seeded
generator in a temporary folder, reads each with Caselight and with pandas, each time in a process
of its own, and writes ``bench/results/reading.md``. pandas only loads the rows; Caselight also
brings repeated persons together and counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

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


def measure(what: str, folder: Path) -> None:
    """Read once in this process, and print seconds and the peak of memory as JSON."""
    if what == "pandas":
        started = time.perf_counter()
        rows = len(pd.read_csv(folder / "cases.csv"))
    else:
        from helpers.sources.read import read

        started = time.perf_counter()
        rows = read(folder / f"{what}.toml").rows
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
    parser.add_argument("--measure", choices=("ids", "rows", "pandas"))
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
            found.append(_measure_all(folder, size))
            print(found[-1], flush=True)
    asked.result.parent.mkdir(exist_ok=True)
    asked.result.write_text(_tell(found), encoding="utf-8")


def _measure_all(folder: Path, size: int) -> dict[str, object]:
    with (folder / "cases.csv").open("rb") as file:
        while file.read(CHUNK):  # both read from memory, not from the disk
            pass
    found: dict[str, object] = {"size": size, "bytes": (folder / "cases.csv").stat().st_size}
    found["load"] = os.getloadavg()[0]
    for what in ("pandas", "ids", "rows"):
        shutil.rmtree(folder / ".caselight", ignore_errors=True)
        found[what] = run(what, folder)
    found["again"] = run("rows", folder)
    return found


def _tell(found: list[dict[str, object]]) -> str:
    lines = [
        "# Reading a case file",
        "",
        "`python -m bench.reading`: synthetic case files of 12 columns, made by a seeded program. "
        "Each reading is a process of its own, on a warm file; seconds are those of the call, the "
        "peak is that of the whole process. pandas loads all rows; Caselight counts persons, with "
        "repeated ids brought together ('by id') or each row a person ('by row'), takes the file's "
        "sha256 and keeps the reading. 'Read before' finds it kept. The machine is shared with "
        "other work: compare ratios of one run, and look at its load.",
        "",
        f"Python {platform.python_version()}, pandas {pd.__version__}, pyarrow {pa.__version__}, "
        f"{os.cpu_count()} cores; load before each size: "
        + ", ".join(f"{each['load']:.1f}" for each in found) + ".",
        "",
        "| rows | file | reader | seconds | of pandas | processor seconds | peak memory "
        "| of pandas | seconds per million rows |",
        "|---:|---:|---|---:|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    words = {"pandas": "pandas.read_csv", "ids": "Caselight by id", "rows": "Caselight by row",
             "again": "Caselight, read before"}  # fmt: skip
    for each in found:
        base: dict[str, float] = each["pandas"]  # type: ignore[assignment]
        for what, word in words.items():
            one: dict[str, float] = each[what]  # type: ignore[assignment]
            million = one["seconds"] / (each["size"] / 1e6)  # type: ignore[operator]
            lines.append(
                f"| {each['size']:,} | {each['bytes'] / 1e6:,.0f} MB | {word} "  # type: ignore[operator]
                f"| {one['seconds']:.2f} | {one['seconds'] / base['seconds']:.2f} "
                f"| {one['processor']:.1f} | {one['peak'] / 1e6:,.0f} MB "
                f"| {one['peak'] / base['peak']:.2f} | {million:.2f} |"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
