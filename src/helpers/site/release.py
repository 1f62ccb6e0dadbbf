"""A release: its runs with their pages, and who stands beside whom."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from helpers.batch.runs import WORLD, Run
from helpers.site.model import Page
from helpers.site.reading import read_page


@dataclass(frozen=True)
class Entry:
    """A run, and its page when it was done.

    Args:
        run: What came of the report.
        page: What its notebook says; None when it failed.
    """

    run: Run
    page: Page | None

    @property
    def file(self) -> str:
        """File name of its page."""
        return f"{self.run.report}.html"


@dataclass(frozen=True)
class Question:
    """One question with its reports: the world first, then countries by name."""

    title: str
    entries: tuple[Entry, ...]

    @property
    def told(self) -> tuple[Entry, ...]:
        """Reports that have an answer, or are about the world."""
        return tuple(e for e in self.entries if not _is_silent(e))

    @property
    def silent(self) -> tuple[Entry, ...]:
        """Countries on which the sources have nothing."""
        return tuple(e for e in self.entries if _is_silent(e))


@dataclass(frozen=True)
class Release:
    """Everything that one site holds.

    Args:
        title: Title of the site.
        version: Version of Caselight.
        entries: In the order of the manifest.
    """

    title: str
    version: str
    entries: tuple[Entry, ...]

    @property
    def done(self) -> tuple[Entry, ...]:
        """Reports that have a page."""
        return tuple(entry for entry in self.entries if entry.page is not None)

    @property
    def failed(self) -> tuple[Entry, ...]:
        """Reports that have none."""
        return tuple(entry for entry in self.entries if entry.page is None)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Reports by question, as the manifest orders the questions."""
        names = dict.fromkeys(entry.run.notebook for entry in self.done)
        return tuple(self._question(name) for name in names)

    @property
    def countries(self) -> dict[str, tuple[Entry, ...]]:
        """Reports by name of the place, and of the user's file they read; the world first."""
        names = dict.fromkeys(e.run.country_name for e in sorted(self.done, key=_by_country))
        return {name: tuple(e for e in self.done if e.run.country_name == name) for name in names}

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source line of every page, each once, by name."""
        lines = {line for entry in self.done if entry.page for line in entry.page.sources}
        return tuple(sorted(lines, key=str.casefold))

    @property
    def protections(self) -> tuple[str, ...]:
        """How the figures of every page are protected, each sentence once, by name."""
        lines = {line for entry in self.done if entry.page for line in entry.page.protections}
        return tuple(sorted(lines, key=str.casefold))

    def of_country(self, code: str) -> tuple[Entry, ...]:
        """The reports of a country.

        Args:
            code: "WLD" or an ISO 3166-1 alpha-3 code.
        """
        return tuple(entry for entry in self.done if entry.run.country == code)

    def of_question(self, notebook: str) -> tuple[Entry, ...]:
        """The reports of a question, the world first.

        Args:
            notebook: Name of its notebook.
        """
        found = (entry for entry in self.done if entry.run.notebook == notebook)
        return tuple(sorted(found, key=_by_country))

    def _question(self, notebook: str) -> Question:
        entries = self.of_question(notebook)
        return Question(entries[0].run.question, entries)


def make_release(runs: Iterable[Run], title: str, version: str) -> Release:
    """Read the executed notebooks of a run.

    Args:
        runs: In the order of the manifest.
        title: Title of the site.
        version: Version of Caselight.
    """
    return Release(title, version, tuple(Entry(run, _page(run)) for run in runs))


def _page(run: Run) -> Page | None:
    if run.executed is None:
        return None
    notebook = json.loads(run.executed.read_text(encoding="utf-8"))
    return read_page(notebook, run.question)


def _is_silent(entry: Entry) -> bool:
    return entry.run.country != WORLD and entry.page is not None and entry.page.is_empty


def _by_country(entry: Entry) -> tuple[bool, str]:
    return entry.run.country != WORLD, entry.run.country_name
