"""Hostile input is never taken for safe, and never ends in a traceback."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import zipfile
from pathlib import Path

import pytest

from helpers.cli import main
from helpers.scan import check_paths, files, scope, stream, workbook
from tests.scan.made import MAIL, book, cell, kinds, packed, png, write
from tests.scan.made import workbook as make_workbook

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


def damaged() -> bytes:
    data = bytearray(make_workbook([["x", "y"]]))
    data[60:80] = bytes(20)
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(packed({"a.txt": "hello hello"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", "[" * 200_000),
        ("a.json", '{"a":' * 5000 + "1" + "}" * 5000),
        ("a.json", "1" * 5000),
        ("a.ipynb", "[" * 200_000 + "]" * 200_000),
        ("a.ipynb", '{"cells": [{"outputs": ' + "[" * 3000 + "]" * 3000 + "}]}"),
        ("a.xlsx", b"PK\x03\x04" + bytes(100)),
        ("a.xlsx", damaged()),
        ("a.zip", encrypted()),
        ("a.zip", packed({"a.txt": "a " * 4_000_000})),  # one thousandth of its size
        ("a.xlsx", packed({"xl/worksheets/sheet1.xml": BOMB})),
        ("a.xlsx", packed({"xl/worksheets/sheet1.xml": "<a><b></a>"})),
        ("a.xlsx", packed({"xl/comments1.xml": b"\xff\xfe\x00"})),
        ("a.gz", gzip.compress(b"hello " * 100)[:-20]),
        ("a.gz", b"\x1f\x8b\x08" + bytes(50)),
        ("a.png", png()[:30]),
        ("a.csv", 'a,b\n"' + "x" * 2_000_000 + '",1\n'),
        ("a.bin", os.urandom(500) + bytes(20)),
    ],
)
def test_what_cannot_be_read_is_not_taken_for_safe(name: str, data: bytes | str) -> None:
    assert "unreadable" in kinds(name, data)


def test_what_is_packed_too_deep_or_too_large_is_not_taken_for_safe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = MAIL.encode()
    for _ in range(scope.DEEPEST + 2):
        data = packed({"a.zip": data})
    assert kinds("a.zip", data) == {"unreadable"}
    monkeypatch.setattr(workbook, "MOST_MEMBERS", 3)
    assert kinds("a.zip", packed({f"{n}.txt": "x" for n in range(4)})) == {"unreadable"}
    monkeypatch.undo()
    monkeypatch.setattr(scope, "UNPACKED", 100)
    assert "unreadable" in kinds("a.gz", gzip.compress(b"hello there " * 100))


def test_a_member_with_a_path_out_of_the_folder_is_read_and_written_nowhere(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("../../evil.txt", MAIL)
    before = sorted(tmp_path.parent.iterdir())
    assert kinds("a.zip", out.getvalue()) == {"email"}
    assert sorted(tmp_path.parent.iterdir()) == before


def test_a_line_without_end_is_told_and_a_large_file_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WHOLE", 10_000)
    monkeypatch.setattr(stream, "PIECE", 100_000)
    monkeypatch.setattr(stream, "LONGEST_LINE", 300_000)
    write(tmp_path, "long.txt", "x " * 400_000)
    assert {f.kind for f in check_paths([tmp_path])} == {"unreadable"}
    write(tmp_path, "long.txt", "hello there\n" * 50_000 + MAIL + "\n" + "hello\n" * 1000)
    assert [(f.place, f.kind) for f in check_paths([tmp_path])] == [("line 50001", "email")]
    write(tmp_path, "long.json", json.dumps(["x"] * 20_000))
    told = {(Path(f.path).name, f.kind) for f in check_paths([tmp_path])}
    assert ("long.json", "unreadable") in told


@pytest.mark.parametrize("offset", [-12, -5, -1, 0, 3])
def test_what_lies_across_two_pieces_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offset: int
) -> None:
    monkeypatch.setattr(files, "WHOLE", 10)
    monkeypatch.setattr(stream, "PIECE", 100_000)
    before = "hello there " * 8400
    write(tmp_path, "a.txt", before[: 100_000 + offset - 1] + " " + MAIL + " hello" * 100)
    assert {f.kind for f in check_paths([tmp_path])} == {"email"}


def test_a_fault_of_the_scan_itself_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(files, "_dispatch", fails)
    assert kinds("a.txt", "x") == {"unreadable"}


def test_links_are_told_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "outside/a.txt", MAIL)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "file").symlink_to(tmp_path / "outside" / "a.txt")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "outside")
    (tmp_path / "in" / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    assert [f.kind for f in check_paths([tmp_path / "in"])] == ["symlink"] * 4
    assert [f.kind for f in check_paths([tmp_path / "in" / "file"])] == ["symlink"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX systems")
def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [f.kind for f in check_paths([tmp_path])] == ["unreadable"]


def test_a_name_that_is_a_value_is_found_and_withheld(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, f"{MAIL}.txt", "hello")
    write(tmp_path, "a\x1b[2Jb.txt", MAIL)
    assert main(["check", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "(name withheld, entry 2)" in said.out
    assert MAIL not in said.out + said.err
    assert "\x1b" not in said.out


def test_readings_kept_beside_a_file_are_told_and_git_is_not_looked_into(tmp_path: Path) -> None:
    write(tmp_path, ".caselight/x/reading.json", "{}")
    write(tmp_path, ".git/config", MAIL)
    write(tmp_path, "site/.caselight", "a marker")
    assert [f.kind for f in check_paths([tmp_path])] == ["kept"]


def test_nothing_found_is_ever_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    values = [
        MAIL,
        "Wzorowna",
        "+48 601 234 567",
        "AB1234567",
        "/ho" + "me/amina",
        "s3cr3t-token-1",
    ]
    write(tmp_path, "a.ipynb", book(cell("\n".join(values), password="x")))
    write(tmp_path, "a.csv", f"surname,{MAIL}\nWzorowna,+48 601 234 567\n")
    write(tmp_path, "a.json", json.dumps({MAIL: {"first_name": "Wzorowna"}, "token": values[5]}))
    write(tmp_path, "planted", "\n".join(values))
    for words in ([], ["--json"]):
        assert main(["check", str(tmp_path), "--canary", str(tmp_path / "planted"), *words]) == 1
        said = capsys.readouterr()
        assert not [value for value in values if value in said.out + said.err]


def test_the_status_says_whether_anything_was_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean = write(tmp_path, "a.txt", "22,488 people")
    assert main(["check", str(clean)]) == 0
    assert main(["check", str(tmp_path / "gone")]) == 2
    assert main(["check", str(clean), "--canary", str(tmp_path / "gone")]) == 2
    write(tmp_path, "short", "abc\n")
    assert main(["check", str(clean), "--canary", str(tmp_path / "short")]) == 2
    write(tmp_path, "short", "\n\n")
    assert main(["check", str(clean), "--canary", str(tmp_path / "short")]) == 2
    capsys.readouterr()
    assert main(["check", str(clean), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"findings": []}


def test_a_report_of_the_findings_names_file_place_and_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "a.txt", f"one\n{MAIL}\n")
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out == f"{path}, line 2: an e-mail address\n1 finding\n"
    assert main(["check", str(path), "--json"]) == 1
    finding = {"path": str(path), "place": "line 2", "kind": "email"}
    assert json.loads(capsys.readouterr().out) == {"findings": [finding]}


def test_the_scan_loads_no_library_that_takes_time(tmp_path: Path) -> None:
    import subprocess

    script = "import sys, helpers.scan; print(*{n.split('.')[0] for n in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert not {"numpy", "pandas", "plotly", "pyarrow"} & set(done.stdout.split())
