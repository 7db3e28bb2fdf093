"""Who acts: the name every write is signed with."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of a write, for the audit: an account, or the machine itself."""

    uid: UUID | None
    label: str
    is_agent: bool = False


SYSTEM = Actor(uid=None, label="Ribambelle")
