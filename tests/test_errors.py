"""An error that a user sees has a rule, a place and a mend, wherever it travels."""

from __future__ import annotations

import pickle

from helpers.displays import MIME, bundle
from helpers.errors import CaselightError


def test_an_error_prints_its_rule_what_was_found_and_the_mend_on_lines_of_their_own() -> None:
    error = CaselightError("A year is whole.", "column 'year', row 3", "Correct it.")
    assert str(error).splitlines() == [
        "A year is whole.",
        "  found: column 'year', row 3",
        "  mend:  Correct it.",
    ]


def test_an_error_comes_back_whole_from_another_process() -> None:
    error = CaselightError("A rule.", "A place.", "A mend.")
    again = pickle.loads(pickle.dumps(error))
    assert (again.rule, again.found, again.mend) == ("A rule.", "A place.", "A mend.")
    assert str(again) == str(error)


def test_a_display_carries_its_content_beside_a_plain_text() -> None:
    payload = {"kind": "notice", "text": "Nothing here."}
    assert bundle(payload, "Nothing here.") == {MIME: payload, "text/plain": "Nothing here."}
