"""The examples of the issue, each worked out by hand."""

from __future__ import annotations

import pytest

from helpers.audit import Population, Ratio, Statement, audit_statements, share_interval
from helpers.errors import CaselightError
from helpers.tables.regions import EVERYBODY
from tests.audit.support import by_count, hidden, of, population, shown

GROUPS = population(group="A B C")
FORMS = "form_labour", "form_sexual", "form_other"


def test_naive_suppression_is_undone_and_told_with_the_numbers() -> None:
    # 55 - 12 - 40 = 3
    said = [
        shown(55, of(), "table 2 of page X"),
        hidden(of(group="A")),
        shown(12, of(group="B")),
        shown(40, of(group="C")),
    ]
    finding = by_count(audit_statements(said, [GROUPS]))["group A"]
    assert (finding.severity, finding.least, finding.most) == ("exact", 3, 3)
    assert finding.words == (
        "The hidden count (group A) can be worked out: 3. 55 (all; table 2 of page X) "
        "− 40 (group C; table 1) − 12 (group B; table 1) = 3."
    )
    assert finding.derivations[0].total == 3


def test_two_ones_beside_forty_are_given_away_where_zeros_are_shown() -> None:
    # A + B = 42 - 40 = 2, neither is zero: 1 and 1.
    said = [
        shown(42, of()),
        hidden(of(group="A")),
        hidden(of(group="B")),
        shown(40, of(group="C")),
    ]
    found = by_count(audit_statements(said, [GROUPS]))
    assert {name: one.most for name, one in found.items()} == {"group A": 1, "group B": 1}
    # Where zeros are hidden as well, each is 0, 1 or 2: still too narrow.
    zeros = population(zeros_hidden=True, group="A B C")
    found = by_count(audit_statements(said, [zeros]))
    assert {(one.severity, one.least, one.most) for one in found.values()} == {("narrow", 0, 2)}
    # All three hidden: each can be anything from 1 to 40.
    audit = audit_statements([said[0], *(hidden(of(group=g)) for g in "ABC")], [GROUPS])
    assert not audit.findings
    assert (audit.proven_by_witness, audit.not_proven, audit.bound) == (0, 0, "exact")


def test_labour_and_sexual_and_other_less_the_persons_is_a_count() -> None:
    # 60 + 50 + 30 - 135 = 5
    people = population(**dict.fromkeys(FORMS, "yes no unknown"))
    each = [of(**{form: "yes"}) for form in FORMS]
    said = [shown(n, one) for n, one in zip((60, 50, 30), each, strict=True)]
    said += [shown(135, each[0] | each[1] | each[2], "persons")]
    audit = audit_statements(said, [people])
    (finding,) = audit.findings
    assert (finding.kind, finding.severity, finding.most) == ("overlap", "exact", 5)
    assert "− 135 (form labour yes; or form other yes; or form sexual yes; persons) = 5" in (
        finding.words
    )


def test_two_tables_that_are_safe_alone_are_not_safe_together() -> None:
    people = population(sex="female male", age="child adult")
    by_sex = [shown(60, of()), hidden(of(sex="female")), hidden(of(sex="male"))]
    men = [shown(20, of(sex="male", age="child"), "page 2")]
    men += [shown(36, of(sex="male", age="adult"), "page 2")]
    assert not audit_statements(by_sex, [people]).findings
    assert not audit_statements([*men, shown(60, of())], [people]).findings
    # 60 - 20 - 36 = 4 women, and then 56 men.
    found = by_count(audit_statements(by_sex + men, [people]))
    assert found["sex female"].most == 4
    assert set(found) == {"sex female"}


def test_this_month_less_the_month_before_is_a_count() -> None:
    people = population(edition="october november")
    said = [shown(120, of(edition="october"), "October"), shown(124, of(), "November")]
    (finding,) = audit_statements(said, [people]).findings
    assert (finding.kind, finding.most) == ("rest", 4)
    assert "124 (all; November) − 120 (edition october; October) = 4" in finding.words
    changed = [said[0], shown(130, of(), "November")]
    assert not audit_statements(changed, [people]).findings


def test_the_unknown_that_a_table_leaves_out_is_attacked() -> None:
    people = population(sex="female male unknown")
    said = [shown(100, of()), shown(60, of(sex="female")), shown(36, of(sex="male"))]
    (finding,) = audit_statements(said, [people]).findings  # 100 - 60 - 36
    assert (finding.kind, finding.most, finding.counted) == (
        "others",
        4,
        "all, without those shown by sex",
    )


def test_a_share_of_100_per_cent_empties_the_rest() -> None:
    people = population(zeros_hidden=True, sex="female male")
    said = [shown(40, of()), hidden(of(sex="female")), hidden(of(sex="male"))]
    assert not audit_statements(said, [people]).findings
    all_of_them = Ratio("cases", of(sex="female"), of(), *share_interval("100%"), "sentence 1")
    found = by_count(audit_statements([*said, all_of_them], [people]))
    # 0.5% of 40 is 0.2 people: there is no man.
    assert found["sex male"].severity == "group is empty"
    assert "sentence 1" in found["sex male"].words


def test_a_rounded_share_pins_a_count() -> None:
    people = population(sex="female male unknown")
    share = Ratio("cases", of(sex="female"), of(), *share_interval("8.3%"), "sentence 1")
    said = [shown(60, of()), *(hidden(of(sex=s)) for s in ("female", "male", "unknown"))]
    assert not audit_statements(said, [people]).findings
    # 8.25% and 8.35% of 60 are 4.95 and 5.01: it is 5.
    finding = by_count(audit_statements([*said, share], [people]))["sex female"]
    assert (finding.severity, finding.most) == ("exact", 5)
    assert [float(d.total) for d in finding.derivations] == [pytest.approx(4.95), 5.01]


def test_a_shown_cell_that_equals_its_total_is_a_finding_where_zeros_are_hidden() -> None:
    said = [shown(40, of()), shown(40, of(sex="female"))]
    (finding,) = audit_statements(said, [population(zeros_hidden=True, sex="f male")]).findings
    assert finding.severity == "group is empty"
    assert not audit_statements(said, [population(sex="female male")]).findings


def test_official_figures_are_never_findings() -> None:
    official = Population("cases", 10, published=True, variables={"sex": ("female", "male")})
    said = [shown(43, of()), shown(40, of(sex="female")), shown(3, of(sex="male"))]
    audit = audit_statements(said, [official])
    assert (audit.findings, audit.skipped) == ((), ("cases",))


def test_a_hidden_count_that_another_page_prints_is_a_finding() -> None:
    said = [hidden(of(sex="female"), "page 1"), shown(4, of(sex="female"), "page 2")]
    finding = by_count(audit_statements(said, [population(sex="female male")]))["sex female"]
    assert (finding.severity, finding.most) == ("exact", 4)
    assert "page 2" in finding.words


def test_a_large_hidden_count_may_be_known() -> None:
    # 100 - 40 = 60 women: hidden, known, and not small.
    said = [shown(100, of()), hidden(of(sex="female")), shown(40, of(sex="male"))]
    assert not audit_statements(said, [population(sex="female male")]).findings


def test_without_time_nothing_is_proven_and_everything_is_a_finding() -> None:
    said = [shown(60, of()), hidden(of(sex="female")), hidden(of(sex="male"))]
    audit = audit_statements(said, [population(sex="female male")], seconds=0.0)
    assert {one.severity for one in audit.findings} == {"not proven"}
    assert audit.not_proven == len(audit.findings) == 2
    assert "was not proved to be safe in the time allowed" in audit.findings[0].words


def test_a_table_with_too_many_combinations_is_not_proven() -> None:
    people = population(a="1 2 3", b="1 2 3")
    said = [shown(60, of()), *(hidden(of(a=x, b=y)) for x in "123" for y in "123")]
    assert not audit_statements(said, [people]).findings
    audit = audit_statements(said, [people], most_cells=8)
    assert (audit.bound, audit.not_proven) == ("pairwise", 9)
    assert "too many combinations" in audit.findings[0].words


def test_a_statement_about_nobody_we_know_is_refused() -> None:
    with pytest.raises(CaselightError, match="about 'others'"):
        audit_statements([Statement("others", EVERYBODY, 1, 1, "page 1")], [GROUPS])
    with pytest.raises(CaselightError, match="'colour'"):
        audit_statements([shown(1, of(colour="red"))], [GROUPS])
