"""One run's protection: from what its reports ask to a plan, and to the ledgers of its release."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import helpers
from helpers.disclosure.plan import Plan, write_plan
from helpers.disclosure.population import needs_plan, to_population
from helpers.disclosure.published import publish_ledger
from helpers.disclosure.requests import Request, is_asked, open_requests, take_requests
from helpers.tables.counts import Counts
from helpers.tables.provenance import Provenance

if TYPE_CHECKING:
    from helpers.disclosure.releases import Releases
    from helpers.disclosure.together import Engine, Tables
    from helpers.sources.reading import Reading


class Planned:
    """The protection of one release.

    Args:
        folder: The private folder of the run.
        sources: For each report, the provenance of the users' files that it reads.
        releases: The private ledger; None where no report reads a file under a threshold.
        tables: Canonical tables by population.
        is_first: Whether the user says that no release was made before.
        engine: How to choose; the usual one when None.
    """

    def __init__(
        self,
        folder: Path,
        sources: Mapping[str, Sequence[Provenance]],
        releases: Releases | None = None,
        tables: Mapping[str, Tables] | None = None,
        is_first: bool = False,
        engine: Engine | None = None,
    ) -> None:
        self._folder, self._sources, self._releases = folder, sources, releases
        self._tables, self._is_first, self._engine = tables or {}, is_first, engine
        self._asked: dict[str, list[Request]] = {}
        self.plan = Plan(datetime.now(UTC).date().isoformat(), {})

    def needs(self, report: str) -> bool:
        """Whether a report reads a file whose counts are planned.

        Args:
            report: Its name.
        """
        return any(needs_plan(provenance) for provenance in self._sources.get(report, ()))

    def prepare(self, report: str, is_last: bool) -> dict[str, str]:
        """The environment of a report's kernel.

        Args:
            report: Its name.
            is_last: Whether a count that is not in the plan is refused now.
        """
        if not self.needs(report):
            return {}
        open_requests(self._folder, report)
        told = {helpers.PLAN: str(self._folder), helpers.REPORT: report}
        return told | ({helpers.LAST_ROUND: "yes"} if is_last else {})

    def collect(self, reports: Iterable[str]) -> list[str]:
        """Take what reports asked for.

        Args:
            reports: Their names.

        Returns:
            Those that asked for more than the plan held.
        """
        again = []
        for report in reports:
            self._asked[report] = take_requests(self._folder, report)
            if any(_is_open(request) for request in self._asked[report]):
                again.append(report)
        return again

    def drop(self, report: str) -> None:
        """Forget what a report asked for: it failed, and shows nothing.

        Args:
            report: Its name.
        """
        take_requests(self._folder, report)
        self._asked.pop(report, None)

    def record(self) -> None:
        """Put the release on record, before it is published.

        Raises:
            CaselightError: It cannot be written, or another run was faster.
        """
        if self._releases is not None:
            self._releases.add(self.plan)

    def decide(self) -> None:
        """Plan what was collected; what was decided before stays.

        Raises:
            CaselightError: The release breaks a rule as a whole.
        """
        from helpers.disclosure.planning import make_plan

        asked = [r.counts for several in self._asked.values() for r in several]
        populations = {
            to_population(counts.provenance)
            for counts in asked
            if any(is_asked(cell) for cell in counts.cells)
        }
        earlier = {}
        if self._releases is not None:
            self._releases.require_known(populations, self._is_first)
            earlier = {p.id: self._releases.read(p) for p in populations}
        self.plan = make_plan(
            asked,
            self.plan.release,
            earlier=earlier,
            tables=self._tables,
            base=self.plan,
            engine=self._engine,
        )
        write_plan(self.plan, self._folder)

    def to_ledger(self, reports: Iterable[str]) -> str:
        """The published ledger of the release, as JSON.

        Args:
            reports: Those that are published.
        """
        asked: dict[str, list[Counts]] = {
            report: [r.counts for r in self._asked[report]]
            for report in reports
            if report in self._asked
        }
        return json.dumps(publish_ledger(self.plan, asked), ensure_ascii=False, indent=1) + "\n"


@contextmanager
def open_protection(
    folder: Path,
    project: Path,
    readings: Mapping[str, Mapping[str, Reading]],
    is_first: bool = False,
    say: Callable[[str], None] = lambda text: None,
) -> Iterator[Planned]:
    """The protection of a release, from its first report until it is published.

    Args:
        folder: The private folder of the run.
        project: Folder of the manifest.
        readings: For each report, what was read of each of its files, by the file's name.
        is_first: Whether the user says that no release was made before.
        say: Told of what takes time.

    Raises:
        CaselightError: Earlier releases are not on record, or had another threshold.
    """
    sources = {
        report: tuple(replace(found.provenance, file=name) for name, found in files.items())
        for report, files in readings.items()
    }
    counted = {
        to_population(replace(found.provenance, file=name)): found.tables
        for files in readings.values()
        for name, found in files.items()
        if needs_plan(found.provenance) and set(found.tables) != {"captures"}
    }
    if not any(needs_plan(one) for several in sources.values() for one in several):
        yield Planned(folder, sources)
        return
    from helpers.disclosure.planning import require_one_threshold
    from helpers.disclosure.releases import open_releases

    require_one_threshold(counted)
    waits = "waiting for another run of this project"
    with open_releases(project, lambda: say(waits)) as releases:
        for population in counted:
            releases.read(population)
        releases.require_known(counted, is_first)
        tables = {population.id: found for population, found in counted.items()}
        yield Planned(folder, sources, releases, tables, is_first)


def _is_open(request: Request) -> bool:
    return not request.met and any(is_asked(cell) for cell in request.counts.cells)
