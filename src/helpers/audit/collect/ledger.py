"""The release ledger of a site: which populations it speaks of, and of whom each cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from helpers.audit.collect.files import read_json
from helpers.audit.statements import Population
from helpers.errors import CaselightError
from helpers.tables.regions import Region, mark_of

NAME: Final = "release.json"
FORMAT: Final = 1
_RULE: Final = "A site is audited by the release ledger that every run writes into it."
_MEND: Final = "Make the site with 'caselight run' of this version."
_SHIPPED: Final = " (shipped)"
"""After the name of a source whose figures are in everybody's copy of the program."""

_NO_THRESHOLD: Final = 10
"""What is held against a population of published figures, of which nothing is ever a finding."""


@dataclass(frozen=True)
class Entry:
    """A cell that was asked for: in which table, of whom, and whether it is shown.

    ``region`` is empty where the program did not tell of whom; ``as_of`` is the date of the
    earlier release whose figure it repeats.
    """

    population: str
    dimensions: tuple[str, ...]
    key: tuple[str, ...]
    region: str
    status: str
    as_of: str = ""

    @property
    def mark(self) -> str:
        """What a display carries in place of the region."""
        return mark_of(self.region)


@dataclass(frozen=True)
class Ledger:
    """A release ledger.

    Args:
        release: Its date or name.
        populations: By id.
        sources: The source of each population.
        thresholds: The threshold of each source; None where it is shown as published.
        reports: The cells of each report.
    """

    release: str
    populations: Mapping[str, Population]
    sources: Mapping[str, str]
    thresholds: Mapping[str, int | None]
    reports: Mapping[str, tuple[Entry, ...]]

    def is_published(self, source: str) -> bool:
        """Whether everybody knows the figures of a source; no, where the ledger does not say."""
        if source.endswith(_SHIPPED):
            return True
        return source in self.thresholds and self.thresholds[source] is None

    @property
    def labels(self) -> set[str]:
        """Every label of the ledger: values of variables and keys of cells."""
        values = {v for p in self.populations.values() for vs in p.variables.values() for v in vs}
        keys = {label for entries in self.reports.values() for e in entries for label in e.key}
        return values | keys


def read_ledger(site: Path) -> Ledger:
    """The release ledger of a site.

    Args:
        site: Folder of the site.

    Raises:
        CaselightError: There is no such folder, no ledger in it, or one that is broken.
    """
    if not site.is_dir():
        raise CaselightError("An audit reads a site.", f"no folder {site}", "Name a site's folder.")
    path = site / NAME
    if path.is_symlink() or not path.is_file():
        raise CaselightError(_RULE, f"{site} has no {NAME}", _MEND)
    try:
        return _to_ledger(read_json(path))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as broken:
        raise CaselightError(_RULE, f"{path}: broken ({type(broken).__name__})", _MEND) from None


def _to_ledger(told: Mapping[str, Any]) -> Ledger:
    if told["format"] != FORMAT:
        raise CaselightError(_RULE, f"{NAME} of format {told['format']!r:.20}", _MEND)
    populations, sources = {}, {}
    thresholds = {str(k): _threshold_of(v) for k, v in told.get("policies", {}).items()}
    for name, entry in told["populations"].items():
        populations[name] = _to_population(name, entry)
        sources[name] = str(entry.get("source", name))
        thresholds.setdefault(sources[name], _threshold_of(entry))
    reports = {
        str(report): tuple(_to_entries(tables)) for report, tables in told["reports"].items()
    }
    unknown = {e.population for es in reports.values() for e in es} - set(populations)
    if unknown:
        raise KeyError("a population that the ledger does not describe")
    return Ledger(str(told.get("release", "")), populations, sources, thresholds, reports)


def _threshold_of(entry: Mapping[str, Any]) -> int | None:
    words = {entry.get("regime"), entry.get("kind")}
    threshold = entry.get("threshold")
    if "published" in words or ("threshold" in entry and threshold is None):
        return None
    return int(str(threshold))


def _to_population(name: str, entry: Mapping[str, Any]) -> Population:
    threshold = _threshold_of(entry)
    return Population(
        name,
        _NO_THRESHOLD if threshold is None else threshold,
        bool(entry.get("zeros_hidden", False)),
        threshold is None,
        {str(k): tuple(map(str, vs)) for k, vs in entry.get("variables", {}).items()},
    )


def _to_entries(tables: Any) -> Iterator[Entry]:
    for table in tables:
        dimensions = tuple(map(str, table["dimensions"]))
        for cell in table["cells"]:
            region, key = cell["region"] or "", tuple(map(str, cell["key"]))
            if region:
                Region.parse(region)
            names = (str(cell["status"]), str(cell.get("as_of", "")))
            yield Entry(str(table["population"]), dimensions, key, str(region), *names)


def require_one_threshold(ledgers: list[Ledger]) -> None:
    """Refuse releases of one source under different thresholds.

    Args:
        ledgers: Of every release that is laid beside the others.

    Raises:
        CaselightError: One source has two thresholds: each release gives away what the other hides.
    """
    found: dict[str, set[int | None]] = {}
    for ledger in ledgers:
        for source, threshold in ledger.thresholds.items():
            found.setdefault(source, set()).add(threshold)
    unlike = sorted(source for source, kinds in found.items() if len(kinds) > 1)
    if unlike:
        raise CaselightError(
            "Releases of one source have one threshold: laid beside each other, each would give "
            "away what the other hides.",
            f"two thresholds for {', '.join(unlike)}",
            "Withdraw the release made under the old threshold, or make this one under it.",
        )


def find_numbers(site: Path) -> bool:
    """Whether the ledger holds a number where it should hold labels alone.

    Args:
        site: Folder of a site whose ledger has been read.
    """
    return _has_number(read_json(site / NAME).get("reports"))


def _has_number(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_number, value.values()))
    if isinstance(value, list):
        return any(map(_has_number, value))
    return isinstance(value, (int, float)) and not isinstance(value, bool)
