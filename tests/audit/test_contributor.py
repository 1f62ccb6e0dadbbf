"""An organisation that contributed cases takes off its own: what is left must be safe as well."""

from __future__ import annotations

import numpy as np

from helpers.audit import Witnesses, audit_statements
from tests.audit.support import by_count, hidden, of, population, shown

PEOPLE = population(group="A B C", age="child adult")


def test_a_large_count_is_small_without_the_contributor() -> None:
    said = [shown(70, of()), shown(30, of(group="A")), shown(40, of(group="C"))]
    assert not audit_statements(said, [PEOPLE]).findings
    own = [shown(20, of(group="C", age="child")), shown(15, of(group="C", age="adult"))]
    found = by_count(audit_statements(said, [PEOPLE], known=own), ["shown"])
    # 40 - 20 - 15 = 5 others in C; 70 - 35 = 35 others in all; it has nobody in A.
    assert set(found) == {"group C"}
    assert (found["group C"].severity, found["group C"].most) == ("exact", 5)
    assert "40 (group C; table 1) − 35 (the contributor's own) = 5" in found["group C"].words


def test_its_own_persons_bound_a_hidden_count_from_below() -> None:
    said = [shown(30, of()), *(hidden(of(group=g)) for g in "ABC")]
    assert not audit_statements(said, [PEOPLE]).findings
    # With 20 of its own in A, the others in A and all in B and C are 10: 0 to 8, 1 to 9, 1 to 9.
    found = by_count(audit_statements(said, [PEOPLE], known=[shown(20, of(group="A"))]))
    assert {name: (one.least, one.most) for name, one in found.items()} == {
        "group A": (0, 8),
        "group B": (1, 9),
        "group C": (1, 9),
    }


def test_a_witness_must_leave_the_contributor_its_own_persons() -> None:
    said = [shown(60, of()), *(hidden(of(group=g)) for g in "ABC")]
    addresses = tuple(of(group=g).text for g in "ABC")
    told = Witnesses(addresses, np.array([[20, 15, 25], [30, 25, 5], [9, 25, 26]]))
    own = [shown(10, of(group="A"))]
    audit = audit_statements(said, [PEOPLE], {"cases": told}, known=own)
    # The third leaves 9 in A, fewer than its own 10.
    assert [why.partition(":")[0] for why in audit.rejected] == ["cases, witness 3"]
    assert not audit.findings


def test_a_contributor_without_persons_knows_no_more_than_anybody() -> None:
    said = [shown(60, of()), *(hidden(of(group=g)) for g in "ABC")]
    plain = audit_statements(said, [PEOPLE])
    none = audit_statements(said, [PEOPLE], known=[shown(0, of(group="A"))])
    assert plain.findings == none.findings == ()
