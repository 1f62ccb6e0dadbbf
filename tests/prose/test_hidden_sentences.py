"""Sentences about people on no list: the range first, and words that follow the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from helpers.disclosure import protect, protect_model
from helpers.errors import CaselightError
from helpers.hidden_population import (
    count_overlaps,
    estimate_changes,
    estimate_consistency,
    estimate_draws,
    estimate_methods,
    estimate_models,
)
from helpers.prose import (
    describe_assumptions,
    describe_bootstrap,
    describe_chao,
    describe_consistency,
    describe_hidden_population,
    describe_methods,
    describe_models,
    describe_overlaps,
    describe_sensitivity,
)
from helpers.tables.counts import Counts, bounded_cell
from helpers.tables.safe import SafeTable
from tests.figures.test_hidden import BASE, worked
from tests.published import provenance


def changed(part: str, label: str | None = None, **new: Any) -> list[Any]:
    """The rows with one part's numbers replaced; without a number, the part is left out."""
    hit = [r for r in BASE if r["part"] == part and label in (None, r["label"])]
    assert hit
    kept = [r for r in BASE if r not in hit]
    return [*kept, *([r | new for r in hit] if new else [])]


def methods(*rows: Any, source: str = "mse") -> SafeTable:
    return protect_model(**estimate_methods(worked(*rows, source=source)))


def published(low: int, high: int) -> SafeTable:
    cells = (bounded_cell(("estimated", "2013"), low, high),)
    return protect(Counts(("figure", "year"), cells, provenance("published"), "people"))


NOTHING = replace(worked(), table=worked().table.iloc[:0])


def test_the_first_sentence_is_the_range_then_the_chosen_estimate() -> None:
    """640 to 1,100 by models near the best; 650 and 900 by methods lie within."""
    told = describe_hidden_population(methods(), "United Kingdom")
    assert told.text == (
        "Between 640 and 1,100 potential victims of trafficking in the United Kingdom in 2013, by "
        "method and by model near the best; the chosen estimate is 900."
    )
    assert told.facts[0] == ("300", "Known", "on at least one list")
    assert told.facts[1][2] == "three lists, BIC, 95% interval 600 to 1,500"


def test_a_method_outside_the_models_near_the_best_widens_the_range() -> None:
    told = describe_hidden_population(methods(*changed("method", "stepwise", persons=610)), "x")
    assert told.text.startswith("Between 610 and 1,100 ")


def test_one_number_by_everything_is_no_range() -> None:
    rows = [r | {"persons": 900} if r["part"] == "method" else r for r in changed("near")]
    told = describe_hidden_population(methods(*rows), "United Kingdom")
    assert told.text.startswith("900 potential victims")
    assert "by every method and model compared" in told.text
    assert "Between" not in told.text


def test_lists_of_a_file_are_of_whom_they_could_reach_and_of_no_country() -> None:
    told = describe_hidden_population(methods(source="captures"), "United Kingdom")
    assert "people whom these lists could reach" in told.text
    assert "Kingdom" not in told.text


def test_a_place_without_lists_and_a_refused_file_say_which() -> None:
    none = protect_model(**estimate_methods(NOTHING))
    told = describe_hidden_population(none, "Philippines")
    assert told.is_empty
    assert told.text.startswith("No lists of the same people are published for the Philippines")
    why = "An estimate from lists needs 10 persons on each list. Merge thin lists."
    told = describe_hidden_population(none, "World", why)
    assert told.text == (
        "No estimate is given for these lists. An estimate from lists needs 10 persons on each "
        "list."
    )
    assert describe_methods(none, refused=why).text == why


def test_methods_are_told_with_the_chosen_one_marked() -> None:
    told = describe_methods(methods())
    assert told.text == "Three lists: stepwise 650 and BIC 900 (chosen)."
    assert told.title == "Methods and models give 640 to 1,100"
    rows = [r | {"label": "stepwise", "persons": 650} if r["part"] == "chosen" else r for r in BASE]
    other = describe_methods(methods(*rows))
    assert other.text == "Three lists: stepwise 650 (chosen) and BIC 900."


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (640, 1100, "The Home Office's range of 640 to 1,100 holds all of them."),
        (641, 1100, "rests on one of several models that the data do not separate."),
        (640, 1099, "rests on one of several models that the data do not separate."),
    ],
)
def test_a_published_range_rests_on_one_model_unless_it_holds_all(
    low: int, high: int, words: str
) -> None:
    assert words in describe_methods(methods(), published(low, high)).text


def test_a_published_range_is_not_told_beside_lists_of_a_file() -> None:
    assert "Home Office" not in describe_methods(methods(source="captures"), published(1, 2)).text


def models(*rows: Any) -> SafeTable:
    return protect_model(**estimate_models(worked(*rows)))


def test_models_at_two_bic_are_near_and_at_two_point_one_not() -> None:
    told = describe_models(models())
    assert told.text == (
        "Three lists: 3 models within 2 BIC of the best, which give 640 to 1,100; the best gives "
        "900."
    )
    assert told.title == "Several models fit about equally well"
    nearer = describe_models(models(*changed("model", "B*C", distance=2.0)))
    assert "4 models within 2 BIC of the best, which give 500 to 1,100" in nearer.text


def test_a_best_model_alone_is_not_called_one_of_several() -> None:
    rows = [r | {"distance": 5.0} if r["part"] == "model" and r["distance"] else r for r in BASE]
    told = describe_models(models(*rows))
    assert told.text == "Three lists: only the best model, which gives 900."
    assert "Several" not in told.title


def test_draws_are_told_by_their_middle_half_and_highest_tenth() -> None:
    told = describe_bootstrap(protect_model(**estimate_draws(worked())))
    assert told.text == "Half of the draws lie between 700 and 1,100, one in ten above 1,400."
    more = describe_bootstrap(
        protect_model(**estimate_draws(worked(*changed("quantile", "90", persons=9000))))
    )
    assert more.text.endswith("one in ten above 9,000.")
    none = describe_bootstrap(protect_model(**estimate_draws(worked(*changed("quantile")))))
    assert none.is_empty


def test_each_kind_of_change_is_told_by_its_ends() -> None:
    told = describe_sensitivity(protect_model(**estimate_changes(worked())))
    assert told.text == (
        "Three lists, estimated at 900: stepwise thresholds from 0.001 to 0.2 give 610 to 660, "
        "leaving out one list gives 400, taking two lists as one gives 1,300 and errors in the "
        "links between records give 940."
    )
    assert "No estimate, without a list: B (three lists)." in told.how_to_read
    assert told.title == "Changes like these give 400 to 1,300"


def test_a_change_without_an_estimate_is_left_out_of_the_ends() -> None:
    rows = changed("linkage", persons=None)
    assert (
        "links" not in describe_sensitivity(protect_model(**estimate_changes(worked(*rows)))).text
    )


def test_lists_that_can_be_checked_are_counted_and_the_others_named() -> None:
    told = describe_consistency(protect_model(**estimate_consistency(worked())))
    assert told.text == "1 list can be checked: A at 80.0% of its true size (three lists)."
    assert "Too few people are on it and on others as well: B" in told.how_to_read
    none = protect_model(**estimate_consistency(worked(*changed("consistency", percent=None))))
    assert describe_consistency(none).is_empty
    assert "A (three lists)" in describe_consistency(none).text


@pytest.mark.parametrize(("chao", "warned"), [(900, False), (901, True), (899, False)])
def test_chao_above_the_model_is_a_warning_and_at_it_none(chao: int, warned: bool) -> None:
    told = describe_chao(methods(*changed("chao", persons=chao))).text
    assert "lower bound only if lists are not negatively dependent" in told
    assert ("that is a warning" in told) == warned
    assert ("not above" in told) != warned


def test_without_people_on_just_two_lists_there_is_no_chao() -> None:
    assert describe_chao(methods(*changed("chao", persons=None))).is_empty


def test_the_untestable_is_said_with_population_period_and_linkage() -> None:
    told = describe_assumptions(methods()).text
    for word in ("no interaction of all lists at once", "Population:", "Period: 2013", "Linkage:"):
        assert word in told
    own = describe_assumptions(methods(source="captures")).text
    assert "the file does not state them" in own
    assert "2013" not in own


def test_pairs_that_share_nobody_are_counted() -> None:
    told = describe_overlaps(protect(count_overlaps(worked())))
    assert told.text == (
        "Three lists: A and B share 70 people, the most of any two; 1 pair shares nobody."
    )
    rows = [*changed("overlap", "B", persons=80)]
    told = describe_overlaps(protect(count_overlaps(worked(*rows))))
    assert told.text == (
        "Three lists: B and C share 80 people, the most of any two; 0 pairs share nobody."
    )


def test_of_a_file_no_overlap_is_told() -> None:
    own = protect(count_overlaps(worked(source="captures", published=False)))
    assert describe_overlaps(own).is_empty
    assert "published lists only" in describe_overlaps(own).text


@pytest.mark.parametrize(
    "describe",
    [describe_methods, describe_models, describe_bootstrap, describe_sensitivity, describe_chao,
     describe_consistency, describe_overlaps, describe_assumptions],
)  # fmt: skip
def test_only_safe_tables_are_told(describe: Any) -> None:
    with pytest.raises(CaselightError, match="SafeTable"):
        describe(worked().table)
