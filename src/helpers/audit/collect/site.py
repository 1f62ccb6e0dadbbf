"""A whole site: its statements for the attacker, and every number that nothing explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from helpers.audit.collect import model as m
from helpers.audit.collect.explain import Known
from helpers.audit.collect.files import LEDGERS, SiteFile, list_files, read_file
from helpers.audit.collect.ledger import NAME, Ledger, find_numbers, read_ledger
from helpers.audit.collect.recognise import recognise
from helpers.audit.statements import Said

UNRECOGNISED: Final = "unrecognised number"
UNEXPLAINED: Final = "unexplained in a sentence"
NOT_READ: Final = "not read"
_MOST_SPOTS: Final = 3
"""Places that a finding names; the others of the same file and kind are counted."""


@dataclass
class SiteRead:
    """What a site says.

    Args:
        site: Its folder.
        ledger: Its release ledger.
        said: What its pages say about whom.
        problems: What is wrong with it.
        files: How many files were read.
        numbers: How many numbers were found in them.
        public: How many of these stand among figures that are published anyway.
        cells: How many cells of tables were recognised.
        derived: How many are computed figures: points, indices, estimates.
        hidden: How many different counts are hidden.
    """

    site: Path
    ledger: Ledger
    said: list[Said] = field(default_factory=list)
    problems: list[m.Problem] = field(default_factory=list)
    files: int = 0
    numbers: int = 0
    public: int = 0
    cells: int = 0
    derived: int = 0
    hidden: int = 0


@dataclass
class _Report:
    """A report of the site: its executed notebook and what it is judged by."""

    name: str
    notebook: m.Read
    known: Known
    is_public: bool


def read_site(site: Path, *, judged: bool = True) -> SiteRead:
    """Read a site whole.

    Args:
        site: Its folder.
        judged: Whether numbers that nothing explains are looked for. For an earlier release, what
            its cells say is enough.

    Raises:
        CaselightError: It is no folder, or has no release ledger.
    """
    read = SiteRead(site, read_ledger(site))
    files, read.problems = list_files(site)
    if find_numbers(site):
        words = "a number among the reports of the ledger, which has labels only"
        read.problems.append(m.Problem(UNRECOGNISED, NAME, "reports", words))
    reports = _read_reports(files, read, judged)
    hidden: set[tuple[str, str]] = set()
    for name in sorted({*read.ledger.reports, *reports}):
        notebook = reports[name].notebook if name in reports else m.Read(name)
        found = recognise(read.ledger.reports.get(name, ()), notebook.tables, read.ledger)
        read.said += found.said
        read.problems += found.problems
        read.cells += found.cells
        read.derived += found.derived
        hidden |= found.hidden
    read.hidden = len(hidden)
    if judged:
        _judge_rest(files, reports, read)
    return read


def _read_reports(files: Iterable[SiteFile], read: SiteRead, judged: bool) -> dict[str, _Report]:
    reports: dict[str, _Report] = {}
    for file in files:
        if not file.name.endswith(".ipynb"):
            continue
        notebook = _read(file, read)
        name = PurePosixPath(file.name).stem
        report = _to_report(name, notebook, read.ledger)
        reports[name] = report
        if judged:
            _judge(notebook, report.known, read, is_public=report.is_public)
        notebook.parts.clear()
    return reports


def _read(file: SiteFile, read: SiteRead) -> m.Read:
    found = read_file(file)
    read.files += 1
    read.numbers += sum(len(part.found) for part in found.parts)
    read.problems += found.problems
    return found


def _to_report(name: str, notebook: m.Read, ledger: Ledger) -> _Report:
    entries = ledger.reports.get(name, ())
    populations = [ledger.populations[name] for name in {e.population for e in entries}]
    secret = [p.threshold for p in populations if not p.published]
    labels = {label for e in entries for label in e.key}
    labels |= {v for p in populations for values in p.variables.values() for v in values}
    known = Known(
        notebook.tables,
        labels,
        notebook.constants,
        max(secret or [t for t in ledger.thresholds.values() if t] or [10]),
        notebook.quality,
        notebook.computed,
    )
    sources = {source for table in notebook.tables for source in table.sources}
    is_public = not secret and bool(sources) and all(map(ledger.is_published, sources))
    return _Report(name, notebook, known, is_public)


def _judge_rest(files: Iterable[SiteFile], reports: Mapping[str, _Report], read: SiteRead) -> None:
    """Pages by their report; what belongs to no report by all of them together."""
    everything: Known | None = None
    for file in files:
        if file.name.endswith(".ipynb") or file.name == NAME:
            continue
        report = reports.get(PurePosixPath(file.name).stem)
        if report is not None:
            _judge(_read(file, read), report.known, read, is_public=report.is_public)
            continue
        if everything is None:
            everything = _join(reports.values(), read.ledger)
        named = file.name == "index.html" or file.name in LEDGERS
        is_public = named and all(one.is_public for one in reports.values())
        _judge(_read(file, read), everything, read, is_public=is_public)


def _join(reports: Iterable[_Report], ledger: Ledger) -> Known:
    notebooks = [report.notebook for report in reports]
    return Known(
        [table for notebook in notebooks for table in notebook.tables],
        ledger.labels | {report.name for report in reports},
        {number for notebook in notebooks for number in notebook.constants},
        max([t for t in ledger.thresholds.values() if t] or [10]),
        {number for notebook in notebooks for number in notebook.quality},
        {number for notebook in notebooks for number in notebook.computed},
    )


def _judge(found: m.Read, known: Known, read: SiteRead, *, is_public: bool) -> None:
    """Note what nothing explains: one problem a file and kind, with the first places."""
    spots: dict[str, Counter[str]] = {}
    for part in found.parts:
        named = part.sources is not None and bool(part.sources)
        if is_public or (named and all(map(read.ledger.is_published, part.sources or ()))):
            read.public += len(part.found)
            continue
        for one in part.found:
            if not known.explains(one):
                spots.setdefault(one.kind, Counter())[one.spot] += 1
    for kind, places in spots.items():
        read.problems.append(_to_problem(found.file, kind, places))


def _to_problem(file: str, kind: str, places: Counter[str]) -> m.Problem:
    total, first = sum(places.values()), list(places)[:_MOST_SPOTS]
    more = f" and {len(places) - len(first)} more places" if len(places) > len(first) else ""
    numbers = "a number" if total == 1 else f"{total} numbers"
    level = UNEXPLAINED if kind in m.SPOKEN else UNRECOGNISED
    words = f"{numbers} that no figure of the report explains ({kind})"
    return m.Problem(level, file, f"{'; '.join(first)}{more}", words)
