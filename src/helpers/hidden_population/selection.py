"""Ways to choose a model, each able to take one table or thousands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from helpers.hidden_population import kernels, reference, steps
from helpers.hidden_population.batches import Progress, Tables, in_chunks
from helpers.hidden_population.existence import status_of
from helpers.hidden_population.models import Catalogue, close, main_effects, pairs_of, tabulate
from helpers.hidden_population.screening import strangers
from helpers.hidden_population.tails import log_saturated

Terms = tuple[int, ...]
# Above this many models a warm start of its own for each would take too much room.
_MOST_STARTS = 100_000


@dataclass(frozen=True)
class Choice:
    """What was chosen for each table.

    Args:
        hidden: Persons on no list; nan where no model has an estimate.
        models: The terms chosen, None where there is none.
    """

    hidden: np.ndarray[Any, Any]
    models: list[Terms | None]


class Selector(Protocol):
    """Chooses a model for each table."""

    def choose(
        self,
        tables: Tables,
        jobs: int | None = None,
        progress: Progress | None = None,
    ) -> Choice:
        """Tables in rows, entry h the persons with history h."""


@dataclass(frozen=True)
class Stepwise:
    """Two-list terms added while their p-value is below the threshold (Chan et al. 2021)."""

    lists: int
    threshold: float

    def choose(
        self,
        tables: Tables,
        jobs: int | None = None,
        progress: Progress | None = None,
    ) -> Choice:
        """The stepwise choice for each table."""
        pairs = np.array(pairs_of(self.lists), dtype=np.int64)
        taken = np.zeros((len(tables), len(pairs)), dtype=np.int64)
        hidden = np.zeros(len(tables))
        log_threshold = np.log(self.threshold) if self.threshold > 0 else -np.inf

        def work(rows: slice) -> None:
            part = np.array(tables[rows], dtype=float)
            steps.step_each(part, self.lists, pairs, log_threshold, taken[rows], hidden[rows])

        in_chunks(work, len(tables), jobs, progress)
        models: list[Terms | None] = []
        for r, row in enumerate(taken):
            if row[0] == kernels.UNSURE:
                hidden[r], model = reference.stepwise(tables[r : r + 1][0], self.threshold)
                models.append(model)
                continue
            chosen = close(self.lists, [int(pairs[k]) for k in np.flatnonzero(row)])
            models.append(chosen if np.isfinite(hidden[r]) else None)
        return Choice(hidden, models)


@dataclass(frozen=True)
class Fits:
    """Every model of a catalogue on one table.

    Args:
        catalogue: The models.
        hidden: Persons on no list by each; nan where there is no estimate.
        criterion: BIC of each.
        status: 0 fine, 1 no estimate, 2 not identifiable, 3 both.
        starts: Where the fit of a similar table starts from.
    """

    catalogue: Catalogue
    hidden: np.ndarray[Any, Any]
    criterion: np.ndarray[Any, Any]
    status: np.ndarray[Any, Any]
    starts: np.ndarray[Any, Any]

    @cached_property
    def apart(self) -> np.ndarray[Any, Any]:
        """For each model and list, the lists that share no term with it."""
        return strangers(self.catalogue)

    @property
    def ranking(self) -> np.ndarray[Any, Any]:
        """The models by criterion; those without an estimate last."""
        return np.argsort(np.where(np.isnan(self.criterion), np.inf, self.criterion), kind="stable")


def price_of(counts: np.ndarray[Any, Any], penalty: str) -> float:
    """What one parameter costs: the log of the persons observed, or of the number of cells."""
    return float(np.log(len(counts) - 1 if penalty == "cells" else counts.sum()))


def fit_all(
    counts: np.ndarray[Any, Any],
    catalogue: Catalogue,
    penalty: str = "persons",
    most: float = np.inf,
) -> Fits:
    """Fit every model of a catalogue to one table.

    Args:
        counts: Persons for each history.
        catalogue: The models.
        penalty: "persons" or "cells".
        most: A criterion above which a model is of no interest; it then counts as not fitted.
    """
    # A copy: what cannot be written to is another type to the compiler, and compiled twice.
    counts = np.array(counts, dtype=float)
    many, size = len(catalogue), len(counts)
    hidden, deviance = np.zeros(many), np.zeros(many)
    status = np.full(many, -1, dtype=np.int64)
    starts = np.zeros((many if many <= _MOST_STARTS and np.isinf(most) else 1, size))
    kernels.start_from(counts, starts[0])
    saturated, price = -2 * log_saturated(counts), price_of(counts, penalty)

    def fit() -> None:
        kernels.fit_each(
            counts, catalogue.terms, catalogue.sizes, catalogue.lists, hidden, deviance, status,
            starts, strangers(catalogue), price, most - saturated,
        )  # fmt: skip

    fit()
    if np.isinf(most) and (status < 0).any():
        support = sum(1 << int(h) for h in np.flatnonzero(counts))
        for m in np.flatnonzero(status < 0):
            status[m] = status_of(catalogue.lists, support, catalogue.row(int(m)))
        fit()
    criterion = deviance + saturated + catalogue.sizes * price
    return Fits(catalogue, hidden, criterion, status, starts)


@dataclass(frozen=True)
class ByCriterion:
    """The model with the smallest BIC among those in ``order`` (Silverman et al. 2024).

    Args:
        fits: All models on the data, which give each fit its start.
        order: The models to choose among; of equal ones the first is taken.
        penalty: "persons" or "cells".
    """

    fits: Fits
    order: np.ndarray[Any, Any]
    penalty: str = "persons"

    def choose(
        self,
        tables: Tables,
        jobs: int | None = None,
        progress: Progress | None = None,
    ) -> Choice:
        """The best model for each table."""
        chosen, hidden = np.zeros(len(tables), np.int64), np.zeros(len(tables))

        def work(rows: slice) -> None:
            part, known = np.array(tables[rows], dtype=float), np.zeros((0, 0), np.int64)
            self._select(part, known, chosen[rows], hidden[rows])

        in_chunks(work, len(tables), jobs, progress)
        for r in np.flatnonzero(chosen == kernels.UNSURE):
            self._select_exactly(
                np.array(tables[r : r + 1], float), chosen[r : r + 1], hidden[r : r + 1]
            )
        row = self.fits.catalogue.row
        return Choice(hidden, [row(int(m)) if m >= 0 else None for m in chosen])

    def _select(self, tables: Any, known: Any, chosen: Any, hidden: Any) -> None:
        models = self.fits.catalogue
        kernels.select_each(
            tables, models.terms, models.sizes, self.order, self.fits.starts,
            self.fits.apart, self.penalty == "cells", known, models.lists, chosen, hidden,
            np.zeros(len(tables), np.int64),
        )  # fmt: skip

    def _select_exactly(self, table: Any, chosen: Any, hidden: Any) -> None:
        """Where whole numbers ran over: decide those models in Python, and choose again."""
        models = self.fits.catalogue
        known = np.full((1, len(models)), -1, dtype=np.int64)
        support = sum(1 << int(h) for h in np.flatnonzero(table[0]))
        while chosen[0] == kernels.UNSURE:
            m = int(hidden[0])
            known[0, m] = status_of(models.lists, support, models.row(m))
            self._select(table, known, chosen, hidden)


def fixed_model(counts: np.ndarray[Any, Any], terms: Terms, penalty: str) -> ByCriterion:
    """The same model for every table."""
    lists = int(np.log2(len(counts)))
    fits = fit_all(counts, tabulate(lists, [terms]), penalty)
    return ByCriterion(fits, np.array([0]), penalty)


def independence(lists: int) -> Catalogue:
    """Main effects alone."""
    return tabulate(lists, [main_effects(lists)])
