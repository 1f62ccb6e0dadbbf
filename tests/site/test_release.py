"""Who stands beside whom in a release."""

from __future__ import annotations

from pathlib import Path

from helpers.site.pages import render_report
from tests.site.runs_made import chart, page_of, release


def test_reports_on_a_users_file_are_named_after_it_everywhere(tmp_path: Path) -> None:
    """The shipped figures and a user's file of one country are two places, not one."""
    made = release(
        tmp_path,
        (page_of(chart()), {"country": "PHL", "name": "Philippines"}),
        (page_of(chart()), {"country": "PHL", "name": "Philippines, from cases.toml"}),
    )
    assert list(made.countries) == ["Philippines", "Philippines, from cases.toml"]
    assert [len(entries) for entries in made.countries.values()] == [1, 1]
    page = render_report(made.entries[0], made)
    assert "Philippines, from cases.toml: Who is assisted?" in page
