"""What *Accueil* asks of each room: a read model per commune, merged into one on the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Protocol, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from shared import clock
from shared.models import Account
from tenants.context import zone_of
from tenants.models import Commune
from tenants.people import Member

# Where a panel stands; a phone shows them one under the other, in this order.
LEAD = "lead"
ASIDE = "aside"
MAIN = "main"


@dataclass(frozen=True, slots=True)
class Scope:
    """Who looks, in which commune, as which guardian, when (aware, UTC)."""

    account: Account
    commune: Commune
    guardian_uid: UUID
    now: datetime

    @property
    def member(self) -> Member:
        """The same person as selectors know them."""
        return Member(self.account, self.commune, self.guardian_uid)

    @property
    def zone(self) -> ZoneInfo:
        """The commune's time zone."""
        return zone_of(self.commune)

    @property
    def today(self) -> date:
        """The local date in the commune."""
        return clock.today(self.zone, at=self.now)


class Panel(Protocol):
    """A frozen read model; ``template`` is rendered with itself as ``panel``."""

    template: ClassVar[str]
    order: ClassVar[int]
    side: ClassVar[str]

    @classmethod
    def merged(cls, parts: Sequence[Self]) -> Self:
        """One read model from those of every commune that answered (one at least)."""
        ...


PanelMaker = Callable[[Scope], Any]
