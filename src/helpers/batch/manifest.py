"""Which notebook for which countries with which parameters: reading ``reports.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from helpers.batch.form import (
    DEFAULT_TIMEOUT,
    FILES,
    check_keys,
    name_source,
    to_codes,
    to_files,
    to_folder,
    to_notebook,
    to_scalars,
    to_seconds,
)
from helpers.batch.nearest import suggest_name
from helpers.batch.places import Text, describe_toml_error
from helpers.batch.runs import WORLD, Scalar
from helpers.errors import CaselightError

_SITE_KEYS: Final = {"title": str, "output": str, "notebooks": str, "timeout": int}
_REPORT_KEYS: Final = {
    "notebook": str,
    "countries": list,
    **dict.fromkeys(FILES, str),
    "parameters": dict,
}


@dataclass(frozen=True)
class Report:
    """One report to make.

    Args:
        notebook: Name of the notebook, without its ending.
        country: "WLD" or an ISO 3166-1 alpha-3 code.
        parameters: What the notebook is given, the country included.
        entry: Which ``[[report]]`` of the manifest it comes from, counted from 0.
    """

    notebook: str
    country: str
    parameters: Mapping[str, Scalar]
    entry: int = 0

    @property
    def name(self) -> str:
        """Name of the report, its files and its page."""
        files = (name_source(path) for path in self.files.values())
        return "-".join(filter(None, (self.notebook, self.country, *files)))

    @property
    def files(self) -> dict[str, str]:
        """The user's files that it reads, by key, named from the manifest's folder."""
        named = {key: str(self.parameters.get(key, "")) for key in FILES}
        return {key: path for key, path in named.items() if path}


@dataclass(frozen=True)
class Manifest:
    """A whole release: the site and the reports in it.

    Args:
        title: Title of the site.
        output: Folder to publish into.
        notebooks: Folder with the notebooks.
        reports: In the order in which they were written.
        folder: Folder of the manifest, from which reports name their files.
        timeout: Longest time for one report, in seconds.
        text: The manifest itself, to say where something stands.
    """

    title: str
    output: Path
    notebooks: Path
    reports: tuple[Report, ...]
    folder: Path = Path()
    timeout: int = DEFAULT_TIMEOUT
    text: Text = field(default_factory=lambda: Text("reports.toml", ""), repr=False)

    def notebook_path(self, notebook: str) -> Path:
        """Where a notebook lies."""
        return self.notebooks / f"{notebook}.ipynb"

    def select(self, only: Iterable[str]) -> Manifest:
        """The part of the manifest that was asked for.

        Args:
            only: "QUESTION", "QUESTION/COUNTRY" or "*/COUNTRY"; none at all means everything.

        Raises:
            CaselightError: One of them names no report.
        """
        wanted = [(word, *_split(word)) for word in only]
        for word, notebook, country in wanted:
            if not any(_matches(report, notebook, country) for report in self.reports):
                known = [f"{report.notebook}/{report.country}" for report in self.reports]
                raise CaselightError(
                    "--only names reports of the manifest.", f"{word!r}", suggest_name(word, known)
                )
        kept = [r for r in self.reports if any(_matches(r, n, c) for _, n, c in wanted)]
        return replace(self, reports=tuple(kept)) if wanted else self


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Args:
        path: A TOML file with ``[site]`` and one ``[[report]]`` for each question.

    Raises:
        CaselightError: It cannot be read, or breaks a rule; says line and column.
    """
    text = Text(path.name, _read(path))
    try:
        content = tomllib.loads(text.content)
    except (ValueError, RecursionError) as error:  # no number or nesting is too much for TOML
        raise CaselightError(
            "A manifest is written in TOML.",
            describe_toml_error(error, text),
            "Mend this line; reports.toml in the repository shows the form.",
        ) from None
    return _to_manifest(content, text, path.parent)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # editors on Windows put a mark before it
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        found = f"{path.name}, line {line}: a byte that is not UTF-8"
        mend = "Save the file as UTF-8."
    except FileNotFoundError:
        found, mend = f"no file {path}", "Name one with --manifest, or start in its folder."
    except OSError as error:
        found, mend = f"{path}: {error.strerror}", "Name a file that can be read with --manifest."
    raise CaselightError("A run needs a manifest that can be read.", found, mend)


def _to_manifest(content: dict[str, Any], text: Text, folder: Path) -> Manifest:
    check_keys(content, {"site": dict, "report": list}, text, None)
    site = content.get("site", {})
    check_keys(site, _SITE_KEYS, text, None)
    entries = content.get("report", [])
    reports = [r for index, entry in enumerate(entries) for r in _to_reports(entry, index, text)]
    if not reports:
        raise CaselightError(
            "A manifest has at least one [[report]].", text.name, "Add one with a notebook."
        )
    _check_once(reports, text)
    return Manifest(
        title=site.get("title", "Trafficking in persons: questions and answers"),
        output=folder / to_folder(site, "output", text),
        notebooks=folder / to_folder(site, "notebooks", text),
        reports=tuple(reports),
        folder=folder,
        timeout=to_seconds(site, text),
        text=text,
    )


def _to_reports(entry: dict[str, Any], index: int, text: Text) -> list[Report]:
    check_keys(entry, _REPORT_KEYS, text, index)
    notebook = to_notebook(entry, index, text)
    parameters = to_scalars(entry.get("parameters", {}), index, text)
    parameters |= to_files(entry, parameters, index, text)
    if "countries" not in entry:
        return [Report(notebook, str(parameters.get("country", WORLD)), parameters, index)]
    if "country" in parameters:  # a page would be named after one country and speak of another
        raise CaselightError(
            "A [[report]] names its countries once.",
            f"{text.place('country', index)}: 'country' among the parameters, beside 'countries'",
            "Remove it from the parameters.",
        )
    return [
        Report(notebook, code, {"country": code, **parameters}, index)
        for code in to_codes(entry["countries"], index, text)
    ]


def _check_once(reports: list[Report], text: Text) -> None:
    seen: set[str] = set()
    for report in reports:
        if report.name in seen:
            raise CaselightError(
                "A manifest asks for a notebook and a country once.",
                f"{text.place(report.country, report.entry)}: {report.name} a second time",
                "Remove one of the two.",
            )
        seen.add(report.name)


def _split(word: str) -> tuple[str, str]:
    notebook, _, country = word.partition("/")
    return notebook or "*", country or "*"


def _matches(report: Report, notebook: str, country: str) -> bool:
    return notebook in ("*", report.notebook) and country in ("*", report.country)
