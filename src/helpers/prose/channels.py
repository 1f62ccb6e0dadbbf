"""How a sentence names the two channels, which count different people in different ways."""

from __future__ import annotations

from typing import Final

ASSISTED: Final = {
    "case_management": "assisted through case management",
    "hotline": "reported to a hotline",
}
"""After 'people'."""

WHERE: Final = {"case_management": "in case management", "hotline": "reported to a hotline"}
"""After a number of people."""

RECORDS: Final = {"case_management": "in case management", "hotline": "among reports to a hotline"}
"""After a share or a name."""
