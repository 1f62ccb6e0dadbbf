"""The private ledger of releases: whole, private, one run at a time."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from helpers.disclosure.plan import Decisions, Plan, Proof
from helpers.disclosure.population import Population
from helpers.disclosure.releases import open_releases
from helpers.errors import CaselightError

OFFICE = Population("own_cases-1", "own_cases", "An office, Cases", 10)
PART = Decisions(
    OFFICE,
    {"everybody": 94},
    {"sex=male": (44, "2026-10-24")},
    frozenset({"sex=female"}),
    edition="one",
    proof=Proof(("everybody", "sex=female"), np.array([[94, 3], [94, 40]])),
)


def plan(part: Decisions = PART, date: str = "2026-11-24") -> Plan:
    return Plan(date, {part.population.id: part})


def entries(project: Path) -> list[str]:
    return sorted(p.name for p in (project / ".caselight/releases/own_cases-1").iterdir())


def test_what_was_told_is_read_again(tmp_path: Path) -> None:
    with open_releases(tmp_path) as releases:
        releases.add(plan())
        (edition,) = releases.read(OFFICE)
    assert edition.date == "2026-11-24"
    assert edition.stated == {"everybody": 94}
    assert edition.kept == {"sex=male"}
    assert edition.hidden == {"sex=female"}
    assert edition.edition == "one"


def test_it_is_private_and_git_leaves_it_alone(tmp_path: Path) -> None:
    with open_releases(tmp_path) as releases:
        releases.add(plan())
    folder = tmp_path / ".caselight" / "releases"
    assert (folder / ".gitignore").read_text() == "*\n"
    made = [folder, *(p for p in folder.rglob("*") if p.name != ".gitignore")]
    assert len(made) == 5
    assert all(p.stat().st_mode & 0o077 == 0 for p in made)


def test_the_proof_can_be_loaded_without_pickles(tmp_path: Path) -> None:
    with open_releases(tmp_path) as releases:
        releases.add(plan())
    (path,) = tmp_path.rglob("witnesses.npz")
    with np.load(path, allow_pickle=False) as kept:
        assert kept["addresses"].tolist() == ["everybody", "sex=female"]
        assert kept["matrix"].dtype == np.int64
        assert kept["matrix"].tolist() == [[94, 3], [94, 40]]


def test_the_same_release_again_adds_nothing(tmp_path: Path) -> None:
    for date in ("2026-11-24", "2026-11-25"):
        with open_releases(tmp_path) as releases:
            releases.add(plan(date=date))
    assert entries(tmp_path) == ["2026-11-24-1"]
    with open_releases(tmp_path) as releases:
        releases.add(plan(replace(PART, shown={"everybody": 110}), "2026-11-25"))
    assert entries(tmp_path) == ["2026-11-24-1", "2026-11-25-2"]


def test_releases_are_in_order_although_a_clock_was_set_back(tmp_path: Path) -> None:
    for number, date in enumerate(("2026-11-24", "2026-03-01", "2026-02-01")):
        with open_releases(tmp_path) as releases:
            releases.add(plan(replace(PART, shown={"everybody": 100 + 10 * number}), date))
    with open_releases(tmp_path) as releases:
        assert [e.stated["everybody"] for e in releases.read(OFFICE)] == [100, 110, 120]


def test_without_a_release_on_record_a_release_is_refused(tmp_path: Path) -> None:
    with open_releases(tmp_path) as releases:
        with pytest.raises(CaselightError, match="on record") as refused:
            releases.require_known([OFFICE], is_first=False)
        assert "--first-release" in refused.value.mend
        releases.require_known([OFFICE], is_first=True)
        releases.add(plan())
        releases.require_known([OFFICE], is_first=False)


def test_another_threshold_than_before_is_refused(tmp_path: Path) -> None:
    with open_releases(tmp_path) as releases:
        releases.add(plan())
        with pytest.raises(CaselightError, match="one threshold") as refused:
            releases.read(replace(OFFICE, threshold=5))
    assert refused.value.found == "An office, Cases: thresholds 5 and 10"


def test_a_damaged_entry_is_an_error_and_never_no_release(tmp_path: Path) -> None:
    with open_releases(tmp_path) as releases:
        releases.add(plan())
    (path,) = tmp_path.rglob("release.json")
    for text in ("{", "[]", json.dumps({"format": 2, "number": 1})):
        path.write_text(text)
        with open_releases(tmp_path) as releases, pytest.raises(CaselightError, match="whole"):
            releases.read(OFFICE)


@pytest.mark.skipif(os.name == "nt", reason="locks of POSIX systems")
def test_a_second_run_waits_for_the_first(tmp_path: Path) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def second() -> None:
        with open_releases(tmp_path, waiting.set):
            order.append("second")

    with open_releases(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(30)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]


def test_a_run_without_a_lock_notices_that_another_was_faster(tmp_path: Path) -> None:
    from helpers.disclosure.releases import Releases

    folder = tmp_path / ".caselight" / "releases"
    with open_releases(tmp_path) as releases:
        slow = Releases(folder)
        slow.read(OFFICE)
        releases.add(plan())
        with pytest.raises(CaselightError, match="one after the other"):
            slow.add(plan(replace(PART, shown={"everybody": 120})))


def test_what_a_killed_run_left_half_written_is_no_release(tmp_path: Path) -> None:
    with open_releases(tmp_path) as releases:
        releases.add(plan())
    left = tmp_path / ".caselight" / "releases" / "new-left"
    left.mkdir()
    (left / "release.json").write_text("{")
    with open_releases(tmp_path) as releases:
        assert len(releases.read(OFFICE)) == 1
    assert not left.exists()
