"""Intervals shared by every analysis. Each result says its method, its level and its n."""

from helpers.uncertainty.combination import estimate_combination
from helpers.uncertainty.shares import Estimate, estimate_share
from helpers.uncertainty.together import estimate_combinations, estimate_shares

__all__ = [
    "Estimate",
    "estimate_combination",
    "estimate_combinations",
    "estimate_share",
    "estimate_shares",
]
