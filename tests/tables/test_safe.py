"""A safe table cannot be made by hand, cannot be changed, and holds nothing that is hidden."""

from __future__ import annotations

import copy
import gc
import pickle
import pickletools
import re
import struct
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.tables.counts import CountCell, Counts, Relation, counted_cell, published_cell
from helpers.tables.provenance import Provenance
from helpers.tables.safe import Cell, SafeTable, require_safe

CASES = Provenance("own_cases", "An office", "Cases", "2026", "2026-01-01", "", "Cite.", "")
OTHER = Provenance("other_cases", "Another office", "Files", "2025", "", "", "", "")

# Primes, so that no shown number is a sum or a multiple of a hidden one by accident.
SMALL, SMALLER, NEIGHBOUR, LARGE, LARGEST = 7, 8, 7919, 104_729, 1_299_709
TOTAL = SMALL + SMALLER + NEIGHBOUR + LARGE + LARGEST


def planted() -> Counts:
    """Two small counts in one line: they add to 15, so that each is 1 to 14 for an attacker."""
    sizes = {"a": SMALL, "b": SMALLER, "c": NEIGHBOUR, "d": LARGE, "e": LARGEST, "all": TOTAL}
    cells = tuple(counted_cell([name], size) for name, size in sizes.items())
    sums = (Relation(5, (0, 1, 2, 3, 4)),)
    words = {"group": {"a": "Group A", "all": "All <people>"}}
    return Counts(("group",), cells, CASES, "people", relations=sums, words=words, notes=("One.",))


def planted_alone() -> Counts:
    """One small count: its neighbour has to be hidden as well."""
    sizes = {"a": SMALL, "c": NEIGHBOUR, "d": LARGE, "all": SMALL + NEIGHBOUR + LARGE}
    cells = tuple(counted_cell([name], size) for name, size in sizes.items())
    return Counts(("group",), cells, CASES, "people", relations=(Relation(3, (0, 1, 2)),))


def crossed() -> SafeTable:
    cells = tuple(
        counted_cell([sex, year], size)
        for sex, year, size in (
            ("f", "2019", 20),
            ("f", "2020", 30),
            ("m", "2019", 40),
            ("m", "2020", 50),
        )
    )
    words = {"sex": {"f": "Women and girls"}}
    return protect(Counts(("sex", "year"), cells, CASES, "people", words=words))


def numbers_in(data: bytes) -> set[float]:
    """Every number that a pickle holds, whatever its encoding, as the unpickler would see it."""
    plain = {"INT", "LONG", "LONG1", "LONG4", "BININT", "BININT1", "BININT2", "FLOAT", "BINFLOAT"}
    found = [arg for op, arg, _ in pickletools.genops(data) if op.name in plain]
    return {float(arg) for arg in found if not isinstance(arg, bool)}  # old forms write no as 0


def whole_numbers_in(text: str) -> set[int]:
    return {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)}


def reachable_from(start: object) -> list[object]:
    """Every object that can be reached from one, classes and modules aside."""
    seen: dict[int, object] = {}
    waiting = [start]
    while waiting:
        at = waiting.pop()
        if id(at) in seen or isinstance(at, type) or type(at).__name__ == "module":
            continue
        seen[id(at)] = at
        waiting += gc.get_referents(at)
    return list(seen.values())


def test_the_planted_counts_are_hidden_and_the_large_ones_shown() -> None:
    table = protect(planted())
    assert [cell.status for cell in table.cells[:2]] == ["hidden", "hidden"]
    assert {cell.value for cell in table.cells[2:]} == {NEIGHBOUR, LARGE, LARGEST, TOTAL}
    alone = protect(planted_alone())
    assert [cell.value for cell in alone.cells] == [None, None, LARGE, SMALL + NEIGHBOUR + LARGE]


def test_a_safe_table_cannot_be_made_by_hand() -> None:
    cells = (Cell(("a",), 3.0),)
    with pytest.raises(TypeError, match="protect"):
        SafeTable(("group",), cells, "people", "people", (CASES,), "none")
    with pytest.raises(TypeError, match="protect"):
        SafeTable(("group",), cells, "people", "people", (CASES,), "none", {}, (), "a guess")
    with pytest.raises(TypeError, match="protect"):
        replace(protect(planted()), _seal="a guess")


@pytest.mark.parametrize("name", [field.name for field in fields(SafeTable)])
def test_a_safe_table_is_frozen(name: str) -> None:
    table = protect(planted())
    with pytest.raises(FrozenInstanceError):
        setattr(table, name, ())
    with pytest.raises(FrozenInstanceError):
        delattr(table, name)


def test_a_cell_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        protect(planted()).cells[0].value = 7.0  # type: ignore[misc]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_the_pickle_of_a_safe_table_holds_no_hidden_number(protocol: int) -> None:
    told = numbers_in(pickle.dumps(protect(planted()), protocol))
    assert told == {NEIGHBOUR, LARGE, LARGEST, TOTAL}
    alone = numbers_in(pickle.dumps(protect(planted_alone()), protocol))
    assert alone == {LARGE, SMALL + NEIGHBOUR + LARGE}


def test_the_bytes_of_a_pickle_hold_the_hidden_neighbour_in_no_encoding() -> None:
    data = pickle.dumps(protect(planted_alone()))
    forms = [struct.pack(f"{order}{kind}", NEIGHBOUR) for order in "<>" for kind in "hiqd"]
    forms += [str(NEIGHBOUR).encode(), f"{NEIGHBOUR:,}".encode(), hex(NEIGHBOUR)[2:].encode()]
    assert not [form for form in forms if form in data]
    # The search would find it: the counts before protection have it.
    assert any(form in pickle.dumps(planted_alone()) for form in forms)


def test_what_a_safe_table_prints_holds_no_hidden_number() -> None:
    table = protect(planted_alone())
    for text in (repr(table), str(table), table._repr_html_(), repr(vars(table)), f"{table!r:>9}"):
        told = whole_numbers_in(text)
        assert LARGE in told
        assert not {SMALL, NEIGHBOUR, SMALL + NEIGHBOUR} & told


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))]
)
def test_a_copy_is_equal_and_holds_as_little(again: Any) -> None:
    table = protect(planted())
    twin = again(table)
    assert twin == table
    assert twin.words == table.words
    assert require_safe(twin, "a test") is twin
    assert numbers_in(pickle.dumps(twin)) == {NEIGHBOUR, LARGE, LARGEST, TOTAL}


def test_nothing_that_a_safe_table_refers_to_leads_back_to_the_counts() -> None:
    counts = planted_alone()
    found = reachable_from(protect(counts))
    assert any(isinstance(thing, Cell) for thing in found)
    assert not [thing for thing in found if isinstance(thing, Counts | CountCell | Relation)]
    assert NEIGHBOUR not in [thing for thing in found if isinstance(thing, int | float)]


def test_where_keeps_the_cells_with_all_the_labels_and_everything_else() -> None:
    table = crossed()
    part = table.where(sex="f", year=["2019", "2020"])
    assert [cell.key for cell in part.cells] == [("f", "2019"), ("f", "2020")]
    assert (part.provenance, part.policy, part.words) == (
        table.provenance,
        table.policy,
        table.words,
    )
    assert len(table.where(sex="nobody")) == 0
    assert table.where() == table


def test_where_refuses_a_dimension_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        crossed().where(colour="red")


def test_cell_gives_the_one_cell_and_refuses_none_or_several() -> None:
    table = crossed()
    assert table.cell(sex="m", year="2020").value == 50
    with pytest.raises(KeyError, match="2 cells"):
        table.cell(sex="m")
    with pytest.raises(KeyError, match="0 cells"):
        table.cell(sex="m", year="1999")


def test_labels_come_in_reading_order_and_words_fall_back_to_the_code() -> None:
    table = crossed()
    assert table.labels("year") == ("2019", "2020")
    assert (table.word("sex", "f"), table.word("sex", "m")) == ("Women and girls", "m")


def test_a_derived_table_keeps_policy_and_names_every_source_once() -> None:
    table, also = crossed(), protect(replace(planted(), provenance=OTHER))
    cells = [Cell(cell.key, 2 * (cell.value or 0)) for cell in table.cells]
    new = table.derive(cells, unit="%", counted="doubled", notes=["Twice.", "Twice."], also=also)
    assert (new.unit, new.counted, new.notes) == ("%", "doubled", ("Twice.",))
    assert new.provenance == (CASES, OTHER)
    assert new.policy == table.policy
    assert new.derive(new.cells, also=also) == new
    assert table.derive(cells).unit == "people"


def test_a_derived_table_cannot_tell_what_was_hidden() -> None:
    table = protect(planted_alone())
    for told in ({"value": 7.0}, {"value": None, "lower": 1.0, "upper": 9.0}):
        cells = [Cell(("a",), **told), *table.cells[1:]]  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="hidden"):
            table.derive(cells)
    assert table.derive(table.cells, unit="%").hidden == 2


def test_map_cells_leaves_out_what_the_change_drops() -> None:
    cells = crossed().map_cells(lambda cell: cell if cell.key[0] == "m" else None)
    assert [cell.value for cell in cells] == [40, 50]


def test_a_table_of_hidden_cells_is_empty_and_one_with_a_range_is_not() -> None:
    table = protect(planted_alone())
    assert table.where(group=["a", "c"]).is_empty
    assert not table.is_empty
    row = type("Row", (), {"persons": None, "lower": 0, "upper": 4, "status": "hidden_at_source"})
    published = Provenance("glotip", "UNODC", "GLOTIP", "2023", "", "", "", "")
    ranged = protect(Counts(("year",), (published_cell(["2020"], row),), published, "people"))
    assert not ranged.is_empty
    assert (ranged.hidden, table.hidden) == (0, 2)


def test_the_html_says_hidden_prints_large_numbers_whole_and_escapes_labels() -> None:
    page = protect(planted())._repr_html_()
    assert "<td>Group A</td><td>hidden</td>" in page
    assert "<td>1,299,709</td>" in page
    assert "All &lt;people&gt;" in page
    assert "<people>" not in page


@pytest.mark.parametrize("thing", [planted(), [1, 2], {"a": 7}, None, 7, "a table"])
def test_what_is_not_a_safe_table_is_refused_without_its_content(thing: object) -> None:
    with pytest.raises(CaselightError, match="protect") as refused:
        require_safe(thing, "plot_something")
    assert refused.value.rule.startswith("plot_something")
    assert not {SMALL, SMALLER, NEIGHBOUR} & whole_numbers_in(str(refused.value))
