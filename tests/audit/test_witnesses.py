"""A witness is believed as far as the pages bear it out, and its file is data only."""

from __future__ import annotations

import pickle
import stat
import zipfile
from pathlib import Path

import numpy as np
import pytest

from helpers.audit import Witnesses, audit_statements, load_witnesses, save_witnesses
from helpers.errors import CaselightError
from tests.audit.support import hidden, of, population, shown

# Rows 20 + 40, columns 30 + 30; the four inner cells are hidden.
PEOPLE = population(sex="female male", age="child adult")
SAID = [
    shown(60, of()),
    shown(20, of(sex="female")),
    shown(40, of(sex="male")),
    shown(30, of(age="child")),
    shown(30, of(age="adult")),
    *(hidden(of(sex=s, age=a)) for s in ("female", "male") for a in ("child", "adult")),
]
BOXES = tuple(of(sex=s, age=a).text for s in ("female", "male") for a in ("child", "adult"))
# female child = x: the others are 20 - x, 30 - x, 10 + x.
GOOD = np.array([[4, 16, 26, 14], [14, 6, 16, 24]])


def attack(matrix: np.ndarray, addresses: tuple[str, ...] = BOXES, seconds: float = 30.0):
    return audit_statements(
        SAID, [PEOPLE], {"cases": Witnesses(addresses, matrix)}, seconds=seconds
    )


def test_two_witnesses_far_enough_apart_prove_every_cell_without_an_attack() -> None:
    # 4 and 14, 16 and 6, 26 and 16, 14 and 24: each 10 apart, the larger at least 10. The rests of
    # 60 are targets as well, 10 apart with them; 20 - x is the other hidden cell: 8 in all.
    audit = attack(GOOD, seconds=0.0)
    assert (audit.proven_by_witness, audit.proven_by_attack, audit.findings) == (8, 0, ())


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ([5, 16, 25, 14], "disagrees with what is shown"),  # 21 women
        ([21, -1, 9, 31], "fewer people than none"),
        ([0, 20, 30, 10], "disagrees with what is hidden"),  # a hidden cell is at least 1
    ],
)
def test_a_wrong_witness_proves_nothing_and_is_told(row: list[int], why: str) -> None:
    audit = attack(np.array([GOOD[0], row]), seconds=0.0)
    assert audit.proven_by_witness == 0
    assert {one.severity for one in audit.findings} == {"not proven"}
    (told,) = audit.rejected
    assert told.startswith("cases, witness 2: ")
    assert why in told


def test_witnesses_too_near_to_each_other_leave_the_cell_to_the_attack() -> None:
    near = np.array([[4, 16, 26, 14], [12, 8, 18, 22]])  # 8 apart
    assert attack(near, seconds=0.0).proven_by_witness == 0
    audit = attack(near)
    assert (audit.proven_by_witness, audit.proven_by_attack, audit.findings) == (0, 8, ())


def test_far_apart_but_both_small_is_no_proof() -> None:
    # 0 and 9 are 9 apart, but both below 10.
    people = population(zeros_hidden=True, sex="female male")
    said = [shown(9, of()), hidden(of(sex="female")), hidden(of(sex="male"))]
    told = Witnesses((of(sex="female").text, of(sex="male").text), np.array([[0, 9], [9, 0]]))
    audit = audit_statements(said, [people], {"cases": told})
    assert not audit.rejected
    assert audit.proven_by_witness == 0
    assert {(one.least, one.most) for one in audit.findings} == {(0, 9)}


def test_the_finest_boxes_may_be_finer_than_the_pages() -> None:
    finer = tuple(
        of(sex=s, age=a, country=c).text
        for c in ("X", "Y")
        for s in ("female", "male")
        for a in ("child", "adult")
    )
    half = GOOD // 2
    audit = attack(np.hstack([half, GOOD - half]), finer, seconds=0.0)
    assert audit.proven_by_witness == 8


def test_published_counts_are_enough_where_sums_tell_the_rest() -> None:
    # One inner cell and the margins: the other three follow by subtraction.
    addresses = (of(sex="female", age="child").text, of(sex="female").text)
    audit = attack(np.array([[4, 20], [14, 20]]), addresses, seconds=0.0)
    assert audit.proven_by_witness == 8


def test_a_witness_that_does_not_tell_the_cells_proves_nothing() -> None:
    audit = attack(np.array([[20], [20]]), (of(sex="female").text,), seconds=0.0)
    assert audit.proven_by_witness == 0
    assert "does not tell" in audit.rejected[0]


def test_witnesses_of_two_tables_must_agree_on_what_they_share() -> None:
    people = population(country="X Y", sex="female male", age="child adult")
    cells = [of(country=c, **{k: v}) for c in "XY" for k, v in _KINDS]
    said = [*map(hidden, cells), shown(100, of())]
    addresses = tuple(cell.text for cell in cells)
    # For each country: women, men, children, adults; both pairs add up to the same.
    good = [[10, 40, 30, 20, 25, 25, 20, 30], [30, 20, 15, 35, 15, 35, 40, 10]]
    bad = [[10, 40, 30, 21, 25, 25, 20, 29], [30, 20, 15, 35, 15, 35, 40, 10]]
    fine = audit_statements(said, [people], {"cases": Witnesses(addresses, np.array(good))})
    assert not fine.rejected
    assert fine.proven_by_witness >= 7  # all but men of Y: 25 and 35 are 10 apart, too
    off = audit_statements(said, [people], {"cases": Witnesses(addresses, np.array(bad))})
    assert len(off.rejected) == 1


_KINDS = (("sex", "female"), ("sex", "male"), ("age", "child"), ("age", "adult"))


def test_a_file_comes_back_as_it_was_and_nobody_else_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "witnesses.npz"
    addresses = ("country=C%f4te d'Ivoire", "a;b=Total", "everybody", "sex=ſ")
    save_witnesses(path, addresses, GOOD)
    back = load_witnesses(path)
    assert back.addresses == addresses
    assert (back.matrix == GOOD).all()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["witnesses.npz"]
    assert "16" not in repr(back)


def test_what_is_no_file_of_witnesses_is_not_written(tmp_path: Path) -> None:
    for addresses, matrix in [
        (BOXES, GOOD[:, :3]),
        ((*BOXES[:3], BOXES[0]), GOOD),
        (BOXES, GOOD + 0.5),
    ]:
        with pytest.raises(CaselightError):
            save_witnesses(tmp_path / "w.npz", addresses, matrix)
    assert not list(tmp_path.iterdir())


class Bomb:
    def __reduce__(self):
        return (Path.touch, (Path(self.path),))


def test_a_changed_file_is_refused_and_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "witnesses.npz"
    save_witnesses(path, BOXES, GOOD)
    with np.load(path) as parts:
        whole = dict(parts)
    bomb = Bomb()
    bomb.path = str(tmp_path / "exploded")
    changed = [
        {**whole, "matrix": whole["matrix"] + 1},  # the checksum no longer fits
        {**whole, "addresses": whole["addresses"][:-1]},
        {**whole, "matrix": whole["matrix"].astype(float)},
        {**whole, "format": np.array(2)},
        {**whole, "more": np.array(1)},
        {key: value for key, value in whole.items() if key != "digest"},
        {**whole, "matrix": np.array([[bomb]], dtype=object)},
    ]
    for parts in changed:
        np.savez(path, **parts)
        with pytest.raises(CaselightError, match="file of witnesses"):
            load_witnesses(path)
    path.write_bytes(pickle.dumps(bomb))
    with pytest.raises(CaselightError):
        load_witnesses(path)
    path.write_bytes(b"")
    with pytest.raises(CaselightError):
        load_witnesses(path)
    assert not (tmp_path / "exploded").exists()


def test_a_file_that_unpacks_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "witnesses.npz"
    save_witnesses(path, BOXES, GOOD)
    with zipfile.ZipFile(path) as packed:
        size = sum(member.file_size for member in packed.infolist())
    monkeypatch.setattr("helpers.audit.witnesses.MOST_BYTES", size - 1)
    with pytest.raises(CaselightError, match="more than"):
        load_witnesses(path)


def test_addresses_that_are_no_regions_are_refused() -> None:
    with pytest.raises(CaselightError, match="address of a region"):
        attack(np.array([[1]]), ("no region",))
