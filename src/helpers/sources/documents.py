"""Codebooks, dictionaries, licences: files that describe data and hold no figures."""

from __future__ import annotations

from helpers.sources.layouts import Layout
from helpers.sources.peek import Peek
from helpers.sources.publishers import provenance_of
from helpers.sources.reading import Reading

_PROSE = 3
"""A text whose lines have no second cell is prose; a table of figures has at least two columns."""


def _is_document(look: Peek) -> bool:
    if look.kind == "document":
        return True
    if look.kind != "delimited":
        return False
    rows = look.heads[""]
    first = rows[0][0] if rows and rows[0] else ""
    return first.startswith(("#", "![", "MIT License")) or (
        len(rows) >= _PROSE and all(len(row) < 2 for row in rows)
    )


def read_document(look: Peek, note: str = "") -> Reading:
    """A document as a reading without tables.

    Args:
        look: The first look at the file.
        note: What it is, in a sentence.
    """
    words = (
        note or "This file is prose or documentation. Read it beside the data that it describes."
    )
    return Reading("document", {}, provenance_of("document"), 0, None, notes=(words,))


LAYOUTS = (Layout("document", "Documentation: holds no figures", _is_document, read_document),)
