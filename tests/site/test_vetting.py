"""A report with a finding is held back; the others are published, and nothing says the value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from helpers.batch.runs import UNSAFE
from helpers.errors import CaselightError
from helpers.site.publish import publish
from helpers.site.release import Release
from tests.site.runs_made import chart, hidden, page_of, release, sentence
from tests.support import code, output

MAIL = "katarzyna@example.org"
GOOD = page_of(chart(), sentence(), hidden())


def put(folder: Path, *books: Any) -> tuple[list[Any], Release, Path]:
    made = release(folder, *((book, {"notebook": f"n{n}"}) for n, book in enumerate(books)))
    output_ = folder / "out" / "site"
    return publish([entry.run for entry in made.entries], made, output_), made, output_


def with_cell(**more: Any) -> Any:
    book = page_of(chart(), sentence())
    book["cells"].append(code("x = 1") | {"id": "z"} | more)
    return book


@pytest.mark.parametrize(
    ("book", "words"),
    [
        (page_of(sentence(f"Ask {MAIL}.")), "an e-mail address (notebook, cell 4, output 1)"),
        (page_of(chart(notes=["Read from /ho" + "me/amina/cases.csv"])), "a path or user name"),
        (page_of(chart(drawing={"data": [{"type": "bar", "x": [1], "customdata": [[MAIL]]}],
                                "layout": {}})), "an e-mail address (notebook, cell 4, output 1)"),
        (page_of(output({"kind": "table", "title": "Who", "table": {
            "caption": "Who", "columns": ["First name", "Age"],
            "rows": [["Katarzyna", "31"]]}})), "an identifier of a person"),
        (with_cell(source=f"mail = '{MAIL}'"), "an e-mail address (notebook, cell 6, line 1)"),
        (with_cell(attachments={"a.png": {"image/png": "eA=="}}), "a cell with attachments"),
        (with_cell(source="token = 'a8f5f167f44f4964'"), "a token, password or key"),
    ],
)  # fmt: skip
def test_a_report_with_a_finding_is_held_back_and_the_others_go_on(
    tmp_path: Path, book: Any, words: str
) -> None:
    runs, _, site = put(tmp_path, GOOD, book, GOOD)
    assert [run.status for run in runs] == ["done", "failed", "done"]
    assert runs[1].reason == UNSAFE
    assert runs[1].trouble.startswith("was held back, for it holds what must not be published")
    assert words in runs[1].trouble
    files = sorted(path.name for path in site.rglob("n*-WLD.*"))
    assert files == ["n0-WLD.html", "n0-WLD.ipynb", "n2-WLD.html", "n2-WLD.ipynb"]
    for path in site.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".json", ".ipynb"):
            text = path.read_text("utf-8")
            assert not [v for v in (MAIL, "amina", "Katarzyna", "a8f5f167") if v in text]
            assert "n1-WLD.html" not in text
    entries = json.loads((site / "ledger.json").read_text("utf-8"))["reports"]
    assert [entry["reason"] for entry in entries] == ["", "UnsafeOutput", ""]
    assert any(words in told for told in entries[1]["held_back_for"])
    assert "held_back_for" not in entries[0]
    assert words.split(" (")[0] in (site / "index.html").read_text("utf-8")


def test_a_release_without_findings_is_published_as_it_is(tmp_path: Path) -> None:
    runs, made, site = put(tmp_path, GOOD)
    assert runs == [entry.run for entry in made.entries]
    assert (site / "reports" / "n0-WLD.html").is_file()


def test_an_index_with_a_finding_stops_everything_and_keeps_what_was_there(tmp_path: Path) -> None:
    _, made, site = put(tmp_path, GOOD)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    told = Release(f"Ask {MAIL}", made.version, made.entries)
    with pytest.raises(CaselightError) as refused:
        publish([entry.run for entry in made.entries], told, site)
    assert "index.html" in refused.value.found
    assert MAIL not in str(refused.value)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    assert [path.name for path in site.parent.iterdir()] == ["site"]
