"""A count that only grows, as steps: the States bound by a treaty."""

from __future__ import annotations

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.style import add_note, make_figure, style_axes, style_years
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
        line={"shape": "hvh", "color": style.ACCENT, "width": 2},
        fill="tozeroy",
        fillcolor=style.BAND,
        hovertemplate="%{y} States bound at the end of %{x}<extra></extra>",
    )
    style_axes(figure, grid="y")
    style_years(figure, years)
    figure.update_yaxes(range=[0, 1.12 * max((v for v in values if v), default=1)])
    if years and values[-1] is not None:
        text = f"{format_count(values[-1])} States"
        font = {"size": 14, "color": style.TEXT}
        place = {"xanchor": "right", "yanchor": "bottom"}
        add_note(figure, text, x=years[-1], y=values[-1], font=font, yshift=2, **place)
    if consent_year in years:
        figure.add_vline(x=consent_year, line={"color": style.TEXT, "dash": "dot", "width": 1.5})
        late = consent_year > (years[0] + years[-1]) / 2
        side, shift = ("right", -6) if late else ("left", 6)
        text = f"consented in {consent_year}"
        place = {"yref": "paper", "yanchor": "bottom", "xanchor": side}
        add_note(figure, text, x=consent_year, y=0.08, xshift=shift, **place)
    return Chart("parties", title, "States bound, at the end of each year", figure, parties)
