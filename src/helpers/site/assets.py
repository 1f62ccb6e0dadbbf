"""What all pages of a site share: plotly's script, ours, the style, the fonts."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from helpers.errors import CaselightError

_OURS: Final = Path(__file__).parent / "assets"


def copy_assets(folder: Path) -> None:
    """Copy everything that pages share.

    Args:
        folder: Where pages look for it; is made.

    Raises:
        CaselightError: plotly is not installed as it should be.
    """
    shutil.copytree(_OURS, folder)
    shutil.copyfile(find_plotly(), folder / "plotly.min.js")


def find_plotly() -> Path:
    """The script that the installed plotly brings along.

    Raises:
        CaselightError: It is not there.
    """
    spec = find_spec("plotly")  # found without being imported, which would take a second
    script = (
        Path(spec.origin).parent / "package_data" / "plotly.min.js"
        if spec and spec.origin
        else None
    )
    if script is None or not script.is_file():
        raise CaselightError(
            "Pages draw their charts with the script of the installed plotly.",
            "plotly is not installed, or without package_data/plotly.min.js",
            "Install it again: python -m pip install --force-reinstall plotly",
        )
    return script
