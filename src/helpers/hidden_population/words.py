"""The paragraph for a report. It starts with the doubt, not with the number."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.hidden_population.intervals import Interval
    from helpers.hidden_population.result import Result

METHODS = {
    "stepwise": "adding two-list terms step by step",
    "bic": "choosing by BIC among all models",
    "bayesthresh": "Bayesian thresholding",
    "fixed": "a model fixed beforehand",
}


def explain(result: Result, population: str, period: str | None, linkage: str | None) -> str:
    """All sentences, in the order in which a reader needs them."""
    sentences = [
        _range(result, population, period),
        _chosen(result),
        _observed(result),
        *result.warnings,
        _assumption(linkage),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def number(value: float) -> str:
    """A count as a reader writes it.

    Example:
        >>> number(11417.99)
        '11,418'
    """
    return f"{round(value):,}"


def spread(result: Result) -> tuple[float, float]:
    """Smallest and largest total over the methods and the models within 2 BIC of the best."""
    totals = [result.total, *result.alternatives.values(), *(result.near_best or ())]
    totals = [total for total in totals if isfinite(total)]
    return min(totals), max(totals)


def _range(result: Result, population: str, period: str | None) -> str:
    low, high = spread(result)
    when = f" in {period}" if period else ""
    if result.near_best is None:
        return (
            f"{number(low)} {population}{when} by the stepwise choice alone: with so many lists "
            "the other models are too many to compare, and how far they differ is not known."
            if number(low) == number(high)
            else f"Between {number(low)} and {number(high)} {population}{when}, depending on the "
            "method; with so many lists the other models are too many to compare."
        )
    if number(low) == number(high):
        return (
            f"{number(low)} {population}{when}, by every method and every model that fits about "
            "equally well (within 2 BIC of the best)."
        )
    return (
        f"Between {number(low)} and {number(high)} {population}{when}, depending on the method and "
        "on which of the models that fit about equally well (within 2 BIC of the best) is used: "
        "the data do not tell these apart."
    )


def _chosen(result: Result) -> str:
    limits = ", ".join(_limits(interval) for interval in result.intervals)
    terms = " and ".join("*".join(top) for top in result.model if len(top) > 1)
    model = f"with terms for {terms}" if terms else "with independent lists"
    return (
        f"By {METHODS[result.method]} the estimate is {number(result.total)}"
        f"{f' ({limits})' if limits else ''}, {model}."
    )


def _limits(interval: Interval) -> str:
    lower, upper = interval.printed()
    return f"{round(interval.level * 100):d}% interval {number(lower)} to {number(upper)}"


def _observed(result: Result) -> str:
    text = (
        f"{number(result.observed)} were on at least one list, so {number(result.hidden)} are "
        "estimated to be on none."
    )
    if result.two_lists is not None:
        two = result.two_lists
        text += (
            f" Chapman's estimator for two lists gives {number(two.point)} "
            f"({round(two.level * 100)}% interval {number(two.lower)} to {number(two.upper)})."
        )
    return text


def _assumption(linkage: str | None) -> str:
    linked = f" Records were linked by {linkage}." if linkage else ""
    return (
        "All of this assumes a closed population, no interaction of all lists at once, which no "
        "data can test, nobody whom no list could reach, and records linked without error."
        f"{linked}"
    )
