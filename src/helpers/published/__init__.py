"""Figures in print: whether they follow from one another, and what they allow to say of claims."""

from helpers.published.counting import (
    count_bound,
    count_claims,
    count_published,
)
from helpers.published.ledger import judge_claims
from helpers.published.lookup import Records
from helpers.published.shares import compare_shares, select_files
from helpers.published.statements import compare_printed, compare_statements

__all__ = [
    "Records",
    "compare_printed",
    "compare_shares",
    "compare_statements",
    "count_bound",
    "count_claims",
    "count_published",
    "judge_claims",
    "select_files",
]
