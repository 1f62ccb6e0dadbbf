"""The rules for claims of a direction: more States bound, more laws, more prosecutions, sectors."""

from __future__ import annotations

from helpers.published.lookup import (
    Records,
    Said,
    Spec,
    find_beside,
    find_printed,
    name_publisher,
    to_bounded,
    to_evidence,
)
from helpers.tables.change import FELL, ROSE, Change, find_verb
from helpers.tables.claims import CONTRADICTED, SUPPORTED, UNCHECKED, Evidence, Part
from helpers.tables.safe import Cell, SafeTable

FEWEST_STATES = 20
"""Below this many States at both ends nothing is said about a direction."""


def judge_growth(said: Said, spec: Spec, records: Records) -> list[Part]:
    """Whether a yearly number of States is larger in the last whole year before the claim.

    It starts in the year in which the treaty entered into force where that is printed, else in
    the first year of the table.
    """
    table, what = getattr(records, spec["table"]), f"the number of {spec['words']}"
    beside = (*_find_days(spec, records), *find_beside(records.published, said,
                                                       spec.get("beside", ())))  # fmt: skip
    ends = _find_ends(said, spec, table, records)
    if len(ends) < 2:
        return [Part(what, UNCHECKED, "no_figure", beside)]
    verb = find_verb(*(_to_range(cell) for cell in ends))
    told = tuple(to_bounded(table, c, spec["words"], _year(table, c), decides=True) for c in ends)
    if verb == ROSE:
        return [Part(what, SUPPORTED, "rose", told + beside)]
    flat = verb == FELL or _to_range(ends[0]) == _to_range(ends[1])
    verdict = (CONTRADICTED, "not_rose") if flat else (UNCHECKED, "unclear")
    return [Part(what, *verdict, told + beside)]


def _find_ends(said: Said, spec: Spec, table: SafeTable | None, records: Records) -> list[Cell]:
    """First and last cell of the span, both with a number or bounds."""
    if table is None:
        return []
    since = ""
    if "since" in spec:
        topic, measure = spec["since"]
        since = "".join(c.key[2][:4] for c in find_printed(records.published, topic, measure)[:1])
    cells = [
        c
        for c in table.cells
        if said.is_before(_year(table, c)) and _year(table, c) >= since and _is_told(c)
    ]
    cells = sorted(cells, key=lambda c: _year(table, c))
    return [cells[0], cells[-1]] if len(cells) > 1 else []


def _year(table: SafeTable, cell: Cell) -> str:
    return cell.key[table.dimensions.index("year")]


def _is_told(cell: Cell) -> bool:
    return cell.value is not None or (cell.lower is not None and cell.upper is not None)


def _to_range(cell: Cell) -> tuple[float, float]:
    if cell.lower is None or cell.upper is None:
        return cell.value or 0, cell.value or 0
    return cell.lower, cell.upper


def _find_days(spec: Spec, records: Records) -> list[Evidence]:
    """Printed numbers of parties on a day, each beside our count of the same day."""
    if spec["table"] != "parties":
        return []
    found: list[Evidence] = []
    for cell in find_printed(records.published, spec["since"][0], "parties"):
        mine = records.bound.where(day=cell.key[2]).cells
        if mine:
            found.append(to_evidence(cell, "parties, the European Union included", decides=False))
        for own in mine:
            if own.key[1] == "States":
                found.append(to_bounded(records.bound, own, "States without the European Union",
                                        own.key[0], decides=False))  # fmt: skip
    return found


def judge_chain(said: Said, spec: Spec, records: Records) -> list[Part]:
    """Whether the same States count more persons at the end of the window, stage by stage.

    A stage that no source counts cannot be checked, and a window that ends in or after the year
    of the claim says nothing about it.
    """
    years = sorted(records.matched.labels("year")) if records.changes else []
    named = {part["stage"] for part in spec["parts"]}
    changes = {change.label: change for change in records.changes}
    others = tuple(
        e for label, c in changes.items() if label not in named
        for e in _tell_change(c, years, records, decides=False)
    )  # fmt: skip
    parts = []
    for at, part in enumerate(spec["parts"]):
        change = changes.get(part["stage"])
        told = tuple(_tell_change(change, years, records, decides=True)) if change else ()
        last = at == len(spec["parts"]) - 1
        parts.append(Part(part["words"], *_judge_change(said, change, years),
                          told + (others if last else ())))  # fmt: skip
    return parts


def _judge_change(said: Said, change: Change | None, years: list[str]) -> tuple[str, str]:
    if change is None:
        return UNCHECKED, "no_stage"
    if not said.is_before(years[-1]):
        return UNCHECKED, "late"
    if change.states < FEWEST_STATES:
        return UNCHECKED, "few_states"
    if change.verb == ROSE:
        return SUPPORTED, "rose"
    return (CONTRADICTED, "not_rose") if change.verb == FELL else (UNCHECKED, "unclear")


def _tell_change(
    change: Change, years: list[str], records: Records, *, decides: bool
) -> list[Evidence]:
    words = records.matched.word("stage", change.label).lower()
    what = f"persons {words}, the same {change.states} States"
    publisher, url = name_publisher(records.matched)
    return [
        Evidence(what, "persons", *ends, publisher, year, url, decides=decides)
        for ends, year in ((change.first, years[0]), (change.last, years[-1]))
    ]


def judge_sectors(said: Said, spec: Spec, records: Records) -> list[Part]:
    """Whether each sector is recorded for somebody who was exploited for labour.

    A category that holds more than the sector does not decide, and neither does a hidden count:
    it could be zero as far as a reader can tell.
    """
    return [_judge_sector(part, records.sectors) for part in spec["parts"]]


def _judge_sector(part: Spec, sectors: SafeTable) -> Part:
    own = _find_recorded(sectors, part["sectors"])
    wider = _find_recorded(sectors, part.get("wider", ()))
    told = tuple(
        to_bounded(sectors, c, f"people recorded in {sectors.word('sector', c.key[-1]).lower()}",
                   "", decides=c in own)
        for c in (*own, *wider)
    )  # fmt: skip
    if own:
        return Part(part["words"], SUPPORTED, "recorded", told)
    return Part(part["words"], UNCHECKED, "wider" if wider else "not_recorded", told)


def _find_recorded(sectors: SafeTable, codes: list[str]) -> list[Cell]:
    return [c for code in codes for c in sectors.where(sector=code).cells if c.value]
