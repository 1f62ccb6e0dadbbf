"""Charts. Every one takes a safe table and gives a :class:`Chart`; nothing else goes in."""

from __future__ import annotations

from helpers.figures.adoption import plot_criminalized, plot_ratified
from helpers.figures.bars import plot_people, plot_ranking
from helpers.figures.chart import Chart, show_table
from helpers.figures.contrast import plot_beside, plot_matched, plot_side_by_side
from helpers.figures.decomposition import plot_decomposition
from helpers.figures.events import plot_association, plot_event_time
from helpers.figures.lags import plot_lags
from helpers.figures.mechanism import plot_arrivals, plot_responders
from helpers.figures.models import plot_bootstrap, plot_methods, plot_models, plot_sensitivity
from helpers.figures.overlaps import plot_overlaps
from helpers.figures.quarters import plot_backlog, plot_funnel_quarters, plot_positive
from helpers.figures.reporters import plot_matched_panel, plot_trends
from helpers.figures.said import plot_said
from helpers.figures.sectors import plot_sector_sexes, plot_sectors
from helpers.figures.shares import plot_combinations, plot_shares, plot_unknown
from helpers.figures.standardised import plot_standardised
from helpers.figures.steps import plot_parties
from helpers.figures.trends import plot_share_trend, plot_stages, plot_years

__all__ = [
    "Chart",
    "plot_arrivals",
    "plot_association",
    "plot_backlog",
    "plot_beside",
    "plot_bootstrap",
    "plot_combinations",
    "plot_criminalized",
    "plot_decomposition",
    "plot_event_time",
    "plot_funnel_quarters",
    "plot_lags",
    "plot_matched",
    "plot_matched_panel",
    "plot_methods",
    "plot_models",
    "plot_overlaps",
    "plot_parties",
    "plot_people",
    "plot_positive",
    "plot_ranking",
    "plot_ratified",
    "plot_responders",
    "plot_said",
    "plot_sector_sexes",
    "plot_sectors",
    "plot_sensitivity",
    "plot_share_trend",
    "plot_shares",
    "plot_side_by_side",
    "plot_stages",
    "plot_standardised",
    "plot_trends",
    "plot_unknown",
    "plot_years",
    "show_table",
]
