"""Charts that put two things beside each other without dividing one by the other."""

from __future__ import annotations

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.style import add_note, escape_markup, make_figure, style_axes
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_cell, start_sentence


def plot_matched(matched: SafeTable, title: str) -> Chart:
    """Each stage twice: the States of both years joined by a line, and everybody who reported."""
    matched = require_safe(matched, "plot_matched")
    figure = make_figure(80 + 60 * 2 * len(matched.labels("stage")))
    for stage in matched.labels("stage"):
        for group in matched.labels("group"):
            ends = sorted(matched.where(stage=stage, group=group).cells, key=lambda c: c.key[2])
            if len(ends) == 2:
                _add_pair(figure, matched, ends, group == "matched")
    style_axes(figure, title="persons")
    figure.update_yaxes(autorange="reversed", tickfont={"size": 12})
    figure.update_xaxes(rangemode="tozero")
    return Chart("matched", title, start_sentence(matched.counted), figure, matched)


def _add_pair(figure: object, table: SafeTable, ends: list[Cell], matched: bool) -> None:
    """First year as a light dot, last year as a dark one, the same States joined."""
    stage, group = ends[0].key[0], ends[0].key[1]
    states = " and ".join(dict.fromkeys(cell.key[3] for cell in ends))
    label = escape_markup(f"{table.word('stage', stage)}: {table.word('group', group).lower()}")
    colour = style.STAGE_COLOURS[stage]
    figure.add_scatter(  # type: ignore[attr-defined]
        x=[_middle(cell) for cell in ends],
        y=[f"{label} ({states})"] * 2,
        mode="lines+markers+text",
        text=[cell.key[2] for cell in ends],
        textposition=_label_sides(ends),
        textfont={"size": 12, "color": style.QUIET},
        line={
            "color": colour if matched else style.LINE,
            "width": 2 if matched else 1,
            "dash": "solid" if matched else "dot",
        },
        marker={"size": 10, "color": ["#FFFFFF", colour], "line": {"color": colour, "width": 2}},
        hovertext=[f"{label}, {c.key[2]}: {format_cell(c, table.unit)}" for c in ends],
        hoverinfo="text",
    )


def _label_sides(ends: list[Cell]) -> list[str]:
    rising = _middle(ends[-1]) >= _middle(ends[0])
    return ["middle left", "middle right"] if rising else ["middle right", "middle left"]


def _middle(cell: Cell) -> float:
    return cell.value if cell.value is not None else ((cell.lower or 0) + (cell.upper or 0)) / 2


def plot_side_by_side(identified: SafeTable, estimates: SafeTable, title: str) -> Chart:
    """Detected victims of single years and estimated stocks on one logarithmic scale.

    Two concepts: solid for people detected in a year, outlined for an estimated stock. The scale
    shows orders of magnitude; neither is a part of the other.

    Args:
        identified: Detected victims by year, the years to draw.
        estimates: Estimates by edition and year.
        title: The finding.
    """
    identified = require_safe(identified, "plot_side_by_side")
    estimates = require_safe(estimates, "plot_side_by_side")
    cells = [
        *(Cell(("Detected in", c.key[0]), *_numbers(c)) for c in identified.cells),
        *(
            Cell((f"Estimated (edition {c.key[0]}), in", c.key[1]), *_numbers(c))
            for c in estimates.cells
        ),
    ]
    both = identified.derive(
        cells,
        dimensions=("what", "year"),
        counted="detected victims in a year, and people estimated to be in modern slavery at one "
        "point in time: two concepts, side by side",
        also=estimates,
        notes=estimates.notes,
    )
    return Chart("side-by-side", title, start_sentence(both.counted), _draw(both), both)


def _numbers(cell: Cell) -> tuple[float | None, float | None, float | None, str]:
    return cell.value, cell.lower, cell.upper, cell.status


def _draw(both: SafeTable) -> object:
    drawn = [c for c in both.cells if c.value is not None or c.upper is not None]
    figure = make_figure(90 + style.ROW * max(len(drawn), 3))
    labels = [escape_markup(" ".join(cell.key)) for cell in drawn]
    estimated = [cell.key[0].startswith("Estimated") for cell in drawn]
    figure.add_scatter(
        x=[max(_middle(cell), 1) for cell in drawn],
        y=labels,
        mode="markers",
        marker={
            "size": 13,
            "color": ["#FFFFFF" if e else style.ACCENT for e in estimated],
            "line": {"color": style.ACCENT, "width": 2},
        },
        hovertext=[
            f"{label}: {format_cell(c, 'people')}" for label, c in zip(labels, drawn, strict=True)
        ],
        hoverinfo="text",
    )
    for label, cell in zip(labels, drawn, strict=True):
        add_note(figure, format_cell(cell, "people"), x=1, xref="paper", y=label, xanchor="right")
    style_axes(figure, title="people, each step ten times the one before")
    figure.update_xaxes(type="log", dtick=1, range=_decades(drawn))
    figure.update_yaxes(autorange="reversed")
    return figure


def _decades(cells: list[Cell]) -> list[float]:
    """A scale from 1 to two decades above the largest number, so that labels have room."""
    top = max((_middle(cell) for cell in cells), default=1)
    return [0, len(str(int(max(top, 1)))) + 1.5]
