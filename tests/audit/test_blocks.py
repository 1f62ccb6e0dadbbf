"""The unknowns are the finest cells of the tables, and the links hold them together."""

from __future__ import annotations

import ast
from itertools import product
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers.audit
from helpers.audit.blocks import find_blocks
from helpers.audit.nesting import find_nests
from helpers.audit.system import build_equations
from helpers.tables.regions import Region
from tests.audit.support import hidden, of, population, shown

VALUES = {"a": ("1", "2", "3"), "b": ("1", "2"), "c": ("1", "2"), "d": ("1", "2")}


def sets(found) -> set[tuple[str, ...]]:
    return {block.variables for block in found.blocks}


def pairs(*names: str) -> list[Region]:
    return [of(**dict.fromkeys(pair, "1")) for pair in names]


def test_tables_in_a_chain_are_blocks_with_links_on_what_they_share() -> None:
    found = find_blocks(pairs("ab", "bc", "cd"), VALUES)
    assert sets(found) == {("a", "b"), ("b", "c"), ("c", "d")}
    assert sorted(link[2] for link in found.links) == [("b",), ("c",)]
    assert found.bound == "exact"


def test_tables_in_a_ring_are_joined_or_the_bound_says_so() -> None:
    ring = pairs("ab", "bc", "ac")
    assert sets(find_blocks(ring, VALUES)) == {("a", "b", "c")}
    # a has two classes (1, and 2 with 3): 8 cells are one too many.
    small = find_blocks(ring, VALUES, most=7)
    assert sets(small) == {("a", "b"), ("a", "c"), ("b", "c")}
    assert small.bound == "pairwise"
    assert len(small.links) == 3


def test_values_that_no_table_tells_apart_are_one() -> None:
    equations = build_equations(population(a="1 2 3 4 5"), [shown(3, of(a=["1", "2"]))])
    assert equations.matrix.shape == (1, 2)


def test_every_kind_of_person_is_in_one_atom_of_each_block() -> None:
    people = population(a="1 2 3", b="1 2", c="1 2")
    said = [shown(1, of(a="1", b="2") | of(a="2", b="1")), hidden(of(b="1", c="2"))]
    equations = build_equations(people, said)
    frame = equations.frame
    for block in range(len(frame.merged)):
        whole = frame.columns(of(), block).tolist()
        assert whole == list(range(frame.starts[block], frame.starts[block + 1]))
    for a, b, c in product("123", "12", "12"):
        person = {"a": a, "b": b, "c": c}
        for cell in equations.cells:
            atom = frame.columns(of(**person), cell.block)
            assert len(atom) == 1
            assert (atom[0] in cell.columns) == cell.region.holds(person)


@given(
    st.lists(
        st.dictionaries(st.sampled_from("abc"), st.sampled_from("12"), min_size=1), max_size=6
    ),
    st.lists(st.integers(0, 5), min_size=12, max_size=12),
)
@settings(max_examples=50, deadline=None)
def test_the_true_persons_agree_with_every_row(
    boxes: list[dict[str, str]], numbers: list[int]
) -> None:
    values = {"a": "1 2 3", "b": "1 2", "c": "1 2"}
    kinds = [dict(zip("abc", kind, strict=True)) for kind in product("123", "12", "12")]
    said = [shown(sum(numbers), of())]
    for box in boxes:
        count = sum(
            number
            for kind, number in zip(kinds, numbers, strict=True)
            if box.items() <= kind.items()
        )
        said.append(shown(count, of(**box)))
    for most in (4, 1000):
        equations = build_equations(population(**values), said, most=most)
        atoms = np.zeros(equations.matrix.shape[1], dtype=np.int64)
        for kind, number in zip(kinds, numbers, strict=True):
            for block in range(len(equations.frame.merged)):
                (atom,) = equations.frame.columns(of(**kind), block)
                atoms[atom] += number
        assert equations.fits(atoms).all()


def test_nested_counts_are_found_from_their_people_not_from_their_labels() -> None:
    people = population(sex="female male", year=" ".join(map(str, range(40))))
    late = of(year=[str(y) for y in range(10, 40)])
    said = [shown(1, one) for one in (of(), of(sex="female"), late, late & of(sex="female"))]
    said += [hidden(of(year=str(y))) for y in range(40)]
    equations = build_equations(people, said)
    names = [cell.region.text for cell in equations.cells]
    found = {
        (names[nest.part[0]], names[whole])
        for nest in find_nests(equations)
        for whole, _ in nest.wholes
    }
    expected = {
        (one.region.text, two.region.text)
        for one in equations.cells
        for two in equations.cells
        if one is not two and _inside(one.region, two.region)
    }
    assert found == expected


def _inside(part: Region, whole: Region) -> bool:
    kinds = [{"sex": s, "year": y} for s in ("female", "male") for y in map(str, range(40))]
    return all(whole.holds(kind) for kind in kinds if part.holds(kind))


def test_the_room_knows_regions_and_errors_and_nothing_else_of_ours() -> None:
    allowed = ("helpers.audit", "helpers.tables.regions", "helpers.errors")
    for path in Path(helpers.audit.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("helpers"):
                assert node.module.startswith(allowed)
