from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers.errors import CaselightError
from helpers.hidden_population import estimate, read_captures


def table(**columns: list[object]) -> pd.DataFrame:
    base: dict[str, list[object]] = {"A": [1, 0, 1], "B": [0, 1, 1], "persons": [40, 30, 12]}
    return pd.DataFrame({**base, **columns})


BAD = {
    "an entry of 2": (table(A=[1, 0, 2]), "0 and 1 only"),
    "an empty entry": (table(A=[1, 0, None]), "0 and 1 only"),
    "a negative count": (table(persons=[40, -1, 12]), "whole numbers"),
    "a fractional count": (table(persons=[40, 1.5, 12]), "whole numbers"),
    "an infinite count": (table(persons=[40, np.inf, 12]), "whole numbers"),
    "a missing count": (table(persons=[40, None, 12]), "whole numbers"),
    "an all-zero history": (table(A=[0, 0, 1], B=[0, 1, 1]), "on no list"),
    "an empty list": (table(C=[0, 0, 0]), "somebody"),
    "a list caught only in rows of zero persons": (table(C=[1, 0, 0], persons=[0, 30, 12]), "body"),
    "identical lists": (table(C=[1, 0, 1]), "differ"),
    "one list": (pd.DataFrame({"A": [1], "persons": [50]}), "2 to 16"),
    "seventeen lists": (
        pd.DataFrame(np.eye(17, dtype=int), columns=list("ABCDEFGHIJKLMNOPQ")).assign(persons=20),
        "2 to 16",
    ),
    "no count column": (table().drop(columns="persons"), "persons"),
    "names that differ in capitals": (table(**{"a ": [1, 0, 1]}), "name of its own"),
    "a name of blanks": (table(**{" ": [1, 0, 1]}), "name of its own"),
    "something else": (17, "DataFrame or the path"),
    "no such file": ("nowhere.csv", "heading row"),
    "a gap in a register": (pd.DataFrame({"person": ["p", None], "list": ["A", "B"]}), "register"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_captures_are_refused_in_three_parts(case: str):
    source, rule = BAD[case]
    with pytest.raises(CaselightError, match=rule) as caught:
        read_captures(source)
    assert caught.value.found
    assert caught.value.mend


def test_a_file_whose_heading_repeats_a_name_is_refused(tmp_path: Path):
    path = tmp_path / "twice.csv"
    path.write_text("A,A,persons\n1,0,5\n0,1,5\n")
    with pytest.raises(CaselightError, match="name of its own"):
        read_captures(path)


def test_repeated_histories_are_added_up_and_it_is_said():
    double = pd.concat([table(), table()])
    found = read_captures(double)
    assert found.persons == 2 * 82
    assert "3 rows repeated" in found.notes[0]


def test_a_table_a_file_and_a_register_of_the_same_people_agree(tmp_path: Path):
    path = tmp_path / "captures.csv"
    table().rename(columns={"persons": "count"}).to_csv(path, index=False)
    rows = []
    for n, (a, b, persons) in enumerate(table().itertuples(index=False)):
        for k in range(persons):
            rows += [(f"{n}-{k}", name) for name, on in (("A", a), ("B", b)) if on]
    register = pd.DataFrame(rows, columns=["person", "list"])
    counts = [read_captures(source).counts.tolist() for source in (table(), path, register)]
    assert counts[0] == counts[1] == counts[2] == [0, 40, 30, 12]


def test_a_person_named_twice_on_a_list_counts_once():
    register = pd.DataFrame({"Person": list("aabb"), "List": ["A", "A", "A", "B"]})
    found = read_captures(register)
    assert found.persons == 2
    assert "counted once" in found.notes[0]


def test_flags_may_be_text_or_true_and_false():
    assert read_captures(table(A=["1", "0", "1"])).persons == 82
    assert read_captures(table(A=[True, False, True])).persons == 82


def test_captures_print_no_count_and_cannot_be_changed():
    found = read_captures(table())
    assert not {"40", "30", "12", "82"} & set(repr(found).replace("'", " ").split())
    with pytest.raises(ValueError, match="read-only"):
        found.counts[1] = 5


@pytest.mark.parametrize(
    "persons",
    [
        pytest.param([40, 30, 9], id="nine persons on two lists"),
        pytest.param([40, 0, 9], id="one list with ten persons"),
    ],
)
def test_a_thin_table_is_refused_without_its_numbers(persons: list[int]):
    with pytest.raises(CaselightError, match="on two or more lists") as caught:
        estimate(table(persons=persons))
    assert "9" not in caught.value.found


def test_ten_shared_persons_are_enough():
    # 50 x 40 / 10 = 200 by Lincoln and Petersen.
    assert estimate(table(persons=[40, 30, 10]), bootstraps=0).total == pytest.approx(200)
