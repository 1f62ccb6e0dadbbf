"""A reading is kept for one content and one reader, and is never trusted for another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpers.sources import fingerprint, keep, stamps
from helpers.sources import read as reading_module
from helpers.sources.layouts import Layout
from helpers.sources.read import read

ROWS = "Country Code,Year,Value\nNAM,2020,{}\nARB,2020,900\n"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that a layout's reader was asked to read."""
    asked: list[str] = []
    require = reading_module.require_layout

    def watch(look):
        layout = require(look)

        def counted(look):
            asked.append(look.path.name)
            return layout.read(look)

        return Layout(layout.name, layout.title, layout.recognise, counted)

    monkeypatch.setattr(reading_module, "require_layout", watch)
    monkeypatch.delenv(keep.SWITCH, raising=False)
    return asked


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "population.csv"
    path.write_text(ROWS.format(5), "utf-8")
    return path


def namibia(path: Path) -> int:
    return int(read(path).tables["population"]["persons"].iloc[0])


def test_an_unchanged_file_is_read_once_and_gives_the_same(file: Path, readings: list[str]) -> None:
    first, second = read(file), read(file)
    assert readings == ["population.csv"]
    assert second.tables["population"].equals(first.tables["population"])
    assert (second.provenance, second.findings, second.notes, second.rows, second.persons) == (
        first.provenance,
        first.findings,
        first.notes,
        first.rows,
        first.persons,
    )


def test_a_changed_file_is_read_again(file: Path, readings: list[str]) -> None:
    assert namibia(file) == 5
    file.write_text(ROWS.format(6), "utf-8")
    assert namibia(file) == 6
    assert len(readings) == 2


def test_a_changed_reader_reads_again(
    file: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read(file)
    monkeypatch.setattr(keep, "digest_reader", lambda: "f" * 64)
    read(file)
    assert len(readings) == 2


def test_the_readers_fingerprint_covers_code_and_label_maps() -> None:
    covered = {path.name for path in fingerprint.reader_parts()}
    assert {"glotip.py", "country_aliases.csv", "publishers.toml", "schemas.py"} <= covered


@pytest.mark.parametrize("damage", [b"", b"{", b'{"names": ["population"]}'])
def test_a_damaged_copy_is_not_trusted(file: Path, readings: list[str], damage: bytes) -> None:
    read(file)
    (kept,) = (p for p in (file.parent / keep.FOLDER).iterdir() if p.is_dir())
    (kept / "reading.json").write_bytes(damage)
    assert namibia(file) == 5
    assert len(readings) == 2


def test_a_copy_lies_in_a_private_folder(file: Path, readings: list[str]) -> None:
    read(file)
    assert (file.parent / keep.FOLDER).stat().st_mode & 0o077 == 0


def test_where_nothing_can_be_kept_the_file_is_read_all_the_same(
    file: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(keep.tempfile, "mkdtemp", refuse)
    assert namibia(file) == namibia(file) == 5
    assert len(readings) == 2


def test_a_reading_that_broke_off_is_not_taken_for_a_whole_one(
    file: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(keep.os, "replace", stop)
        read(file)
    assert [p for p in (file.parent / keep.FOLDER).iterdir() if p.is_dir()] == []
    assert namibia(file) == 5


def test_a_file_left_alone_is_not_hashed_again(
    file: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_SETTLED", 0)
    first = read(file)
    hashed: list[str] = []
    monkeypatch.setattr(stamps, "digest_file", lambda path: hashed.append(path.name) or "0" * 64)
    assert read(file).provenance == first.provenance
    assert hashed == []


def test_a_file_left_alone_is_not_even_opened(
    file: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_SETTLED", 0)
    first = read(file)
    monkeypatch.setattr(reading_module, "peek", lambda path: pytest.fail(f"{path.name} was opened"))
    assert read(file).provenance == first.provenance


def test_a_mapping_left_alone_is_read_again_when_its_case_file_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(keep.SWITCH, raising=False)
    monkeypatch.setattr(stamps, "_SETTLED", 0)
    mapping, cases = tmp_path / "cases.toml", tmp_path / "cases.csv"
    mapping.write_text(
        '[data]\nfile = "cases.csv"\nchannel = "referral"\n[organisation]\nname = "Made"\n'
        '[columns]\nsex = "Sex"\n[values.sex]\nF = "female"\n',
        "utf-8",
    )
    cases.write_text("Sex\nF\n", "utf-8")
    assert (read(mapping).persons, read(mapping).persons) == (1, 1)
    cases.write_text("Sex\nF\nF\n", "utf-8")
    assert read(mapping).persons == 2


def test_a_changed_file_with_its_old_date_and_size_is_hashed_again(
    file: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_SETTLED", 0)
    read(file)
    assert namibia(file) == 5
    before = file.stat()
    file.write_text(ROWS.format(6), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert namibia(file) == 6


def test_a_file_changed_a_moment_before_is_hashed_again(
    file: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read(file)
    read(file)
    hashed: list[str] = []
    digest = stamps.digest_file
    monkeypatch.setattr(
        stamps, "digest_file", lambda path: hashed.append(path.name) or digest(path)
    )
    read(file)
    assert hashed == ["population.csv"]


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"x": 3}'])
def test_damaged_stamps_are_not_trusted(file: Path, readings: list[str], damage: str) -> None:
    read(file)
    (file.parent / keep.FOLDER / "stamps.json").write_text(damage, "utf-8")
    assert namibia(file) == 5
