"""Where something stands in a manifest: line and column, so that a reader finds it at once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

_REPORT = re.compile(r"^[ \t]*\[\[[ \t]*report[ \t]*\]\]", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """The text of a manifest and the name to call it by.

    Args:
        name: File name, as the user gave it.
        content: What is in it.
    """

    name: str
    content: str

    def place(self, word: str, entry: int | None = None) -> str:
        r"""File, line and column of a word.

        Args:
            word: A key, or a value as it is written.
            entry: Which ``[[report]]`` to look in, counted from 0; None for ``[site]``.

        Example:
            >>> Text("reports.toml", "[[report]]\nnotebook = 'x'").place("notebook", 0)
            'reports.toml, line 2, column 1'
        """
        start, end = self._section(entry)
        at = _find(word, self.content, start, end)
        return self.at(start if at is None else at)

    def at(self, offset: int) -> str:
        """File, line and column of a character.

        Args:
            offset: Characters from the start of the text.
        """
        before = self.content[:offset]
        column = offset - (before.rfind("\n") + 1) + 1
        return f"{self.name}, line {before.count(chr(10)) + 1}, column {column}"

    def _section(self, entry: int | None) -> tuple[int, int]:
        if entry is None:
            return 0, len(self.content)
        starts = [match.start() for match in _REPORT.finditer(self.content)]
        if entry >= len(starts):  # written as an inline array: look everywhere
            return 0, len(self.content)
        ends = [*starts[entry + 1 :], len(self.content)]
        return starts[entry], ends[0]


def _find(word: str, text: str, start: int, end: int) -> int | None:
    pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    for match in pattern.finditer(text, start, end):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if "#" not in line:  # a word in a comment is not what was meant
            return match.start()
    return None


def describe_toml_error(error: Exception, text: Text) -> str:
    """File, line, column and what is wrong there.

    Args:
        error: What the parser said.
        text: What it read.
    """
    if not isinstance(error, tomllib.TOMLDecodeError):  # the parser gave up, and does not say where
        return f"{text.name}: numbers that are too long, or brackets nested too deep"
    words = str(error)
    found = re.search(r"\(at (line \d+, column \d+)\)", words)
    place = f"{text.name}, {found[1]}" if found else text.at(len(text.content))
    what = re.sub(r" \(at [^)]*\)$", "", words)
    return f"{place}: {what}"
