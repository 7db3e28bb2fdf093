"""What is said when an embedded server cannot run."""

from pathlib import Path


class EmbeddedError(RuntimeError):
    """An embedded server cannot start or stop; the message is meant for the person who asked."""

    @classmethod
    def with_log(cls, sentence: str, log: Path, lines: int = 15) -> "EmbeddedError":
        """Build the error with the end of the server's log below the sentence."""
        tail = log.read_text(errors="replace").splitlines()[-lines:] if log.exists() else []
        return cls("\n".join([sentence, f"  ({log})", *(f"  | {line}" for line in tail)]))
