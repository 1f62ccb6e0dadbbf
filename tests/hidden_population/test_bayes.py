from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from helpers.errors import CaselightError
from helpers.hidden_population import estimate, read_captures
from helpers.hidden_population.bayes import draw, threshold_model
from helpers.hidden_population.models import main_effects


def test_draws_follow_the_posterior_that_is_known_exactly():
    # Two lists, main effects, flat priors: the logs of the three cells have a flat prior as well,
    # so the cells are independent Gamma(count, 1), and the hidden is m10 m01 / m11.
    counts = np.array([0.0, 60, 40, 20])
    _, found = draw(counts, main_effects(2), None, 20000, 1)
    cells = np.random.default_rng(2).gamma(counts[1:], size=(400_000, 3))
    exact = cells[:, 0] * cells[:, 1] / cells[:, 2]
    tails = (0.025, 0.1, 0.5, 0.9, 0.975)
    assert np.quantile(np.exp(found[:, 0]), tails) == pytest.approx(
        np.quantile(exact, tails), rel=0.03
    )


def test_a_strong_pair_is_kept_and_the_others_are_dropped(independent: pd.DataFrame):
    both = (independent["A"] == 1) & (independent["B"] == 1)
    tied = independent.assign(persons=independent["persons"] * np.where(both, 4, 1))
    found = estimate(tied, method="bayesthresh", bootstraps=4000, seed=1)
    assert found.model_name == "[12,3,4]"
    assert found.intervals[1].method == "posterior"
    # The fixed model's maximum likelihood, which 2,000 persons leave the prior little to change.
    wanted = estimate(tied, method="fixed", model="[12,3,4]", bootstraps=0).total
    assert found.total == pytest.approx(wanted, rel=0.02)


def test_with_flat_priors_a_pair_that_shares_nobody_stays_at_minus_infinity(
    independent: pd.DataFrame,
):
    apart = independent[(independent["A"] == 0) | (independent["B"] == 0)]
    counts = read_captures(apart).counts
    found = threshold_model(counts, None, 2.0, 2000, 1)
    assert 0b0011 in found.terms
    assert 0b0011 not in found.ratios
    assert len(found.ratios) == 5


def test_flat_priors_need_an_estimate_for_all_pairs(korea: pd.DataFrame):
    # As R's vignette says of this table: no analysis with flat priors, one with proper priors.
    with pytest.raises(CaselightError, match="Flat priors"):
        estimate(korea, method="bayesthresh", prior_variance=None)
    assert estimate(korea, method="bayesthresh", bootstraps=1000, seed=1).total > 123
