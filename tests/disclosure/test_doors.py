"""There is one door: what makes a safe table, and what accepts one."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

import helpers
from helpers import composition, figures, identification, prose, prosecution
from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.tables.counts import Counts, counted_cell
from helpers.tables.provenance import Provenance
from helpers.tables.safe import SafeTable

SOURCE = Path(helpers.__file__).parent
NOTEBOOKS = SOURCE.parents[1] / "notebooks"
DOORS = {"disclosure/protect.py", "disclosure/models.py"}
PLANTED = 7919
OPENERS = {"seal", "_SEAL", "_seal"}


def trees() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [c["source"] for c in cells if c["cell_type"] == "code"]
        yield path.name, ast.parse("\n".join("".join(lines) for lines in code))


def names_in(tree: ast.AST) -> set[str]:
    """Every name that is read, imported, or reached through a dot."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found.add(node.name)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)  # getattr(safe, "seal")
    return found


def calls_in(tree: ast.AST) -> set[str]:
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {f.id if isinstance(f, ast.Name) else getattr(f, "attr", "") for f in called}


def test_only_the_two_doors_seal_a_table() -> None:
    users = {name for name, tree in trees() if names_in(tree) & OPENERS}
    assert users == {"tables/safe.py", *DOORS}


def test_nobody_else_makes_a_safe_table_or_rebuilds_one() -> None:
    assert {name for name, tree in trees() if "SafeTable" in calls_in(tree)} == {"tables/safe.py"}
    # __new__, object.__setattr__ and pickles would go past the seal.
    for name, tree in trees():
        assert not names_in(tree) & {"__new__", "__setattr__", "__setstate__", "pickle"}, name


def test_a_notebook_takes_counts_to_protect_and_never_looks_into_them() -> None:
    notebooks = [(name, tree) for name, tree in trees() if name.endswith(".ipynb")]
    assert len(notebooks) >= 3
    for name, tree in notebooks:
        # The claims of the speech are held against records that are protected as they are opened.
        assert {"protect", "open_records"} & calls_in(tree), name
        assert not names_in(tree) & {"cells", "persons", "Counts", "CountCell", "table"}, name


def test_the_scan_sees_an_opener_however_it_is_written() -> None:
    for code in (
        "from helpers.tables.safe import seal",
        "safe.seal(())",
        "getattr(safe, 'seal')",
        "replace(t, _seal='x')",
    ):
        assert names_in(ast.parse(code)) & OPENERS


def safe_table() -> SafeTable:
    provenance = Provenance("glotip", "UNODC", "GLOTIP", "2023", "", "", "", "")
    cells = (counted_cell(["2020"], 50),)
    return protect(Counts(("year",), cells, provenance, "people"))


def takers() -> list[Any]:
    """Every public function that takes a safe table, with the names of those parameters."""
    found = []
    for module in (figures, prose, composition, identification, prosecution):
        for name in module.__all__:
            function = getattr(module, name)
            if inspect.isfunction(function):
                parameters = inspect.signature(function).parameters.values()
                wanted = [p.name for p in parameters if "SafeTable" in str(p.annotation)]
                if wanted:
                    identity = f"{module.__name__.removeprefix('helpers.')}.{name}"
                    found.append(pytest.param(function, wanted, id=identity))
    return found


def call(function: Callable[..., Any], given: dict[str, Any]) -> Any:
    """The function with these arguments, and with something plain for every other one."""
    positional, named = [], {}
    for parameter in inspect.signature(function).parameters.values():
        value = given.get(parameter.name, _plain(parameter))
        if parameter.kind is parameter.KEYWORD_ONLY:
            named[parameter.name] = value
        else:
            positional.append(value)
    return function(*positional, **named)


def _plain(parameter: inspect.Parameter) -> Any:
    annotation = str(parameter.annotation)
    if "SafeTable" in annotation:
        return [safe_table()] if "Iterable" in annotation else safe_table()
    if parameter.default is not parameter.empty:
        return parameter.default
    plain = {"int": 2020, "str": "PHL", "tuple[int, int]": (2019, 2020)}
    return plain.get(annotation, () if "Sequence" in annotation else None)


def frame() -> pd.DataFrame:
    return pd.DataFrame({"country": ["PHL"], "year": ["2020"], "persons": [PLANTED]})


def test_the_lists_of_what_is_public_name_the_verbs_that_show() -> None:
    modules: list[ModuleType] = [figures, prose]
    names = {name for module in modules for name in module.__all__}
    assert {"show_table", "plot_shares", "describe_forms"} <= names
    tested = {param.values[0].__name__ for param in takers()}
    # What a sentence or a chart is made from is a safe table, or was: these take none.
    without = {"describe_ledger", "describe_versions", "describe_matched", "describe_sections"}
    # And these take a result made of safe tables; their own tests show that they refuse the rest.
    without |= {"describe_decomposition", "describe_pooled", "describe_standardised"}
    without |= {"plot_decomposition", "plot_standardised", "describe_association"}
    without |= {"describe_trends", "describe_claims", "describe_verdicts", "describe_addresses"}
    without |= {"describe_slips", "describe_comparisons", "show_claims", "show_slips"}
    shows = {name for name in names if name.startswith(("plot_", "describe_", "show_"))}
    assert shows - tested <= without
    assert len(tested) >= 30


@pytest.mark.parametrize(("function", "wanted"), takers())
@pytest.mark.parametrize("make", [frame, lambda: [PLANTED], lambda: {"a": PLANTED}])
def test_what_shows_refuses_what_is_not_protected(
    function: Callable[..., Any], wanted: list[str], make: Callable[[], Any]
) -> None:
    with pytest.raises(CaselightError) as refused:
        call(function, dict.fromkeys(wanted, make()))
    assert "accepts a SafeTable only" in refused.value.rule
    assert "helpers.disclosure.protect(...)" in refused.value.mend
    assert str(PLANTED) not in str(refused.value)


@pytest.mark.parametrize(("function", "wanted"), takers())
def test_counts_before_protection_are_refused_as_well(
    function: Callable[..., Any], wanted: list[str]
) -> None:
    provenance = Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "")
    counts = Counts(("year",), (counted_cell(["2020"], PLANTED),), provenance, "people")
    with pytest.raises((CaselightError, TypeError)) as refused:
        call(function, dict.fromkeys(wanted, counts))
    assert str(PLANTED) not in str(refused.value)


@pytest.mark.parametrize(
    ("function", "one"),
    [(param.values[0], name) for param in takers() for name in param.values[1]],
)
def test_a_frame_beside_a_safe_table_is_never_shown(function: Callable[..., Any], one: str) -> None:
    assert str(PLANTED) not in what_is_shown(function, {one: frame()})


def what_is_shown(function: Callable[..., Any], given: dict[str, Any]) -> str:
    """All that a reader would see: the result and its displays, or the error's message."""
    try:
        result = call(function, given)
    except Exception as refused:
        return str(refused)
    return repr(result) + json.dumps(getattr(result, "_repr_mimebundle_", dict)())
