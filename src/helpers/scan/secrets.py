"""Tokens, passwords and keys: by their own form, or by the word that stands beside them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

_WORD: Final = (
    r"(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|"
    r"auth[_-]?key|credentials?|contrase[nñ]a|mot[_ -]de[_ -]passe)"
)
_NAMED: Final = re.compile(
    rf"{_WORD}[\"']?\s{{0,3}}(?:=>?|:)\s{{0,3}}"
    r"(?:[\"'](?P<quoted>[^\"'\n]{6,})[\"']|(?P<bare>[^\s\"',;)}\]<&|]{8,}))",
    re.IGNORECASE,
)
_FORMS: Final = re.compile(
    r"\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{20,}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bxox[abprs]-[\w-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bsk-[A-Za-z0-9_-]{20,}"
    r"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+|\bhf_[A-Za-z0-9]{30,}|\bglpat-[\w-]{20,}"
    r"|\bAIza[\w-]{35}|://[^\s/:@\"'<>{}$]{1,64}:[^\s/:@\"'<>{}$]{3,64}@[\w.-]+"
)
_MARKS: Final = (
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "AKIA", "ASIA", "xox", "-----BEGIN ",
    "sk-", "eyJ", "hf_", "glpat-", "AIza", "://",
)  # fmt: skip
_LOWER: Final = (
    "passw", "pwd", "passphrase", "secret", "token", "credential", "contrase", "mot de passe",
    "mot_de_passe", "mot-de-passe",
    *(f"{word}{mark}key" for word in ("api", "access", "private", "auth") for mark in "_-"),
    "apikey", "accesskey", "privatekey", "authkey",
)  # fmt: skip
_PLACEHOLDER: Final = re.compile(
    r"[<{$%*.xX…]|your|example|changeme|placeholder|none$|null$|true$|false$", re.IGNORECASE
)
_PIECE: Final = re.compile(r"[A-Za-z0-9+=]{20,}")
_NAME: Final = re.compile(_WORD, re.IGNORECASE)


def find_secrets(text: str, lower: str = "") -> Iterator[int]:
    """Where something begins that opens a door.

    Args:
        text: Any text.
        lower: The same in lower case, where it is at hand.

    Example:
        >>> list(find_secrets('password = "correct-horse-9"'))
        [12]
    """
    for at in _places(text, _MARKS):
        if found := _FORMS.match(text, at):
            yield found.start()
    for at in _places(lower or text.lower(), _LOWER):
        found = _NAMED.match(text, at)
        if found and _opens(found["quoted"], found["bare"]):
            yield found.start("quoted" if found["quoted"] else "bare")


def _places(text: str, words: Sequence[str]) -> Iterator[int]:
    for word in words:
        at = text.find(word)
        while at >= 0:
            yield at
            at = text.find(word, at + 1)


def is_secret_name(name: str) -> bool:
    """Whether a parameter of this name holds a secret.

    Args:
        name: Name of a parameter or an environment variable.

    Example:
        >>> is_secret_name("db_password"), is_secret_name("country")
        (True, False)
    """
    return bool(_NAME.search(name)) or name.lower() in ("key", "auth", "apikey", "pass")


def is_dense(value: str) -> bool:
    """Whether a text holds a long piece that looks drawn at random.

    Args:
        value: Value of a parameter.

    Example:
        >>> is_dense("data/raw/cases-of-2023-final.csv"), is_dense("9fK2xQ7vLm4TzR8wYb3N")
        (False, True)
    """
    return any(_is_random(found[0]) for found in _PIECE.finditer(value))


def _is_random(piece: str) -> bool:
    digits = sum(c.isdigit() for c in piece)
    if digits in (0, len(piece)):
        return False
    counts = Counter(piece).values()
    entropy = -sum(n / len(piece) * math.log2(n / len(piece)) for n in counts)
    return entropy >= 3.2


def _opens(quoted: str | None, bare: str | None) -> bool:
    if quoted is not None:
        return " " not in quoted.strip() and not _PLACEHOLDER.match(quoted)
    value = bare or ""
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return mixed and not re.search(r"[(\[{]", value) and not _PLACEHOLDER.match(value)
