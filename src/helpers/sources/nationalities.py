"""Nationalities as the UK Home Office writes them, also two of one person ('Albanian Greek').

The Home Office puts the second nationality behind the first without a mark between them. A label is
taken apart only where it splits in one single way into nationalities that the label map knows;
'Dominican' is of Dominica, since the other State is 'Citizen of the Dominican Republic'.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import pandas as pd

from helpers.sources.codes import Coded, plain
from helpers.sources.countries import to_alpha3
from helpers.sources.reading import read_labels
from helpers.tables import vocabulary as v

JOINED: Final = "+"
"""Between the codes of a person's nationalities, which stand in alphabetical order."""


def to_citizenships(values: pd.Series) -> Coded:
    """Nationalities or country names as ISO 3166-1 alpha-3 codes.

    Args:
        values: Labels as text.

    Example:
        >>> list(to_citizenships(pd.Series(["Greek Albanian", "UK", "Martian"])).codes)
        ['ALB+GRC', 'GBR', 'unknown']
    """
    found = {label: _to_code(label) for label in values.drop_duplicates()}
    codes = values.map(found)
    strange = values[codes.isna()].value_counts(sort=False).to_dict()
    return Coded(codes.fillna(v.UNKNOWN).astype("str"), strange)


@cache
def _to_code(label: str) -> str | None:
    known = _known()
    whole = known.get(plain(label)) or to_alpha3(label)
    if whole is not None:
        return whole
    words = plain(label).split()
    pairs = {
        JOINED.join(sorted((known[first], known[second])))
        for at in range(1, len(words))
        if (first := " ".join(words[:at])) in known and (second := " ".join(words[at:])) in known
    }
    return next(iter(pairs)) if len(pairs) == 1 else None


@cache
def _known() -> dict[str, str]:
    return {plain(label): code for label, code in read_labels("nrm_nationalities").items()}
