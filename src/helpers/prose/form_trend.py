"""Whether a form's share moved: no stronger than chance, the blanks and the years let one say."""

from __future__ import annotations

from helpers.prose.channels import RECORDS
from helpers.prose.sentence import Sentence, nothing
from helpers.prose.weighing import tell_short
from helpers.tables import vocabulary as v
from helpers.tables.change import FELL, ROSE, UNCLEAR, find_verb
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_share, start_sentence

_HOW = (
    "Points are shares of the people with a recorded form in that year, the thin lines their 95% "
    "intervals, for all forms of a year together; a line is broken where a year is left out. The "
    "pale bars are what the blanks could make of the share among everybody registered. An "
    "interval speaks of chance as if each person had come independently; people of one case come "
    "together, so it is too short by an amount that the file does not tell. Organisations join "
    "and leave, so a change can come from who reports as much as from what happens."
)


def describe_form_trend(shares: SafeTable, form: str = "labour") -> Sentence:
    """Whether the share of a form moved between the first and the last year that are sound.

    The verb needs intervals that do not overlap; otherwise there is no clear change. It is of the
    people with a recorded form; among everybody registered it holds only when the bounds of the
    two years do not overlap either. With fewer than two sound years it cannot be said.

    Args:
        shares: ``share_forms`` by year.
        form: A main form.
    """
    shares = require_safe(shares, "describe_form_trend")
    told, verbs, firm = [], [], []
    for channel in shares.labels("channel"):
        cells = shares.where(channel=channel, form=form).cells
        found = [c for c in cells if c.value is not None and c.key[1].isdigit()]
        if len(found) > 1:
            first, last = found[0], found[-1]
            verb = find_verb(_limits(first), _limits(last))
            verbs.append(verb)
            firm.append(_find_for_all(first, last))
            told.append(_tell_change(channel, first, last, verb, firm[-1]))
    if not told:
        return nothing(
            f"Whether the recorded share of {v.FORM_WORDS[form]} rose or fell cannot be said: no "
            "two years have enough recorded people to be compared."
        )
    text = f"The recorded share of {v.FORM_WORDS[form]} {'. It '.join(told)}."
    how = " ".join([_HOW, *shares.notes[1:]])
    return Sentence(text, _title_trend(form, verbs, firm == verbs), how)


def _limits(cell: Cell) -> tuple[float, float]:
    return cell.lower or 0, cell.upper or 0


def _find_for_all(first: Cell, last: Cell) -> str:
    """The verb among everybody registered: none while the bounds of the two years overlap."""
    if first.bounds is None or last.bounds is None:
        return UNCLEAR
    then, now = first.bounds, last.bounds
    return find_verb((then.least, then.most), (now.least, now.most))


def _tell_change(channel: str, first: Cell, last: Cell, verb: str, for_all: str) -> str:
    moved = {UNCLEAR: "shows no clear change"}.get(verb, verb)
    change = (
        f"{moved} {RECORDS[channel]}, from {format_share(first.value or 0)} in {first.key[1]} to "
        f"{format_share(last.value or 0)} in {last.key[1]}"
    )
    bounds = f"{first.key[1]}: {tell_short(first)}, {last.key[1]}: {tell_short(last)}"
    question = {ROSE: "whether it rose", FELL: "whether it fell"}.get(verb, "whether it moved")
    doubt = f"{question} among everybody registered, the records alone cannot tell"
    if for_all != UNCLEAR:
        also = " as well" if for_all == verb else ""
        doubt = f"it {for_all} among everybody registered{also}, whatever the blanks hold"
    return f"{change}; {doubt} ({bounds})"


def _title_trend(form: str, verbs: list[str], firm: bool) -> str:
    word = start_sentence(v.FORM_WORDS[form])
    if set(verbs) == {UNCLEAR}:
        return f"{word}: no clear change in its recorded share"
    if len(set(verbs)) > 1:
        return f"{word}: its recorded share moved differently in the two channels"
    title = (
        f"{word}: its recorded share {'is higher' if verbs[0] == ROSE else 'is lower'} at the end"
    )
    return title if firm else f"{title}, which the blanks could undo"
