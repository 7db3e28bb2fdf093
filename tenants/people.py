"""Who asks, once a guard has let them in; also made by hand in tests."""

from dataclasses import dataclass, field
from uuid import UUID

from shared.actors import Actor
from shared.models import Account
from tenants.models import Commune
from tenants.rules import rights
from tenants.rules.rights import Role, Verb


@dataclass(frozen=True, slots=True)
class Member:
    """A parent in one commune, as the guardian their adhesion names."""

    account: Account
    commune: Commune
    guardian_uid: UUID

    @property
    def actor(self) -> Actor:
        """The author of what this parent writes."""
        return Actor(uid=self.account.pk, label=str(self.account))


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent in one commune, with every role held there."""

    account: Account
    commune: Commune
    roles: frozenset[Role] = field(default_factory=frozenset)

    def can(self, verb: Verb) -> bool:
        """Whether one of the roles allows the verb (R89)."""
        return rights.can(self.roles, verb)

    @property
    def actor(self) -> Actor:
        """The author of what this agent writes."""
        return Actor(uid=self.account.pk, label=str(self.account), is_agent=True)
