"""What the pages of a site give away together, and together with an earlier site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from helpers.audit.site import SiteAudit, audit_site, to_json, to_lines
from helpers.tables.regions import Region, mark_of
from tests.audit.sites_made import (
    PROTECTED,
    STRUCK_OUT,
    Row,
    make_site,
    show,
    to_display,
    to_entry,
    to_ledger,
    to_notebook,
    write_site,
)


def exact(found: SiteAudit) -> set[tuple[int | None, int | None]]:
    """The bounds of the hidden counts that can be worked out to less than the rule wants."""
    return {(f.least, f.most) for f in found.attack.findings if f.kind == "hidden"}


def test_a_count_that_is_struck_out_alone_is_worked_out(tmp_path: Path) -> None:
    found = audit_site(make_site(tmp_path / "site", STRUCK_OUT))
    assert exact(found) == {(3, 3)}  # 55 - 12 - 40
    lines = "\n".join(to_lines(found))
    assert "can be worked out: 3" in lines
    assert "notebooks/people.ipynb" in lines


def test_the_world_less_one_country_gives_a_country_away(tmp_path: Path) -> None:
    # Two pages, each harmless: the world of 100 by country, where B and C are hidden (7 and 13);
    # the page of C says 13. The world less A less C is B.
    world: tuple[Row, ...] = (
        ("A", "group=A", 80), ("B", "group=B", None), ("C", "group=C", None),
        ("all", "everybody", 100),
    )  # fmt: skip
    country: tuple[Row, ...] = (("all", "group=C", 13),)
    apart = make_site(tmp_path / "apart", world)
    assert not audit_site(apart).attack.findings
    notebooks = {
        "world": to_notebook([show(to_display(world))]),
        "C": to_notebook([show(to_display(country, dimensions=["channel"]))]),
    }
    entries = {"world": [to_entry(world)], "C": [{**to_entry(country), "dimensions": ["channel"]}]}
    site = write_site(tmp_path / "both", notebooks, to_ledger(entries))
    assert (7, 7) in exact(audit_site(site))


def share(rows: list[Row], values: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    cells = [{"key": [label], **cell} for (label, _, _), cell in zip(rows, values, strict=True)]
    return to_display([], name="shares", cells=cells, unit="%", **more)


def test_a_share_and_what_it_is_of_give_a_hidden_count_away(tmp_path: Path) -> None:
    # 12.5% of 40 people are 5; the count itself is hidden, and so is another one beside it.
    rows: list[Row] = [("A", "group=A", None), ("all", "everybody", 40)]
    told = share(rows[:1], [{"value": 12.5, "of": 40, "at": mark_of("group=A")}])
    site = make_site(tmp_path / "site", rows, outputs=[show(told)])
    assert (5, 5) in exact(audit_site(site))


def test_a_share_without_its_base_is_held_against_the_base_of_another_page(tmp_path: Path) -> None:
    # 7.5% of everybody, and everybody is 40: 3. The base is told by its mark alone.
    rows: list[Row] = [("A", "group=A", None), ("all", "everybody", 40)]
    marks = {"at": mark_of("group=A"), "in": mark_of("everybody")}
    told = share(rows[:1], [{"value": 7.5, **marks}])
    site = make_site(tmp_path / "site", rows, outputs=[show(told)])
    assert (3, 3) in exact(audit_site(site))


def test_a_share_with_one_decimal_leaves_what_its_rounding_leaves(tmp_path: Path) -> None:
    # 0.3% of 10,000 is any count from 25 to 35: wide enough, and nothing below 10.
    rows: list[Row] = [("A", "group=A", None), ("all", "everybody", 10_000)]
    told = share(rows[:1], [{"value": 0.3, "of": 10_000, "at": mark_of("group=A")}])
    assert not exact(audit_site(make_site(tmp_path / "site", rows, outputs=[show(told)])))


def test_a_mark_tells_two_tables_of_one_report_apart(tmp_path: Path) -> None:
    # Both tables have the key 'all': everybody, and the people of group A.
    rows: list[Row] = [("all", "everybody", 55)]
    part: list[Row] = [("all", "group=A", 30)]
    ledger = to_ledger({"people": [to_entry(rows), to_entry(part)]})

    def site(folder: str, *marks: dict[str, str]) -> Path:
        displays = [to_display(rows), to_display(part)]
        for display, mark in zip(displays, marks, strict=True):
            display["cells"][0] |= mark
        notebook = to_notebook([show(display) for display in displays])
        return write_site(tmp_path / folder, {"people": notebook}, ledger)

    marked = site("marked", {"at": Region.of().mark}, {"at": Region.of(group="A").mark})
    found = audit_site(marked)
    assert (found.read.cells, found.problems) == (2, ())
    unclear = audit_site(site("unclear", {}, {}))
    assert {p.kind for p in unclear.problems} == {"unrecognised count"}


def test_a_count_that_the_ledger_hides_and_a_display_carries_is_named(tmp_path: Path) -> None:
    display = to_display(STRUCK_OUT)
    display["cells"][0] = {"key": ["A"], "value": 3}
    ledger = to_ledger({"people": [to_entry(STRUCK_OUT)]})
    site = write_site(tmp_path / "site", {"people": to_notebook([show(display)])}, ledger)
    assert "hidden and shown" in {p.kind for p in audit_site(site).problems}


def test_a_count_outside_the_ledger_is_a_finding(tmp_path: Path) -> None:
    more = to_display([("D", "group=D", 31)], name="more")
    found = audit_site(make_site(tmp_path / "site", outputs=[show(more)]))
    assert [p.kind for p in found.problems] == ["unrecognised count"]
    assert "31" not in " ".join(to_lines(found))  # a finding names the place and not the number


GROWN: tuple[Row, ...] = (("all", "everybody", 58),)
BEFORE: tuple[Row, ...] = (("all", "everybody", 55),)


def two(tmp_path: Path, before: tuple[Row, ...], after: tuple[Row, ...], **dates: str) -> SiteAudit:
    old = make_site(tmp_path / "october", before, release="2026-10-24")
    notebook = to_notebook([show(to_display(after))])
    ledger = to_ledger({"people": [to_entry(after, **dates)]})
    new = write_site(tmp_path / "november", {"people": notebook}, ledger)
    assert audit_site(new).is_clean
    assert audit_site(old).is_clean
    return audit_site(new, [old])


def test_two_releases_give_away_the_three_people_who_came(tmp_path: Path) -> None:
    found = two(tmp_path, BEFORE, GROWN)
    assert any(f.most == 3 for f in found.attack.findings)  # 58 - 55, of nobody's table
    assert [p.kind for p in found.problems] == ["change between releases"]
    assert not found.is_clean


def test_a_figure_that_fell_by_a_few_is_found_as_well(tmp_path: Path) -> None:
    found = two(tmp_path, GROWN, BEFORE)
    assert [p.kind for p in found.problems] == ["change between releases"]
    assert "may have left" in " ".join(to_lines(found))


def test_a_change_by_the_threshold_and_a_figure_that_stays_are_no_findings(tmp_path: Path) -> None:
    after = (*PROTECTED[:2], ("C", "group=C", 40), ("all", "everybody", 65))
    assert two(tmp_path, PROTECTED, after).is_clean


def test_a_figure_of_an_earlier_day_is_not_taken_for_todays(tmp_path: Path) -> None:
    # C is repeated from October; only the total is new. Nothing says how C changed since.
    after = (*PROTECTED[:2], ("C", "group=C", 40), ("all", "everybody", 70))
    assert two(tmp_path, PROTECTED, after, C="2026-10-24").is_clean


def test_a_count_hidden_first_and_told_later_is_bounded_by_it(tmp_path: Path) -> None:
    # A was hidden in October, among 15 with B; in November it is told as 6 people or more: no.
    # The register only grows, so 11 in November says 1 to 11 in October, which is wide enough;
    # B, 15 - A in October, is then 4 or more: 4 to 14, which is wide enough as well.
    after: tuple[Row, ...] = (
        ("A", "group=A", 11), ("B", "group=B", 15), ("C", "group=C", 40), ("all", "everybody", 66),
    )  # fmt: skip
    found = two(tmp_path, PROTECTED, after)
    assert not exact(found)


def test_two_country_pages_do_not_say_that_there_are_two_countries(tmp_path: Path) -> None:
    # 30 and 25 of 100: the other 45 are elsewhere, and no contradiction.
    tables = {
        name: [to_entry([("all", f"country={name}", n), ("world", "everybody", 100)])]
        for name, n in (("AAA", 30), ("BBB", 25))
    }
    notebooks = {
        name: to_notebook([show(to_display([("all", "", n), ("world", "", 100)]))])
        for name, n in (("AAA", 30), ("BBB", 25))
    }
    ledger = to_ledger(tables, variables={"country": ["AAA", "BBB"]})
    assert audit_site(write_site(tmp_path / "site", notebooks, ledger)).is_clean


def test_what_a_scheduler_reads_says_the_same(tmp_path: Path) -> None:
    told = to_json(audit_site(make_site(tmp_path / "site", STRUCK_OUT)))
    assert told["clean"] is False
    assert told["read"]["cells"] == 4
    assert told["findings"][0]["population"] == "cases"
    assert told["bound"] == "exact"
