"""Charts of sectors: what is not recorded is drawn, in grey; what is hidden says nothing."""

from __future__ import annotations

from helpers.composition import (
    bound_sectors,
    count_crossed,
    share_sectors,
    split_sectors,
)
from helpers.disclosure import protect
from helpers.figures import plot_sector_sexes, plot_sectors, style
from tests.composition.test_exposure import ROWS, made, sectors

SMALL = [
    ("female", True, False, False, False, 3),
    ("male", True, False, False, False, 100),
    ("female", False, True, False, False, 50),
    ("male", False, True, False, False, 70),
]


def test_the_unknown_sector_is_the_grey_bar_of_every_panel() -> None:
    table = sectors()
    chart = plot_sectors(share_sectors(table), "Title", name="s", bounds=bound_sectors(table))
    band, bars = chart.figure.data
    assert bars.y[-1] == "Sector not<br>recorded"
    assert bars.marker.color[-1] == style.UNKNOWN
    assert round(bars.x[-1], 1) == 38.5
    assert list(bars.error_x.array)[-1] is None
    # Counted among all 260: 130 to 230 in construction, 40 to 140 begging.
    assert [round(x) for x in band.base] == [50, 15]
    assert [round(x) for x in band.x] == [38, 38]


def test_what_nobody_has_is_in_the_table_and_no_bar() -> None:
    rows = [ROWS[2], ROWS[4]]
    chart = plot_sectors(share_sectors(sectors(rows)), "Title", name="s")
    assert len(chart.figure.data[0].y) == 2
    assert any("not collected" in cell for row in chart.to_payload()["table"]["rows"]
               for cell in row)  # fmt: skip


def test_every_bar_of_sexes_is_whole_and_what_is_hidden_is_hatched() -> None:
    split = split_sectors(protect(count_crossed(made(ROWS), "sex", ["referral"])))
    figure = plot_sector_sexes(split, "Title").figure
    lengths: dict[str, float] = {}
    for trace in figure.data:
        for label, x in zip(trace.y, trace.x, strict=True):
            lengths[label] = lengths.get(label, 0) + (x or 0)
    assert {round(length) for length in lengths.values()} == {100}
    assert {"Women and girls", "Men and boys", "Sex not recorded"} == {t.name for t in figure.data}
    hidden = split_sectors(protect(count_crossed(made(SMALL, "own_cases"), "sex", ["referral"])))
    figure = plot_sector_sexes(hidden, "Title").figure
    assert figure.data[-1].name == "Hidden"
    assert figure.data[-1].marker.pattern.shape == "/"
