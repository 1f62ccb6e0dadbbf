"""Charts. Every one takes a safe table and gives a :class:`Chart`; nothing else goes in."""

from __future__ import annotations

from helpers.figures.bars import plot_people, plot_ranking
from helpers.figures.chart import Chart, show_table
from helpers.figures.contrast import plot_beside, plot_matched, plot_side_by_side
from helpers.figures.models import plot_bootstrap, plot_methods, plot_models, plot_sensitivity
from helpers.figures.overlaps import plot_overlaps
from helpers.figures.shares import plot_shares, plot_unknown
from helpers.figures.steps import plot_parties
from helpers.figures.trends import plot_share_trend, plot_stages, plot_years

__all__ = [
    "Chart",
    "plot_beside",
    "plot_bootstrap",
    "plot_matched",
    "plot_methods",
    "plot_models",
    "plot_overlaps",
    "plot_parties",
    "plot_people",
    "plot_ranking",
    "plot_sensitivity",
    "plot_share_trend",
    "plot_shares",
    "plot_side_by_side",
    "plot_stages",
    "plot_unknown",
    "plot_years",
    "show_table",
]
