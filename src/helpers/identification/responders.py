"""First responders: who refers people to a national referral mechanism, and with which forms.

Every person is in one row of level ``part``. Sums that the publisher prints beside them (the total
of all government agencies) are never added to their parts.
"""

from __future__ import annotations

from typing import Final

import pandas as pd
from statsmodels.stats.proportion import multinomial_proportions_confint

from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Sourced, bounded_cell
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.uncertainty import estimate_share

BORDER: Final = (
    "Home Office - Immigration Enforcement IE",
    "Home Office - UK Border Force UKBF",
    "Home Office - UK Visas and Immigration UKVI",
)
"""Government agencies that guard a border or decide on a stay; the others are another group."""

_GROUPS: Final = {
    "border": "Border and visa authorities",
    "police": "Police",
    "local_authority": "Local authorities",
    "ngo": "Non-governmental organisations",
    "government_agency": "Other government agencies",
    v.UNKNOWN: "Responder not recorded",
}
_TYPES: Final = {
    "government_agency": "Government agencies",
    "police": "Police",
    "local_authority": "Local authorities",
    "ngo": "Non-governmental organisations",
    v.UNKNOWN: "Responder not recorded",
}
_FORMS: Final = {
    "criminal": "criminal exploitation",
    "domestic": "domestic servitude",
    "labour": "labour exploitation",
    "organ_removal": "organ removal",
    "sexual": "sexual exploitation",
}
_REFERRED: Final = "people referred to the National Referral Mechanism in one quarter"
_BODIES: Final = (
    "Border and visa authorities are three bodies of the Home Office: Immigration Enforcement, UK "
    "Border Force, UK Visas and Immigration."
)
_REVISED: Final = (
    "The quarter's own tables; the series by quarter was revised later and differs by a few people."
)


def count_responders(source: Sourced, country: str) -> Counts:
    """People referred, by group of first responders and quarter.

    Args:
        source: ``read_reference("referrals")``.
        country: ISO 3166-1 alpha-3.

    Returns:
        Counts keyed by quarter and responder: border and visa authorities, police, local
        authorities, non-governmental organisations, other government agencies.
    """
    rows = _referred(source, country)
    group = rows["responder_type"].mask(rows["first_responder"].isin(BORDER), "border")
    return _count(source, rows.assign(responder=group), "responder", _GROUPS, (_BODIES,))


def count_organisations(source: Sourced, country: str) -> Counts:
    """People referred, by the organisation that referred them and quarter, small counts included.

    Args:
        source: ``read_reference("referrals")``.
        country: ISO 3166-1 alpha-3.
    """
    rows = _referred(source, country)
    names = rows["first_responder"].mask(
        rows["first_responder"] == v.TOTAL, rows["responder_type"].map(_TYPES)
    )
    ranked = rows.assign(responder=names).groupby("responder")["persons"].sum()
    words = {str(name): str(name) for name in ranked.sort_values(ascending=False).index}
    return _count(source, rows.assign(responder=names), "responder", words)


def _referred(source: Sourced, country: str) -> pd.DataFrame:
    """The parts of one State's referrals, each person once."""
    rows = source.table
    rows = rows[(rows["country"] == country) & (rows["stage"] == "referred")]
    return _at(rows[rows["level"] == "part"])


def _at(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(at=rows["year"].astype("str") + " " + rows["quarter"].astype("str"))


def _count(
    source: Sourced,
    rows: pd.DataFrame,
    column: str,
    words: dict[str, str],
    notes: tuple[str, ...] = (),
) -> Counts:
    sums = rows.groupby(["at", column])[["lower", "upper"]].sum()
    numbers = zip(sums.index, sums.itertuples(index=False, name=None), strict=True)
    found = {key: bounded_cell(key, *ends) for key, ends in numbers}
    cells = tuple(
        found[at, label]
        for at in sorted(set(rows["at"]))
        for label in words
        if (at, label) in found
    )
    return Counts(
        ("quarter", column), cells, source.provenance, _REFERRED, words={column: words},
        notes=(*notes, _REVISED),
    )  # fmt: skip


def share_responders(responders: SafeTable) -> SafeTable:
    """Each group's share of the people referred in a quarter, with simultaneous intervals [1]_.

    The groups exclude one another and together are everybody, so the intervals are Goodman's: all
    of a quarter hold together with 95% confidence.

    Args:
        responders: The protected ``count_responders``.

    Returns:
        Percentages keyed by quarter and responder; nothing for a quarter with a count that is not
        known exactly.

    References:
        .. [1] Goodman, L. A. (1965). On simultaneous confidence intervals for multinomial
           proportions. Technometrics 7, 247-254.
    """
    responders = require_safe(responders, "share_responders")
    cells = []
    for quarter in responders.labels("quarter"):
        parts = responders.where(quarter=quarter).cells
        counts = [int(c.value) for c in parts if c.value is not None]
        if len(counts) < len(parts) or sum(counts) == 0:
            continue
        limits = multinomial_proportions_confint(counts, alpha=0.05, method="goodman")
        whole = sum(counts)
        for cell, number, (low, high) in zip(parts, counts, limits, strict=True):
            share = 100 * number / whole
            # At 0 and at 1 the limit is the share itself; rounding must not push it past it.
            ends = min(100 * float(low), share), max(100 * float(high), share)
            cells.append(Cell(cell.key, share, *ends, of=whole))
    return responders.derive(
        cells,
        unit="%",
        counted="people referred in the quarter, by who referred them",
        notes=("95% intervals hold for all groups of a quarter together (Goodman).",),
    )


def count_responder_forms(source: Sourced, country: str) -> Counts:
    """Forms of exploitation as recorded at referral, also combined, by type of responder.

    Args:
        source: ``read_reference("referrals")``.
        country: ISO 3166-1 alpha-3.

    Returns:
        Counts keyed by quarter, type of responder and form; small counts as published. A type of
        which no forms are published (the police) has one cell that says so.
    """
    rows = source.table
    rows = rows[(rows["country"] == country) & (rows["stage"] == "referred")]
    margin = (rows["first_responder"] == v.TOTAL) & (rows["responder_type"] != v.TOTAL)
    margin &= (rows[["age_group", "sex", "citizenship"]] == v.TOTAL).all(axis=1)
    told = _at(rows[margin & (rows["form"] != v.TOTAL)])
    every = _at(rows[rows["responder_type"] != v.TOTAL])
    forms = sorted(set(told["form"]), key=lambda f: (f == v.UNKNOWN, f.count("+"), f))
    sums = told.groupby(["at", "responder_type", "form"])[["lower", "upper"]].sum()
    found = dict(zip(sums.index, sums.itertuples(index=False, name=None), strict=True))
    cells: list[CountCell] = []
    for at in sorted(set(every["at"])):
        for kind in (k for k in _TYPES if k in set(every.loc[every["at"] == at, "responder_type"])):
            numbers = [(f, found[at, kind, f]) for f in forms if (at, kind, f) in found]
            cells += [bounded_cell((at, kind, f), *n) for f, n in numbers]
            if not numbers:
                cells.append(CountCell((at, kind, v.TOTAL), None, None, None, v.NOT_REPORTED))
    return Counts(
        ("quarter", "responder_type", "form"),
        tuple(cells),
        source.provenance,
        f"{_REFERRED}, by forms of exploitation as recorded at referral",
        words={"responder_type": _TYPES, "form": {f: word_form(f) for f in [*forms, v.TOTAL]}},
        notes=("A combination of forms is a row of its own, so each person is in one row.",),
    )


def word_form(code: str) -> str:
    """A form, or several together, as a reader sees it.

    Example:
        >>> word_form("criminal+labour")
        'Criminal exploitation with labour exploitation'
    """
    if code == v.UNKNOWN:
        return "Not specified"
    if code == v.TOTAL:
        return "All forms"
    words = [_FORMS.get(part, part) for part in code.split("+")]
    text = words[0] if len(words) == 1 else f"{words[0]} with {', '.join(words[1:])}"
    return text[:1].upper() + text[1:]


def share_combined(forms: SafeTable) -> SafeTable:
    """Share of people with a recorded form who were referred with more than one, with interval.

    Args:
        forms: The protected ``count_responder_forms``.

    Returns:
        Percentages keyed by quarter and type of responder, with Wilson's interval; ``of`` is the
        people with a form.
    """
    forms = require_safe(forms, "share_combined")
    cells = []
    for quarter in forms.labels("quarter"):
        for kind in forms.where(quarter=quarter).labels("responder_type"):
            part = forms.where(quarter=quarter, responder_type=kind).cells
            known = [c for c in part if c.key[2] != v.UNKNOWN]
            if any(c.value is None for c in known) or not known:
                cells.append(Cell((quarter, kind), None, status=v.NOT_REPORTED))
                continue
            whole = int(sum(c.value or 0 for c in known))
            several = int(sum(c.value or 0 for c in known if "+" in c.key[2]))
            share = estimate_share(several, whole)
            limits = 100 * share.point, 100 * share.lower, 100 * share.upper
            cells.append(Cell((quarter, kind), *limits, of=whole))
    return forms.derive(
        cells,
        unit="%",
        dimensions=("quarter", "responder_type"),
        counted="people referred with a recorded form, of whom more than one form is recorded",
    )
