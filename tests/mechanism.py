"""Tables of a referral mechanism made by code: flows by quarter, responders, small boats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from helpers.disclosure import protect
from helpers.identification import count_funnel
from helpers.tables.quarters import shift
from helpers.tables.safe import SafeTable
from tests.published import Made, table

NAMES = {"ALB": "Albania", "VNM": "Viet Nam", "IRN": "Iran"}


def decisions(*rows: tuple[str, str, str, str, Any], country: str = "GBR") -> Made:
    """Quarter ('2022 Q1' or '2022 total'), stage, outcome, age group, count."""
    defaults = {"country": country, "year": 0, "quarter": "", "stage": "", "outcome": "",
                "age_group": "total"}  # fmt: skip
    named = [
        ({"year": int(at[:4]), "quarter": at[5:], "stage": s, "outcome": o, "age_group": age}, n)
        for at, s, o, age, n in rows
    ]
    return table("nrm", defaults, *named)


def flows(
    first: str,
    referred: Sequence[Any],
    reasonable: Sequence[tuple[int, int]],
    conclusive: Sequence[tuple[int, int]],
    before: Sequence[int] = (0,),
    country: str = "GBR",
) -> Made:
    """All-age series from a quarter on: referred, (positive, negative) of each decision.

    ``before`` are referrals of the quarters before the first, the newest last.
    """
    rows: list[tuple[str, str, str, str, Any]] = [
        (shift(first, place - len(before)), "referred", "total", "total", n)
        for place, n in enumerate(before)
    ]
    rows += [(shift(first, q), "referred", "total", "total", n) for q, n in enumerate(referred)]
    stages = {"reasonable_grounds": reasonable, "conclusive_grounds": conclusive}
    for stage, pairs in stages.items():
        for q, (yes, no) in enumerate(pairs):
            at = shift(first, q)
            rows += [(at, stage, "positive", "total", yes), (at, stage, "negative", "total", no)]
            rows.append((at, stage, "total", "total", yes + no))
    return decisions(*rows, country=country)


def funnel(*arguments: Any, **options: Any) -> SafeTable:
    return protect(count_funnel(flows(*arguments, **options), options.get("country", "GBR")))


_DIMENSIONS = {"form": "total", "age_group": "total", "sex": "total", "citizenship": "total"}


def referrals(quarters: Mapping[str, Mapping[tuple[str, str], Any]], **forms: Any) -> Made:
    """Quarter to (type, responder) to persons; the publisher's sum of a type beside its parts.

    ``forms`` gives, for a type of responders, its persons by form, in every quarter.
    """
    defaults = {"country": "GBR", "year": "", "quarter": "", "stage": "referred",
                "responder_type": "", "first_responder": "", **_DIMENSIONS,
                "level": ""}  # fmt: skip
    rows: list[tuple[dict[str, Any], Any]] = []
    for at, responders in quarters.items():
        when = {"year": at[:4], "quarter": at[5:]}
        for (kind, name), persons in responders.items():
            who = {"responder_type": kind, "first_responder": name, "level": "part"}
            rows.append(({**when, **who}, persons))
        sums: dict[str, int] = {}
        for (kind, name), persons in responders.items():
            if name != "total":
                sums[kind] = sums.get(kind, 0) + int(persons)
        for kind, persons in sums.items():
            who = {"responder_type": kind, "first_responder": "total", "level": "total"}
            rows.append(({**when, **who}, persons))
        for kind, parts in forms.items():
            for form, persons in parts.items():
                who = {"responder_type": kind, "first_responder": "total", "level": "total"}
                rows.append(({**when, **who, "form": form}, persons))
    return table("nrm_responders", defaults, *rows)


def boats(*rows: tuple[str, str, str, str, Any]) -> Made:
    """Quarter, stage, attribute ('' for the whole) and its label, count."""
    defaults = {"country": "GBR", "year": 0, "quarter": "", "stage": "", "outcome": "total",
                "citizenship": "total", "sex": "total", "age_group": "total"}  # fmt: skip
    named = [
        (
            {"year": int(at[:4]), "quarter": at[5:], "stage": stage}
            | ({attribute: label} if attribute else {}),
            n,
        )
        for at, stage, attribute, label, n in rows
    ]
    return table("nrm_boats", defaults, *named)


def arrivals(referred: int = 30, stayed: int = 270, **labels: tuple[int, int]) -> Made:
    """One quarter: everybody, and for each 'attribute__label' (referred, not referred)."""
    at = "2022 Q1"
    rows: list[tuple[str, str, str, str, Any]] = [
        (at, "referred", "", "", referred),
        (at, "not_referred", "", "", stayed),
    ]
    for name, (yes, no) in labels.items():
        attribute, label = name.split("__")
        label = {"a18": "18-24", "a25": "25-39", "a40": "40+"}.get(label, label)
        rows += [
            (at, "referred", attribute, label, yes),
            (at, "not_referred", attribute, label, no),
        ]
    return boats(*rows)


def outcomes(**numbers: int) -> Made:
    """'rg_positive=5' and the like, of one quarter."""
    stages = {"rg": "reasonable_grounds", "cg": "conclusive_grounds"}
    rows = []
    for name, number in numbers.items():
        stage, outcome = name.split("_")
        rows.append(("2022 Q1", stages[stage], "outcome", outcome, number))
    return boats(*rows)
