"""Sentences about who the detected victims are."""

from __future__ import annotations

from helpers.prose.sentence import Sentence, nothing, to_bounds
from helpers.tables import vocabulary as v
from helpers.tables.safe import SafeTable, require_safe
from helpers.wording import format_range, place_phrase


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
