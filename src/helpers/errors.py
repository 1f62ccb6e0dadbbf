"""The one error that a user of Caselight sees: a rule, what was found, and the mend."""

from __future__ import annotations


class CaselightError(Exception):
    """A request, a file or a table breaks a rule, and this says how to put it right.

    Args:
        rule: What must hold, in one sentence.
        found: Where and what was found instead. Never a value that belongs to a person.
        mend: What to do about it.

    Example:
        >>> print(CaselightError("A year is a whole number.", "column 'year', line 3", "Mend it."))
        A year is a whole number.
          found: column 'year', line 3
          mend:  Mend it.
    """

    def __init__(self, rule: str, found: str, mend: str) -> None:
        self.rule, self.found, self.mend = rule, found, mend
        super().__init__(rule, found, mend)

    def __str__(self) -> str:
        return f"{self.rule}\n  found: {self.found}\n  mend:  {self.mend}"
