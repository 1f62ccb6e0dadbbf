"""The ledger of claims: each held against public figures by the rule that its kind has."""

from __future__ import annotations

from typing import Final

from helpers.published.directions import judge_chain, judge_growth, judge_sectors
from helpers.published.lookup import Records, Said, read_specs
from helpers.published.rules import Rule, judge_figure, judge_gap, judge_share
from helpers.tables.claims import UNCHECKED, Judgement, Judgements, Part
from helpers.tables.safe import Cell, SafeTable, require_safe

_RULES: Final[dict[str, Rule]] = {
    "chain": judge_chain,
    "figure": judge_figure,
    "gap": judge_gap,
    "growth": judge_growth,
    "sectors": judge_sectors,
    "share": judge_share,
}


def judge_claims(records: Records) -> Judgements:
    """Hold every claim against the figures on the same thing.

    A claim for which ``claims.toml`` has no rule cannot be checked.

    Args:
        records: The claims and what they are held against; without claims there are no rows.

    Returns:
        The ledger. A verdict is one of three words, computed from the figures and their rounding.
    """
    claims = require_safe(records.claims, "judge_claims")
    rows = tuple(_judge(claims, cell, records) for cell in claims.cells)
    sources = tuple(dict.fromkeys(p for table in records.tables for p in table.provenance))
    policies = " ".join(dict.fromkeys(table.policy for table in records.tables))
    return Judgements(rows, sources, policies)


def _judge(claims: SafeTable, cell: Cell, records: Records) -> Judgement:
    name, year, unit = cell.key
    said = Said(name, claims.word("claim", name), year, unit, cell.value)
    spec = read_specs()["claims"].get(name)
    parts = (
        tuple(_RULES[spec["rule"]](said, spec, records))
        if spec
        else (Part("the claim", UNCHECKED, "no_figure"),)
    )
    caveat = spec["caveat"] if spec else ""
    return Judgement(name, said.statement, year, unit, cell.value, caveat, parts)
