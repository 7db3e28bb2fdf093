"""On a family's file: what its adults owe or are owed, and the way to their account."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from invoicing.selectors.payer_balances import PayerBalance, of_family
from tenants.people import Agent
from tenants.rules.rights import Verb


@dataclass(frozen=True)
class AccountsPanel:
    """One line an adult who pays, or who has an account with a régie."""

    template: ClassVar[str] = "invoicing/office/panels/accounts.html"

    lines: tuple[PayerBalance, ...]


def accounts(agent: Agent, family_id: UUID, *, now: datetime) -> AccountsPanel | None:  # noqa: ARG001
    """One query; None for a role that may not read payments, or a file without a payer."""
    if not agent.can(Verb.VIEW_PAYMENTS):
        return None
    lines = tuple(of_family(family_id))
    return AccountsPanel(lines) if lines else None
