"""`python -m deploy.embedded start|stop|status|url`, and `during COMMAND…`."""

import argparse
import os
import signal
import subprocess
import sys

from deploy import embedded


def main() -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.embedded", description=__doc__)
    parser.add_argument("act", choices=["start", "stop", "status", "url", "during"])
    parser.add_argument("command", nargs=argparse.REMAINDER, help="for during: what to run")
    asked = parser.parse_args()
    try:
        return _do(asked.act, asked.command)
    except embedded.EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1


def _do(act: str, command: list[str]) -> int:
    if act == "during":
        return _during(command)
    if act == "start":
        embedded.ensure()
    if act == "stop":
        embedded.stop()
    if act == "status":
        print("running" if embedded.running() else "stopped")
        return 0 if embedded.running() else 3
    if act != "stop":
        print(f"DATABASE_URL={embedded.database_url()}")
        print(f"REDIS_URL={embedded.redis_url()}")
    return 0


def _during(command: list[str]) -> int:
    """Run a command with the servers there; stop them after it when it was we who started them."""
    ours = not embedded.running()
    # The command gets Ctrl-C from the terminal too: let it finish, then clean up after it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    embedded.ensure()
    try:
        return subprocess.run(
            command, check=False, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
        ).returncode
    finally:
        if ours and not embedded.in_use():
            embedded.stop()


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
