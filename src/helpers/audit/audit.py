"""The audit of a release: from what is published to what it gives away."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from helpers.audit.attack import Attacker, Contradiction, Outer
from helpers.audit.blocks import MOST_CELLS
from helpers.audit.contradictions import check_possible, refuse
from helpers.audit.explain import Derivation, explain_bound
from helpers.audit.findings import ORDER, Audit, Finding, from_printed, tell, tell_not_proven
from helpers.audit.models import Cell, Equations
from helpers.audit.proof import Attained, check_witnesses
from helpers.audit.reduction import find_parts, fixed_targets
from helpers.audit.statements import Population, Said, Secret, Statement
from helpers.audit.system import build_equations
from helpers.audit.targets import HIDDEN, Target, Targets, find_targets
from helpers.audit.witnesses import Witnesses
from helpers.errors import CaselightError

EXPLAINED = 200
"""So many findings of a population are told with the statements that give them away."""


FOR_WORDS = 20.0
"""At least so many seconds are kept for that."""


@dataclass(frozen=True)
class _Result:
    findings: tuple[Finding, ...]
    by_witness: int
    by_attack: int
    bound: str
    rejected: tuple[str, ...]


@dataclass
class _Case:
    """One population under attack."""

    equations: Equations
    targets: Targets
    attained: Attained
    outer: Outer
    possible: bool = field(default=False)

    @property
    def population(self) -> Population:
        return self.equations.frame.population


def audit_statements(
    statements: Sequence[Said],
    populations: Sequence[Population],
    witnesses: Mapping[str, Witnesses] | None = None,
    *,
    known: Sequence[Statement] = (),
    seconds: float = 600.0,
    seed: int = 0,
    most_cells: int = MOST_CELLS,
) -> Audit:
    """Attack everything that a release says about some populations.

    Args:
        statements: Every published number, share and hidden cell.
        populations: Those they are about. Published ones are known to everybody: never attacked.
        witnesses: For each population its alternative releases, as :func:`load_witnesses` read
            them. They are believed only as far as the statements bear them out.
        known: The own persons of one contributing organisation, as counts of groups that do not
            overlap. It subtracts them: what is attacked is the rest of each count.
        seconds: After this time, what is not proven is a finding.
        seed: Of the random directions of the attack.
        most_cells: Cells that a block of the system may have.

    Raises:
        CaselightError: The published figures contradict each other, or a statement is about a
            population or a variable that is not told.

    Example:
        >>> from helpers.tables.regions import Region
        >>> cases = Population("cases", threshold=10, variables={"group": ("A", "B", "C")})
        >>> def group(name): return Region.of(group=name)
        >>> said = [
        ...     Statement("cases", Region.of(), 55, 55, "table 2"),
        ...     Statement("cases", group("B"), 12, 12, "table 2"),
        ...     Statement("cases", group("C"), 40, 40, "table 2"),
        ...     Secret("cases", group("A"), "table 2"),
        ... ]
        >>> finding = audit_statements(said, [cases]).findings[0]
        >>> finding.words[:47]
        'The hidden count (group A) can be worked out: 3'
        >>> finding.derivations[0].text
        '55 (all; table 2) − 40 (group C; table 2) − 12 (group B; table 2) = 3'
    """
    started = time.monotonic()
    told = {population.id: population for population in populations}
    of: dict[str, list[Said]] = {population: [] for population in told}
    for one in statements:
        if one.population not in told:
            raise CaselightError(
                "Each published number is about a population of the release.",
                f"a statement about '{one.population}' ({one.where})",
                "Name the population in release.json.",
            )
        of[one.population].append(one)
    results = [
        _audit_population(
            told[name],
            said,
            [one for one in known if one.population == name],
            (witnesses or {}).get(name),
            started + seconds,
            np.random.default_rng(seed),
            most_cells,
        )
        for name, said in of.items()
        if said and not told[name].published
    ]
    return _join(results, time.monotonic() - started, [p.id for p in populations if p.published])


def _join(results: Sequence[_Result], seconds: float, skipped: Sequence[str]) -> Audit:
    findings = [finding for result in results for finding in result.findings]
    findings.sort(key=lambda finding: ORDER.index(finding.severity))
    return Audit(
        tuple(findings),
        sum(result.by_witness for result in results),
        sum(result.by_attack for result in results),
        sum(finding.severity == ORDER[-1] for finding in findings),
        "pairwise" if any(result.bound == "pairwise" for result in results) else "exact",
        seconds,
        tuple(why for result in results for why in result.rejected),
        tuple(skipped),
    )


def _audit_population(
    population: Population,
    said: Sequence[Said],
    known: Sequence[Statement],
    witnesses: Witnesses | None,
    until: float,
    draw: np.random.Generator,
    most_cells: int,
) -> _Result:
    equations = build_equations(population, said, known, most_cells)
    targets = find_targets(equations, known)
    case = _Case(
        equations,
        targets,
        Attained.nothing(len(targets.told)),
        Outer.open(len(targets.told)),
    )
    rejected: list[str] = []
    if witnesses is not None:
        valid, refused = check_witnesses(equations, targets, witnesses, case.attained)
        rejected = [f"{one.population}, witness {one.witness + 1}: {one.why}" for one in refused]
        case.possible = bool(valid)
    if not case.possible:
        check_possible(equations, until - time.monotonic())
    by_witness = int(case.attained.proves(population.threshold).sum())
    _attack(case, until, draw)
    proven = case.attained.proves(population.threshold) | case.outer.is_safe(population.threshold)
    findings = _tell_all(case, until)
    return _Result(
        tuple(findings),
        by_witness,
        int(proven.sum()) - by_witness,
        equations.frame.grid.bound,
        tuple(rejected),
    )


def _attack(case: _Case, until: float, draw: np.random.Generator) -> None:
    """Decide the targets that no witness proves."""
    threshold = case.population.threshold
    for number, target in enumerate(case.targets.told):
        if target.value is not None:
            case.outer.least[number] = case.outer.most[number] = target.value
    told, values = fixed_targets(case.equations, case.targets)
    case.outer.least[told] = case.outer.most[told] = values
    attacker = Attacker(threshold, case.attained, case.outer, until, draw)
    open_ = ~case.attained.proves(threshold) & ~case.outer.is_safe(threshold)
    open_ &= ~case.outer.is_broken(threshold)
    for part in find_parts(case.equations, case.targets, np.flatnonzero(open_)):
        if attacker.left() <= 0:
            break
        try:
            attacker.attack(part)
        except Contradiction:
            raise refuse(case.equations) from None


def _tell_all(case: _Case, until: float) -> list[Finding]:
    population, threshold = case.population, case.population.threshold
    broken, safe = case.outer.is_broken(threshold), case.outer.is_safe(threshold)
    proven = case.attained.proves(threshold)
    public = (case.outer.most <= 0) & (not population.zeros_hidden)
    findings: list[Finding] = []
    # Some time is kept for the words, also when the attack used up its own.
    until = max(until, time.monotonic() + FOR_WORDS)
    for number, target in enumerate(case.targets.told):
        if broken[number] and not public[number]:
            explained = len(findings) < EXPLAINED and time.monotonic() < until
            least, most = int(case.outer.least[number]), int(case.outer.most[number])
            how = _derive(case, number, until) if explained else []
            findings.append(tell(population.id, target, least, most, how))
        elif not (broken[number] or safe[number] or proven[number]):
            findings.append(tell_not_proven(population.id, target))
    why = "because its table has too many combinations"
    findings += [
        tell_not_proven(population.id, Target(HIDDEN, ((1, _nowhere(one)),)), why)
        for one in case.equations.too_large
    ]
    return findings


def _nowhere(one: Secret) -> Cell:
    return Cell(one.region, 0, np.zeros(0, dtype=np.int64), hidden=True, where=(one.where,))


def _derive(case: _Case, number: int, until: float) -> list[Derivation]:
    target = case.targets.told[number]
    if target.value is not None:
        return [from_printed(target)]
    seconds = min(10.0, until - time.monotonic())
    row = case.targets.matrix[number]
    ends = ((True, case.outer.least[number]), (False, case.outer.most[number]))
    found = [
        explain_bound(case.equations, row, target.own, least, int(bound) + target.own, seconds)
        for least, bound in ends
    ]
    return [one for one in found if one is not None and one.terms]
