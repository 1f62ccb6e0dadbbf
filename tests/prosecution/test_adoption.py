"""States bound by the Protocol to the day, and laws coded as full by year."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.figures import plot_criminalized, plot_ratified
from helpers.prose import describe_criminalized, describe_ratified
from helpers.prosecution import (
    count_criminalized,
    count_criminalized_by_year,
    count_law_bounds,
    count_parties,
    count_parties_daily,
    count_parties_on,
    count_ratified,
)
from helpers.sources.reference import read_reference
from helpers.tables.safe import SafeTable
from tests.published import Made, provenance
from tests.support import shared_data


def treaties(*rows: tuple[str, str | None]) -> Made:
    frame = pd.DataFrame(list(rows), columns=["country", "consented"]).astype("string")
    return Made(frame.assign(kind="ratification"), provenance("untc"))


def coding(*rows: tuple[str, int | None, int | None]) -> Made:
    frame = pd.DataFrame(list(rows), columns=["country", "first_coded", "full_since"])
    return Made(
        frame.astype({"first_coded": "Int64", "full_since": "Int64"}), provenance("tip_tiers")
    )


def value(table: SafeTable, **labels: str) -> float | None:
    return table.cell(**labels).value


@pytest.mark.parametrize(("day", "states"), [("2008-09-25", 122), ("2008-09-26", 123)])
def test_on_26_september_2008_there_were_123_states_and_the_union(day: str, states: int) -> None:
    """The depositary's list on these days; the European Union approved on 6 September 2006."""
    on = protect(count_parties_on(read_reference("treaties"), day))
    assert value(on, party="states", date=day) == states
    assert value(on, party="european_union", date=day) == 1


@pytest.mark.parametrize(("day", "union"), [("2006-09-05", 0), ("2006-09-06", 1)])
def test_the_union_is_counted_apart_from_the_day_of_its_approval(day: str, union: int) -> None:
    on = protect(count_parties_on(read_reference("treaties"), day))
    assert value(on, party="european_union", date=day) == union


def test_the_daily_curve_is_the_raw_list_counted_by_hand() -> None:
    """Every date of the publisher's own file, read here with pandas alone."""
    raw = pd.read_csv(shared_data() / "palermo_protocol_untc/18-12-a.csv", dtype=str)
    consent = next(c for c in raw.columns if c.startswith("Ratification"))
    dates = raw[consent].dropna().str.extract(r"(\d+ \w+ \d{4})")[0]
    days = pd.to_datetime(dates, format="%d %b %Y")[~raw["Participant"].eq("European Union")]
    curve = protect(count_parties_daily(read_reference("treaties")))
    for cell in curve.where(party="states").cells:
        if cell.value is not None:
            assert cell.value == int((days <= pd.Timestamp(cell.key[1])).sum())


def test_the_daily_curve_meets_the_yearly_one_at_each_end_of_a_year() -> None:
    source = read_reference("treaties")
    for cell in protect(count_parties(source)).cells:
        day = f"{cell.key[0]}-12-31"
        on = protect(count_parties_on(source, day))
        assert value(on, party="states", date=day) == cell.value


@pytest.mark.parametrize(
    ("day", "known"), [("2013-12-31", True), ("2014-01-01", False), ("2020-06-30", False)]
)
def test_after_the_list_ends_the_number_is_unknown_and_not_flat(day: str, known: bool) -> None:
    on = protect(count_parties_on(read_reference("treaties"), day))
    cell = on.cell(party="states", date=day)
    assert (cell.value is not None) is known
    assert cell.status == ("observed" if known else "not_reported")


def test_the_drawn_line_ends_where_the_list_ends_and_the_rest_is_shaded() -> None:
    curve = protect(count_parties_daily(read_reference("treaties")))
    figure = plot_ratified(curve, "A finding").figure
    assert figure is not None
    assert max(figure.data[0].x) == "2013-12-31"
    shaded = [s for s in figure.layout.shapes if s.type == "rect"]
    assert [s.x0 for s in shaded] == ["2014-01-01"]
    assert "unknown" in [note.text for note in figure.layout.annotations]


def test_a_day_that_is_no_date_is_refused() -> None:
    with pytest.raises(CaselightError, match="ISO 8601"):
        count_parties_on(read_reference("treaties"), "26 September 2008")


def test_a_state_on_no_list_had_not_consented_and_an_area_without_a_seat_is_left_out() -> None:
    adopted = protect(
        count_ratified(
            treaties(("AAA", "2005-03-01"), ("BBB", None), ("EU", "2006-09-06")),
            coding(("CCC", 1999, None), ("HKG", 1999, None), ("AAA", 1999, 2001)),
        )
    )
    assert [c.key[1:] for c in adopted.cells] == [
        ("AAA", "2005"),
        ("BBB", "not by the end"),
        ("CCC", "not by the end"),
    ]


def test_a_state_that_is_not_coded_is_unknown_and_no_comparison() -> None:
    adopted = protect(
        count_criminalized(coding(("AAA", 1999, 2005), ("BBB", 1999, None), ("CCC", None, None)))
    )
    assert [c.key[1:] for c in adopted.cells] == [("AAA", "2005"), ("BBB", "not by the end")]


def by_year(*rows: tuple[int, int, int, int]) -> SafeTable:
    """Year, none, partial, full."""
    long = [
        {"year": year, "extent": extent, "states": n}
        for year, *sizes in rows
        for extent, n in zip(("none", "partial", "full"), sizes, strict=True)
    ]
    frame = pd.DataFrame([*long, {"year": rows[0][0], "extent": "not_coded", "states": 20}])
    return protect(count_criminalized_by_year(Made(frame, provenance("tip_tiers"))))


def test_the_number_coded_stands_beside_the_number_coded_as_full() -> None:
    curve = by_year((2000, 5, 3, 2), (2010, 1, 3, 6))
    assert value(curve, extent="coded", year="2000") == 10
    assert value(curve, extent="full", year="2010") == 6


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ((4, 3, 5), "rose from 2 of 10 coded in 2000 to 5 of 12 coded in 2010"),
        ((5, 3, 4), "no clear change"),  # two more in full, and two more that are coded
        ((5, 3, 2), "no clear change"),
        ((5, 3, 1), "no clear change"),  # one less in full, and one less that is coded
        ((6, 3, 1), "fell from 2 of 10 coded in 2000 to 1 of 10 coded in 2010"),
    ],
)
def test_more_full_laws_need_more_than_newly_coded_states(
    last: tuple[int, int, int], words: str
) -> None:
    found = describe_criminalized(by_year((2000, 5, 3, 2), (2010, *last)))
    assert words in found.text


def test_the_shipped_curve_rose_from_3_to_129() -> None:
    curve = protect(count_criminalized_by_year(read_reference("criminalization_counts")))
    text = describe_criminalized(curve).text
    assert "rose from 3 of 163 coded in 1999 to 129 of 169 coded in 2014" in text
    assert plot_criminalized(curve, "x").to_payload()["table"]["rows"][-1] == ["2014", "129", "169"]


def test_the_sentence_of_the_curve_follows_its_last_known_day() -> None:
    def text(*rows: Any) -> str:
        return describe_ratified(protect(count_parties_daily(treaties(*rows))), "World").text

    one = text(("AAA", "2005-03-01"), ("EU", "2006-09-06"))
    assert "On 31 December 2013, 1 State was bound" in one
    assert "the European Union beside them" in one
    assert "unknown here" in one
    assert "European Union" not in text(("AAA", "2005-03-01"))
    assert "2 States were bound" in text(("AAA", "2005-03-01"), ("BBB", "2013-12-31"))
    assert describe_ratified(protect(count_parties_daily(treaties())), "World").is_empty


def test_a_state_that_is_not_coded_may_have_a_full_law_or_not() -> None:
    frame = pd.DataFrame(
        [(2001, "full", 4), (2001, "none", 9), (2001, "not_coded", 3), (2002, "full", 5)],
        columns=["year", "extent", "states"],
    )
    counts = count_law_bounds(Made(frame, provenance("tip_tiers")))
    assert [(c.key, c.lower, c.upper) for c in protect(counts).cells] == [
        (("2001",), 4, 7),
        (("2002",), 5, 5),
    ]
