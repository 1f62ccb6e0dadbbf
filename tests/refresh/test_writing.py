"""The new figures stand in the folder, or the old ones do: never some of each."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from helpers import cli
from helpers.refresh import package
from helpers.sources.reference import read_reference
from tests.refresh import raw_folder as made
from tests.refresh.conftest import Desk, contents

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
NAMES = ("countries", "population")


def tables(persons: int) -> dict[str, pd.DataFrame]:
    """Two tables, of which one has another number each time."""
    country = {"country": ["NAM"], "iso2": ["NA"], "m49": ["516"], "name": ["Namibia"],
               "region": ["Africa"], "subregion": ["Southern Africa"]}  # fmt: skip
    people = {"country": ["NAM"], "year": [2020], "persons": [persons]}
    return dict(zip(NAMES, (pd.DataFrame(country), pd.DataFrame(people)), strict=True))


def failing(real: Callable[..., object], at: int, broken: BaseException) -> Callable[..., object]:
    """The real function, except for one call: the one numbered ``at``, from 1."""
    calls = 0

    def call(*arguments: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == at:
            raise broken
        return real(*arguments, **named)

    return call


def change_population(desk: Desk) -> None:
    rows = [*made.TABLES[made.POPULATION][:-1], ("Namibia", "NAM", 2020, 1)]
    made.write_csv(desk.raw / made.POPULATION, rows)


@pytest.mark.parametrize("at", [1, 9, 18])
def test_a_disk_that_fills_while_staging_leaves_the_old_figures(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    change_population(desk)
    monkeypatch.setattr(Path, "write_bytes", failing(Path.write_bytes, at, FULL))
    assert os.strerror(errno.ENOSPC) in desk.refuse()


@pytest.mark.parametrize("at", [1, 2, 9, 25])
def test_a_failure_between_two_files_puts_the_old_ones_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """25 files are put into place: 24 tables and the descriptor."""
    change_population(desk)
    monkeypatch.setattr(os, "replace", failing(os.replace, at, FULL))
    assert os.strerror(errno.ENOSPC) in desk.refuse()


def test_the_same_refresh_succeeds_once_there_is_space(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_population(desk)
    with monkeypatch.context() as full:
        full.setattr(os, "replace", failing(os.replace, 12, FULL))
        desk.refuse()
    assert desk.refresh() == (0, "")
    read = read_reference("population", desk.figures).table
    assert read["persons"].to_list() == [1]


def test_each_number_of_writes_that_succeed_leaves_old_or_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever call fails, the first or the seventh: all is old, or all is new."""
    package.publish(tables(8), tmp_path / "new")
    new = contents(tmp_path / "new")
    calls = [(Path, "write_bytes"), (Path, "mkdir"), (Path, "exists"), (shutil, "copy2")]
    outcomes = set()
    for owner, function in calls:
        for at in range(1, 8):
            target = tmp_path / f"{function}-{at}"
            package.publish(tables(7), target)
            old = contents(target)
            with monkeypatch.context() as full:
                full.setattr(owner, function, failing(getattr(owner, function), at, FULL))
                with contextlib.suppress(package.CaselightError):
                    package.publish(tables(8), target)
            assert contents(target) in (old, new), (function, at)
            outcomes.add(contents(target) == new)
    assert outcomes == {True, False}


def test_an_interrupt_between_two_files_puts_the_old_ones_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package.publish(tables(7), tmp_path)
    before = contents(tmp_path)
    with monkeypatch.context() as stopped:
        stopped.setattr(os, "replace", failing(os.replace, 3, KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            package.publish(tables(8), tmp_path)
    assert contents(tmp_path) == before


def test_files_that_were_not_there_before_are_taken_away_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own-note.txt").write_text("not ours", encoding="utf-8")
    monkeypatch.setattr(os, "replace", failing(os.replace, 3, FULL))
    with pytest.raises(package.CaselightError):
        package.publish(tables(7), tmp_path)
    assert contents(tmp_path) == {"own-note.txt": b"not ours"}


def test_a_mixture_that_a_power_cut_leaves_is_refused_by_the_reader(tmp_path: Path) -> None:
    """Killed after the first move: the tables are new, the descriptor, which comes last, is old."""
    package.publish(tables(7), tmp_path / "old")
    package.publish(tables(8), tmp_path / "new")
    (tmp_path / "new" / "population.csv").replace(tmp_path / "old" / "population.csv")
    with pytest.raises(package.CaselightError, match=r"population\.csv: changed"):
        read_reference("population", tmp_path / "old")


def test_the_descriptor_is_put_into_place_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[str] = []
    real = os.replace

    def replace(old: Path, new: Path) -> None:
        moved.append(new.name)
        real(old, new)

    monkeypatch.setattr(os, "replace", replace)
    package.publish(tables(7), tmp_path)
    assert moved == ["countries.csv", "population.csv", "datapackage.json"]


def test_a_real_limit_on_the_size_of_files_leaves_the_old_figures(desk: Desk) -> None:
    """No simulation: the system refuses writes beyond 3,000 bytes; one table has 9,000."""
    resource = pytest.importorskip("resource", reason="this system has no limits on files")
    change_population(desk)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, limits[1]))
    try:
        said = desk.refuse()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert os.strerror(errno.EFBIG) in said


def test_a_folder_that_cannot_be_written_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    assert os.strerror(errno.EACCES) in desk.refuse()


def test_a_target_that_is_a_file_is_refused(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    for target in (desk.figures / "own-note.txt", desk.figures / "own-note.txt" / "below"):
        before = contents(desk.figures)
        assert cli.main(["refresh", "--from", str(desk.raw), "--to", str(target)]) == 2
        said = capsys.readouterr().err
        assert said.count("mend:") == 1
        assert "Traceback" not in said
        assert contents(desk.figures) == before


def test_no_scratch_folder_is_left(desk: Desk) -> None:
    desk.refresh()
    assert [path.name for path in desk.figures.iterdir() if path.is_dir()] == []
