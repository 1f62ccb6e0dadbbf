"""tau-Argus (pytauargus) as a peer, contained: OPT on one table with explicit protection levels.

The engine writes true values into fixed names in its current and temporary folder and leaves them.
So it runs in a child process with a 0700 folder of its own as both, no core dumps, and a hard time
limit; the parent removes the folder whatever happens. It gets numbers of cells instead of labels,
and never a row about a person. Cells, levels and sums are handed over in the engine's own JJ
format, so that nothing else is reckoned with: no FREQ margin, no MOD, none of its audits.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from helpers.disclosure.system import System

INSTALLED = find_spec("pytauargus") is not None

_CHILD = r"""
import json, os, resource, sys
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
problem = json.load(sys.stdin)
with open("in.jj", "w", encoding="ascii") as file:
    file.write("0\n%d\n" % len(problem["cells"]))
    for at, (value, cost, status, least, most, up, width) in enumerate(problem["cells"]):
        file.write(f"{at} {value} {cost} {status} {least} {most} 0.000 {up:.3f} {width}\n")
    file.write("%d\n" % len(problem["sums"]))
    for whole, parts in problem["sums"]:
        terms = " ".join([f"{whole} (-1)", *(f"{part} (1)" for part in parts)])
        file.write(f"0 {len(parts) + 1} : {terms} \n")
from pytauargus._tauargus import HiTaSCtrl
out = os.dup(1)
os.dup2(2, 1)  # the engine talks on standard output
code = HiTaSCtrl().full_jj(in_file_jj="in.jj", out_file="out.jj", max_time=problem["minutes"])
hidden = []
if code == 0:
    with open("out.jj", encoding="ascii") as file:
        hidden = [int(line.split()[0]) for line in file if line.strip()]
os.write(out, json.dumps({"code": code, "hidden": hidden}).encode())
"""


class EngineError(Exception):
    """The engine stopped, ran out of time, or answered with an error: there is no answer."""


def suppress_optimally(
    system: System,
    threshold: int,
    seconds: float = 60,
    watch: Callable[[subprocess.Popen[bytes], Path], None] | None = None,
) -> frozenset[int]:
    """Cells of one table that OPT hides, primary ones included, at the rule's own widths.

    Every hidden count is at least 1; a small count must be able to reach the threshold, and its
    interval must be ``threshold - 1`` wide ('sliding protection'). Each hidden cell costs 1.

    Args:
        system: A table whose atoms are cells of their own.
        threshold: Smallest count of persons that may be known.
        seconds: Hard time limit.
        watch: Called with the child and its folder once it runs; for tests.

    Raises:
        EngineError: No answer.
    """
    places, problem = _describe(system, threshold)
    problem["minutes"] = max(1, int(seconds // 60) + 1)
    answer = _run_contained(problem, seconds, watch)
    if answer["code"] != 0:
        raise EngineError(f"code {answer['code']}")
    small = {at for at, c in enumerate(system.cells) if 0 < c.persons < threshold}
    return frozenset(small | {places[int(at)] for at in answer["hidden"]})


def _describe(system: System, threshold: int) -> tuple[list[int], dict[str, object]]:
    """Cells above zero, and each as the sum of the atoms' own cells."""
    places = [at for at, cell in enumerate(system.cells) if cell.persons]
    number = {at: n for n, at in enumerate(places)}
    leaf = {c.atoms[0]: at for at, c in enumerate(system.cells) if len(c.atoms) == 1}
    most = 10 * int(system.persons.max()) + 100
    cells, sums = [], []
    for at in places:
        cell = system.cells[at]
        small = cell.persons < threshold
        up, width = (threshold - cell.persons, threshold - 1) if small else (0, 0)
        cells.append((cell.persons, 20000, "u" if small else "s", 1, most, up, width))
        if len(cell.atoms) > 1:
            parts = [leaf[a] for a in cell.atoms]
            sums.append((number[at], [number[p] for p in parts if p in number]))
    return places, {"cells": cells, "sums": sums}


def _run_contained(
    problem: dict[str, object],
    seconds: float,
    watch: Callable[[subprocess.Popen[bytes], Path], None] | None,
) -> dict[str, object]:
    folder = Path(tempfile.mkdtemp(prefix="peer-"))  # 0700
    child = None
    try:
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD],
            cwd=folder,
            env={**os.environ, "TMPDIR": str(folder), "TMP": str(folder), "TEMP": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            umask=0o077,
            start_new_session=True,
        )
        if watch is not None:
            watch(child, folder)
        text, _ = child.communicate(json.dumps(problem, default=_to_int).encode(), seconds)
        if child.returncode != 0:
            raise EngineError(f"stopped with {child.returncode}")
        return json.loads(text)
    except subprocess.TimeoutExpired:
        raise EngineError("out of time") from None
    finally:
        if child is not None and child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _to_int(number: np.integer) -> int:
    return int(number)
