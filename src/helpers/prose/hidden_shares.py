"""What hidden counts leave open of a share and of its change over the years."""

from __future__ import annotations

from helpers.prose.channels import RECORDS
from helpers.prose.sentence import Sentence, nothing
from helpers.tables import vocabulary as v
from helpers.tables.change import UNCLEAR, find_verb
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_share, join_words


def describe_hidden_shares(bounds: SafeTable, form: str = "labour") -> Sentence:
    """Years whose share is hidden, the range that it lies in, and what that leaves of a change.

    Args:
        bounds: ``bound_hidden`` by year.
        form: One of the main forms.
    """
    bounds = require_safe(bounds, "describe_hidden_shares")
    told = []
    for channel in bounds.labels("channel"):
        cells = bounds.where(channel=channel, share=form).cells
        years = sorted((c for c in cells if c.key[1].isdigit()), key=lambda c: c.key[1])
        if any(cell.value is None for cell in years):
            told.append(_tell(channel, years))
    if not told:
        return nothing("No share of a year is hidden here.")
    text = f"{v.FORM_WORDS[form].capitalize()}: {'; '.join(told)}."
    how = (
        "A hidden count enters as the least and the most that the shown counts beside it allow; "
        "it is never worked out. A change is told only when it holds wherever in these ranges the "
        "hidden shares lie."
    )
    return Sentence(text, f"{v.FORM_WORDS[form].capitalize()}: what is hidden leaves open", how)


def _tell(channel: str, years: list[Cell]) -> str:
    hidden = [cell for cell in years if cell.value is None]
    ranges = join_words(
        [
            f"{format_share(c.lower or 0)} to {format_share(c.upper or 0)} in {c.key[1]}"
            for c in hidden
        ]
    )
    text = f"{RECORDS[channel]}, the share is hidden and lies from {ranges}"
    if len(years) < 2:
        return text
    first, last = years[0], years[-1]
    verb = find_verb(_limits(first), _limits(last))
    moved = "there is no clear change" if verb == UNCLEAR else f"it {verb}"
    return f"{text}; from {first.key[1]} to {last.key[1]} {moved}"


def _limits(cell: Cell) -> tuple[float, float]:
    return cell.lower or 0, cell.upper or 0
