"""What an estimate is: a total with its intervals, the models behind it, and its doubts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from helpers.hidden_population.intervals import Interval
from helpers.hidden_population.models import name_of, words_of
from helpers.hidden_population.simple import Chao
from helpers.uncertainty import Estimate

Terms = tuple[int, ...]


@dataclass(frozen=True)
class Models:
    """The models looked at, the best first.

    Args:
        names: The lists.
        terms: The terms of each model.
        totals: Estimate of each on the data; nan where it has none.
        criteria: BIC of each on the data.
        statuses: 0 fine, 1 no estimate, 2 not identifiable, 3 both.
        chosen: In how many replicates it was chosen.
    """

    names: tuple[str, ...]
    terms: Sequence[Terms] = field(repr=False)
    totals: np.ndarray[Any, Any] = field(repr=False)
    criteria: np.ndarray[Any, Any] = field(repr=False)
    statuses: np.ndarray[Any, Any] = field(repr=False)
    chosen: np.ndarray[Any, Any] = field(repr=False)

    def __len__(self) -> int:
        return len(self.totals)

    def table(self, most: int | None = None) -> pd.DataFrame:
        """One row a model: name, words, estimate, criterion, status, times chosen."""
        shown = range(len(self))[:most]
        return pd.DataFrame(
            {
                "model": [name_of(self.terms[i]) for i in shown],
                "lists": [
                    ", ".join("*".join(top) for top in words_of(self.terms[i], self.names))
                    for i in shown
                ],
                "total": self.totals[: len(shown)],
                "criterion": self.criteria[: len(shown)],
                "status": self.statuses[: len(shown)],
                "times_chosen": self.chosen[: len(shown)],
            }
        )

    def near_best(self, within: float = 2.0) -> tuple[float, float] | None:
        """Smallest and largest estimate among models this close to the best criterion."""
        if not np.isfinite(self.criteria).any():
            return None
        near = self.totals[self.criteria <= np.nanmin(self.criteria) + within]
        near = near[np.isfinite(near)]
        return float(near.min()), float(near.max())


@dataclass(frozen=True)
class Result:
    """An estimate of everybody, those on no list included.

    Args:
        observed: Persons on at least one list.
        hidden: Estimated persons on none.
        total: Both together.
        intervals: For the total, one a level; empty where none can be given (see warnings).
        model: The largest terms of the chosen model, in the names of the lists.
        model_name: The same in R's way, "[123,25,34]".
        criterion: Its BIC.
        acceleration: BCa acceleration; nan where there is none.
        replicates: Totals of the bootstrap (or posterior draws), nan where there is no estimate.
        models: The models looked at, and how often each was chosen.
        alternatives: Totals by other methods, by name.
        near_best: Range of the totals of all models within 2 BIC of the best.
        chao: Chao's estimate.
        two_lists: Chapman's estimate, for two lists.
        method: "stepwise", "bic", "bayesthresh" or "fixed".
        settings: What else was asked for, in words.
        seed: Where the random draws started.
        versions: Of Caselight and the libraries that computed.
        warnings: What a reader must know.
    """

    observed: int
    hidden: float
    total: float
    intervals: tuple[Interval, ...]
    model: tuple[tuple[str, ...], ...]
    model_name: str
    criterion: float
    acceleration: float
    replicates: np.ndarray[Any, Any] = field(repr=False)
    models: Models = field(repr=False)
    alternatives: dict[str, float]
    near_best: tuple[float, float] | None
    chao: Chao
    two_lists: Estimate | None
    method: str
    settings: dict[str, str]
    seed: int
    versions: dict[str, str]
    warnings: tuple[str, ...]

    @property
    def chosen(self) -> dict[str, int]:
        """How often each model was chosen in the replicates, the most frequent first."""
        order = np.argsort(-self.models.chosen, kind="stable")
        return {
            name_of(self.models.terms[i]): int(self.models.chosen[i])
            for i in order
            if self.models.chosen[i]
        }

    @property
    def without_estimate(self) -> int:
        """Replicates for which no model had an estimate."""
        return int(np.isnan(self.replicates).sum())

    def interval(self, level: float) -> Interval | None:
        """The interval of a level, None where there is none."""
        return next((i for i in self.intervals if abs(i.level - level) < 1e-9), None)

    def explain(
        self, population: str = "people", period: str | None = None, linkage: str | None = None
    ) -> str:
        """The paragraph for a report, the spread over methods and models first.

        Args:
            population: Who is counted: "victims of trafficking in the United Kingdom".
            period: When: "2013".
            linkage: How records of one person were brought together.
        """
        from helpers.hidden_population.words import explain

        return explain(self, population, period, linkage)
