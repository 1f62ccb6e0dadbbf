"""What the methods page says is held by the code and shown by the tests that it names."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
METHODS = (ROOT / "docs" / "methods.md").read_text("utf-8")


@cache
def defined(folder: str) -> frozenset[str]:
    """Names of the functions of every module in a folder."""
    trees = [ast.parse(p.read_text("utf-8")) for p in (ROOT / folder).rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def named() -> set[str]:
    return set(re.findall(r"`([a-z_0-9]+)`", METHODS))


def test_every_test_that_the_methods_name_exists() -> None:
    tests = {name for name in named() if name.startswith("test_")}
    assert len(tests) > 20
    assert tests <= defined("tests")


def test_every_function_that_the_methods_name_exists() -> None:
    verbs = ("count_", "share_", "rate_", "bound_", "find_", "estimate_", "compare_", "select_")
    functions = {name for name in named() if name.startswith(verbs)} | {"protect"}
    assert len(functions) > 10
    assert functions <= defined("src")


def test_every_rule_of_the_methods_names_a_test() -> None:
    """A section that computes something says which test shows it."""
    sections = re.split(r"^### ", METHODS, flags=re.MULTILINE)[1:]
    assert [text.splitlines()[0] for text in sections if "`test_" not in text] == []


def test_every_reference_in_the_text_is_in_the_list() -> None:
    text, references = METHODS.split("## References")
    cited = set(re.findall(r"\(([A-Z][A-Za-z]+)[^()]*? (?:19|20)\d\d[^()]*\)", text))
    assert {"Wilson", "Manski", "CTDC"} <= cited
    assert [name for name in cited if f"- {name}" not in references] == []


def test_the_arithmetic_in_the_methods_is_right() -> None:
    """19,980 = 10,466 + 9,514 and 71,220 = 22,488 + 48,732, counted in the published file."""
    labour, known = 10_466 + 9_514, 22_488 + 48_732
    assert f"{labour:,} of {known:,} people or {100 * labour / known:.2f}%" in METHODS
    assert f"{100 * 10_466 / 45_143:.1f}% to {100 * (10_466 + 28_228) / 45_143:.1f}%" in METHODS
