"""On small random releases the attacker finds what trying every world finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from hypothesis import event, given, settings
from hypothesis import strategies as st

from helpers.audit import Audit, Population, Ratio, Secret, Statement, audit_statements
from helpers.audit.statements import Said as OurSaid
from helpers.audit.statements import in_words
from helpers.tables.regions import NOBODY, Region
from tests.audit import brute

SHAPES = ((4,), (2, 3), (3, 2), (2, 2), (2, 2, 2))


@dataclass
class Case:
    """A release in our words and in those of the brute force."""

    population: Population
    kinds: int
    total: int
    ours: list[OurSaid] = field(default_factory=list)
    theirs: list[brute.Said] = field(default_factory=list)
    secrets: list[tuple[Region, tuple[Fraction, ...]]] = field(default_factory=list)
    told: dict[tuple[Fraction, ...], list[str]] = field(default_factory=dict)

    def interval(self, factors: Sequence[Fraction]) -> tuple[int, int] | None:
        return brute.interval(self.kinds, self.theirs, self.total, factors)

    def findings(self, audit: Audit, factors: tuple[Fraction, ...]) -> list:
        """The findings on one set of persons, by whatever name it was printed first."""
        found = {one.counted: one for one in audit.findings if one.kind == "hidden"}
        return [found[name] for name in self.told[factors] if name in found]


@st.composite
def releases(draw: st.DrawFn) -> Case:
    shape = draw(st.sampled_from(SHAPES))
    variables = {f"v{i}": tuple(f"a{j}" for j in range(size)) for i, size in enumerate(shape)}
    people = brute.combinations_of(variables)
    # Few people: there are 1,716 worlds of 6 people of 8 kinds, and 1,287 of 8 people of 6.
    most = 6 if len(people) > 6 else 8
    persons = draw(st.lists(st.integers(0, len(people) - 1), min_size=2, max_size=most))
    truth, total = [persons.count(kind) for kind in range(len(people))], len(persons)
    zeros_hidden = draw(st.booleans())
    population = Population(
        "p", draw(st.sampled_from([2, 3, 4])), zeros_hidden, variables=variables
    )
    case = Case(population, len(people), total)
    case.ours.append(Statement("p", Region.of(), total, total, "page 0"))
    case.told[tuple(Fraction(1) for _ in people)] = ["all"]
    for number in range(draw(st.integers(1, 5))):
        boxes = draw(st.lists(_boxes(variables), min_size=1, max_size=2))
        region = NOBODY
        for box in boxes:
            region |= Region.of(**box)
        factors = brute.inside(people, boxes)
        count = int(sum(f * n for f, n in zip(factors, truth, strict=True)))
        case.told.setdefault(factors, []).append(in_words(region))
        _say(case, draw(st.integers(0, 9)), region, factors, count, f"page {number + 1}")
    return case


def _boxes(variables: dict[str, tuple[str, ...]]) -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    def of_some(names: set[str]) -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
        return st.fixed_dictionaries({name: some[name] for name in sorted(names)})

    some = {
        name: st.sets(st.sampled_from(values), min_size=1, max_size=len(values) - 1).map(
            lambda chosen: tuple(sorted(chosen))
        )
        for name, values in variables.items()
    }
    return st.sets(st.sampled_from(sorted(variables)), min_size=1).flatmap(of_some)


def _say(
    case: Case, how: int, region: Region, factors: tuple[Fraction, ...], count: int, where: str
) -> None:
    if how < 4:
        case.ours.append(Statement("p", region, count, count, where))
        case.theirs.append(brute.Said(factors, Fraction(count), Fraction(count)))
    elif how == 4:
        low = max(0, count - 1)
        case.ours.append(Statement("p", region, low, count + 1, where))
        case.theirs.append(brute.Said(factors, Fraction(low), Fraction(count + 1)))
    elif how == 5 and count:
        # The share of all, rounded to whole per cent, written down without our own reader.
        cents = round(100 * count / case.total)
        low, high = Fraction(2 * cents - 1, 200), Fraction(2 * cents + 1, 200)
        case.ours.append(Ratio("p", region, Region.of(), max(low, Fraction(0)), high, where))
        case.theirs.append(brute.Said(factors, low * case.total, high * case.total))
    elif count or case.population.zeros_hidden:
        case.ours.append(Secret("p", region, where))
        case.secrets.append((region, factors))
        if not case.population.zeros_hidden:
            case.theirs.append(brute.Said(factors, Fraction(1), None))


@given(releases())
@settings(max_examples=60, deadline=None)
def test_a_hidden_count_is_a_finding_exactly_where_every_world_says_so(case: Case) -> None:
    audit = audit_statements(case.ours, [case.population], seconds=60)
    assert audit.not_proven == 0
    for _, factors in case.secrets:
        true = case.interval(factors)
        assert true is not None
        findings = case.findings(audit, factors)
        assert bool(findings) == brute.breaks_rule(true, case.population.threshold)
        event(f"finding: {bool(findings)}")
        for one in findings:
            # Never narrower than what is possible, and so always around the truth.
            assert one.least is not None
            assert one.most is not None
            assert one.least <= true[0] <= true[1] <= one.most


@given(releases())
@settings(max_examples=30, deadline=None)
def test_the_equations_of_a_finding_add_up_to_its_bound(case: Case) -> None:
    for one in audit_statements(case.ours, [case.population], seconds=60).findings:
        for how in one.derivations:
            total = sum((t.factor * t.value for t in how.terms), Fraction(-how.own))
            assert how.total == total
            if how.side == "at least":
                assert one.least == how.bound == -(-total.numerator // total.denominator)
            else:
                assert one.most == how.bound == total.numerator // total.denominator


@given(releases())
@settings(max_examples=20, deadline=None)
def test_a_weaker_system_never_tells_more_than_is_so(case: Case) -> None:
    audit = audit_statements(case.ours, [case.population], seconds=60, most_cells=5)
    for _, factors in case.secrets:
        true = case.interval(factors)
        assert true is not None
        for one in case.findings(audit, factors):
            if one.severity != "not proven":
                assert brute.breaks_rule(true, case.population.threshold)
                assert one.least <= true[0] <= true[1] <= one.most


@given(releases(), st.integers(0, 3))
@settings(max_examples=20, deadline=None)
def test_the_random_directions_do_not_change_the_verdict(case: Case, seed: int) -> None:
    audits = [
        audit_statements(case.ours, [case.population], seconds=60, seed=s) for s in (seed, seed + 9)
    ]
    one, two = ({(f.counted, f.severity) for f in audit.findings} for audit in audits)
    assert one == two
