"""Sheets people send and receive: any usual CSV or XLSX is read, none can do harm."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from shared import sheets
from shared.errors import DomainError
from shared.sheets import Column


def csv_rows(content: bytes | str) -> list[dict[str, str]]:
    """Read a CSV content."""
    raw = content.encode() if isinstance(content, str) else content
    return sheets.read_rows(io.BytesIO(raw), "familles.CSV")


def xlsx(*lines: list[object]) -> io.BytesIO:
    """A workbook as a town hall would send it."""
    book = Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


EXPECTED = [
    {"prenom": "Léa", "ne_e_le": "2019-05-04", "_line": "2"},
    {"prenom": "Zoé", "ne_e_le": "", "_line": "3"},
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_in_any_usual_form(encoding: str, separator: str) -> None:
    lines = [["Prénom", "Né(e) le"], ["Léa", "2019-05-04"], [" Zoé ", ""]]
    text = "\r\n".join(separator.join(line) for line in lines)

    assert csv_rows(text.encode(encoding)) == EXPECTED


def test_csv_keeps_quoted_separators_and_line_numbers() -> None:
    rows = csv_rows('Nom;Note\n"Martin; Claire";"dit ""Clo"""\n\n;\nDurand;x\n')

    assert rows == [
        {"nom": "Martin; Claire", "note": 'dit "Clo"', "_line": "2"},
        {"nom": "Durand", "note": "x", "_line": "5"},
    ]


def test_short_line_is_completed_and_unnamed_column_left_out() -> None:
    assert csv_rows("Nom;;Note;\nMartin;ignoré\n") == [{"nom": "Martin", "note": "", "_line": "2"}]


def test_xlsx_gives_the_same_rows_as_csv() -> None:
    file = xlsx(["Prénom", "Né(e) le"], ["Léa", date(2019, 5, 4)], [" Zoé ", None])

    assert sheets.read_rows(file, "enfants.xlsx") == EXPECTED


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (650, "650"),
        (650.0, "650"),
        (21.6, "21.6"),
        (True, "oui"),
        (datetime(2027, 1, 4, 8, 30), "2027-01-04T08:30"),  # noqa: DTZ001 - sheets know no zone
        ("01234", "01234"),
    ],
)
def test_xlsx_cells_become_plain_text(cell: object, text: str) -> None:
    assert sheets.read_rows(xlsx(["Valeur"], [cell]), "x.xlsx")[0]["valeur"] == text


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        (" Prénom de l’enfant ", "prenom_de_l_enfant"),
        ("E-MAIL", "e_mail"),
        ("Nœud", "noeud"),
        ("N° allocataire", "n_allocataire"),
        ("???", ""),
    ],
)
def test_headings_lose_accents_and_case(heading: str, key: str) -> None:
    assert sheets.heading_key(heading) == key


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.csv", b"", "file_empty"),
        ("x.csv", b"Nom;Prenom\n", "file_empty"),
        ("x.csv", b"Nom;nom\na;b\n", "file_duplicate_heading"),
        ("x.csv", b"Nom;Note\na;b;c\n", "file_line_too_wide"),
        ("x.csv", b'Nom;Note\n"a"b;c\n', "file_unreadable"),
        ("x.csv", b"PK\x03\x04\x00\x00", "file_unreadable"),
        ("x.csv", b"Nom\n" + b"a" * 2_001, "file_cell_too_long"),
        ("x.csv", b";".join(b"c%d" % n for n in range(101)) + b"\n1", "file_too_many_columns"),
        ("x.csv", b"Nom\n" + b"a\n" * 10_001, "file_too_many_rows"),
        ("x.csv", b"a" * (5 * 1024 * 1024 + 1), "file_too_large"),
        ("x.xls", b"Nom\na", "file_unknown_kind"),
        ("xlsx", b"Nom\na", "file_unreadable"),
        ("x.xlsx", b"Nom;Note\na;b\n", "file_unreadable"),
        ("../../etc/passwd", b"root", "file_unknown_kind"),
    ],
)
def test_malformed_file_is_refused_with_a_sentence(name: str, content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        sheets.read_rows(io.BytesIO(content), name)

    assert refusal.value.code == code
    assert refusal.value.sentence.endswith(".")


def test_ten_thousand_rows_are_still_read() -> None:
    assert len(csv_rows(b"Nom\n" + b"a\n" * 10_000)) == 10_000


def test_zip_bomb_is_refused_before_it_is_opened() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (41 * 1024 * 1024))
    bomb.seek(0)

    with pytest.raises(DomainError) as refusal:
        sheets.read_rows(bomb, "bombe.xlsx")

    assert refusal.value.code == "file_too_large"


@pytest.mark.parametrize("victim", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("damage", [b"", b"<broken", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_damaged_workbook_is_refused(victim: str, damage: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(xlsx(["Nom"], ["a"])) as whole, zipfile.ZipFile(out, "w") as broken:
        for entry in whole.namelist():
            broken.writestr(entry, damage if entry == victim else whole.read(entry))
    out.seek(0)

    with pytest.raises(DomainError):
        sheets.read_rows(out, "x.xlsx")


PAYLOADS = [
    "=1+1",
    "+33 6 00 00 00 00",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\n=1",
    "'=1",
    "'déjà",
]
SPOILT = ["\r=1", "=\x07"]  # XML has no such characters


def test_formula_payloads_are_written_as_text() -> None:
    """B26: nothing that a spreadsheet would compute."""
    made = sheets.write_xlsx("x", [Column("a", "=A1")], [{"a": text} for text in PAYLOADS + SPOILT])

    cells = [row[0] for row in load_workbook(io.BytesIO(made)).active.iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells if cell.value.startswith(sheets.FORMULA_STARTS)] == []


@pytest.mark.parametrize("text", PAYLOADS)
def test_importing_an_export_again_keeps_the_value(text: str) -> None:
    """B26."""
    made = sheets.write_xlsx("x", [Column("a", "Nom")], [{"a": text}])

    assert sheets.read_rows(io.BytesIO(made), "x.xlsx")[0]["nom"] == text


def test_typed_columns_are_numbers_and_dates_for_the_spreadsheet() -> None:
    columns = [
        Column("name", "Nom"),
        Column("due", "Dû", "cents"),
        Column("day", "Échéance", "date"),
        Column("at", "Payée le", "moment"),
        Column("meals", "Repas", "number"),
    ]
    row = {
        "name": "Martin",
        "due": -123_456,
        "day": date(2027, 2, 28),
        "at": datetime(2027, 2, 1, 10, 30, tzinfo=UTC),
        "meals": 9,
    }

    made = sheets.write_xlsx("Factures [janv.]", columns, [row, {"name": "Durand"}])

    sheet = load_workbook(io.BytesIO(made)).active
    assert [cell.value for cell in sheet[2]] == [
        "Martin",
        -1234.56,
        datetime(2027, 2, 28),  # noqa: DTZ001 - sheets know no zone
        datetime(2027, 2, 1, 10, 30),  # noqa: DTZ001
        9,
    ]
    assert [cell.value for cell in sheet[3]] == ["Durand", None, None, None, None]
    assert sheet["B2"].number_format == '#,##0.00\\ "€"'
    assert sheet.title == "Factures  janv. "
    assert sheet.freeze_panes == "A2"
