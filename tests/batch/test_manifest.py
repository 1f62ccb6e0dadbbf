"""Reading a manifest: what it may say, and where it says that something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.batch.manifest import Manifest, read_manifest
from helpers.errors import CaselightError

GOOD = """\
[site]
title = "Three questions"

[[report]]
notebook = "first"
countries = ["WLD", "PHL"]
parameters = { first_year = 2010 }

[[report]]
notebook = "second"
"""


def manifest(tmp_path: Path, content: str | bytes) -> Manifest:
    path = tmp_path / "reports.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_manifest(path)


def refusal(tmp_path: Path, content: str | bytes) -> CaselightError:
    with pytest.raises(CaselightError) as refused:
        manifest(tmp_path, content)
    return refused.value


def test_a_report_is_made_for_each_country_and_for_the_world_where_none_is_named(
    tmp_path: Path,
) -> None:
    found = manifest(tmp_path, GOOD)
    assert [report.name for report in found.reports] == ["first-WLD", "first-PHL", "second-WLD"]
    assert dict(found.reports[1].parameters) == {"country": "PHL", "first_year": 2010}
    assert dict(found.reports[2].parameters) == {}
    assert found.title == "Three questions"


def test_folders_are_meant_from_where_the_manifest_lies(tmp_path: Path) -> None:
    found = manifest(tmp_path, GOOD)
    assert found.output == tmp_path / "site"
    assert found.notebook_path("first") == tmp_path / "notebooks" / "first.ipynb"


def test_a_mark_that_windows_editors_put_first_and_their_line_ends_are_accepted(
    tmp_path: Path,
) -> None:
    windows = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()
    assert manifest(tmp_path, windows).reports == manifest(tmp_path, GOOD).reports


def test_a_manifest_that_is_no_toml_is_refused_with_line_and_column(tmp_path: Path) -> None:
    error = refusal(tmp_path, GOOD.replace('"first"', '"first'))
    assert error.rule == "A manifest is written in TOML."
    # A text in single quotes ends on its line: the parser stops behind the 17 characters there.
    assert len('notebook = "first') == 17
    assert error.found.startswith("reports.toml, line 5, column 18: ")


def test_a_manifest_that_breaks_off_is_refused_with_its_last_line(tmp_path: Path) -> None:
    error = refusal(tmp_path, '[site]\ntitle = "a"\n[[report')
    assert "reports.toml, line 3, column 9" in error.found


@pytest.mark.parametrize(
    "content", ["x = " + "[" * 5000, "x = " + "9" * 5000], ids=["deep", "long number"]
)
def test_a_manifest_that_its_parser_gives_up_on_is_refused_in_words(
    tmp_path: Path, content: str
) -> None:
    assert "nested too deep" in refusal(tmp_path, content).found


def test_a_manifest_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    error = refusal(tmp_path, "[site]\n\ntitle = 'Trata de niñas'\n".encode("latin-1"))
    assert error.found == "reports.toml, line 3: a byte that is not UTF-8"
    assert "ñ" not in str(error)


def test_a_missing_manifest_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.toml", "no file"), (tmp_path, "directory")):
        with pytest.raises(CaselightError) as refused:
            read_manifest(path)
        assert words in refused.value.found
        assert "--manifest" in refused.value.mend


@pytest.mark.parametrize("content", ["", "\n# nothing\n", "[site]\ntitle = 'x'", "report = []"])
def test_a_manifest_without_a_report_is_refused(tmp_path: Path, content: str) -> None:
    assert refusal(tmp_path, content).rule == "A manifest has at least one [[report]]."


@pytest.mark.parametrize(
    ("old", "new", "place", "mend"),
    [
        ("title =", "titel =", "line 2, column 1: 'titel'", "Did you mean 'title'?"),
        ("countries =", "country =", "line 6, column 1: 'country'", "Did you mean 'countries'?"),
        ("[site]", "[sites]", "line 1, column 2: 'sites'", "Did you mean 'site'?"),
        ("[site]", "[zzz]", "line 1, column 2: 'zzz'", "Known are: site, report."),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_name(
    tmp_path: Path, old: str, new: str, place: str, mend: str
) -> None:
    error = refusal(tmp_path, GOOD.replace(old, new))
    assert error.found == f"reports.toml, {place}"
    assert error.mend == mend


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('title = "Three questions"', "title = 3", "line 2, column 1: a int"),
        ('title = "Three questions"', "title = ['a']", "line 2, column 1: a list"),
        ('title = "Three questions"', "timeout = true", "line 2, column 1: a bool"),
        ('title = "Three questions"', "timeout = 1.5", "line 2, column 1: a float"),
        ('title = "Three questions"', "output = 2026-01-01", "line 2, column 1: a date"),
        ('["WLD", "PHL"]', '"WLD"', "line 6, column 1: a str"),
        ('["WLD", "PHL"]', "[4, 5]", "line 6, column 1: 4"),
        ('["WLD", "PHL"]', "[]", "line 6, column 1: an empty list"),
        ("{ first_year = 2010 }", "2010", "line 7, column 1: a int"),
        ('"second"', "7", "line 10, column 1: a int"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    assert old in GOOD
    assert refusal(tmp_path, GOOD.replace(old, new)).found == f"reports.toml, {place}"


@pytest.mark.parametrize("written", ["[report]\nnotebook = 'a'", "report = ['a', 'b']"])
def test_a_report_that_is_no_table_of_its_own_is_refused(tmp_path: Path, written: str) -> None:
    assert "reports.toml, line 1" in refusal(tmp_path, written).found


@pytest.mark.parametrize("value", ["[2010, 2011]", "{ from = 1 }", "2010-01-01", "nan", "-inf"])
def test_a_parameter_that_is_no_single_value_is_refused(tmp_path: Path, value: str) -> None:
    error = refusal(tmp_path, GOOD.replace("= 2010", f"= {value}"))
    assert error.rule == "A parameter is a text, a number, true or false."
    assert error.found.startswith("reports.toml, line 7, column 16: first_year is ")


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "..", "a/b", "a\\\\b", "a.ipynb", "", " ", "-x", "ä", "a\\nb"]
)
def test_a_notebook_is_named_and_never_a_path(tmp_path: Path, name: str) -> None:
    error = refusal(tmp_path, GOOD.replace('"second"', f'"{name}"'))
    assert error.found.startswith("reports.toml, line 10, column 1: notebook = ")


def test_a_report_without_a_notebook_is_refused_where_it_starts(tmp_path: Path) -> None:
    error = refusal(tmp_path, GOOD.replace('notebook = "second"', ""))
    assert error.found.startswith("reports.toml, line 9, column 1")


def test_the_same_report_twice_is_refused(tmp_path: Path) -> None:
    within = refusal(tmp_path, GOOD.replace('["WLD", "PHL"]', '["PHL", "PHL"]'))
    assert within.found == "reports.toml, line 6, column 15: first-PHL a second time"
    across = refusal(tmp_path, GOOD.replace('"second"', '"first"'))
    assert "line 9" in across.found
    assert "first-WLD a second time" in across.found


def test_a_page_is_never_named_after_one_country_while_it_speaks_of_another(
    tmp_path: Path,
) -> None:
    error = refusal(tmp_path, GOOD.replace("first_year = 2010", 'country = "GBR"'))
    assert error.rule == "A [[report]] names its countries once."
    assert "line 7" in error.found


@pytest.mark.parametrize("seconds", ["0", "-1", "86401", "9" * 400])
def test_a_timeout_that_no_clock_takes_is_refused(tmp_path: Path, seconds: str) -> None:
    error = refusal(tmp_path, GOOD.replace("[site]", f"[site]\ntimeout = {seconds}"))
    assert error.found.startswith("reports.toml, line 2, column 1: timeout = ")
    assert len(error.found) < 100


@pytest.mark.parametrize("key", ["output", "notebooks"])
@pytest.mark.parametrize("folder", ["", "  ", "a\\u0000b", "a\\nb"])
def test_a_folder_that_no_system_has_is_refused(tmp_path: Path, key: str, folder: str) -> None:
    error = refusal(tmp_path, GOOD.replace("[site]", f'[site]\n{key} = "{folder}"'))
    assert error.found.startswith("reports.toml, line 2, column 1")


def test_a_part_of_the_manifest_is_selected(tmp_path: Path) -> None:
    found = manifest(tmp_path, GOOD)

    def names(*only: str) -> list[str]:
        return [report.name for report in found.select(only).reports]

    assert names() == ["first-WLD", "first-PHL", "second-WLD"]
    assert names("first") == ["first-WLD", "first-PHL"]
    assert names("first/PHL", "second") == ["first-PHL", "second-WLD"]
    assert names("*/WLD") == ["first-WLD", "second-WLD"]
    assert names("first", "first/PHL") == ["first-WLD", "first-PHL"]


@pytest.mark.parametrize("word", ["third", "first/GBR", "*/GBR", "first/PHL/x"])
def test_a_selection_that_names_no_report_is_refused(tmp_path: Path, word: str) -> None:
    with pytest.raises(CaselightError) as refused:
        manifest(tmp_path, GOOD).select(["first", word])
    assert refused.value.found == repr(word)
    assert "first/" in refused.value.mend


OWN = '[[report]]\nnotebook = "first"\ncountries = ["PHL"]\nsource = "{}"\n'


def test_a_report_on_an_own_file_is_named_after_it_and_given_its_path(tmp_path: Path) -> None:
    (report,) = manifest(tmp_path, OWN.format("data/raw/Cases 2023 (final).csv")).reports
    assert report.name == "first-PHL-Cases-2023-final"
    assert report.parameters["source"] == "data/raw/Cases 2023 (final).csv"


def test_two_files_for_one_country_are_two_reports(tmp_path: Path) -> None:
    found = manifest(tmp_path, OWN.format("raw/a.csv") + OWN.format("raw/b.csv"))
    assert [report.name for report in found.reports] == ["first-PHL-a", "first-PHL-b"]


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside.csv", "C:/cases.csv", "a/../../b.csv"])
def test_a_file_outside_of_the_manifests_folder_is_refused(tmp_path: Path, path: str) -> None:
    error = refusal(tmp_path, OWN.format(path))
    assert error.found.startswith("reports.toml, line 4")
    assert "pages print this name" in error.rule


@settings(max_examples=60, deadline=None)
@given(junk=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda t: t.encode())))
def test_no_bytes_in_a_manifest_lead_to_anything_but_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes
) -> None:
    with pytest.raises(CaselightError):
        manifest(tmp_path_factory.mktemp("junk"), b"[site]\n" + junk)


SCALARS = st.one_of(st.text(max_size=8), st.integers(-(10**9), 10**9), st.booleans())
VALUES = st.one_of(SCALARS.map(repr), st.just("[1]"), st.just("{}"), st.just("nan"))
KEYS = st.sampled_from(["title", "output", "notebooks", "timeout", "notebook", "countries", "x"])


@settings(max_examples=100, deadline=None)
@given(site=st.dictionaries(KEYS, VALUES, max_size=3), report=st.dictionaries(KEYS, VALUES))
def test_a_manifest_is_either_read_or_refused_with_a_place(
    tmp_path_factory: pytest.TempPathFactory, site: dict[str, str], report: dict[str, str]
) -> None:
    lines = ["[site]", *(f"{k} = {v}" for k, v in site.items())]
    lines += ["[[report]]", *(f"{k} = {v}" for k, v in report.items())]
    place = ""
    try:
        found = manifest(tmp_path_factory.mktemp("made"), "\n".join(lines))
        assert {r.notebook for r in found.reports} == {report["notebook"].strip("'\"")}
    except CaselightError as error:
        place = error.found
    assert place.startswith("reports.toml") or not place


LISTED = OWN.replace("source", "captures")


def test_a_file_of_lists_is_named_like_a_source_and_gives_the_report_its_name(
    tmp_path: Path,
) -> None:
    (report,) = manifest(tmp_path, LISTED.format("data/raw/UK lists.csv")).reports
    assert report.name == "first-PHL-UK-lists"
    assert report.parameters["captures"] == "data/raw/UK lists.csv"
    assert report.files == {"captures": "data/raw/UK lists.csv"}


def test_a_report_may_name_both_files_and_is_named_after_both(tmp_path: Path) -> None:
    text = OWN.format("raw/a.csv") + 'captures = "raw/b.csv"\n'
    (report,) = manifest(tmp_path, text).reports
    assert report.name == "first-PHL-a-b"
    assert report.files == {"source": "raw/a.csv", "captures": "raw/b.csv"}


def test_lists_among_the_parameters_are_held_to_the_same_rule(tmp_path: Path) -> None:
    text = '[[report]]\nnotebook = "first"\n[report.parameters]\ncaptures = "/etc/passwd"\n'
    assert "pages print this name" in refusal(tmp_path, text).rule


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside.csv", "C:/cases.csv", "a/../../b.csv"])
def test_lists_outside_of_the_manifests_folder_are_refused(tmp_path: Path, path: str) -> None:
    error = refusal(tmp_path, LISTED.format(path))
    assert error.found.startswith("reports.toml, line 4")
    assert "captures = 'data/raw/a.csv'" in error.mend
