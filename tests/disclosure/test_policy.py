"""The threshold belongs to a source's policy, and a policy that is not clear is refused."""

from __future__ import annotations

import inspect
from dataclasses import FrozenInstanceError

import pytest

from helpers.disclosure import policy_for, protect
from helpers.disclosure.policy import read_policies
from helpers.errors import CaselightError
from helpers.sources.reference import read_descriptor, reference_folder
from helpers.tables.counts import Counts, Relation, counted_cell
from helpers.tables.provenance import Provenance

GOOD = '[cases]\nkind = "threshold"\nthreshold = 20\nreason = "Small towns."\n'


def count(source: str, *sizes: int) -> Counts:
    provenance = Provenance(source, "An office", "Cases", "2026", "", "", "", "")
    cells = [counted_cell([str(at)], size) for at, size in enumerate(sizes)]
    cells.append(counted_cell(["all"], sum(sizes)))
    sums = (Relation(len(sizes), tuple(range(len(sizes)))),)
    return Counts(("group",), tuple(cells), provenance, "people", relations=sums)


def test_a_source_without_a_policy_gets_the_strictest_one() -> None:
    assert policy_for("nobody_knows_it").threshold == 10
    policies = read_policies(GOOD)
    assert policy_for("cases", policies).threshold == 20
    assert policy_for("nobody_knows_it", policies).threshold == 20
    assert policy_for("nobody_knows_it", read_policies("")).threshold == 10


@pytest.mark.parametrize("source", ["", "CTDC", "glotip ", "../glotip", "published.toml"])
def test_a_name_that_only_looks_like_a_published_source_gets_the_strictest_policy(
    source: str,
) -> None:
    assert (policy_for(source).kind, policy_for(source).threshold) == ("threshold", 10)


# Case files under a threshold; official figures, and only those, as published.
KINDS = {
    "ctdc": "threshold",
    "glotip": "published",
    "mse": "published",
    "nrm": "published",
    "gsi": "published",
    "tip_tiers": "published",
    "untc": "published",
    "worldbank": "published",
    "published": "published",
    "nrm_responders": "published",
    "nrm_boats": "published",
}
NOT_ABOUT_PEOPLE = {"countries", "data_quality"}


def test_every_shipped_source_has_a_policy_of_its_own() -> None:
    resources = read_descriptor(reference_folder())["resources"]
    sources = {entry["source"] for entry in resources if entry["name"] not in NOT_ABOUT_PEOPLE}
    assert {source: policy_for(source).kind for source in sources} == KINDS
    assert not [source for source in sources if "no policy of its own" in policy_for(source).reason]


def test_protect_takes_no_threshold_from_its_caller() -> None:
    assert list(inspect.signature(protect).parameters) == ["counts"]
    with pytest.raises(FrozenInstanceError):
        policy_for("ctdc").threshold = 1  # type: ignore[misc]


def test_the_threshold_of_the_policy_is_the_one_that_is_applied() -> None:
    # 9 and 10 stand on the two sides of CTDC's threshold of 10.
    assert protect(count("ctdc", 10, 12, 40)).hidden == 0
    assert not protect(count("ctdc", 9, 12, 40)).cell(group="0").is_shown
    assert protect(count("glotip", 9, 12, 40)).hidden == 0


def test_the_policy_is_told_in_words_that_can_be_printed() -> None:
    assert "below 10 are hidden" in protect(count("ctdc", 9, 12)).policy
    assert "as published" in protect(count("glotip", 9, 12)).policy
    assert "below 10" not in protect(count("glotip", 9, 12)).policy


@pytest.mark.parametrize(
    "text",
    [
        '[cases]\nkind = "threshold"\nreason = "No threshold."\n',
        '[cases]\nkind = "threshold"\nthreshold = 1\nreason = "Hides nothing."\n',
        '[cases]\nkind = "threshold"\nthreshold = -10\nreason = "Negative."\n',
        '[cases]\nkind = "threshold"\nthreshold = true\nreason = "No number."\n',
        '[cases]\nkind = "threshold"\nthreshold = "10"\nreason = "Text."\n',
        '[cases]\nkind = "threshold"\nthreshold = 10.5\nreason = "Half a person."\n',
        '[cases]\nkind = "threshold"\nthreshold = 10\n',
        '[cases]\nkind = "threshold"\nthreshold = 10\nreason = 10\n',
        '[cases]\nkind = "published"\nthreshold = 10\nreason = "Both."\n',
        '[cases]\nkind = "open"\nreason = "A word that is not there."\n',
        '[cases]\nkind = ["threshold"]\nthreshold = 10\nreason = "A list."\n',
        '[cases]\nthreshold = 10\nreason = "No kind."\n',
        '[cases]\nkind = "threshold"\nthreshold = 10\ntreshold = 3\nreason = "A slip."\n',
        "[cases]\n",
        "cases = 10\n",
    ],
)
def test_an_entry_that_is_no_policy_is_refused_by_name(text: str) -> None:
    with pytest.raises(CaselightError) as refused:
        read_policies(text)
    assert refused.value.found == "policies.toml, [cases]"
    assert "threshold" in refused.value.rule
    assert refused.value.mend


def test_a_file_that_is_not_toml_is_refused_with_its_line() -> None:
    with pytest.raises(CaselightError) as refused:
        read_policies(GOOD + "[cases\n")
    assert "policies.toml" in refused.value.found
    assert "line 5" in refused.value.found


def test_a_source_named_twice_is_refused() -> None:
    with pytest.raises(CaselightError):
        read_policies(GOOD + GOOD)
