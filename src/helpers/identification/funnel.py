"""The way through a national referral mechanism: reported, referred, decided, by quarter and age.

Each number counts what happened in a quarter. The decisions of a quarter are mostly about people
referred earlier, so no stage of a quarter is a part of another: how long it takes, and how many
wait, is the question of ``backlog``.
"""

from __future__ import annotations

from typing import Final

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.counts import Counts, Sourced, published_cell
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.uncertainty import estimate_share

AGES: Final = (v.TOTAL, "adult", "child", v.UNKNOWN)
GROUNDS: Final = ("reasonable_grounds", "conclusive_grounds")
AGE_WORDS: Final = {
    v.TOTAL: "All ages",
    "adult": "Adults (18 or over)",
    "child": "Children (under 18)",
    v.UNKNOWN: "Age unknown",
}
STAGE_WORDS: Final = {
    "notified": "Reported, not referred",
    "referred": "Referred",
    "reasonable_grounds": "Reasonable grounds",
    "conclusive_grounds": "Conclusive grounds",
}
NONE_CLOSED: Final = "none_closed"
AS_ARRIVALS: Final = "as_arrivals"
_OUTCOMES: Final = ("positive", "negative", v.TOTAL)
_WORDS: Final = {
    "stage": STAGE_WORDS,
    "age_group": AGE_WORDS,
    "reading": {
        NONE_CLOSED: "Without a decision",
        AS_ARRIVALS: "Less as many closed as among small-boat referrals",
    },
    "outcome": {"positive": "Positive", "negative": "Negative", v.TOTAL: "All"},
}
_COHORT: Final = (
    "A decision is counted in the quarter in which it was made, often long after the referral."
)


def count_funnel(source: Sourced, country: str) -> Counts:
    """Reports, referrals and decisions of every quarter, as published.

    Args:
        source: ``read_reference("decisions")``.
        country: ISO 3166-1 alpha-3; only the United Kingdom publishes them here.

    Returns:
        Counts keyed by stage, outcome, age group and quarter ('2023 Q4'). ``notified`` are adults
        reported without a referral because they did not consent: no earlier step of the others.
    """
    rows = source.table
    rows = rows[(rows["country"] == country) & (rows["quarter"] != v.TOTAL)]
    rows = rows.assign(
        at=rows["year"].astype("str") + " " + rows["quarter"].astype("str"),
        stage_order=rows["stage"].map({s: i for i, s in enumerate(v.DECISION_STAGES)}),
        outcome_order=rows["outcome"].map({o: i for i, o in enumerate(_OUTCOMES)}),
        age_order=rows["age_group"].map({a: i for i, a in enumerate(AGES)}),
    ).sort_values(["stage_order", "outcome_order", "age_order", "at"])
    cells = tuple(
        published_cell((str(r.stage), str(r.outcome), str(r.age_group), str(r.at)), r)
        for r in rows.itertuples()
    )
    return Counts(
        ("stage", "outcome", "age_group", "quarter"),
        cells,
        source.provenance,
        "people reported, referred and decided about in each quarter",
        words=_WORDS,
        notes=(_COHORT,),
    )


def within_years(table: SafeTable, first_year: int = 0, last_year: int = 0) -> SafeTable:
    """The quarters of a window of years. Stocks and waits are computed before it is cut.

    Args:
        table: A safe table keyed by quarter.
        first_year: First year; 0 leaves it open.
        last_year: Last year; 0 leaves it open.

    Raises:
        CaselightError: The years are in the wrong order.
    """
    if last_year and first_year > last_year:
        raise CaselightError(
            "The first year comes before the last year.",
            f"first_year = {first_year}, last_year = {last_year}",
            "Exchange them, or write 0 to leave one open.",
        )
    table = require_safe(table, "within_years")
    years = first_year, last_year or 9999
    quarters = [q for q in table.labels("quarter") if years[0] <= int(q[:4]) <= years[1]]
    return table.where(quarter=quarters)


def select_steps(funnel: SafeTable) -> SafeTable:
    """What a chart of the way shows: reports, referrals and positive decisions, by age.

    Args:
        funnel: The protected ``count_funnel``.

    Returns:
        A table keyed by stage, age group and quarter.
    """
    funnel = require_safe(funnel, "select_steps")
    wanted = {"notified": v.TOTAL, "referred": v.TOTAL} | dict.fromkeys(GROUNDS, "positive")
    cells = tuple(
        Cell((c.key[0], *c.key[2:]), c.value, c.lower, c.upper, c.status)
        for c in funnel.cells
        if wanted[c.key[0]] == c.key[1]
    )
    return funnel.derive(
        cells,
        dimensions=("stage", "age_group", "quarter"),
        counted="people reported, referred and with a positive decision, by quarter and age",
    )


def share_positive(funnel: SafeTable) -> SafeTable:
    """Share of the decisions of a quarter that were positive, with Wilson's interval [1]_.

    It describes the decisions of a quarter and not the people referred in it: a quarter in which
    many easy or many old cases are decided has another share, with the same rules.

    Args:
        funnel: The protected ``count_funnel``.

    Returns:
        Percentages keyed by stage, age group and quarter; ``of`` is the number of decisions. A
        count published as a range leaves no value, and limits that hold for all of the range.

    References:
        .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical
           inference. JASA 22, 209-212.
    """
    funnel = require_safe(funnel, "share_positive")
    wholes = {(c.key[0], *c.key[2:]): c for c in funnel.where(outcome=v.TOTAL).cells}
    cells = [
        _share(key, cell, wholes[key])
        for cell in funnel.where(outcome="positive").cells
        if (key := (cell.key[0], *cell.key[2:])) in wholes
    ]
    return funnel.derive(
        cells,
        unit="%",
        dimensions=("stage", "age_group", "quarter"),
        counted="decisions of a quarter that were positive",
        notes=(
            "95% intervals (Wilson) cover chance only, as if each decision were independent of "
            "the others.",
        ),
    )


def _share(key: tuple[str, ...], part: Cell, whole: Cell) -> Cell:
    if whole.value is None or part.lower is None or part.upper is None:
        status = part.status if whole.value is not None else whole.status
        return Cell(key, None, status=status if status != v.OBSERVED else v.NOT_REPORTED)
    if whole.value == 0:
        return Cell(key, None, status=v.NOT_REPORTED)
    size = int(whole.value)
    # A part published as '<5' cannot be larger than the whole that stands beside it.
    low, high = (estimate_share(min(int(n), size), size) for n in (part.lower, part.upper))
    value = 100 * low.point if part.value is not None else None
    return Cell(key, value, 100 * low.lower, 100 * high.upper, part.status, size)
