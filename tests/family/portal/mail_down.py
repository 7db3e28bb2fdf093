"""A mail server that does not answer."""

from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Raises as a refused connection does."""

    def send_messages(self, email_messages: Any) -> int:
        """Never works."""
        raise ConnectionRefusedError("port 25")
