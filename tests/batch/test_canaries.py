"""A hundred planted values go through everything, and are nowhere afterwards.

They are looked for by ``caselight check`` and by a search of bytes that shares no code with it.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.batch.canary_files import FAILING, PERSONS, write_notebooks, write_people
from tests.batch.command import environment, leftovers, run
from tests.support import ROOT, write_manifest

OWN = ("caseload_composition", "identification_gap", "sector_exposure")
COUNTRIES = ["WLD", "GHA"]
INSPECT = ((), ("--draft-mapping",), ("--json",))


@dataclass(frozen=True)
class World:
    """Everything that was done, and what there was to be seen of it."""

    folder: Path
    planted: tuple[str, ...]
    done: subprocess.CompletedProcess[str]
    inspected: tuple[subprocess.CompletedProcess[str], ...]

    @property
    def seen(self) -> list[bytes]:
        """What stood on a screen, and what lies in the site and in the temporary folder."""
        texts = [p.stdout + p.stderr for p in (self.done, *self.inspected)]
        files = [
            path for place in ("site", "temporary")
            for path in (self.folder / place).rglob("*") if path.is_file()
        ]  # fmt: skip
        return [*(text.encode() for text in texts), *(path.read_bytes() for path in files)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One run over three questions on the people's file, and over the notebooks that fail."""
    if os.name == "nt":
        pytest.skip("one of the notebooks sends a signal of POSIX systems")
    folder = tmp_path_factory.mktemp("canaries")
    planted = write_people(folder / "data" / "raw")
    (folder / "planted.txt").write_text("\n".join(planted), encoding="utf-8")
    write_notebooks(folder / "notebooks")
    for name in OWN:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", folder / "notebooks")
    source = 'source = "data/raw/cases.toml"'
    entries = [f'notebook = "{n}"\ncountries = {json.dumps(COUNTRIES)}\n{source}' for n in OWN]
    entries += [f'notebook = "fails_{name}"' for name in FAILING] + ['notebook = "telling"']
    write_manifest(folder, *entries, site="timeout = 120")
    case_file = str(folder / "planted.txt")
    done = run(folder, "--json", "--first-release", CASE_FILE=case_file)
    files = {(): "cases.toml", ("--draft-mapping",): "cases.csv", ("--json",): "cases.toml"}
    inspected = tuple(
        subprocess.run(
            [sys.executable, "-m", "helpers", "inspect", str(folder / "data/raw" / files[w]), *w],
            capture_output=True, text=True, cwd=folder, env=environment(folder), timeout=120,
        )
        for w in INSPECT
    )  # fmt: skip
    return World(folder, tuple(planted), done, inspected)


def test_the_reports_on_the_file_are_made_and_each_bad_notebook_is_named(world: World) -> None:
    summary = json.loads(world.done.stdout)
    assert world.done.returncode == 1
    bad = {f"fails_{name}-WLD" for name in FAILING} | {"telling-WLD"}
    assert set(summary["failed"]) == bad
    assert summary["reports"] == len(bad) + len(OWN) * len(COUNTRIES)
    assert [p.returncode for p in world.inspected] == [0] * 3
    assert f"{PERSONS:,}" in world.inspected[0].stdout
    made = {path.stem for path in (world.folder / "site" / "reports").iterdir()}
    assert len(made) == len(OWN) * len(COUNTRIES)


def test_a_report_that_tells_an_address_is_held_back_with_kind_and_place(world: World) -> None:
    words = json.loads(world.done.stdout)["failed"]["telling-WLD"]
    assert re.fullmatch(
        r"was held back, for it holds what must not be published \(UnsafeOutput\): "
        r"an e-mail address \(notebook, cell 5, output 1\); an e-mail address \(page, line \d+\)",
        words,
    )
    index = (world.folder / "site" / "index.html").read_text("utf-8")
    assert "telling-WLD: was held back" in index
    assert "reports/telling-WLD.html" not in index


def forms(value: str) -> Iterator[bytes]:
    """A value as programs write it; written for this test alone."""
    text = value.encode("utf-8")
    yield from (text, value.encode("utf-16-le"), value.encode("utf-16-be"))
    yield json.dumps(value)[1:-1].encode()
    yield from (html.escape(value).encode(), quote(value).encode(), text.hex().encode())
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + text)
        yield coded[(0, 2, 3)[shift] : len(coded) // 4 * 4 - 4]


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes, and what they hold in gzip, base64 and gzip in base64."""
    yield data
    for found in re.finditer(rb"[A-Za-z0-9+/\n\\]{24,}={0,2}", data):
        letters = found[0].replace(b"\\n", b"").replace(b"\n", b"").replace(b"\\", b"").rstrip(b"=")
        inner = base64.b64decode(letters[: len(letters) // 4 * 4])
        yield inner
        if inner.startswith(b"\x1f\x8b"):
            yield zlib.decompressobj(31).decompress(inner)
    for found in re.finditer(rb"\x1f\x8b\x08", data):
        try:
            yield zlib.decompressobj(31).decompress(data[found.start() :])
        except zlib.error:
            continue


def count_found(places: list[bytes], planted: tuple[str, ...]) -> int:
    needles = {form for value in planted for form in forms(value)}
    return sum(needle in data for place in places for data in unpacked(place) for needle in needles)


def test_no_planted_value_is_seen_anywhere(world: World) -> None:
    assert len(world.planted) == 100
    places = [data for data in world.seen if len(data) < 2_000_000]  # without plotly's script
    assert len(places) > 15
    assert count_found(places, world.planted) == 0


def test_the_search_of_this_test_finds_what_is_there(world: World) -> None:
    name = world.planted[12]
    packed = base64.b64encode(gzip.compress(f"x {name} y".encode()))
    for place in (name.encode(), b"%s" % packed, base64.b64encode(f"ab{name}cd".encode())):
        assert count_found([b'{"a": "' + place + b'"}'], world.planted) > 0


def test_check_finds_no_planted_value_and_nothing_else(world: World) -> None:
    words = ["check", "site", "temporary", "--canary", "planted.txt"]
    done = subprocess.run(
        [sys.executable, "-m", "helpers", *words], cwd=world.folder, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "0 findings\n"), done.stdout


def test_a_run_leaves_nothing_in_the_temporary_folder(world: World) -> None:
    assert leftovers(world.folder) == []


def test_what_is_kept_beside_the_file_only_its_owner_can_open(world: World) -> None:
    kept = world.folder / "data" / "raw" / ".caselight"
    assert kept.stat().st_mode & 0o777 == 0o700
    folders = [path for path in kept.rglob("*") if path.is_dir()]
    assert all(path.stat().st_mode & 0o077 == 0 for path in folders)


def test_what_is_kept_beside_the_file_holds_no_planted_value(world: World) -> None:
    kept = (world.folder / "data" / "raw" / ".caselight").rglob("*")
    assert count_found([p.read_bytes() for p in kept if p.is_file()], world.planted) == 0
