"""The check at the door of a sentence or a chart: only what our own functions made passes."""

from __future__ import annotations

from typing import TypeVar

from helpers.errors import CaselightError

Made = TypeVar("Made")


def require_made(
    given: object, kind: type[Made], wanted_by: str, mend: str, what: str = ""
) -> Made:
    """Refuse everything that is not of a kind.

    Args:
        given: What was handed over.
        kind: The class that it must be of.
        wanted_by: Name of the function that wants it.
        mend: How to make one.
        what: The kind in words; the name of the class where empty.

    Raises:
        CaselightError: It is something else. The message tells its type, and no value.
    """
    if isinstance(given, kind):
        return given
    raise CaselightError(
        f"{wanted_by} accepts {what or f'a {kind.__name__}'} only.",
        f"a {type(given).__name__}",
        mend,
    )
