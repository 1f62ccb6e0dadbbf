"""Papermill, imported without the second that nobody needs.

Papermill imports nbformat, that jsonschema, and that ``rfc3987_syntax``: a grammar of addresses
that takes over a second to build and that no notebook format asks for. jsonschema does without it
when it is not installed, so for the length of this import it is not.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_UNUSED = "rfc3987_syntax"


def import_papermill() -> ModuleType:
    """Papermill's ``execute`` module."""
    hide = _UNUSED not in sys.modules
    if hide:
        sys.modules[_UNUSED] = None  # type: ignore[assignment]
    try:
        import papermill.execute
    finally:
        if hide:
            del sys.modules[_UNUSED]
    execute: ModuleType = papermill.execute
    return execute


def inspect_parameters(source: str) -> list[Any]:
    """Papermill's own reading of a parameters cell.

    Args:
        source: The code of the cell.
    """
    import_papermill()
    from papermill.translators import PythonTranslator

    return list(PythonTranslator.inspect({"source": source}))
