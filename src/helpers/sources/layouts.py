"""The layouts that we read, and which of them a file has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from helpers.sources.peek import Peek
from helpers.sources.reading import Reading

# One module a publisher; each has a tuple LAYOUTS. The order matters only where one layout's
# header holds another's: the narrower one comes first.
_MODULES: Final = (
    "ctdc_documents",
    "ctdc",
    "ctdc_synthetic",
    "glotip",
    "nrm_crossed",
    "small_boats",
    "nrm",
    "context",
    "estimates",
    "tiers",
    "own.reader",
    "htcds",
    "documents",
    "captures",
)


@dataclass(frozen=True)
class Layout:
    """One way in which a publisher lays out a file.

    Args:
        name: Short stable name.
        title: What a reader calls it.
        recognise: Whether a file has this layout, from its first rows.
        read: Reads the file into canonical tables.
        parts: Further files that it reads: a mapping names a case file.
    """

    name: str
    title: str
    recognise: Callable[[Peek], bool]
    read: Callable[[Peek], Reading]
    parts: Callable[[Peek], tuple[Path, ...]] = lambda _look: ()


def all_layouts() -> tuple[Layout, ...]:
    """Every layout, in the order in which they are tried."""
    modules = (import_module(f"helpers.sources.{name}") for name in _MODULES)
    return tuple(layout for module in modules for layout in module.LAYOUTS)


def find_layout(peek: Peek) -> Layout | None:
    """The layout of a file; None when it has none that we know.

    Args:
        peek: The first look at the file.
    """
    return next((layout for layout in all_layouts() if layout.recognise(peek)), None)
