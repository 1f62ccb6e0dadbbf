"""A count that only grows, as steps: the States bound by a treaty."""

from __future__ import annotations

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.style import add_note, make_figure, style_axes
from helpers.tables.safe import SafeTable, require_safe
from helpers.wording import format_count


def plot_parties(parties: SafeTable, title: str, consent: tuple[str, str] | None = None) -> Chart:
    """States bound by the Protocol at the end of each year, as steps from zero.

    Args:
        parties: The protected ``count_parties``.
        title: The finding.
        consent: Date and kind of the consent of the country in focus, to be marked.
    """
    consent_year = int(consent[0][:4]) if consent else None
    parties = require_safe(parties, "plot_parties")
    years = [int(cell.key[0]) for cell in parties.cells]
    values = [cell.value for cell in parties.cells]
    figure = make_figure(300)
    figure.add_scatter(
        x=years,
        y=values,
        mode="lines",
        line={"shape": "hv", "color": style.ACCENT, "width": 2},
        fill="tozeroy",
        fillcolor="rgba(27,107,143,0.12)",
        hovertemplate="%{y} States at the end of %{x}<extra></extra>",
    )
    style_axes(figure, grid="y", title="States")
    figure.update_yaxes(rangemode="tozero")
    figure.update_xaxes(dtick=2, tickformat="d")
    if years:
        add_note(figure, format_count(values[-1] or 0), x=years[-1], y=values[-1], yshift=12)
    if consent_year in years:
        figure.add_vline(x=consent_year, line={"color": style.QUIET, "dash": "dot", "width": 1})
        add_note(
            figure,
            f"consented in {consent_year}",
            x=consent_year,
            y=1,
            yref="paper",
            xanchor="left",
            xshift=6,
        )
    return Chart("parties", title, "States bound, at the end of each year", figure, parties)
