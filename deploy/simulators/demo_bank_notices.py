"""Notifications of the demonstration bank: the idop alone, unsigned, sent 0 to n times."""

import threading
import time
import urllib.request
from contextlib import suppress
from urllib.parse import urlencode

from deploy.simulators.demo_bank_ledger import Ledger

PATIENCE_S = 5.0  # an answer later than this is not waited for


class Notices:
    """Tells the merchants that something happened to an operation, never what."""

    def __init__(self, ledger: Ledger, times: int) -> None:
        self.ledger, self.times = ledger, times
        # No proxy: the merchant of a demonstration is on the same machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def announce(self, idop: str) -> None:
        """Send this operation's notifications in the background, once its answer is known."""
        operation = self.ledger.find(idop)
        if operation is None:
            return
        wait = max(0.0, (operation["late_at"] or 0) - time.time())
        timer = threading.Timer(wait, self._send, (idop,))
        timer.daemon = True
        timer.start()

    def resume(self) -> None:
        """After a restart, plan again the notifications of late answers."""
        for operation in self.ledger.awaiting_late_answer():
            self.announce(operation["idop"])

    def _send(self, idop: str) -> None:
        operation = self.ledger.find(idop)
        if operation is None:
            return
        times = self.times if operation["notify"] is None else operation["notify"]
        body = urlencode({"idop": idop}).encode()
        for _ in range(times):
            with suppress(OSError):  # a merchant that is away gets nothing more, as in life
                self._opener.open(operation["notify_url"], body, timeout=PATIENCE_S).close()
