"""Typed readers of environment variables: nonsense is refused with a clear sentence."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

TRUE = {"1", "true", "yes", "oui", "on"}
FALSE = {"0", "false", "no", "non", "off", ""}


class SettingError(SystemExit):
    """A setting is missing or makes no sense; the sentence names the variable."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"Réglage {name} : {sentence}")
        self.name = name


class Env:
    """Reads one mapping (the process environment by default)."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values

    def text(self, name: str, default: str = "", *, required: bool = False) -> str:
        """A string, or the content of the file named by ``NAME_FILE`` (for secrets)."""
        path = self.values.get(f"{name}_FILE", "")
        if path:
            try:
                with open(path, encoding="utf-8") as handle:
                    return handle.read().strip()
            except OSError as error:
                raise SettingError(f"{name}_FILE", f"fichier illisible ({error}).") from error
        value = self.values.get(name, "").strip() or default
        if required and not value:
            raise SettingError(name, "obligatoire dans ce mode, et absent.")
        return value

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """One word of a closed list."""
        value = self.text(name, default)
        if value not in allowed:
            raise SettingError(name, f"« {value} » n’est pas l’un de : {', '.join(allowed)}.")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or a no (1/0, true/false, oui/non)."""
        raw = self.values.get(name)
        if raw is None:
            return default
        value = raw.strip().lower()
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise SettingError(name, f"« {raw} » n’est ni oui ni non.")

    def number(self, name: str, default: int, *, low: int = 0, high: int = 10**9) -> int:
        """A whole number between ``low`` and ``high`` included."""
        raw = self.values.get(name, "").strip()
        if not raw:
            return default
        try:
            value = int(raw)
        except ValueError:
            raise SettingError(name, f"« {raw} » n’est pas un nombre entier.") from None
        if not low <= value <= high:
            raise SettingError(name, f"{value} doit être entre {low} et {high}.")
        return value

    def words(self, name: str, default: str = "") -> list[str]:
        """A list separated by commas."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def url(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        """A URL whose scheme is one of ``schemes``."""
        value = self.text(name, default)
        if value and urlsplit(value).scheme not in schemes:
            raise SettingError(
                name, f"« {value} » doit commencer par {', '.join(f'{s}://' for s in schemes)}."
            )
        return value
