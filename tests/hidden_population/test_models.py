from __future__ import annotations

import pytest

from helpers.errors import CaselightError
from helpers.hidden_population.models import (
    catalogue,
    check_order,
    close,
    hierarchical,
    name_of,
    parse,
    words_of,
)


@pytest.mark.parametrize(("order", "published"), [(2, 1024), (3, 6212), (4, 6893)])
def test_five_lists_have_as_many_hierarchical_models_as_published(order: int, published: int):
    # 2^10 graphs on five lists; 6,893 is the published count of all but the saturated model.
    assert len(catalogue(5, order)) == published


def test_six_lists_have_a_model_for_each_set_of_pairs():
    assert len(catalogue(6, 2)) == 2**15


def test_no_model_comes_twice_and_each_is_hierarchical():
    models = list(hierarchical(4, 3))
    assert len({frozenset(m) for m in models}) == len(models) == 113
    for model in models:
        assert all(part in model for term in model for part in range(term) if part & term == part)


def test_a_name_goes_through_terms_and_comes_back():
    names = ("A", "B", "C", "D", "E")
    for name in ("[123,25,34]", "[12,13,23,4,5]", "[1,2,3,4,5]", "[1234,5]"):
        assert name_of(parse(name, names)) == name


def test_a_model_may_be_given_by_list_names():
    names = ("LA", "NG", "GO")
    assert parse([("LA", "NG"), ("GO",)], names) == parse("[12,3]", names) == close(3, [0b011])
    assert words_of(parse("[12,3]", names), names) == (("LA", "NG"), ("GO",))


def test_more_than_nine_lists_are_numbered_with_colons():
    names = tuple("ABCDEFGHIJK")
    name = name_of(close(11, [1 << 0 | 1 << 10]))
    assert name.startswith("[1:11,2,3")
    assert name_of(parse(name, names)) == name


@pytest.mark.parametrize("model", ["[14]", "[12,x]", [("A", "Z")], "[]"])
def test_a_model_with_an_unknown_list_is_refused(model: object):
    with pytest.raises(CaselightError, match="names lists"):
        parse(model, ("A", "B", "C"))


@pytest.mark.parametrize("order", [0, 3, 2.5])
def test_an_order_that_cannot_be_is_refused(order: int):
    with pytest.raises(CaselightError, match="highest interaction"):
        check_order(3, order)


def test_the_default_orders_are_those_of_the_r_package():
    assert [check_order(t, None) for t in (2, 3, 4, 5, 6)] == [1, 2, 3, 3, 2]
