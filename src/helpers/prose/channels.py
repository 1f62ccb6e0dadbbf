"""How a sentence names the channels, which count different people in different ways."""

from __future__ import annotations

from typing import Final

ASSISTED: Final = {
    "case_management": "assisted through case management",
    "hotline": "reported to a hotline",
    "referral": "referred",
    "mixed": "assisted or reported to a hotline",
    "unknown": "registered",
}
"""After 'people'."""

WHERE: Final = {
    "case_management": "in case management",
    "hotline": "reported to a hotline",
    "referral": "referred",
    "mixed": "assisted or reported to a hotline",
    "unknown": "registered",
}
"""After a number of people."""

RECORDS: Final = {
    "case_management": "in case management",
    "hotline": "among reports to a hotline",
    "referral": "among referrals",
    "mixed": "in case management and hotline together",
    "unknown": "among people registered",
}
"""After a share or a name."""
