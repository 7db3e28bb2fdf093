"""Choose the ports of the demo: the one asked for, or the next free one."""

import socket
from pathlib import Path

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
LAST_PORT = 65535
TRIES = 100


class PortError(Exception):
    """The port asked for cannot be had; the message says why."""


def open_web(asked: str) -> socket.socket:
    """Listen for the web: on the port asked for, or from 8000 on the first free one.

    The socket is opened here and given to the web server, so nobody takes the port between.
    Raises `PortError`.
    """
    if asked:
        number = int(asked) if asked.isascii() and asked.isdigit() else 0
        if not 1 <= number <= LAST_PORT:
            raise PortError(f"PORT={asked} n'est pas un port : un nombre entre 1 et {LAST_PORT}.")
        try:
            return _listen(number)
        except OSError as error:
            raise PortError(
                f"Le port {number} ne peut pas être ouvert ({error.strerror}). Choisissez-en un "
                f"autre, par exemple : make demo PORT={min(number + 1, LAST_PORT)}"
            ) from error
    for number in range(DEFAULT_PORT, DEFAULT_PORT + TRIES):
        try:
            return _listen(number)
        except OSError:
            continue
    raise PortError(f"Aucun port libre de {DEFAULT_PORT} à {DEFAULT_PORT + TRIES - 1}.")


def keep_free(remembered: Path) -> int:
    """Find a free port, the same as last time if possible, and remember it in a file.

    Links to the demo bank that are already stored stay good from one start to the next.
    """
    try:
        before = int(remembered.read_text())
    except (OSError, ValueError):
        before = 0
    for number in (before, 0):
        try:
            with _listen(number) as found:
                port = found.getsockname()[1]
        except (OSError, OverflowError):
            continue
        remembered.write_text(f"{port}\n")
        return port
    raise PortError("Aucun port libre pour la banque de démonstration.")


def _listen(number: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, number))
        listener.listen(128)
    except (OSError, OverflowError):
        listener.close()
        raise
    return listener
