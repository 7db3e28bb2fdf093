"""Reads back the mails that Django's file backend wrote, for the demonstration."""

import email
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

_END = b"-" * 79


@dataclass(frozen=True, slots=True)
class MailRead:
    """One mail: ``name`` is its file and its place in it."""

    name: str
    to: str
    subject: str
    sent_at: datetime | None
    text: str


def letters(folder: Path) -> list[MailRead]:
    """Every mail of the folder, newest first; an absent folder holds none."""
    files = list(folder.glob("*.log")) if folder.is_dir() else []
    files.sort(key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [letter for path in files for letter in reversed(list(_in_file(path)))]


def _in_file(path: Path) -> Iterator[MailRead]:
    parts = path.read_bytes().split(b"\n" + _END + b"\n")
    for place, raw in enumerate(part for part in parts if part.strip()):
        message = email.message_from_bytes(raw.lstrip(), policy=default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(preferencelist=("plain",))
        date = message["Date"]
        yield MailRead(
            name=f"{path.stem}-{place}",
            to=str(message["To"] or ""),
            subject=str(message["Subject"] or ""),
            sent_at=_instant(str(date)) if date else None,
            text=body.get_content() if body is not None else "",
        )


def _instant(text: str) -> datetime:
    """A Date header; « -0000 » means UTC without saying where the sender is."""
    moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
