"""Case records with small groups, made by code: what is shown, withheld, and can be worked out."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from helpers.disclosure.policy import Policy
from helpers.errors import CaselightError
from helpers.refresh import caseload
from helpers.refresh.caseload import derive_caseload, derive_tables, tabulate_caseload
from helpers.refresh.flags import derive_flags
from helpers.sources.caseload import GRID
from helpers.sources.ctdc import Cases, read_cases
from helpers.sources.ctdc_editions import Edition
from helpers.sources.peek import peek
from tests.refresh import raw_folder as made
from tests.refresh.attacker import ALL, Key, work_out

THRESHOLD = 10
MEANS = "means_of_control"
PREFIX = "means_"


@dataclass(frozen=True)
class Group:
    """Persons who answer alike, and how many of them answer yes to the flag."""

    size: int
    country: str
    year: str
    sex: str
    yes: int


def frame(groups: list[Group], channel: str = "case_management") -> pd.DataFrame:
    """One row a person, as a reader gives it, with one flag."""
    lines = []
    for group in groups:
        for number in range(group.size):
            line: dict[str, object] = dict.fromkeys(GRID, "unknown")
            line |= {"channel": channel, "country": group.country, "year": group.year}
            line |= {"sex": group.sex, "form_labour": "yes", "copy": False}
            line |= {"means_threats": number < group.yes, "persons": 1}
            line |= {f"form_{rare}": "unknown" for rare in ("military", "organ_removal")}
            lines.append(line)
    return pd.DataFrame(lines)


def some_groups(smallest: int) -> st.SearchStrategy[list[Group]]:
    group = st.builds(
        lambda size, part, country, year, sex: Group(size, country, year, sex, part % (size + 1)),
        st.integers(smallest, 30),
        st.integers(0, 1_000),
        st.sampled_from(["NAM", "AFG", "unknown"]),
        st.sampled_from(["2018", "2019", "2020"]),
        st.sampled_from(["female", "male"]),
    )
    return st.lists(group, min_size=1, max_size=8, unique_by=lambda g: (g.country, g.year, g.sex))


# Without shrinking: a derivation takes a fifth of a second, and a failure would run for minutes.
FEW_EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@FEW_EXAMPLES
@given(some_groups(smallest=1))
def test_every_shown_number_is_a_sum_of_groups_of_at_least_ten(groups: list[Group]) -> None:
    tables = tabulate_caseload(frame(groups), THRESHOLD)
    large = [group for group in groups if group.size >= THRESHOLD]
    shown = Counter({(g.country, g.year, g.sex): g.size for g in large})
    forms = tables["caseload_forms"]
    printed = zip(forms["country"], forms["year"], forms["sex"], forms["persons"], strict=True)
    assert {(c, y, s): n for c, y, s, n in printed} == dict(shown)
    countries: Counter[str] = Counter()
    for group in large:
        countries[group.country] += group.size
    origins = tables["caseload_citizenship"]
    assert dict(zip(origins["country"], origins["persons"], strict=True)) == dict(countries)


@FEW_EXAMPLES
@given(some_groups(smallest=1))
def test_who_is_left_out_is_told_only_as_a_large_sum_of_several_groups(
    groups: list[Group],
) -> None:
    withheld = tabulate_caseload(frame(groups), THRESHOLD)["caseload_withheld"].iloc[0]
    small = [group.size for group in groups if group.size < THRESHOLD]
    if not small:
        assert (withheld["cells"], withheld["persons"]) == ("none", 0)
    elif len(small) > 1 and sum(small) >= THRESHOLD:
        assert (withheld["cells"], withheld["persons"]) == ("several", sum(small))
    else:
        assert withheld["cells"] == "not told"
        assert pd.isna(withheld["persons"])


def printed_flags(table: pd.DataFrame) -> dict[Key, int | None]:
    assert table[table["status"] == "hidden"][["persons", "lower", "upper"]].isna().all(axis=None)
    numbers = [None if pd.isna(n) else int(n) for n in table["persons"]]
    return dict(zip(zip(table["country"], table["year"], strict=True), numbers, strict=True))


def with_totals(counts: dict[Key, int]) -> Counter[Key]:
    totals: Counter[Key] = Counter()
    for (country, year), number in counts.items():
        for key in ((country, year), (country, ALL), (ALL, ALL)):
            totals[key] += number
    return totals


@FEW_EXAMPLES
@given(some_groups(smallest=THRESHOLD))
def test_no_attacker_pins_a_hidden_count(groups: list[Group]) -> None:
    """Against the truth: what is shown is right, small is hidden, hidden is out of reach."""
    yes: dict[Key, int] = defaultdict(int)
    most: dict[Key, int] = defaultdict(int)
    for group in groups:
        yes[group.country, group.year] += group.yes
        most[group.country, group.year] += group.size
    truth, everyone = with_totals(yes), with_totals(most)
    table = derive_flags(frame(groups), PREFIX, MEANS, THRESHOLD)
    printed = printed_flags(table)
    assert set(printed) == {key for key, number in truth.items() if number}
    known = work_out(printed, everyone)
    for key, number in printed.items():
        low, high = known[key]
        assert low <= truth[key] <= high
        rest = everyone[key] - truth[key]
        if number is not None:
            assert number == truth[key] >= THRESHOLD
            assert not 0 < rest < THRESHOLD, "the rest of the group can be computed"
        else:
            assert low < high, "hidden, but anybody can compute it"
            if truth[key] < THRESHOLD:
                assert high >= THRESHOLD
                assert high - low >= THRESHOLD - 1
            if 0 < rest < THRESHOLD:
                assert high - low >= THRESHOLD - 1


def test_a_small_count_takes_a_neighbour_with_it() -> None:
    """3 and 20 of 23 in Namibia: the 3 alone would be 23 less 20."""
    groups = [Group(40, "NAM", "2018", "female", 3), Group(40, "NAM", "2019", "female", 20)]
    table = derive_flags(frame(groups), PREFIX, MEANS, THRESHOLD)
    printed = printed_flags(table)
    hidden = {key for key, number in printed.items() if number is None}
    assert hidden == {("NAM", "2018"), ("NAM", "2019")}
    assert printed[ALL, ALL] == 23


def test_a_small_rest_of_a_group_is_hidden_too() -> None:
    """38 of 40: the two without the flag would be 40 less 38."""
    groups = [Group(40, "NAM", "2018", "female", 38), Group(40, "NAM", "2019", "female", 20)]
    table = derive_flags(frame(groups), PREFIX, MEANS, THRESHOLD)
    assert printed_flags(table)["NAM", "2018"] is None


@FEW_EXAMPLES
@given(some_groups(smallest=1))
def test_coverage_and_ledger_count_only_those_whom_the_tables_count(groups: list[Group]) -> None:
    """Otherwise the number left out is a difference of two shown numbers."""
    tables, findings = derive_tables(Cases(frame(groups), Edition("2021"), {}, (), 0), THRESHOLD)
    large = sum(group.size for group in groups if group.size >= THRESHOLD)
    coverage = tables["caseload_coverage"]
    told = coverage[["yes", "no", "unknown"]].sum(axis=1)[coverage["yes"].notna()]
    assert set(told) == {large}
    numbers = coverage[["yes", "no", "unknown"]].stack()
    assert not ((numbers > 0) & (numbers < THRESHOLD)).any()
    assert {f.count for f in findings if f.rule == "never filled in"} <= {0, large}


def test_an_answer_of_the_persons_left_out_is_not_counted(tmp_path: Path) -> None:
    """Four of sixteen are left out; the coverage speaks of the other twelve."""
    path = made.write_persons(tmp_path / "persons.feather", made.persons())
    tables, findings = derive_caseload(path)
    coverage = tables["caseload_coverage"].set_index(["channel", "attribute"])
    assert coverage.loc[("case_management", "form_labour"), "yes"] == 12
    assert coverage.loc[("hotline", "form_other"), "collected"] == "no"
    # Twelve equal rows are eleven copies, fifteen are fourteen; the three of four are not told.
    copies = [f.count for f in findings if f.rule == "records equal to an earlier one"]
    assert copies == [11 + 14]


def test_a_constant_flag_is_not_collected_and_counts_as_unknown(tmp_path: Path) -> None:
    path = made.write_persons(tmp_path / "persons.feather", made.persons())
    forms = derive_caseload(path)[0]["caseload_forms"].set_index("channel")
    assert forms.loc["hotline", "form_other"] == "unknown"
    assert forms.loc["hotline", "form_sexual"] == "yes"


def test_blank_is_unknown_zero_is_no_and_na_is_namibia(tmp_path: Path) -> None:
    people = [made.person(isForcedLabour=1, isSexualExploit=0), made.person(citizenship=None)]
    path = made.write_persons(tmp_path / "persons.feather", people)
    persons = read_cases(peek(path)).persons
    assert persons["country"].to_list() == ["NAM", "NAM"]
    assert persons["citizenship"].to_list() == ["NAM", "unknown"]
    assert persons["form_labour"].to_list() == ["yes", "unknown"]
    assert persons["form_sexual"].to_list() == ["no", "unknown"]
    assert persons["year"].to_list() == ["2019", "2019"]


def test_case_records_are_never_shown_without_a_threshold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made.write_persons(tmp_path / "persons.feather", made.persons())
    free = Policy("ctdc", "published", None, "A slip.")
    monkeypatch.setattr(caseload, "policy_for", lambda _source: free)
    with pytest.raises(CaselightError, match="have a threshold"):
        derive_caseload(path)
