"""Which cells of a release to hide: by witnesses that prove each hidden count."""

from helpers.disclosure.choose.pattern import choose_pattern
from helpers.disclosure.choose.verify import find_unproven

__all__ = ["choose_pattern", "find_unproven"]
