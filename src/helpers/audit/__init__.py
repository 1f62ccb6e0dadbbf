"""The attacker: works out from the published figures alone what they give away.

It shares no code with the protection and knows nothing of the data: only regions, printed numbers,
and the rule. What protection decided is judged by what a reader can do with it.
"""

from helpers.audit.audit import audit_statements
from helpers.audit.findings import Audit, Finding
from helpers.audit.statements import (
    Population,
    Ratio,
    Secret,
    Statement,
    number_interval,
    rate_interval,
    share_interval,
)
from helpers.audit.witnesses import Witnesses, load_witnesses, save_witnesses

__all__ = [
    "Audit",
    "Finding",
    "Population",
    "Ratio",
    "Secret",
    "Statement",
    "Witnesses",
    "audit_statements",
    "load_witnesses",
    "number_interval",
    "rate_interval",
    "save_witnesses",
    "share_interval",
]
