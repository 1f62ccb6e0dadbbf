"""Requests that an audit refuses, and sites that try to make it fail."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from helpers.audit import save_witnesses
from helpers.audit.collect import files
from helpers.audit.site import audit_site
from helpers.cli import main
from helpers.errors import CaselightError
from tests.audit.sites_made import (
    PROTECTED,
    STRUCK_OUT,
    draw,
    make_site,
    to_entry,
    to_ledger,
    write_site,
)


def unread(site: Path) -> set[str]:
    return {problem.file for problem in audit_site(site).problems if problem.kind == "not read"}


def test_the_exit_status_tells_clean_findings_and_wrong_requests(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean, leaky = make_site(tmp_path / "a"), make_site(tmp_path / "b", STRUCK_OUT)
    assert main(["audit", str(clean)]) == 0
    assert "No findings." in capsys.readouterr().out
    assert main(["audit", str(leaky), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["clean"] is False
    assert main(["audit", str(tmp_path / "nowhere")]) == 2
    assert "no folder" in capsys.readouterr().err


def test_a_site_without_a_ledger_is_refused_with_the_mend(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "release.json").unlink()
    with pytest.raises(CaselightError, match="caselight run"):
        audit_site(site)


BROKEN = {
    "no JSON": "{",
    "no object": "[]",
    "another format": json.dumps({**to_ledger({}), "format": 2}),
    "no region": json.dumps(to_ledger({"r": [{**to_entry([]), "cells": [{"key": []}]}]})),
    "an unknown population": json.dumps(to_ledger({"r": [to_entry(PROTECTED, "others")]})),
    "nested too deeply": "[" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_ledger_is_refused(text: str, tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "release.json").write_text(text)
    with pytest.raises(CaselightError, match="caselight run"):
        audit_site(site)


def test_a_number_in_the_ledger_is_a_finding(tmp_path: Path) -> None:
    ledger = to_ledger({"people": [to_entry(PROTECTED)]})
    ledger["reports"]["people"][0]["cells"][0]["persons"] = 3
    site = write_site(tmp_path / "site", {}, ledger)
    assert [p.file for p in audit_site(site).problems] == ["release.json"]


def test_a_hidden_count_of_nobody_knows_whom_is_a_finding(tmp_path: Path) -> None:
    ledger = to_ledger({"people": [to_entry([("A", "", None), ("C", "", 40)])]})
    for cell in ledger["reports"]["people"][0]["cells"]:
        cell["region"] = None
    site = write_site(tmp_path / "site", {}, ledger)
    assert [p.kind for p in audit_site(site).problems] == ["unrecognised count"]


def test_two_thresholds_for_one_source_are_refused(tmp_path: Path) -> None:
    old = make_site(tmp_path / "old", release="2026-10-24", threshold=5)
    with pytest.raises(CaselightError, match="two thresholds for own_cases"):
        audit_site(make_site(tmp_path / "new"), [old])


def test_links_are_named_and_never_followed(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    secret = tmp_path / "secret.csv"
    secret.write_text("A,3\n")
    (site / "more.csv").symlink_to(secret)
    (site / "folder").symlink_to(tmp_path)
    assert unread(site) == {"more.csv", "folder"}
    assert not any("secret" in p.spot + p.words for p in audit_site(site).problems)


def test_a_ledger_behind_a_link_is_none(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "release.json").rename(tmp_path / "release.json")
    (site / "release.json").symlink_to(tmp_path / "release.json")
    with pytest.raises(CaselightError, match=r"has no release\.json"):
        audit_site(site)


def test_a_huge_file_is_named_and_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(tmp_path / "site")
    with (site / "page.html").open("wb") as page:  # a hole: 300 MB that take no room
        page.truncate(300_000_000)
    assert unread(site) == {"page.html"}
    monkeypatch.setattr(files, "LARGEST", 100)
    assert unread(site) >= {"notebooks/people.ipynb"}


HOSTILE = {
    "deep JSON": ("notebooks/x.ipynb", "[" * 200_000),
    "deep JSON in a download": ("x.json", '{"a":' * 200_000),
    "no notebook": ("notebooks/x.ipynb", "[1, 2]"),
    "cells that are none": ("notebooks/x.ipynb", '{"cells": [3, "a"]}'),
    "an output that is none": ("notebooks/x.ipynb", '{"cells": [{"outputs": [3]}]}'),
    "a number of ten thousand digits": ("x.json", "1" * 10_000),
    "tags that never end": ("reports/x.html", "<a " * 100_000),
    "comments that never end": ("reports/x.html", "<!--" * 100_000),
    "one endless tag": ("reports/x.html", "<a " + 'b="3" ' * 100_000 + ">"),
    "a line without an end": ("x.csv", '"' + "a" * 200_000),
}


@pytest.mark.parametrize(("name", "text"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_a_finding_and_never_a_traceback(
    name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = make_site(tmp_path / "site")
    (site / "reports").mkdir()
    (site / name).write_text(text)
    assert main(["audit", str(site)]) == 1
    assert name in capsys.readouterr().out


def test_a_page_of_many_open_elements_is_read_in_one_pass(tmp_path: Path) -> None:
    # Quadratic in its 20,000 elements, this would take a minute.
    site = make_site(tmp_path / "site", files={"reports/people.html": "<p>40" * 20_000})
    assert audit_site(site).read.numbers > 20_000


def test_bytes_that_are_no_text_are_a_finding(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "page.html").write_bytes(b"\xff\xfe\x00<p>3</p>")
    assert unread(site) == {"page.html"}


PACKED = {
    "no base64": {"dtype": "f8", "bdata": "?"},
    "half a number": {"dtype": "f8", "bdata": "AAAA"},
    "an unknown type": {"dtype": "O", "bdata": "AAAA"},
    "no type": {"bdata": "AAAA"},
}


@pytest.mark.parametrize("packed", PACKED.values(), ids=PACKED.keys())
def test_a_packed_array_that_cannot_be_unpacked_is_a_finding(
    packed: dict[str, str], tmp_path: Path
) -> None:
    site = make_site(tmp_path / "site", outputs=[draw({"x": packed})])
    assert unread(site) == {"notebooks/people.ipynb"}


def test_witnesses_prove_what_they_prove_and_a_false_one_is_named(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    home = tmp_path / "releases" / "cases" / "2026-11-24-1"
    home.mkdir(parents=True)
    addresses = ["group=A", "group=B", "group=C"]
    # Of 15 people in A and B: 1 and 14, 14 and 1. The last row adds up to 54 and not to 55.
    matrix = np.array([[1, 14, 40], [14, 1, 40], [1, 13, 40]])
    save_witnesses(home / "witnesses.npz", addresses, matrix)
    found = audit_site(site, witnesses=tmp_path / "releases")
    assert found.attack.proven_by_witness >= 2
    assert len(found.attack.rejected) == 1
    assert not found.without


def test_a_missing_folder_of_witnesses_is_refused_and_a_missing_file_is_said(
    tmp_path: Path,
) -> None:
    site = make_site(tmp_path / "site")
    with pytest.raises(CaselightError, match="no folder"):
        audit_site(site, witnesses=tmp_path / "none")
    (tmp_path / "releases").mkdir()
    assert audit_site(site, witnesses=tmp_path / "releases").without == ("cases",)
