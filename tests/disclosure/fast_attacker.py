"""An attacker on sums of groups, with a solver model of his own. No code of Caselight is in it.

Like ``independent_attacker``, but quick enough for hundreds of releases: one linear model a
release, whose objective changes; whole numbers are searched for only where the linear answer is
not whole. He knows every printed number, that groups are whole numbers from zero (or from what he
himself contributed), and that a hidden cell is no zero where zeros are printed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import highspy
import numpy as np

FAR = 5_000
"""No table of these tests holds as many people: an answer near it means 'without limit'."""

Groups = frozenset[int]


class Attacker:
    """Works out intervals of hidden sums.

    Args:
        groups: How many groups there are.
        printed: Sums with the number that stands on the page.
        hidden: Sums whose number does not.
        positive: Whether a hidden number is no zero.
        own: What he contributed to each group himself.
    """

    def __init__(
        self,
        groups: int,
        printed: Mapping[Groups, int],
        hidden: Collection[Groups],
        positive: bool = True,
        own: Sequence[int] | None = None,
    ) -> None:
        self.groups = groups
        model = highspy.Highs()
        model.setOptionValue("output_flag", False)
        model.setOptionValue("threads", 1)
        for group in range(groups):
            model.addVar(float(own[group]) if own is not None else 0.0, FAR)
        for members, number in printed.items():
            self._add_row(model, number, number, members)
        if positive:
            for members in hidden:
                self._add_row(model, 1, highspy.kHighsInf, members)
        self.model, self.whole = model, False

    @staticmethod
    def _add_row(model: highspy.Highs, low: float, high: float, members: Groups) -> None:
        at = np.array(sorted(members), dtype=np.int32)
        model.addRow(low, high, len(at), at, np.ones(len(at)))

    def interval(self, target: Groups) -> tuple[int, int]:
        """Least and greatest whole number that the sum can be."""
        low, high = self._extreme(target, 1), self._extreme(target, -1)
        return low, high

    def breaks_rule(self, target: Groups, threshold: int, own: int = 0) -> bool:
        """Whether he gets nearer to the count, less his own, than the rule allows."""
        low, high = self.interval(target)
        return high - low < threshold - 1 or high - own < threshold

    def _extreme(self, target: Groups, sign: int) -> int:
        for group in target:
            self.model.changeColCost(group, float(sign))
        x = self._solve()
        if np.abs(x - np.rint(x)).max(initial=0) > 1e-6:
            kinds = [highspy.HighsVarType.kInteger] * self.groups
            for group, kind in enumerate(kinds):
                self.model.changeColIntegrality(group, kind)
            x = self._solve()
            for group in range(self.groups):
                self.model.changeColIntegrality(group, highspy.HighsVarType.kContinuous)
        for group in target:
            self.model.changeColCost(group, 0.0)
        return int(np.rint(x)[sorted(target)].sum())

    def _solve(self) -> np.ndarray:
        self.model.run()
        if self.model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ValueError("no whole counts fit the release: the attacker gave up")
        return np.asarray(self.model.getSolution().col_value)
