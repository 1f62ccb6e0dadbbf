"""The one display format that notebooks emit and pages render.

Every output of ours carries its content under this type beside a plain text, so that a page is
rendered from content and not from HTML, and anything else that a cell prints never reaches a page.
"""

from __future__ import annotations

from typing import Any, Final

MIME: Final = "application/vnd.caselight.v1+json"
PLOTLY_MIME: Final = "application/vnd.plotly.v1+json"


def bundle(payload: dict[str, Any], text: str) -> dict[str, Any]:
    """A display of ours with its plain text."""
    return {MIME: payload, "text/plain": text}
