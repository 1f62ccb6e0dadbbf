"""What ``caselight check`` says: each finding by place and kind, for a person or a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from helpers.scan.canaries import read_canaries
from helpers.scan.files import check_paths


def run_check(paths: Sequence[Path], planted: Path | None, as_json: bool) -> int:
    """Look through files and folders, and say what was found.

    Args:
        paths: Files and folders.
        planted: A file of planted values; None for none.
        as_json: Whether a program reads.

    Returns:
        How many findings there are.

    Raises:
        CaselightError: A path is not there, or the planted values cannot be read.
    """
    canaries = read_canaries(planted) if planted else None
    count = 0
    told = []
    for finding in check_paths(paths, canaries):
        count += 1
        if as_json:
            told.append(asdict(finding))
        else:
            print(str(finding).encode(sys.stdout.encoding or "utf-8", "replace").decode(
                sys.stdout.encoding or "utf-8"))  # fmt: skip
    if as_json:
        print(json.dumps({"findings": told}, ensure_ascii=True, indent=1))
    else:
        print(f"{count} findings" if count != 1 else "1 finding")
    return count
