"""One line of an import of families, read without a database: values, or errors by column."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shared.values.quotient import QuotientError, parse_quotient


@dataclass(frozen=True, slots=True)
class Column:
    """A documented column: its heading in the template, what it holds, an example."""

    key: str
    heading: str
    help: str
    example: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class LineError:
    """What is wrong: the line of the file, the column's heading, the value, why (French)."""

    line: int
    column: str
    value: str
    why: str


COLUMNS: tuple[Column, ...] = (
    Column("numero_de_dossier", "Numéro de dossier", "Retrouve le foyer s’il existe déjà.", "1024"),
    Column("nom_du_foyer", "Nom du foyer", "À défaut, le nom du responsable.", "Martin"),
    Column("adresse", "Adresse", "Numéro et rue.", "12 rue des Lilas"),
    Column("code_postal", "Code postal", "Cinq chiffres.", "35000"),
    Column("ville", "Ville", "", "Jolieville"),
    Column("habite_la_commune", "Habite la commune", "oui ou non ; oui par défaut.", "oui"),
    Column("factures_papier", "Factures papier", "oui ou non ; non par défaut.", "non"),
    Column("civilite", "Civilité", "M. ou Mme.", "Mme"),
    Column("nom_responsable", "Nom responsable", "", "Martin", required=True),
    Column("prenom_responsable", "Prénom responsable", "", "Claire", required=True),
    Column("email_responsable", "Email responsable", "", "claire.martin@exemple.fr"),
    Column("telephone_responsable", "Téléphone responsable", "", "06 12 34 56 78"),
    Column("civilite_2", "Civilité 2", "Deuxième responsable, si besoin.", "M."),
    Column("nom_responsable_2", "Nom responsable 2", "", "Martin"),
    Column("prenom_responsable_2", "Prénom responsable 2", "", "Julien"),
    Column("email_responsable_2", "Email responsable 2", "", "julien.martin@exemple.fr"),
    Column("telephone_responsable_2", "Téléphone responsable 2", "", "06 98 76 54 32"),
    Column("quotient", "Quotient", "Du premier responsable ; 0 est une valeur.", "742"),
    Column(
        "quotient_depuis", "Quotient depuis", "Une date ; aujourd’hui par défaut.", "01/09/2026"
    ),
    Column("quotient_source", "Quotient source", "CAF, MSA, impôts ou déclaration.", "CAF"),
    Column("nom_enfant", "Nom enfant", "À défaut, le nom du responsable.", "Martin"),
    Column("prenom_enfant", "Prénom enfant", "Une ligne par enfant.", "Léa"),
    Column("date_de_naissance", "Date de naissance", "", "14/05/2019"),
    Column("menu", "Menu", "standard, sans porc ou sans viande.", "standard"),
    Column("ecole", "École", "Une école déjà créée.", "École Jules Ferry"),
    Column("niveau", "Niveau", "TPS, PS, MS, GS, CP, CE1, CE2, CM1, CM2.", "CE2"),
    Column("classe", "Classe", "", "Mme Petit"),
)
HEADINGS = {column.key: column.heading for column in COLUMNS}
LEVELS = ("TPS", "PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2")

_YES = frozenset({"oui", "o", "yes", "1", "vrai", "x"})
_NO = frozenset({"non", "n", "no", "0", "faux"})
_CIVILITIES = {"m": "m", "mr": "m", "monsieur": "m", "mme": "mme", "madame": "mme"}
_DIETS = {
    "standard": "",
    "menu standard": "",
    "normal": "",
    "sans porc": "sans_porc",
    "sans viande": "sans_viande",
    "panier": "panier",
    "panier repas": "panier",
    "pai": "panier",
}
_SOURCES = {
    "caf": "caf",
    "msa": "msa",
    "impots": "tax",
    "impôts": "tax",
    "avis d’imposition": "tax",
    "avis d'imposition": "tax",
    "declaration": "declared",
    "déclaration": "declared",
}
_EMAIL = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"'.]+(\.[^@\s,;<>\"'.]+)+")
_OLDEST_YEARS = 20


@dataclass(frozen=True, slots=True)
class Adult:
    """An adult as the line says; « » where the file is silent."""

    first_name: str
    last_name: str
    civility: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Quotient:
    """A value (hundredths), since when (None: the file does not say) and from whom."""

    value: int
    since: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child, with the class of the year when the line gives one; « » where it is silent."""

    first_name: str
    last_name: str
    birth_date: date
    diet: str | None
    school: str = ""
    level: str = ""
    class_name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A readable line; ``household`` holds only the family's fields the file gives."""

    number: int
    file_number: str
    household: Mapping[str, Any]
    adults: tuple[Adult, ...]
    quotient: Quotient | None
    pupil: Pupil | None


def folded(text: str) -> str:
    """The form under which two names are one: « Jean-Noël » and « JEAN NOEL »."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in kept).split())


def tidy(row: Mapping[str, str]) -> dict[str, str]:
    """The same row with « E-mail » read as « Email »."""
    return {key.replace("e_mail", "email"): value for key, value in row.items()}


def unknown_headings(row: Mapping[str, str], *, also: Sequence[str] = ()) -> list[str]:
    """Headings (normalised) that mean nothing here: a misspelt one would be lost silently."""
    return [key for key in row if key not in HEADINGS and key not in also and key != "_line"]


def missing_headings(row: Mapping[str, str]) -> list[str]:
    """The required columns a file lacks, as people read them."""
    return [column.heading for column in COLUMNS if column.required and column.key not in row]


def read(
    row: Mapping[str, str], *, today: date, schools: Collection[str]
) -> tuple[Line | None, list[LineError]]:
    """Read one line of ``sheets.read_rows``; ``today`` is local. No line when it has errors.

    ``schools`` are the commune's: a misspelt one would else become a second school.
    """
    reader = _Reader(row)
    household = _household(reader)
    adults = _adults(reader)
    quotient = _quotient(reader)
    pupil = _pupil(reader, today=today, schools=schools)
    file_number = reader.text("numero_de_dossier", 30)
    if not file_number and not (adults and adults[0].email):
        reader.fail(
            "numero_de_dossier",
            "Donnez un numéro de dossier ou l’e-mail du responsable : c’est ce qui retrouve le "
            "foyer la prochaine fois.",
        )
    if reader.errors:
        return None, reader.errors
    return Line(reader.line, file_number, household, tuple(adults), quotient, pupil), []


class _Reader:
    """Reads cells and collects what is wrong."""

    def __init__(self, row: Mapping[str, str]) -> None:
        self.row = row
        self.line = int(row.get("_line", "0"))
        self.errors: list[LineError] = []

    def raw(self, key: str) -> str:
        return " ".join(self.row.get(key, "").split())

    def fail(self, key: str, why: str) -> None:
        self.errors.append(LineError(self.line, HEADINGS[key], self.raw(key), why))

    def text(self, key: str, longest: int) -> str:
        value = self.raw(key)
        if len(value) > longest:
            self.fail(key, f"Trop long : {longest} caractères au plus.")
            return ""
        return value

    def choice(self, key: str, known: Mapping[str, str], words: str) -> str | None:
        value = self.raw(key)
        if not value:
            return None
        found = known.get(value.lower().rstrip("."))
        if found is None:
            self.fail(key, f"Valeur inconnue : écrivez {words}.")
        return found

    def flag(self, key: str) -> bool | None:
        value = self.raw(key).lower()
        if not value:
            return None
        if value in _YES:
            return True
        if value not in _NO:
            self.fail(key, "Écrivez oui ou non.")
        return False

    def day(self, key: str) -> date | None:
        value = self.raw(key)
        if not value:
            return None
        for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
            try:
                return datetime.strptime(value, form).date()  # noqa: DTZ007
            except ValueError:
                continue
        self.fail(key, "Ce n’est pas une date : écrivez par exemple 14/05/2019.")
        return None

    def parsed(self, key: str, parse: Callable[[str], int]) -> int | None:
        value = self.raw(key)
        if not value:
            return None
        try:
            return parse(value)
        except QuotientError as error:
            self.fail(key, str(error))
            return None


def _household(reader: _Reader) -> dict[str, Any]:
    postcode = reader.text("code_postal", 10)
    if postcode and not re.fullmatch(r"[0-9]{5}", postcode):
        reader.fail("code_postal", "Un code postal a cinq chiffres.")
    fields: dict[str, Any] = {
        "name": reader.text("nom_du_foyer", 160),
        "address": reader.text("adresse", 200),
        "postcode": postcode,
        "city": reader.text("ville", 80),
        "is_resident": reader.flag("habite_la_commune"),
        "paper_invoices": reader.flag("factures_papier"),
    }
    return {name: value for name, value in fields.items() if value not in ("", None)}


def _adults(reader: _Reader) -> list[Adult]:
    found = [_adult(reader, "")]
    if any(reader.raw(f"{key}_2") for key in ("nom_responsable", "prenom_responsable")):
        found.append(_adult(reader, "_2"))
    elif any(reader.raw(f"{key}_2") for key in ("email_responsable", "telephone_responsable")):
        reader.fail("nom_responsable_2", "Donnez le nom et le prénom du deuxième responsable.")
    return found


def _adult(reader: _Reader, suffix: str) -> Adult:
    for key in (f"nom_responsable{suffix}", f"prenom_responsable{suffix}"):
        if not reader.raw(key):
            reader.fail(key, "À remplir.")
    email = reader.text(f"email_responsable{suffix}", 254).lower()
    if email and not _EMAIL.fullmatch(email):
        reader.fail(f"email_responsable{suffix}", "Ce n’est pas une adresse e-mail.")
    return Adult(
        first_name=reader.text(f"prenom_responsable{suffix}", 80),
        last_name=reader.text(f"nom_responsable{suffix}", 80),
        civility=reader.choice(f"civilite{suffix}", _CIVILITIES, "M. ou Mme") or "",
        email=email,
        phone=reader.text(f"telephone_responsable{suffix}", 30),
    )


def _quotient(reader: _Reader) -> Quotient | None:
    value = reader.parsed("quotient", parse_quotient)
    since = reader.day("quotient_depuis")
    words = "CAF, MSA, impôts ou déclaration"
    source = reader.choice("quotient_source", _SOURCES, words) or "declared"
    if value is None:
        if since is not None and not reader.raw("quotient"):
            reader.fail("quotient", "Une date sans quotient : donnez la valeur, 0 compris.")
        return None
    return Quotient(value, since, source)


def _pupil(reader: _Reader, *, today: date, schools: Collection[str]) -> Pupil | None:
    keys = ("nom_enfant", "prenom_enfant", "date_de_naissance", "menu", "ecole", "niveau", "classe")
    if not any(reader.raw(key) for key in keys):
        return None
    if not reader.raw("prenom_enfant"):
        reader.fail("prenom_enfant", "À remplir pour un enfant.")
    born = reader.day("date_de_naissance")
    if born is None and not reader.raw("date_de_naissance"):
        reader.fail("date_de_naissance", "À remplir pour un enfant.")
    if born is not None and (born > today or today.year - born.year > _OLDEST_YEARS):
        reader.fail("date_de_naissance", "Ce n’est pas celle d’un enfant : vérifiez l’année.")
    school, level = reader.text("ecole", 120), reader.raw("niveau").upper().replace(" ", "")
    if level and level not in LEVELS:
        reader.fail("niveau", f"Niveau inconnu : écrivez {', '.join(LEVELS)}.")
    if school and folded(school) not in {folded(name) for name in schools}:
        names = ", ".join(sorted(schools)) or "aucune pour l’instant"
        reader.fail("ecole", f"École inconnue. Écoles de la commune : {names}.")
    if bool(school) != bool(level):
        reader.fail("ecole" if level else "niveau", "École et niveau vont ensemble.")
    diet = reader.choice("menu", _DIETS, "standard, sans porc ou sans viande")
    class_name = reader.text("classe", 60)
    return Pupil(
        first_name=reader.text("prenom_enfant", 80),
        last_name=reader.text("nom_enfant", 80),
        birth_date=born or today,
        diet=diet,
        school=school,
        level=level,
        class_name=class_name,
    )
