"""Mails as files, with a pause before or after the file is written, to be killed in it."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend as Files


class EmailBackend(Files):
    """SAFETY_PAUSE=before|after tells where to stop; the file « paused » tells that it did."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Write the messages, one file each."""
        self._pause("before")
        sent: int = super().send_messages(messages)
        self._pause("after")
        return sent

    def _pause(self, where: str) -> None:
        if os.environ.get("SAFETY_PAUSE") == where:
            (Path(self.file_path) / "paused").touch()
            time.sleep(60)
