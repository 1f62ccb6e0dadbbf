"""Page models to HTML, by templates of our own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from helpers.site.markdown import render_cell, render_line, render_prose
from helpers.site.release import Entry, Release

_TEMPLATES: Final = Path(__file__).parent / "templates"

# Everything comes from the site's own folder and nothing from a network. Plotly writes its styles
# into the page, so styles may be inline; scripts may not. Browsers differ in whether 'self' covers
# a page opened from a file, so the file: scheme is named as well.
POLICY: Final = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; "
    "font-src 'self' file:; img-src 'self' file: data: blob:; connect-src 'none'; "
    "base-uri 'none'; form-action 'none'"
)


def render_report(entry: Entry, release: Release) -> str:
    """The page of one report.

    Args:
        entry: A report that has a page.
        release: The release that it belongs to, for the way to other reports.
    """
    page = entry.page
    hidden = next((s.anchor for s in page.sections if s.has("hidden")), "") if page else ""
    return (
        _environment()
        .get_template("report.html")
        .render(
            page=page,
            run=entry.run,
            release=release,
            hidden=hidden,
            policy=POLICY,
            root="../",
            same_country=[e for e in release.of_country(entry.run.country) if e != entry],
            same_question=[e for e in release.of_question(entry.run.notebook) if e != entry],
        )
    )


def render_index(release: Release) -> str:
    """The first page of a site: findings, countries, sources.

    Args:
        release: What the site holds.
    """
    template = _environment().get_template("index.html")
    return template.render(release=release, policy=POLICY, root="")


def to_json_block(value: Mapping[str, Any]) -> Markup:
    r"""A figure as JSON for a script block: no text in it can close the block.

    Args:
        value: Plain lists and scalars.

    Example:
        >>> to_json_block({"name": "</script>"})
        Markup('{"name":"\\u003c/script>"}')
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c"))


def drawing_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What plotly draws on a page: the title stands outside, and the settings are the page's.

    Args:
        payload: A figure as the notebook gives it, with ``data`` and ``layout``.
    """
    layout = {k: v for k, v in payload.get("layout", {}).items() if k not in ("title", "template")}
    return {"data": payload.get("data", []), "layout": layout}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = render_prose
    environment.filters["cell"] = render_cell
    environment.filters["line"] = render_line
    environment.filters["json_block"] = to_json_block
    environment.filters["drawing"] = drawing_of
    return environment
