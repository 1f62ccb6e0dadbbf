"""Charts. Every one takes a safe table and gives a :class:`Chart`; nothing else goes in."""

from __future__ import annotations

from helpers.figures.bars import plot_people, plot_ranking
from helpers.figures.chart import Chart, show_table
from helpers.figures.contrast import plot_beside, plot_matched, plot_side_by_side
from helpers.figures.sectors import plot_sector_sexes, plot_sectors
from helpers.figures.shares import plot_shares, plot_unknown
from helpers.figures.steps import plot_parties
from helpers.figures.trends import plot_share_trend, plot_stages, plot_years

__all__ = [
    "Chart",
    "plot_beside",
    "plot_matched",
    "plot_parties",
    "plot_people",
    "plot_ranking",
    "plot_sector_sexes",
    "plot_sectors",
    "plot_share_trend",
    "plot_shares",
    "plot_side_by_side",
    "plot_stages",
    "plot_unknown",
    "plot_years",
    "show_table",
]
