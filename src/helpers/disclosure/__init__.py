"""Disclosure control: the only door to anything that is shown."""

from __future__ import annotations

from helpers.disclosure.ledger import protect_ledger
from helpers.disclosure.models import protect_model
from helpers.disclosure.policy import Policy, policy_for
from helpers.disclosure.protect import protect

__all__ = ["Policy", "policy_for", "protect", "protect_ledger", "protect_model"]
