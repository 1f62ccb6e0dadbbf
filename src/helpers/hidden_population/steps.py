"""Many tables through the stepwise choice, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import int64

from helpers.hidden_population.existence import LIMIT, fit_status
from helpers.hidden_population.kernels import STEPS, TIE, UNSURE, start_from
from helpers.hidden_population.lattice import add_margins, jit, split_terms
from helpers.hidden_population.newton import newton_fit
from helpers.hidden_population.tails import log_smaller_tail


@jit
def step_each(
    tables: Any, lists: int, pairs: Any, log_threshold: float, chosen: Any, hidden: Any
) -> None:
    """For each table the stepwise choice: which pairs are added, and the hidden.

    ``chosen`` gets a row a table: the step at which each pair came in, 0 for never. A table that
    needs longer integers than the compiled code has gets -2 in its first place.
    """
    size, width = 1 << lists, 1 + lists + pairs.size
    kept, free = np.zeros(size, np.int64), np.zeros(width, np.int64)
    rows = np.zeros((width + 1, size + width + 1), np.int64)
    beta, gram, work = np.zeros(width), np.zeros((width + 1, width + 1)), np.zeros((4, size))
    margins, eta, fitted = np.zeros(size), np.zeros(size), np.zeros(size)
    terms, tail = np.zeros(width, np.int64), np.zeros(pairs.size)
    for r in range(tables.shape[0]):
        counts = tables[r]
        add_margins(counts, margins, lists)
        hidden[r] = np.nan
        chosen[r, :] = 0
        start_from(counts, eta)
        for i in range(lists):
            terms[1 + i] = 1 << i
        size_now = 1 + lists
        count = split_terms(margins, terms, size_now, lists, kept, free)
        status = fit_status(counts, kept, free, count, lists, rows, LIMIT)
        while status == 0:
            found = newton_fit(
                counts, free, count, kept, lists, eta, beta, gram, work, np.inf, 0.0, int64(STEPS)
            )
            if found < 0.0:
                hidden[r] = np.nan
                break
            hidden[r] = np.exp(eta[0])
            for i in range(size):
                fitted[i] = np.exp(eta[i]) if kept[i] else 0.0
            _pair_tails(margins, fitted, pairs, lists, tail, chosen[r])
            status = _next_pair(
                counts,
                margins,
                pairs,
                lists,
                log_threshold,
                tail,
                terms,
                size_now,
                kept,
                free,
                rows,
                chosen[r],
            )
            if status == 0:
                size_now += 1
                count = split_terms(margins, terms, size_now, lists, kept, free)
        if status == UNSURE:
            chosen[r, 0], hidden[r] = UNSURE, np.nan


@jit
def _pair_tails(margins: Any, fitted: Any, pairs: Any, lists: int, tail: Any, taken: Any) -> None:
    """The log p-value of each pair that is not in the model."""
    add_margins(fitted.copy(), fitted, lists)
    for k in range(pairs.size):
        tail[k] = 0.0
        if taken[k] == 0:
            tail[k] = log_smaller_tail(margins[pairs[k]], fitted[pairs[k]])


@jit
def _next_pair(
    counts: Any,
    margins: Any,
    pairs: Any,
    lists: int,
    log_threshold: float,
    tail: Any,
    terms: Any,
    size_now: int,
    kept: Any,
    free: Any,
    rows: Any,
    taken: Any,
) -> int:
    """Add the pair with the smallest p-value that leaves an estimate; 0 when one was added.

    Existence is asked in the order of the p-values, so hardly more than once a step.
    """
    while True:
        best = -1
        for k in range(pairs.size):
            if (
                taken[k] == 0
                and tail[k] < log_threshold
                and (best < 0 or tail[k] < tail[best] - TIE * max(1.0, -tail[best]))
            ):
                best = k
        if best < 0:
            return 1
        terms[size_now] = pairs[best]
        count = split_terms(margins, terms, size_now + 1, lists, kept, free)
        status = fit_status(counts, kept, free, count, lists, rows, LIMIT)
        if status < 0:
            return UNSURE
        if status == 0:
            taken[best] = taken.max() + 1
            return 0
        tail[best] = 0.0
