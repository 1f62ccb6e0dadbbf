"""The ledger of a privacy budget, as a file that is only ever added to.

A file of lines, each sealed by the one before, in a folder that only its owner can open. It is
written whole beside the old one and then put in its place. A line that was changed, left out or
cut off is found: lines inside by their seals, the last ones by the head file, and a ledger made
anew by the receipts, which every edition prints. A budget is never reset.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from helpers.disclosure.budget import Budget, Spent, to_amount
from helpers.errors import CaselightError

try:
    import fcntl
except ImportError:  # Windows: a file that only one can make stands for the lock
    fcntl = None  # type: ignore[assignment]

LINES: Final = "budget.jsonl"
HEAD: Final = "budget.head"
_LOCK: Final = "budget.lock"


def make_budget(
    folder: Path,
    population: str,
    *,
    epsilon: str,
    reason: str,
    delta: str = "0",
    receipts: Iterable[str] = (),
) -> Budget:
    """Make the budget of a population, once.

    Args:
        folder: The population's private folder; made (0700) where there is none.
        population: Whose budget it is.
        epsilon: What all editions together may spend, for example ``"2"``.
        reason: Why this much; printed with each edition.
        delta: The same for delta; needed for Gaussian noise only.
        receipts: Of editions that were printed before, as the release ledger knows them.

    Raises:
        CaselightError: There is a budget already, or there were editions.
    """
    if any(receipts) or (folder / LINES).exists() or (folder / HEAD).exists():
        raise CaselightError(
            "A population has one privacy budget, for all its editions.",
            "a budget, or an edition that was printed from one",
            "Use it, or restore it from your backup. What was printed cannot be taken back.",
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    budget = Budget(population, to_amount(epsilon), to_amount(delta, zero=True), reason.strip())
    if not budget.reason:
        raise CaselightError("A privacy budget has a reason.", "none", "Say why it is this much.")
    with _hold(folder):
        _write(folder, [_sign("", _to_head_line(budget))])
    return budget


def read_budget(folder: Path, receipts: Iterable[str] = ()) -> Budget:
    """The budget, if nobody has changed its ledger.

    Args:
        folder: The population's private folder.
        receipts: Of editions that were printed, as the release ledger knows them.

    Raises:
        CaselightError: There is none, it was changed, or an edition that was printed is not in it.
    """
    try:
        text = (folder / LINES).read_text("utf-8")
        head = (folder / HEAD).read_text("utf-8").strip()
    except OSError:
        raise CaselightError(
            "A private release is charged to the budget of its population.",
            "no budget, or only a part of it",
            "Make one (make_budget) before the first edition; later, restore it from your backup.",
        ) from None
    try:
        lines = [json.loads(line) for line in text.splitlines()]
        seals = [line["signature"] for line in lines]
        whole = all(
            _sign(before, line)["signature"] == line["signature"]
            for before, line in zip(["", *seals], lines, strict=False)
        )
        budget = _to_budget(lines)
    except (ValueError, KeyError, TypeError, IndexError, InvalidOperation):
        whole, seals = False, []
    if not whole or head != f"{len(seals)} {seals[-1]}" or not set(receipts) <= set(seals):
        raise CaselightError(
            "The ledger of a privacy budget is only ever added to.",
            "lines that were changed or are missing",
            "Restore it from your backup. Without it there is no further private release.",
        )
    return budget


def spend(
    folder: Path,
    edition: str,
    epsilon: Decimal,
    delta: Decimal,
    draw: Callable[[], dict[str, Any]],
    receipts: Iterable[str] = (),
) -> tuple[Budget, Spent]:
    """Charge an edition and draw its noise; an edition that was charged before is read again.

    The noise is drawn while the ledger is held and is told only when its cost has been written.

    Args:
        folder: The population's private folder.
        edition: Which edition.
        epsilon: What it costs.
        delta: What it costs of delta.
        draw: Makes the release; called at most once.
        receipts: Of editions that were printed, as the release ledger knows them.

    Raises:
        CaselightError: The budget does not reach, was changed, or the edition had another cost.
    """
    with _hold(folder):
        budget = read_budget(folder, receipts)
        known = budget.find(edition)
        if known is not None:
            return budget, known
        if epsilon > budget.left[0] or delta > budget.left[1]:
            raise CaselightError(
                "All editions together spend at most the privacy budget.",
                f"{budget.left[0]} of epsilon and {budget.left[1]} of delta left, and an edition "
                f"that costs {epsilon} and {delta}",
                "Release less: there is no further budget for the same persons.",
            )
        lines = [json.loads(text) for text in (folder / LINES).read_text("utf-8").splitlines()]
        line = {"edition": edition, "epsilon": str(epsilon), "delta": str(delta), "about": draw()}
        lines.append(_sign(lines[-1]["signature"], line))
        _write(folder, lines)
        after = read_budget(folder, receipts)
    return after, after.spent[-1]


def has_private_release(folder: Path) -> bool:
    """Whether an edition of this population was released privately; a damaged ledger counts."""
    if not (folder / LINES).exists() and not (folder / HEAD).exists():
        return False
    try:
        return bool(read_budget(folder).spent)
    except CaselightError:
        return True


def _to_head_line(budget: Budget) -> dict[str, Any]:
    return {
        "population": budget.population,
        "epsilon": str(budget.epsilon),
        "delta": str(budget.delta),
        "reason": budget.reason,
    }


def _to_budget(lines: list[dict[str, Any]]) -> Budget:
    first, *rest = lines
    spent = tuple(
        Spent(e["edition"], Decimal(e["epsilon"]), Decimal(e["delta"]), e["about"], e["signature"])
        for e in rest
    )
    limits = Decimal(first["epsilon"]), Decimal(first["delta"])
    return Budget(first["population"], *limits, first["reason"], spent)


def _sign(before: str, line: dict[str, Any]) -> dict[str, Any]:
    """The line with its signature, which depends on all lines before."""
    bare = {name: value for name, value in line.items() if name != "signature"}
    text = json.dumps([before, bare], sort_keys=True, ensure_ascii=True)
    return {**bare, "signature": hashlib.sha256(text.encode()).hexdigest()[:32]}


def _write(folder: Path, lines: list[dict[str, Any]]) -> None:
    """Both files anew; the head last, so that a crash between them is found and not overlooked."""
    text = "".join(json.dumps(line, sort_keys=True) + "\n" for line in lines)
    for name, content in ((LINES, text), (HEAD, f"{len(lines)} {lines[-1]['signature']}\n")):
        handle, fresh = tempfile.mkstemp(prefix="new-", dir=folder)  # 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, folder / name)


@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    """One at a time; where the folder cannot be locked nothing is spent."""
    flags = os.O_RDWR | os.O_CREAT | (0 if fcntl is not None else os.O_EXCL)
    try:
        handle = os.open(folder / _LOCK, flags, 0o600)
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        raise CaselightError(
            "A privacy budget is charged by one run at a time.",
            "no budget in this folder, or one that cannot be locked",
            "Make the budget first (make_budget), on a disk of this computer; or wait.",
        ) from None
    try:
        yield
    finally:
        os.close(handle)
        if fcntl is None:
            os.unlink(folder / _LOCK)
