"""``caselight audit``: a site as its reader has it, with the sites before it, under attack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from helpers.audit.audit import audit_statements
from helpers.audit.collect.ledger import require_one_threshold
from helpers.audit.collect.model import Problem
from helpers.audit.collect.site import UNEXPLAINED, SiteRead, read_site
from helpers.audit.editions import lay_together
from helpers.audit.findings import Audit
from helpers.audit.statements import Population
from helpers.audit.witnesses import Witnesses, load_witnesses
from helpers.errors import CaselightError

SECONDS: Final = 600.0
_PROOF: Final = "witnesses.npz"


@dataclass(frozen=True)
class SiteAudit:
    """What an audit of a site found.

    Args:
        read: What was read of the site.
        earlier: Of the releases before it.
        problems: What reading found wrong.
        attack: What the attacker worked out.
        assumed: What was assumed of each population over several releases.
        without: Populations for which no witnesses were found where they were looked for.
    """

    read: SiteRead
    earlier: tuple[SiteRead, ...]
    problems: tuple[Problem, ...]
    attack: Audit
    assumed: tuple[str, ...] = ()
    without: tuple[str, ...] = field(default=())

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.problems and not self.attack.findings


def audit_site(
    site: Path,
    against: Sequence[Path] = (),
    *,
    witnesses: Path | None = None,
    seconds: float = SECONDS,
) -> SiteAudit:
    """Read a site and attack it.

    Args:
        site: Its folder.
        against: Folders of earlier releases, in any order.
        witnesses: The private folder of releases, with alternative releases that prove safety.
        seconds: Time for the attack; what is not proven then is a finding.

    Raises:
        CaselightError: A folder is no site, two releases of a source have different thresholds, or
            the figures contradict each other.
    """
    read = read_site(site)
    earlier = [read_site(one, judged=False) for one in against]
    earlier.sort(key=lambda one: one.ledger.release)
    everything = [*earlier, read]
    require_one_threshold([one.ledger for one in everything])
    laid = lay_together(everything)
    proofs = _find_witnesses(witnesses, laid.populations, read.ledger.release, bool(against))
    attack = audit_statements(laid.said, laid.populations, proofs, seconds=seconds)
    needed = [p.id for p in laid.populations if not p.published]
    without = [name for name in needed if witnesses is not None and name not in proofs]
    problems = _order([*read.problems, *_of_earlier(earlier), *laid.problems])
    return SiteAudit(read, tuple(earlier), problems, attack, tuple(laid.assumed), tuple(without))


def _of_earlier(earlier: Iterable[SiteRead]) -> list[Problem]:
    """Of an earlier release, what could not be read: then less was attacked than it gave away."""
    return [
        Problem(p.kind, f"{one.site.name}/{p.file}", p.spot, p.words)
        for one in earlier
        for p in one.problems
        if p.file.endswith(".ipynb") or p.kind != "not read"
    ]


def _order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The lower kind last."""
    return tuple(sorted(problems, key=lambda p: (p.kind == UNEXPLAINED, p.kind, p.file, p.spot)))


def _find_witnesses(
    folder: Path | None, populations: Iterable[Population], release: str, several: bool
) -> dict[str, Witnesses]:
    """The newest witnesses of each population. They speak of one release, so not of several."""
    if folder is None or several:
        return {}
    if not folder.is_dir():
        raise CaselightError(
            "Witnesses lie in the private folder of releases.",
            f"no folder {folder}",
            "Name .caselight/releases beside the manifest, or leave --witnesses out.",
        )
    found: dict[str, Witnesses] = {}
    for population in populations:
        home = folder / population.id
        paths = [*sorted(home.glob(f"{release}*/{_PROOF}")), home / _PROOF]
        path = next((p for p in reversed(paths[:-1])), paths[-1])
        if path.is_file() and not population.published:
            found[population.id] = load_witnesses(path)
    return found


def to_lines(audit: SiteAudit) -> list[str]:
    """The audit in words.

    Args:
        audit: What was found.
    """
    lines = [f"{_tell_problem(p)}" for p in audit.problems]
    lines += [f"{f.severity}: {f.words} [{f.where}]" for f in audit.attack.findings]
    lines += [f"a witness is not believed: {why}" for why in audit.attack.rejected]
    found = len(audit.problems) + len(audit.attack.findings)
    return [*lines, *_tell_counts(audit), "No findings." if not found else f"{found} findings."]


def _tell_problem(problem: Problem) -> str:
    place = ", ".join(part for part in (problem.file, problem.spot) if part)
    return f"{problem.kind}: {problem.words} [{place}]"


def _tell_counts(audit: SiteAudit) -> list[str]:
    read, attack = audit.read, audit.attack
    lines = [
        f"Read {read.files:,} files with {read.numbers:,} numbers, {read.public:,} of them among "
        "figures that are published anyway.",
        f"{read.cells:,} cells of tables recognised by the release ledger; {read.hidden:,} hidden "
        f"counts; {read.derived:,} computed figures (points, estimates), not attacked.",
        f"Attacked counts: {attack.proven_by_witness:,} proven safe by witnesses, "
        f"{attack.proven_by_attack:,} by attack, {attack.not_proven:,} not proven.",
        f"Unknowns: {_BOUNDS.get(attack.bound, attack.bound)}. {attack.seconds:.1f} s of attack.",
    ]
    if audit.earlier:
        lines.append(f"Laid beside {len(audit.earlier)} earlier releases: {_join(audit.assumed)}.")
    if audit.without:
        lines.append(f"No witnesses found for {_join(audit.without)}.")
    return lines


_BOUNDS: Final = {
    "exact": "the finest cells of all tables",
    "pairwise": "too many combinations, so tables were held against each other two by two",
}


def _join(words: Iterable[str]) -> str:
    return "; ".join(words) or "no population under a threshold"


def to_json(audit: SiteAudit) -> dict[str, Any]:
    """The audit for a scheduler.

    Args:
        audit: What was found.
    """
    read, attack = audit.read, audit.attack
    return {
        "site": str(read.site),
        "against": [str(one.site) for one in audit.earlier],
        "clean": audit.is_clean,
        "problems": [
            {"kind": p.kind, "file": p.file, "place": p.spot, "found": p.words}
            for p in audit.problems
        ],
        "findings": [
            {"population": f.population, "severity": f.severity, "found": f.words, "place": f.where}
            for f in attack.findings
        ],
        "read": {
            "files": read.files, "numbers": read.numbers, "published": read.public,
            "cells": read.cells, "hidden": read.hidden, "computed": read.derived,
        },
        "proven": {
            "by_witness": attack.proven_by_witness, "by_attack": attack.proven_by_attack,
            "not": attack.not_proven,
        },
        "bound": attack.bound,
        "rejected": list(attack.rejected),
        "assumed": list(audit.assumed),
        "without_witnesses": list(audit.without),
    }  # fmt: skip
