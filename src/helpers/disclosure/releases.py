"""The private ledger of releases: what was told of each population, and when.

It lies beside the manifest, in ``.caselight/releases/POPULATION/DATE-N``, open to its owner alone.
A release that does not know what was told before cannot be protected against it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

from helpers.disclosure.editions import Edition
from helpers.disclosure.plan import Decisions, Plan, Proof
from helpers.disclosure.planning import require_one_threshold
from helpers.disclosure.population import Population
from helpers.errors import CaselightError

try:
    import fcntl
except ImportError:  # Windows: two runs at once are noticed when the second one writes
    fcntl = None  # type: ignore[assignment]

FOLDER: Final = Path(".caselight") / "releases"
_ENTRY: Final = "release.json"
_PROOF: Final = "witnesses.npz"
_FORMAT: Final = 1


class Releases:
    """The releases of a project.

    Args:
        folder: Folder of the ledger.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, int] = {}

    def read(self, population: Population) -> list[Edition]:
        """What earlier releases told of a population, the oldest first.

        Args:
            population: Whose.

        Raises:
            CaselightError: An entry is damaged, or was made under another threshold.
        """
        entries = self._entries(population.id)
        self._seen[population.id] = len(entries)
        require_one_threshold([Population(**e["population"]) for e in entries] + [population])
        return [_to_edition(entry) for entry in entries]

    def require_known(self, populations: Iterable[Population], is_first: bool) -> None:
        """Refuse a release whose earlier ones are not on record.

        Args:
            populations: Those of which the release tells.
            is_first: Whether the user says that there were none.

        Raises:
            CaselightError: One has no entry, and nobody said that this is its first release.
        """
        unknown = [p.title for p in populations if not is_first and not self._entries(p.id)]
        if unknown:
            raise CaselightError(
                "A release of a user's file is protected together with those before it, which "
                f"{FOLDER.as_posix()} beside the manifest has on record.",
                f"no release on record: {unknown[0]}",
                "If there has been none yet, run once with --first-release. Else put the folder "
                "back. A new name or title under [organisation] makes a new population: keep them.",
            )

    def add(self, plan: Plan) -> None:
        """Put a release on record; one that tells nothing else than the last one adds nothing.

        It is recorded before it is published: a release that was recorded and then not published
        costs nothing, one that was published and not recorded could be undone by the next.

        Args:
            plan: What the release tells.

        Raises:
            CaselightError: Another run has added one since, or the folder cannot be written.
        """
        for name, part in plan.parts.items():
            entries = self._entries(name)
            if len(entries) != self._seen.get(name, len(entries)):
                raise CaselightError(
                    "Releases of one population are made one after the other.",
                    f"{part.population.title}: another run has made one meanwhile",
                    "Start this run again.",
                )
            entry = _to_entry(plan, part, len(entries) + 1)
            if not entries or _told(entries[-1]) != _told(entry):
                self._write(name, entry, part.proof)

    def _entries(self, name: str) -> list[dict[str, Any]]:
        places = (self._folder / name).glob(f"*/{_ENTRY}")
        try:
            found = [json.loads(path.read_text(encoding="utf-8")) for path in places]
            if any(entry["format"] != _FORMAT for entry in found):
                raise ValueError("made by another version")
            return sorted(found, key=lambda entry: int(entry["number"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CaselightError(
                "The ledger of releases is whole: without it a release cannot be protected.",
                f"{FOLDER.as_posix()}/{name}: an entry cannot be read ({type(error).__name__})",
                "Put it back from a copy.",
            ) from None

    def _write(self, name: str, entry: Mapping[str, Any], proof: Proof | None) -> None:
        place = self._folder / name
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = Path(tempfile.mkdtemp(prefix="new-", dir=self._folder))
            try:
                if proof is not None:
                    save_proof(proof, fresh / _PROOF)
                _write_private(fresh / _ENTRY, json.dumps(entry, ensure_ascii=False).encode())
                os.replace(fresh, place / f"{entry['date']}-{entry['number']}")
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        except OSError as error:
            raise CaselightError(
                "A release of a user's file is put on record before it is published.",
                f"{FOLDER.as_posix()}: {error.strerror or type(error).__name__}",
                "Make room, or mend the rights of the folder; nothing was published.",
            ) from None


@contextmanager
def open_releases(
    project: Path, tell_waiting: Callable[[], None] = lambda: None
) -> Iterator[Releases]:
    """The ledger of a project, for one run at a time; a second one waits.

    Args:
        project: Folder of the manifest.
        tell_waiting: Called when another run has it.

    Raises:
        CaselightError: It cannot be written.
    """
    folder = project / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        handle = os.open(folder / ".gitignore", os.O_RDONLY)
    except OSError as error:
        raise CaselightError(
            "A release of a user's file is put on record beside its manifest.",
            f"{FOLDER.as_posix()}: {error.strerror or type(error).__name__}",
            "Start in a folder that can be written.",
        ) from None
    try:
        _lock(handle, tell_waiting)
        for left in folder.glob("new-*"):  # by a run that was killed as it wrote
            shutil.rmtree(left, ignore_errors=True)
        yield Releases(folder)
    finally:
        os.close(handle)


def _lock(handle: int, tell_waiting: Callable[[], None]) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        tell_waiting()
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:  # a disk without locks: two runs at once are noticed when the second one writes
        return


def save_proof(proof: Proof, path: Path) -> None:
    """Write alternative values, for the audit: arrays ``addresses`` and ``matrix``.

    Args:
        proof: What to write.
        path: The file; it is the owner's alone.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        addresses = np.array(proof.addresses, dtype=np.str_)
        np.savez_compressed(file, addresses=addresses, matrix=proof.matrix.astype(np.int64))


def _write_private(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _to_entry(plan: Plan, part: Decisions, number: int) -> dict[str, Any]:
    population = part.population
    return {
        "format": _FORMAT,
        "number": number,
        "date": plan.release,
        "plan": plan.sha256,
        "population": {
            "id": population.id,
            "source": population.source,
            "title": population.title,
            "threshold": population.threshold,
            "regime": population.regime,
        },
        "edition": part.edition,
        "zeros_hidden": part.zeros_hidden,
        "stated": dict(sorted(part.shown.items())),
        "kept": {name: list(value) for name, value in sorted(part.kept.items())},
        "hidden": sorted(part.hidden),
    }


def _told(entry: Mapping[str, Any]) -> list[Any]:
    return [entry[key] for key in ("edition", "zeros_hidden", "stated", "kept", "hidden")]


def _to_edition(entry: Mapping[str, Any]) -> Edition:
    return Edition(
        date=str(entry["date"]),
        stated={str(name): int(n) for name, n in entry["stated"].items()},
        hidden=frozenset(entry["hidden"]),
        kept=frozenset(entry["kept"]),
        zeros_hidden=bool(entry["zeros_hidden"]),
        edition=str(entry["edition"]),
    )
