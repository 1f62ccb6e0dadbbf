"""Intervals shared by every analysis. Each result says its method, its level and its n."""

from helpers.uncertainty.shares import Estimate, estimate_share

__all__ = ["Estimate", "estimate_share"]
