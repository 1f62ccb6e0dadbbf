"""The text of a mapping, with the line of everything in it: each error says where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from helpers.errors import CaselightError

DECIDE: Final = "DECIDE"
"""What a draft writes where a person has to decide."""

_TABLE = re.compile(r"^\s*\[([^\[\]]+)\]\s*(#.*)?$")
_KEY = re.compile(r"""^\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*=""")


@dataclass(frozen=True, repr=False)
class Document:
    """A mapping as it was written.

    Args:
        path: The file.
        text: Its text.
        data: Its tables.
    """

    path: Path
    text: str
    data: Mapping[str, Any]

    def line(self, table: str, key: str = "") -> int:
        """The line of a key, else of its table, else the first."""
        current, found = "", 1
        below = f"{table}.{key}" if table else key
        for number, line in enumerate(self.text.splitlines(), start=1):
            if heading := _TABLE.match(line):
                current = _plain(heading[1])
                if key and f"{current}.".startswith(f"{below}."):
                    return number
                found = number if current == table else found
            elif current == table and key and (named := _KEY.match(line)):
                name = next(part for part in named.groups() if part is not None)
                if name.replace('\\"', '"') == key:
                    return number
        return found

    def error(self, rule: str, table: str, key: str, what: str, mend: str) -> CaselightError:
        """An error of this mapping at a key: the rule, where it is broken, and the mend."""
        found = f"{self.path.name}, line {self.line(table, key)}: {what}"
        return CaselightError(rule, found, mend)

    def table(self, name: str) -> Mapping[str, Any]:
        """A table by its name (``values.sex``); empty when it is not there.

        Raises:
            CaselightError: It is there and is no table.
        """
        found: Any = self.data
        for part in name.split("."):
            found = found.get(part, {}) if isinstance(found, Mapping) else None
        if not isinstance(found, Mapping):
            parent, _, key = name.rpartition(".")
            rule = f"[{name}] is a table: lines of 'name = value' below its heading."
            mend = f"Write [{name}] on a line of its own, and its lines below."
            raise self.error(rule, parent, key, "no table", mend)
        return found

    def word(self, table: str, key: str, default: str = "") -> str:
        """A text.

        Raises:
            CaselightError: It is something else, or still to be decided.
        """
        value = self.table(table).get(key, default)
        if not isinstance(value, str):
            raise self.error(
                f"'{key}' is a text in quotation marks.", table, key, f"{_kind(value)}",
                f'Write {key} = "..." .',
            )  # fmt: skip
        self.require_decided(table, key, value)
        return value.strip()

    def words(self, table: str, key: str) -> tuple[str, ...]:
        """One text or a list of them, as several.

        Raises:
            CaselightError: It is something else, or still to be decided.
        """
        value = self.table(table).get(key, [])
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
            raise self.error(
                f"'{key}' is a text, or a list of texts.", table, key, f"{_kind(value)}",
                f'Write {key} = "..." or {key} = ["...", "..."].',
            )  # fmt: skip
        for word in found:
            self.require_decided(table, key, word)
        return tuple(word.strip() for word in found)

    def number(self, table: str, key: str, default: int, least: int) -> int:
        """A whole number.

        Raises:
            CaselightError: It is something else, or too small.
        """
        value = self.table(table).get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            what = f"{value}" if isinstance(value, int) else _kind(value)
            rule = f"'{key}' is a whole number from {least}."
            raise self.error(rule, table, key, what, f"Write {key} = {default}.")
        return value

    def require_known(self, table: str, allowed: Collection[str]) -> None:
        """Refuse a key that a table does not have.

        Raises:
            CaselightError: Names the key and the nearest that there is.
        """
        for key in self.table(table) if table else self.data:
            if key not in allowed:
                where = f"[{table}]" if table else "a mapping"
                raise self.error(
                    f"{where[:1].upper() + where[1:]} has: {', '.join(sorted(allowed))}.",
                    table, key, f"'{key}'", suggest(key, allowed),
                )  # fmt: skip

    def require_decided(self, table: str, key: str, value: object) -> None:
        """Refuse what a draft left for a person to decide.

        Raises:
            CaselightError: Names the line.
        """
        if value == DECIDE:
            raise self.error(
                "Every line that a draft marks with DECIDE is decided.", table, key,
                f"'{key}' is not", "Write what it means, or take the line out.",
            )  # fmt: skip


def read_document(path: Path) -> Document:
    """Read the text of a mapping.

    Args:
        path: The TOML file.

    Raises:
        CaselightError: It is no TOML; the message has the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        return Document(path, text, tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found, mend = f"{path.name}, line {line}: another encoding", "Save it as UTF-8."
    except tomllib.TOMLDecodeError as error:
        found = f"{path.name}: {error}"
        mend = 'Names and texts stand in quotation marks: "Country of origin" = "country".'
    except OSError as error:
        found, mend = f"{path.name}: {error.strerror}", "Name a file that is there."
    raise CaselightError("A mapping is a text in TOML, in UTF-8.", found, mend) from None


def suggest(word: str, known: Collection[str]) -> str:
    """The mend for a name that is none: the nearest that is one."""
    near = get_close_matches(word, [str(name) for name in known], n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else "Correct the name, or take the line out."


def _plain(heading: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in heading.split("."))


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "a table" if isinstance(value, Mapping) else "something else")
