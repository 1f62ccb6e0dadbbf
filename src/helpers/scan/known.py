"""What every page of ours carries and need not be read: plotly's script and the fonts.

They are recognised by the sha256 of the installed files, never by a name.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_FONTS = Path(__file__).parent.parent / "site" / "assets" / "fonts"


def is_known(data: bytes) -> bool:
    """Whether these bytes are plotly's script or one of the fonts of a page.

    Args:
        data: A whole file.
    """
    digests = _digests().get(len(data), frozenset())
    return bool(digests) and hashlib.sha256(data).hexdigest() in digests


def cut_known(text: str) -> str:
    """A page without plotly's script, which some programs write into it whole.

    Args:
        text: A page, or the output of a cell.
    """
    if len(text) < 1_000_000:
        return text
    script = _script()
    return text.replace(script, "") if script else text


@cache
def _digests() -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for path in [*sorted(_FONTS.glob("*.woff2")), *_plotly()]:
        data = path.read_bytes()
        found.setdefault(len(data), set()).add(hashlib.sha256(data).hexdigest())
    return {size: frozenset(digests) for size, digests in found.items()}


@cache
def _script() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in _plotly())


def _plotly() -> list[Path]:
    spec = find_spec("plotly")  # found without being imported, which would take a second
    if spec is None or not spec.origin:
        return []
    script = Path(spec.origin).parent / "package_data" / "plotly.min.js"
    return [script] if script.is_file() else []
