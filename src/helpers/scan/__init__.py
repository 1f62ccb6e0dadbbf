"""What must not leave: any file or folder is looked through, and told by place and kind only."""

from __future__ import annotations

from helpers.scan.canaries import Canaries, read_canaries
from helpers.scan.files import check_bytes, check_paths
from helpers.scan.findings import Finding

__all__ = ["Canaries", "Finding", "check_bytes", "check_paths", "read_canaries"]
