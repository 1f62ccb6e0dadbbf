"""An attacker on labour exploitation by sector, written without a look at Caselight's own audit.

He lays everything that ships beside one another: the sectors crossed with sex, age group, means of
control and recruiter; persons by country, year, sex, age and form; sectors and means of control by
country and year of all persons, with labour exploitation or without. Every count that is not
printed is an unknown, whatever must hold among groups of persons is a line of a linear program.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import highspy
import numpy as np

Name = tuple[str, ...]
Interval = tuple[int, int]
ALL, UNKNOWN = "all", "unknown"
HUGE = 10**6


class Puzzle:
    """Unknown whole numbers with bounds, and sums of them that lie between two numbers."""

    def __init__(self) -> None:
        self.bounds: dict[Name, tuple[float, float]] = {}
        self.lines: list[tuple[dict[Name, float], float, float]] = []

    def put(self, name: Name, low: float, high: float) -> None:
        self.bounds[name] = (low, high)

    def hold(
        self, plus: Iterable[Name], minus: Iterable[Name], low: float = 0, high: float = 0
    ) -> None:
        """``low <= sum(plus) - sum(minus) <= high``."""
        terms: dict[Name, float] = defaultdict(float)
        for name in plus:
            terms[name] += 1
        for name in minus:
            terms[name] -= 1
        self.lines.append((terms, low, high))

    def solve(self, names: Iterable[Name]) -> dict[Name, Interval]:
        """The smallest and largest whole number that each of these can be."""
        places = {name: at for at, name in enumerate(self.bounds)}
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        for low, high in self.bounds.values():
            solver.addVar(low, high)
        for terms, low, high in self.lines:
            index = np.array([places[name] for name in terms], dtype=np.int32)
            solver.addRow(low, high, len(index), index, np.array(list(terms.values())))
        found = {}
        for name in names:
            ends = []
            for sign in (1.0, -1.0):
                solver.changeColCost(places[name], sign)
                solver.run()
                assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
                ends.append(sign * solver.getInfo().objective_function_value)
            solver.changeColCost(places[name], 0.0)
            found[name] = int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6))
        return found


Printed = Mapping[Name, int | None]


def lay_out(printed: Printed) -> Puzzle:
    """What is printed of a channel's sectors, keyed by country, sector, attribute and value.

    Absent is zero; None is hidden, and at least one.
    """
    puzzle = Puzzle()
    for name, number in printed.items():
        puzzle.put(name, *((1, HUGE) if number is None else (number, number)))
    for name in printed:
        country, sector, attribute, value = name
        for group in ((country, sector, "total", ALL), (country, ALL, attribute, value)):
            if group in printed and group != name:
                puzzle.hold([group], [name], 0, HUGE)  # a part is no larger than its group
        if country == ALL:
            parts = [n for n in printed if n[1:] == name[1:] and n[0] != ALL]
            if parts:
                puzzle.hold([name], parts)
        if sector == ALL:
            parts = [n for n in printed if (n[0], *n[2:]) == (country, *name[2:]) and n[1] != ALL]
            _cover(puzzle, name, [n for n in parts if n[1] != UNKNOWN], parts)
        if attribute == "total":
            for other in {n[2] for n in printed} - {"total"}:
                parts = [n for n in printed if n[:3] == (country, sector, other)]
                if other in ("sex", "age_group") and parts:
                    puzzle.hold([name], parts)
                elif parts:
                    _cover(puzzle, name, [n for n in parts if n[3] != UNKNOWN], parts)
    return puzzle


def _cover(puzzle: Puzzle, whole: Name, named: list[Name], parts: list[Name]) -> None:
    """Everybody is in a part or in the unknown, and in the unknown alone; parts overlap."""
    if not parts:
        return
    unknown = [part for part in parts if part not in named]
    puzzle.hold(parts, [whole], 0, 0 if len(named) < 2 else HUGE)
    for part in named:
        puzzle.hold([whole], [part, *unknown], 0, HUGE)


def lay_out_flag(
    printed: Printed, labour: Mapping[Name, int], everyone: Mapping[Name, int],
    told: Mapping[str, Interval],
) -> Puzzle:  # fmt: skip
    """A flag of all persons by country and year beside its persons with labour exploitation.

    Args:
        printed: The flag by country and year, with totals; None is hidden.
        labour: Persons with labour exploitation by country and year.
        everyone: All persons by country and year.
        told: For each country (or ``all``) what is known of the flag's persons with labour
            exploitation.
    """
    puzzle = Puzzle()
    for name, number in printed.items():
        puzzle.put(("t", *name), *((1, HUGE) if number is None else (number, number)))
    cells = [name for name in printed if name[1] != ALL]
    countries = sorted({country for country, _ in cells})
    for country, year in cells:
        most = everyone[country, year] - labour.get((country, year), 0)
        puzzle.put(("x", country, year), 0, labour.get((country, year), 0))
        puzzle.hold([("t", country, year)], [("x", country, year)], 0, most)
    for country in countries:
        years = [name for name in cells if name[0] == country]
        puzzle.hold([("t", country, ALL)], [("t", *name) for name in years])
        puzzle.put(("x", country), *told.get(country, (0, HUGE)))
        puzzle.hold([("x", country)], [("x", *name) for name in years])
    puzzle.hold([("t", ALL, ALL)], [("t", country, ALL) for country in countries])
    puzzle.put(("x", ALL), *told.get(ALL, (0, HUGE)))
    puzzle.hold([("x", ALL)], [("x", country) for country in countries])
    return puzzle
