"""Prose of a notebook as HTML: raw HTML escaped, no picture fetched, no link but to the web."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import mistune
from markupsafe import Markup, escape

_SAFE_LINK: Final = re.compile(r"(https?:|mailto:|#)", re.IGNORECASE)
_CITED: Final = re.compile(r"(?:(?P<name>[^()]+) )?(?P<url>https?://[^\s()<>\"]+)")
_MARK: Final = re.compile(r"[\\`*_{}\[\]()#+!|<>~&]")
_PARAGRAPH: Final = re.compile(r"^<p>(.*)</p>\s*$", re.DOTALL)


class _Renderer(mistune.HTMLRenderer):
    """HTML that works offline and runs nothing."""

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link to the web or within the page; anything else stays text."""
        if not _SAFE_LINK.match(url):
            return text
        return f'<a href="{escape(url)}" rel="noreferrer">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """What the picture shows, in words: the picture itself would have to be fetched."""
        return text  # rendered like any other text, and escaped there

    def heading(self, text: str, level: int, **attrs: object) -> str:
        """Below the page's own headings."""
        depth = min(level + 1, 6) if level < 3 else level
        return f"<h{depth}>{text}</h{depth}>\n"


@cache
def _renderer() -> mistune.Markdown:
    return mistune.create_markdown(renderer=_Renderer(escape=True), plugins=["table"])


def render_prose(text: str) -> Markup:
    """Markdown as HTML.

    Args:
        text: Markdown; HTML in it is shown, not obeyed.

    Example:
        >>> print(render_prose("People <b>first</b>."))
        <p>People &lt;b&gt;first&lt;/b&gt;.</p>
        <BLANKLINE>
    """
    return Markup(_renderer()(text))


def escape_prose(text: str) -> str:
    r"""A plain text as Markdown that says just that: labels from data are no markup.

    Args:
        text: Plain text.

    Example:
        >>> print(escape_prose("[here](http://example.org) *now*"))
        \[here\]\(http://example.org\) \*now\*
    """
    return _MARK.sub(r"\\\g<0>", text)


def render_line(text: str) -> Markup:
    """One line of markdown, without a paragraph around it.

    Args:
        text: A heading or a short sentence.

    Example:
        >>> render_line("What is *recorded*?")
        Markup('What is <em>recorded</em>?')
    """
    html = str(_renderer()(text.strip()))
    return Markup(_PARAGRAPH.sub(r"\1", html).strip())


def render_cell(text: str) -> Markup:
    """A cell of a table; a name with a web address behind it becomes a link.

    Args:
        text: Plain text; nothing in it is markup. A name begins with its line or its bracket.

    Example:
        >>> print(render_cell("5,498 (a press note https://example.org/note)"))
        5,498 (<a href="https://example.org/note" rel="noreferrer">a press note</a>)
        >>> print(render_cell("1 < 2"))
        1 &lt; 2
    """
    return Markup("\n").join(_render_cited(line) for line in text.split("\n"))


def _render_cited(line: str) -> Markup:
    done, parts = 0, []
    for found in _CITED.finditer(line):
        parts.append(escape(line[done : found.start()]))
        link = Markup('<a href="{}" rel="noreferrer">{}</a>')
        parts.append(link.format(found["url"], found["name"] or found["url"]))
        done = found.end()
    return Markup("").join([*parts, escape(line[done:])])
