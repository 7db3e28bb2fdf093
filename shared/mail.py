"""One way to send a mail: plain text with its HTML twin, headers that cannot be forged."""

import re
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

# A line break in a header would let its writer add headers or recipients of their own.
_BREAKS = re.compile(r"[\r\n\x00-\x1f\x7f]+")


def send(
    to: str, subject: str, text: str, html: str | None = None, message_id: UUID | str | None = None
) -> None:
    """Send one mail to one address; the server has 5 s to answer (``EMAIL_TIMEOUT``).

    ``message_id`` is the Outbox row's id: a mail sent twice carries the same Message-ID, so the
    reader's program shows it once. Raises OSError or smtplib.SMTPException: the outbox tries
    again.
    """
    headers = {"Auto-Submitted": "auto-generated"}
    if message_id is not None:
        headers["Message-ID"] = (
            f"<{_one_line(str(message_id))}@{settings.MAIN_HOST or 'ribambelle'}>"
        )
    mail = EmailMultiAlternatives(
        subject=_one_line(subject), body=text, to=[_one_line(to)], headers=headers
    )
    if html is not None:
        mail.attach_alternative(html, "text/html")
    mail.send()


def _one_line(value: str) -> str:
    return _BREAKS.sub(" ", value).strip()
