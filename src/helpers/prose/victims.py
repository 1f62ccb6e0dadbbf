"""Sentences about who the detected victims are, and how a referral becomes a decision."""

from __future__ import annotations

from helpers.prose.sentence import Sentence, nothing, to_bounds
from helpers.tables import vocabulary as v
from helpers.tables.safe import SafeTable, require_safe
from helpers.wording import format_count, format_range, place_phrase


def describe_profile(profile: SafeTable, place: str) -> Sentence:
    """Children among the detected victims of one year, as far as they are published."""
    profile = require_safe(profile, "describe_profile")
    if profile.is_empty:
        where = place_phrase(place)
        return nothing(f"Sex and age of detected victims are not published for {where}.")
    sums = {age: _sum_age(profile, age) for age in ("child", "adult")}
    year = profile.cells[0].key[0]
    text = (
        f"Published by sex and age for {year}: {format_range(*sums['child'])} under 18 and "
        f"{format_range(*sums['adult'])} aged 18 or over."
    )
    how = (
        "Values that the publisher prints as '<5' are kept as 0 to 4. The two groups need not add "
        "up to the year's total: people of unknown age are in neither. Where rates stand beside "
        "the counts, each is over the whole population and not over people of that sex and age, "
        "whose numbers are not in these sources."
    )
    return Sentence(text, f"Sex and age of the victims detected in {year}", how)


def _sum_age(profile: SafeTable, age: str) -> tuple[float, float]:
    cells = [c for c in profile.where(age_group=age).cells if c.status != v.NOT_REPORTED]
    return sum(to_bounds(c)[0] for c in cells), sum(to_bounds(c)[1] for c in cells)


def describe_funnel(funnel: SafeTable, place: str) -> Sentence:
    """Referrals and positive decisions of the last year that has all three."""
    funnel = require_safe(funnel, "describe_funnel")
    stages = funnel.labels("stage")
    years = [{c.key[1] for c in funnel.where(stage=s).cells if c.value is not None} for s in stages]
    common = sorted(set.intersection(*years)) if years else []
    if not common:
        where = place_phrase(place)
        return nothing(f"No referral mechanism of {where} is published in these sources.")
    year = common[-1]
    numbers = [format_count(funnel.cell(stage=s, year=year).value or 0) for s in stages]
    text = (
        f"In {year}, {numbers[0]} people were referred; {numbers[1]} reasonable-grounds and "
        f"{numbers[2]} conclusive-grounds decisions of that year were positive."
    )
    how = (
        "The decisions of a year are mostly about people referred earlier, so one line is not a "
        "rate of another. The rules of evidence changed in 2023, which breaks the series. The "
        "newest year may hold some quarters only."
    )
    return Sentence(text, "From referral to decision", how)
