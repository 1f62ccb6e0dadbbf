"""A page: its sentences, tables, alternative texts, comments, attributes and blocks of data."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any, Final

from helpers.audit.collect import model as m
from helpers.audit.collect.drawings import read_drawing, to_found
from helpers.audit.collect.tokens import read_tokens


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NAMES: Final = _names(
    """
    class id for href src srcset role type lang rel tabindex charset http-equiv scope
    colspan rowspan headers target media property itemprop aria-labelledby aria-describedby
    aria-controls xmlns d viewbox fill stroke
    """
)
"""Attributes that hold names and addresses of the page itself."""

_LAYOUT: Final = frozenset({"viewport", "color-scheme", "referrer", "theme-color"})
_SAID: Final = frozenset({"alt", "title", "aria-label", "aria-description", "placeholder"})
_EMPTY: Final = _names(
    """
    area base br col embed hr img input link meta source track wbr
    """
)
_BLOCKS: Final = _names(
    """
    p div section article li dt dd tr td th h1 h2 h3 h4 h5 h6 caption figcaption summary
    """
)
_TAG: Final = re.compile(r"<[A-Za-z!?/][^<>]*")
_UNENDED: Final = re.compile(r"<[A-Za-z!?/][^<>]*(?=<|\Z)")
_MOST_UNENDED: Final = 50
_LONGEST_TAG: Final = 20_000
_PICTURES: Final = frozenset({"img", "image", "object", "embed", "iframe", "video", "canvas"})


def read_page(text: str, file: str) -> m.Read:
    """Read a page whole.

    Args:
        text: Its HTML, well formed or not.
        file: Its name in the site, for findings.
    """
    read = m.Read(file)
    read.parts.append(m.Part(None, read_markup(text, read, "")))
    return read


def read_markup(text: str, read: m.Read, spot: str) -> list[m.Found]:
    """The numbers of a piece of HTML.

    Args:
        text: The piece.
        read: Where to note what cannot be read.
        spot: What to call it in a finding.
    """
    if _is_trap(text):
        read.report("not read", spot or "the page", "markup that is too broken to be read as such")
        return [to_found(token, m.ATTRIBUTE, spot or "the page") for token in read_tokens(text)]
    reader = _Reader(read, spot)
    reader.feed(text)
    reader.close()
    reader.flush()
    return reader.found


def _is_trap(text: str) -> bool:
    """Whether so many tags never end that the parser would take hours over them."""
    for unended, tag in enumerate(_UNENDED.finditer(text), start=1):
        if unended > _MOST_UNENDED or len(tag[0]) > _LONGEST_TAG:
            return True
    return any(len(tag[0]) > _LONGEST_TAG for tag in _TAG.finditer(text))


class _Reader(HTMLParser):
    def __init__(self, read: m.Read, spot: str) -> None:
        super().__init__(convert_charrefs=True)
        self.read, self.spot = read, spot
        self.found: list[m.Found] = []
        self._open: list[str] = []
        self._inside: Counter[str] = Counter()
        self._texts: list[str] = []
        self._script = ""
        self._anchor = spot

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS or tag in ("script", "style", "svg"):
            self.flush()
        if given.get("id"):
            self._anchor = f"{self.spot}#{given['id'][:60]}"
        if tag not in _EMPTY:
            self._open.append(tag)
            self._inside[tag] += 1
        if tag == "script":
            self._script = given.get("type", "script")
        if tag in _PICTURES or given.get("src", "").startswith("data:"):
            self.read.report("not read", self._anchor, f"a picture or another page ({tag})")
        for name, value in given.items():
            self._read_attribute(tag, name, value, given.get("name", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS or tag in ("script", "style", "svg"):
            self.flush()
        while self._inside[tag]:
            last = self._open.pop()
            self._inside[last] -= 1
            if last == tag:
                break
        if tag == "script":
            self._script = ""

    def handle_data(self, data: str) -> None:
        self._texts.append(data)

    def handle_comment(self, data: str) -> None:
        self._add(data, m.COMMENT)

    def handle_decl(self, decl: str) -> None:
        self._add(decl, m.COMMENT)

    def handle_pi(self, data: str) -> None:
        self._add(data, m.COMMENT)

    def unknown_decl(self, data: str) -> None:
        self._add(data, m.COMMENT)

    def flush(self) -> None:
        """Read the text gathered so far: words of one sentence may stand in several elements."""
        text = "".join(self._texts)
        self._texts.clear()
        if not text.strip():
            return
        if self._script:
            self._read_script(text)
        elif self._inside["style"]:
            self._add(text, m.ATTRIBUTE if "content:" in text else "")
        elif self._inside["svg"]:
            self._add(text, m.DRAWING)
        elif not self._inside["caption"] and (self._inside["td"] or self._inside["th"]):
            self._add(text, m.TABLE)
        else:
            self._add(text, m.SENTENCE)

    def _read_script(self, text: str) -> None:
        if "json" not in self._script:
            self._add(text, m.SCRIPT)
            return
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            self.read.report("not read", self._anchor, "a block of data that is no JSON")
            self._add(text, m.SCRIPT)
            return
        if isinstance(value, Mapping) and "data" in value:
            self.found += read_drawing(value, self._anchor, self.read)
        else:
            self._walk(value)

    def _walk(self, value: Any) -> None:
        if isinstance(value, Mapping):
            for key, item in value.items():
                self._walk(str(key))
                self._walk(item)
        elif isinstance(value, list):
            for item in value:
                self._walk(item)
        elif isinstance(value, str):
            self._add(value, m.SCRIPT)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            self.found.append(m.Found(m.SCRIPT, self._anchor, abs(float(value))))

    def _read_attribute(self, tag: str, name: str, value: str, about: str) -> None:
        if name in _SAID:
            self._add(value, m.ALTERNATIVE)
        elif name == "style":
            self._read_style(value)
        elif name == "content" and (about in _LAYOUT or "-src " in value):
            return
        elif name not in _NAMES or (name == "d" and self._inside["svg"]):
            self._add(value, m.DRAWING if self._inside["svg"] else m.ATTRIBUTE)

    def _read_style(self, value: str) -> None:
        """Room for a chart is layout; any other number of a style can be the length of a bar."""
        for rule in value.split(";"):
            if rule.partition(":")[0].strip() != "min-height":
                self._add(rule, m.ATTRIBUTE)

    def _add(self, text: str, kind: str) -> None:
        if (kind and any(map(str.isdigit, text))) or kind == m.SENTENCE:
            where = self._anchor or "the page"
            self.found += [to_found(token, kind, where) for token in read_tokens(text)]
