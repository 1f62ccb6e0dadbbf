"""What a file is, how many persons it holds, what is missing in it and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from helpers.sources.layouts import all_layouts
from helpers.sources.peek import peek
from helpers.sources.periods import apply_period, lacks_period
from helpers.sources.read import read, require_layout
from helpers.sources.reading import Reading

USED: Final = frozenset(
    {
        "captures",
        "caseload_citizenship",
        "caseload_exposure",
        "caseload_forms",
        "caseload_means",
        "caseload_sectors",
        "criminalization",
        "criminalization_counts",
        "decisions",
        "estimates",
        "hidden_population",
        "identified",
        "justice",
        "population",
        "published",
        "referrals",
        "small_boats",
        "treaties",
    }
)
"""Tables that the notebooks draw on."""


@dataclass(frozen=True)
class Inspection:
    """A file as ``caselight inspect`` tells of it.

    Args:
        path: The file.
        title: Its layout in words.
        reading: What it holds.
        years: First and last year that it covers; None where it has no years.
        period: The quarter that its user stated, as a report writes it; empty for none.
    """

    path: Path
    title: str
    reading: Reading
    years: tuple[str, str] | None
    period: str = ""

    def to_lines(self) -> list[str]:
        """The inspection as lines for a terminal."""
        found = self.reading
        about = found.provenance
        lines = [
            self.title,
            *_rows(
                ("publisher", about.publisher),
                ("edition", about.edition + (f" ({about.date})" if about.date else "")),
                ("file", f"{self.path.name}, {_size(self.path)}, sha256 {about.sha256[:16]}…"),
                ("holds", _tell_size(found)),
                ("years", " to ".join(dict.fromkeys(self.years or ()))),
                ("tables", _tell_tables(found)),
                ("terms", about.licence),
            ),
        ]
        lines += _block("What is missing", self._missing())
        lines += _block("What was found, and what was done", map(_tell_finding, found.findings))
        lines += _block("Good to know", found.notes)
        return lines + _block("Next", self._next_steps())

    def to_json(self) -> dict[str, Any]:
        """The inspection for a program."""
        found = self.reading
        return {
            "file": self.path.name,
            "layout": found.layout,
            "title": self.title,
            "publisher": found.provenance.publisher,
            "edition": found.provenance.edition,
            "date": found.provenance.date,
            "sha256": found.provenance.sha256,
            "rows": found.rows,
            "persons": found.persons,
            "years": self.years,
            "tables": {name: len(table) for name, table in found.tables.items()},
            "missing": dict(found.missing),
            "findings": [vars(finding) for finding in found.findings],
            "notes": list(found.notes),
            "citation": found.provenance.citation,
        }

    def _missing(self) -> list[str]:
        whole = self.reading.persons or self.reading.rows
        return [
            f"{name.replace('_', ' ')}: {number:,} of {whole:,} ({100 * number / whole:.1f}%)"
            for name, number in self.reading.missing.items()
            if number and whole
        ]

    def _next_steps(self) -> list[str]:
        if not self.reading.tables:
            return ["This file describes data and holds no figures: nothing to put in a report."]
        if not USED & set(self.reading.tables):
            return ["No report draws on this table yet; notebooks can: helpers.sources.read(path)."]
        if lacks_period(self.reading):
            return [
                "To use it, state its quarter: caselight inspect "
                f"{self.path.name} --period 2022-Q3, with the quarter that it is of."
            ]
        named = f"data/raw/{self.path.name}{'@' if self.period else ''}{self.period}"
        return [
            f'To use it, add to a [[report]] of reports.toml: source = "{named}"',
            f"Cite: {self.reading.provenance.citation}",
        ]


def inspect_file(path: Path, period: str = "") -> Inspection:
    """Read a file and tell what it is.

    Args:
        path: Any file; one that no layout fits is refused with what to do.
        period: The quarter of a file that does not say its own (``2022-Q3``); empty for none.

    Raises:
        CaselightError: It is damaged, breaks its rules, or has no layout that we know; or the
            period is no quarter, or the file states its own.
    """
    reading = apply_period(read(path), period, path.name)
    title = next((each.title for each in all_layouts() if each.name == reading.layout), "")
    title = title or require_layout(peek(path)).title  # several documents share one reader
    return Inspection(path, title, reading, _find_years(reading), period)


def _find_years(reading: Reading) -> tuple[str, str] | None:
    years = {
        str(year)
        for table in reading.tables.values()
        if "year" in table
        for year in table["year"].dropna().unique()
    }
    known = sorted(year for year in years if year[:1].isdigit())
    return (known[0], known[-1]) if known else None


def _tell_size(reading: Reading) -> str:
    rows = f"{reading.rows:,} rows"
    return rows if reading.persons is None else f"{rows}, {reading.persons:,} persons"


def _tell_tables(reading: Reading) -> str:
    return ", ".join(f"{name} ({len(table):,})" for name, table in reading.tables.items())


def _tell_finding(finding: Any) -> str:
    return f"{finding.place}: {finding.rule}: {finding.count:,}; {finding.done}"


def _size(path: Path) -> str:
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"


def _rows(*pairs: tuple[str, str]) -> list[str]:
    return [f"  {name:<10} {value}" for name, value in pairs if value]


def _block(title: str, lines: Any) -> list[str]:
    told = [f"  - {line}" for line in lines]
    return ["", title, *told] if told else []
