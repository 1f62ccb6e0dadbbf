"""When States made trafficking a crime in full: dates derived from a published coding.

The coding [1]_ says for each State and year whether its law criminalized trafficking in no (0), in
partial (1) or in full form (2). Only what the reports need is kept: for each State the first year
coded full, and for each year how many States were coded which way. The file's rows end in 2011
for States that were coded full before, and a second column carries them on to 2014; a law in force
is taken to stay in force, so a State counts as full from its first such year to the end.

References:
    .. [1] Kelley, J. (2017). Scorecard Diplomacy. Cambridge University Press; replication data.
"""

from __future__ import annotations

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.countries import to_alpha3
from helpers.sources.peek import Peek
from helpers.sources.reading import to_whole
from helpers.sources.texts import read_rows

LAST_YEAR = 2014
"""The coding ends here; what a State did later is unknown, not absent."""

_COLUMNS = ("name", "year", "crimlevel", "adjbicrimlevel")
_LEVELS = {"0": "none", "1": "partial", "2": "full"}
_YEARS = ("first_coded", "full_since")


def read_criminalization(look: Peek) -> pd.DataFrame:
    """For each State the first year that is coded, and the first that is coded as full.

    Args:
        look: A first look at the coding of criminalization beside the 3P index.

    Returns:
        Rows of ``country, first_coded, full_since``: years, empty for a State that is not coded
        at all, or not coded as full by 2014.

    Raises:
        CaselightError: A State or level is unknown, or a State returns from full to less.
    """
    levels = _read_levels(look)
    coded = levels[levels["level"] != "not_coded"]
    years = {
        "first_coded": coded.groupby("country")["year"].min(),
        "full_since": coded[coded["level"] == "full"].groupby("country")["year"].min(),
    }
    countries = sorted(levels["country"].unique())
    table = pd.DataFrame({"country": countries})
    for name in _YEARS:
        table[name] = pd.Series([years[name].get(c, pd.NA) for c in countries], dtype="Int64")
    return table


def read_criminalization_counts(look: Peek) -> pd.DataFrame:
    """How many States are coded none, partial, full or not at all in each year.

    Args:
        look: A first look at the coding of criminalization beside the 3P index.

    Returns:
        Rows of ``year, extent, states``; the four extents of a year add up to the States listed.
    """
    levels = _read_levels(look)
    sizes = levels.groupby(["year", "level"])["country"].nunique().unstack(fill_value=0)
    long = sizes.reindex(columns=[*_LEVELS.values(), "not_coded"], fill_value=0).stack()
    return long.rename("states").reset_index().rename(columns={"level": "extent"})


def _read_levels(look: Peek) -> pd.DataFrame:
    """One row a State and year with its level; full stays full, as a law stays in force."""
    rows = read_rows(look, *_COLUMNS).set_axis([*_COLUMNS], axis=1)
    year = to_whole(rows["year"], look.path)
    # The second column dates laws of the second half of a year to the next one, so it is read
    # only where the first has ended.
    level = _to_level(rows["crimlevel"]).where(rows["crimlevel"] != "", _to_level(rows.iloc[:, 3]))
    table = pd.DataFrame({"country": rows["name"].map(to_alpha3), "year": year, "level": level})
    _require_known(table, look)
    table = table[table["year"] <= LAST_YEAR].sort_values(["country", "year"])
    full = (table["level"] == "full").groupby(table["country"]).cummax()
    _require_lasting(table, full, look)
    return table.assign(level=table["level"].where(~full, "full"))


def _to_level(codes: pd.Series) -> pd.Series:
    whole = codes.str.replace(r"\.0$", "", regex=True)
    return whole.map({**_LEVELS, "": "not_coded"})


def _require_known(table: pd.DataFrame, look: Peek) -> None:
    unread = table["country"].isna() | table["level"].isna()
    if unread.any():
        raise CaselightError(
            "Every State has a code, and its level is 0, 1, 2 or empty.",
            f"{look.path.name}, row {unread.index[unread][0] + 1}",
            "Add the name to labels/country_aliases.csv, or correct the level.",
        )


def _require_lasting(table: pd.DataFrame, full: pd.Series, look: Peek) -> None:
    """A year of less than full after one of full would make 'since' untrue."""
    back = full & table["level"].isin(["none", "partial"])
    if back.any():
        raise CaselightError(
            "A State that is coded as full stays full.",
            f"{look.path.name}, row {back.index[back][0] + 1}",
            "Look the law up; where it was repealed, 'full since' has no one answer.",
        )
