"""A country with its region's mix of sexes and ages: arithmetic, refusals, hidden strata."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.composition import count_strata, select_caseload, standardise_share
from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.sources.names import country_regions
from helpers.sources.reference import read_reference
from helpers.tables import standardisation as s
from helpers.tables.standardisation import Standardisation
from tests.composition.cases import caseload, group

CM = "case_management"
ASIA = {"PHL": "Asia", "THA": "Asia", "POL": "Europe", "TWN": ""}
GIRL, BOY = {"sex": "female", "age_group": "9-17"}, {"sex": "male", "age_group": "9-17"}
WOMAN, MAN = {"sex": "female", "age_group": "30-38"}, {"sex": "male", "age_group": "21-23"}


def people(country: str, yes: int, rest: int, **who: str) -> list[dict[str, Any]]:
    rows = [group(yes, country=country, labour="yes", **who)] if yes else []
    return rows + ([group(rest, country=country, sexual="yes", **who)] if rest else [])


def standardised(
    *parts: list[dict[str, Any]], country: str = "PHL", source: str = "published"
) -> Standardisation:
    cases = caseload(*(row for part in parts for row in part), source=source)
    return standardise_share(protect(count_strata(cases, country, ASIA)))


ALL_FOUR = (
    people("PHL", 10, 10, **GIRL),
    people("PHL", 30, 10, **BOY),
    people("PHL", 20, 80, **WOMAN),
    people("PHL", 36, 4, **MAN),
    people("THA", 10, 70, **GIRL),
    people("THA", 30, 30, **BOY),
    people("THA", 50, 50, **WOMAN),
    people("THA", 60, 100, **MAN),
    people("POL", 500, 1, **GIRL),
)


def test_the_standardised_share_weights_each_stratum_as_the_region_does() -> None:
    """Asia has 100 girls, 100 boys, 200 women and 200 men; the country 0.5, 0.75, 0.2 and 0.9.

    So (50 + 75 + 40 + 180) / 600 = 57.5%; as recorded 96 of 200; Asia 246 of 600 = 41%.
    """
    found = standardised(*ALL_FOUR)
    numbers = {c.key[1]: (c.value, c.of) for c in found.table.cells}
    assert numbers == {
        s.CRUDE: (pytest.approx(48), 200),
        s.STANDARDISED: (pytest.approx(57.5), 200),
        s.REGION: (pytest.approx(41), 600),
    }
    (result,) = found.results
    assert found.area == "Asia"
    assert (result.covered, result.missing, result.unplaced, result.reason) == (1, 0, 0, "")
    assert result.lower is not None
    assert result.upper is not None
    assert result.lower < 57.5 < result.upper


def test_a_country_with_its_regions_mix_keeps_its_share() -> None:
    same = standardised(
        people("PHL", 10, 10, **GIRL), people("PHL", 5, 15, **MAN),
        people("THA", 3, 37, **GIRL), people("THA", 20, 20, **MAN),
    )  # fmt: skip
    crude, fitted = (same.table.cell(standard=name) for name in (s.CRUDE, s.STANDARDISED))
    assert fitted.value == pytest.approx(crude.value)


@pytest.mark.parametrize(("missing", "is_refused"), [(20, False), (21, True)])
def test_a_country_is_standardised_while_its_strata_hold_four_fifths(
    missing: int, is_refused: bool
) -> None:
    """80 men in Asia, and 20 or 21 women of whom the country has none: 80% and 79.2%."""
    found = standardised(
        people("PHL", 20, 20, **MAN), people("THA", 20, 20, **MAN),
        people("THA", missing, 0, **WOMAN),
    )  # fmt: skip
    (result,) = found.results
    assert (result.reason == s.TOO_LITTLE) is is_refused
    assert found.table.is_empty is is_refused
    assert result.missing == 1
    assert result.covered == pytest.approx(80 / (80 + missing))
    if not is_refused:  # 50% of 80%, with nobody or everybody of the missing fifth
        assert (result.least, result.most) == pytest.approx((40, 60))


@pytest.mark.parametrize(("unplaced", "is_refused"), [(40, False), (41, True)])
def test_half_of_a_countrys_people_need_a_sex_and_an_age(unplaced: int, is_refused: bool) -> None:
    found = standardised(
        people("PHL", 20, 20, **MAN), people("THA", 20, 20, **MAN),
        people("PHL", unplaced, 0, sex="male", age_group="unknown"),
    )  # fmt: skip
    (result,) = found.results
    assert (result.reason == s.UNPLACED) is is_refused
    assert result.unplaced == pytest.approx(unplaced / (40 + unplaced))


def test_a_country_alone_in_its_region_has_nothing_to_stand_beside() -> None:
    (result,) = standardised(people("PHL", 20, 20, **MAN), people("POL", 9, 9, **MAN)).results
    assert result.reason == s.ALONE


def test_people_without_sex_or_age_make_no_stratum() -> None:
    found = standardised(
        people("PHL", 20, 20, sex="unknown"), people("THA", 20, 20, **MAN),
    )  # fmt: skip
    (result,) = found.results
    assert result.reason == s.NO_STRATA


def test_a_place_without_a_region_stands_beside_the_world() -> None:
    found = standardised(
        people("TWN", 20, 20, **MAN), people("PHL", 10, 30, **MAN), people("POL", 0, 20, **MAN),
        country="TWN",
    )  # fmt: skip
    assert found.area == "World"
    assert found.table.cell(standard=s.REGION).value == pytest.approx(30)


def test_the_world_and_a_country_without_people_have_no_result() -> None:
    for country in ("WLD", "LAO"):
        assert standardised(*ALL_FOUR, country=country).results == ()


def test_a_hidden_stratum_is_one_that_the_country_lacks() -> None:
    """3 girls and 4 boys are hidden: the others carry 400 of Asia's people."""
    found = standardised(
        people("PHL", 3, 0, **GIRL), people("PHL", 0, 4, **BOY), people("PHL", 40, 60, **WOMAN),
        people("PHL", 60, 40, **MAN), people("THA", 20, 20, **GIRL), people("THA", 20, 20, **BOY),
        people("THA", 50, 50, **WOMAN), people("THA", 40, 60, **MAN), source="ctdc",
    )  # fmt: skip
    (result,) = found.results
    assert result.missing >= 2
    assert result.covered < 1
    assert "hidden" in result.warnings[0]
    assert result.most is None or result.least is None or result.most > result.least


def test_only_protected_counts_are_standardised() -> None:
    with pytest.raises(CaselightError, match="protect"):
        standardise_share([1])  # type: ignore[arg-type]


def test_the_shipped_share_of_russia_with_the_mix_of_europe() -> None:
    """Computed from the shipped rows here, stratum by stratum."""
    source = read_reference("caseload_forms")
    rows = source.table[source.table["channel"] == CM]
    main = rows[["form_labour", "form_sexual", "form_other"]]
    rows = rows[(main == "yes").any(axis=1) & (rows["sex"] != "unknown")]
    rows = rows[rows["age_group"] != "unknown"]
    rows = rows.assign(child=rows["age_group"].isin(["0-8", "9-17"]))
    europe = rows[rows["country"].map(country_regions()) == "Europe"]
    mine = europe[europe["country"] == "RUS"]
    weights = europe.groupby(["sex", "child"])["persons"].sum()
    yes = mine[mine["form_labour"] == "yes"].groupby(["sex", "child"])["persons"].sum()
    share = (yes / mine.groupby(["sex", "child"])["persons"].sum()).fillna(0)
    expected = 100 * float((weights * share).sum() / weights.sum())
    found = standardise_share(
        protect(count_strata(select_caseload(source), "RUS", country_regions()))
    )
    assert found.table.cell(standard=s.STANDARDISED).value == pytest.approx(expected)
