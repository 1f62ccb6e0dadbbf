"""Parameters are checked against the notebooks before anything runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.batch.manifest import read_manifest
from helpers.batch.notebooks import Notebook, Parameter, read_notebook
from helpers.batch.parameters import check_parameters, read_notebooks
from helpers.errors import CaselightError
from tests.support import code, markdown, notebook, small_notebook, write, write_manifest

COUNTRIES = {"WLD": "World", "PHL": "Philippines", "GBR": "United Kingdom"}
PARAMETERS = """\
country = "WLD"  # type: str
first_year = 2002  # type: int
share = 0.5  # type: float
matched = True  # type: bool
untold = 3"""


def with_parameters(source: str) -> dict[str, object]:
    return notebook(markdown("# How many?"), code(source, tags=("parameters",)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "notebooks", "question", with_parameters(PARAMETERS))
    return tmp_path


def check(folder: Path, entry: str) -> None:
    manifest = read_manifest(write_manifest(folder, f'notebook = "question"\n{entry}'))
    check_parameters(manifest, read_notebooks(manifest), COUNTRIES)


@pytest.mark.parametrize(
    "given",
    [
        "first_year = 2010",
        "share = 0.25",
        "share = 1",
        "matched = false",
        "country = 'PHL'",
        "untold = 'anything'",
        "untold = 7",
    ],
)
def test_a_parameter_of_the_notebooks_own_type_is_taken(folder: Path, given: str) -> None:
    check(folder, f"parameters = {{ {given} }}")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("first_year = true", "a whole number"),
        ("first_year = '2010'", "a whole number"),
        ("first_year = 2010.0", "a whole number"),
        ("share = '0.5'", "a number"),
        ("share = false", "a number"),
        ("matched = 1", "true or false"),
        ("matched = 'true'", "true or false"),
        ("country = 608", "a text in quotes"),
        ("country = true", "a text in quotes"),
    ],
)
def test_a_parameter_of_another_type_is_refused_with_its_default(
    folder: Path, given: str, wanted: str
) -> None:
    name = given.split(" = ")[0]
    with pytest.raises(CaselightError) as refused:
        check(folder, f"parameters = {{ {given} }}")
    assert refused.value.rule == f"Parameter {name!r} of question is {wanted}."
    assert refused.value.found.startswith(f"reports.toml, line 5, column 16: {name} = ")
    default = next(line for line in PARAMETERS.splitlines() if line.startswith(name))
    assert default.split(" = ")[1].split("  #")[0] in refused.value.mend


def test_an_unknown_parameter_is_refused_with_the_nearest_name(folder: Path) -> None:
    with pytest.raises(CaselightError) as refused:
        check(folder, "parameters = { frist_year = 2010 }")
    assert refused.value.found == "reports.toml, line 5, column 16: 'frist_year'"
    assert refused.value.mend == "Did you mean 'first_year'?"


def test_countries_for_a_notebook_that_takes_none_are_refused(folder: Path) -> None:
    write(folder / "notebooks", "question", with_parameters("first_year = 2  # type: int"))
    with pytest.raises(CaselightError) as refused:
        check(folder, 'countries = ["PHL"]')
    assert refused.value.found.startswith("reports.toml, line 5, column 1")
    assert "has no 'country'" in refused.value.rule


@pytest.mark.parametrize(
    "entry", ['countries = ["WLD", "Philipines"]', 'parameters = { country = "Philipines" }']
)
def test_an_unknown_country_is_refused_with_the_nearest_code(folder: Path, entry: str) -> None:
    with pytest.raises(CaselightError) as refused:
        check(folder, entry)
    column = entry.index("Philipines") + 1
    assert refused.value.found == f"reports.toml, line 5, column {column}: 'Philipines'"
    assert refused.value.mend == "Did you mean 'PHL' (Philippines)?"


@pytest.mark.parametrize("code", ["phl", "../x", "", "WLD ", "W", "PHL\\n"])
def test_a_country_is_a_code_and_nothing_else(folder: Path, code: str) -> None:
    with pytest.raises(CaselightError, match="ISO 3166-1"):
        check(folder, f'countries = ["{code}"]')


def test_an_unknown_notebook_is_refused_with_the_nearest_name(folder: Path) -> None:
    write_manifest(folder, 'notebook = "question"', 'notebook = "questoin"')
    with pytest.raises(CaselightError) as refused:
        read_notebooks(read_manifest(folder / "reports.toml"))
    assert refused.value.found == "reports.toml, line 6, column 13: 'questoin'"
    assert refused.value.mend == "Did you mean 'question'?"


def test_a_folder_without_notebooks_is_told(tmp_path: Path) -> None:
    write_manifest(tmp_path, 'notebook = "question"')
    with pytest.raises(CaselightError, match="There are none"):
        read_notebooks(read_manifest(tmp_path / "reports.toml"))


def test_a_notebooks_title_and_parameters_are_read_without_running_it(folder: Path) -> None:
    assert read_notebook(folder / "notebooks" / "question.ipynb") == Notebook(
        "question",
        "How many?",
        (
            Parameter("country", "str", '"WLD"'),
            Parameter("first_year", "int", "2002"),
            Parameter("share", "float", "0.5"),
            Parameter("matched", "bool", "True"),
            Parameter("untold", "None", "3"),
        ),
    )


def test_a_notebook_without_title_or_parameters_is_called_by_its_file(tmp_path: Path) -> None:
    path = write(tmp_path, "bare", notebook(code("1 + 1")))
    assert read_notebook(path) == Notebook("bare", "bare", ())


@pytest.mark.parametrize("line", ['note = "a = b"', "first, last = 1, 2", 'x: str | None = "a"'])
def test_a_parameter_that_papermill_would_drop_without_a_word_is_refused(
    tmp_path: Path, line: str
) -> None:
    path = write(tmp_path, "odd", with_parameters(f"country = 'WLD'  # type: str\n{line}"))
    with pytest.raises(CaselightError, match="on a line of its own"):
        read_notebook(path)


CELL = {"cell_type": "code", "source": "", "metadata": {}}
DAMAGED = {
    "empty": b"",
    "no JSON": b"{",
    "deep": b"[" * 100_000,
    "UTF-16": json.dumps({"cells": []}).encode("utf-16"),
    "a list": b"[]",
    "a number": b"3",
    "no cells": b"{}",
    "cells are a number": b'{"cells": 3}',
    "cells are words": b'{"cells": ["a"]}',
    "format 3": b'{"worksheets": [{"cells": []}], "nbformat": 3}',
    "no type": json.dumps({"cells": [{"source": "", "metadata": {}}]}).encode(),
    "no source": json.dumps({"cells": [{"cell_type": "code", "metadata": {}}]}).encode(),
    "no metadata": json.dumps({"cells": [{"cell_type": "code", "source": ""}]}).encode(),
    "metadata are words": json.dumps({"cells": [CELL | {"metadata": "a"}]}).encode(),
    "tags are words": json.dumps({"cells": [CELL | {"metadata": {"tags": 4}}]}).encode(),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_notebook_is_refused_by_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_bytes(content)
    with pytest.raises(CaselightError) as refused:
        read_notebook(path)
    assert refused.value.found.startswith("broken.ipynb")


def test_a_folder_in_place_of_a_notebook_is_refused(folder: Path) -> None:
    (folder / "notebooks" / "other.ipynb").mkdir()
    write_manifest(folder, 'notebook = "other"')
    with pytest.raises(CaselightError, match="notebook that can be read"):
        read_notebooks(read_manifest(folder / "reports.toml"))


def test_the_shipped_manifest_fits_the_shipped_notebooks() -> None:
    root = Path(__file__).resolve().parents[2]
    manifest = read_manifest(root / "reports.toml")
    from helpers.sources.names import country_names

    check_parameters(manifest, read_notebooks(manifest), {"WLD": "World", **country_names()})
    questions = {report.notebook for report in manifest.reports}
    assert questions == {path.stem for path in (root / "notebooks").glob("*.ipynb")}
    assert {report.country for report in manifest.reports} >= {"WLD", "PHL"}


def test_the_notebooks_that_tests_make_are_notebooks(tmp_path: Path) -> None:
    found = read_notebook(write(tmp_path, "small", small_notebook()))
    assert [p.name for p in found.parameters] == ["country", "first_year"]
