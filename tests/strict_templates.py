"""What a template of ours gets for a variable that does not exist: a failure."""

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


class UnknownVariable(Exception):
    """A template printed a variable its view did not give."""


class StrictVariable(str):
    """Django prints ``string_if_invalid % name``; ours raises when the template is ours."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, variable: Any) -> str:
        """Called with the unknown variable."""
        name = _template_in_hand()
        path = Path(name)
        if path.is_absolute() and path.is_relative_to(ROOT) and ".venv" not in path.parts:
            raise UnknownVariable(f"« {variable} » dans {path.relative_to(ROOT)}")
        return ""


def _template_in_hand() -> str:
    """The file of the innermost template node being rendered."""
    frame = sys._getframe()
    while frame is not None:
        node = frame.f_locals.get("self")
        origin = getattr(node, "origin", None)
        if origin is not None and getattr(origin, "name", None):
            return str(origin.name)
        frame = frame.f_back
    return ""
