"""Tables in and out: CSV and XLSX read with care, XLSX in which no cell becomes a formula."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, Any, Literal

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from shared.errors import DomainError

LARGEST_FILE = 5 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 40 * 1024 * 1024  # bytes of XML inside an XLSX
MOST_ROWS = 10_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000  # characters

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
GUARD = "'"  # what spreadsheets read as "this is text"

EXTENSIONS = {"csv": "csv", "txt": "csv", "xlsx": "xlsx"}


@dataclass(frozen=True)
class Column:
    """A column to write: the row's key, the heading people read, and what the cells are.

    `cents` expects integer cents and shows euros; `date` a date; `moment` an aware datetime already
    in the commune's zone; `number` an integer; `text` anything, printed.
    """

    key: str
    heading: str
    kind: Literal["text", "number", "cents", "date", "moment"] = "text"


FORMATS = {
    "number": "0",
    "cents": '#,##0.00\\ "€"',
    "date": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
}
WIDTHS = {"number": 12, "cents": 14, "date": 13, "moment": 18}


def read_rows(file: IO[bytes], filename: str) -> list[dict[str, str]]:
    """Read a CSV or XLSX file (first sheet) as one dict per line, keys normalised headings.

    Headings lose accents and case: "Né(e) le" becomes `ne_e_le`. Values are trimmed text; dates
    are ISO, numbers without a needless `.0`, and each row keeps its line of the file under `_line`.
    Empty lines are skipped. Raises DomainError with a French sentence: `file_too_large`,
    `file_unknown_kind`, `file_unreadable`, `file_empty`, `file_too_many_rows`,
    `file_too_many_columns`, `file_duplicate_heading`, `file_line_too_wide`, `file_cell_too_long`.
    """
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise DomainError("file_too_large", "Ce fichier dépasse 5 Mo : coupez-le en plusieurs.")
    kind = EXTENSIONS.get(filename.rpartition(".")[2].lower())
    if kind is None:
        raise DomainError(
            "file_unknown_kind", "Ce fichier n’est ni un tableau CSV ni un classeur XLSX."
        )
    lines = _csv_lines(content) if kind == "csv" else _xlsx_lines(content)
    return _as_rows(lines)


def heading_key(heading: str) -> str:
    """Normalise a heading for comparison.

    >>> heading_key(" Prénom de l’enfant ")
    'prenom_de_l_enfant'
    """
    plain = unicodedata.normalize("NFKD", heading.replace("œ", "oe").replace("Œ", "oe"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def _as_rows(lines: Iterator[tuple[int, list[str]]]) -> list[dict[str, str]]:
    filled = ((number, cells) for number, cells in lines if any(cells))
    first = next(filled, None)
    if first is None:
        raise DomainError("file_empty", "Ce fichier est vide.")
    keys = [heading_key(cell) for cell in first[1]]
    while keys and not keys[-1]:
        keys.pop()
    if len(keys) > MOST_COLUMNS:
        raise DomainError("file_too_many_columns", "Ce fichier a plus de 100 colonnes.")
    twice = next((key for key in keys if key and keys.count(key) > 1), None)
    if twice:
        raise DomainError(
            "file_duplicate_heading", f"La colonne « {twice} » est là deux fois.", heading=twice
        )
    rows: list[dict[str, str]] = []
    for number, cells in filled:
        if len(rows) == MOST_ROWS:
            raise DomainError(
                "file_too_many_rows", "Ce fichier a plus de 10 000 lignes : coupez-le en plusieurs."
            )
        if any(cells[len(keys) :]):
            raise DomainError(
                "file_line_too_wide",
                f"La ligne {number} a plus de cases que le tableau n’a de colonnes.",
                line=number,
            )
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise DomainError(
                "file_cell_too_long", f"Une case de la ligne {number} est trop longue.", line=number
            )
        padded = [*cells, *[""] * (len(keys) - len(cells))]
        row = {key: value for key, value in zip(keys, padded, strict=False) if key}
        rows.append({**row, "_line": str(number)})
    if not rows:
        raise DomainError("file_empty", "Ce fichier n’a que des titres de colonnes.")
    return rows


# CSV


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    # splitlines would cut at characters that only look like line ends; csv wants the raw text.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [_unguarded(cell.strip()) for cell in cells]
    except csv.Error as error:
        raise DomainError(
            "file_unreadable",
            f"La ligne {reader.line_num} de ce fichier CSV est mal formée (guillemets ?).",
            line=reader.line_num,
        ) from error


def _decoded(content: bytes) -> str:
    encodings: tuple[str, ...]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252", "latin-1")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise DomainError("file_unreadable", "Ce fichier n’est pas un tableau CSV.")


def _delimiter(text: str) -> str:
    """The separator most seen in the headings, outside quotes; `;` as French spreadsheets do."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(";\t,", key=bare.count)


# XLSX


def _xlsx_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    unreadable = DomainError("file_unreadable", "Ce classeur XLSX ne peut pas être lu.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise DomainError("file_too_large", "Ce classeur est trop gros une fois ouvert.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        if not book.worksheets:
            raise unreadable
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is not believed
        lines = sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
        for number, cells in enumerate(lines, start=1):
            yield number, [_cell_text(cell) for cell in cells]
        book.close()
    except DomainError:
        raise
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        OSError,
        AttributeError,
        IndexError,
        SyntaxError,  # xml.etree's ParseError is one
        NotImplementedError,
        RuntimeError,  # an encrypted archive
        EOFError,
    ) as error:
        raise unreadable from error


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return value.date().isoformat() if at_midnight else value.isoformat(timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return _unguarded(str(value).strip())


# Out


def write_xlsx(title: str, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Write one sheet: headings in bold, frozen; dates and euros typed; texts never formulas (B26).

    A text that begins with = + - @, tab or carriage return gets a leading apostrophe, which
    `read_rows` takes away again, so that exporting and importing keeps the value.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "Tableau")
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns, start=1):
        width = WIDTHS.get(column.kind, 24)
        sheet.column_dimensions[get_column_letter(index)].width = max(
            width, len(column.heading) + 2
        )
    sheet.append([_heading(sheet, column) for column in columns])
    for row in rows:
        sheet.append([_cell(sheet, column.kind, row.get(column.key)) for column in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading(sheet: Any, column: Column) -> WriteOnlyCell:
    cell = _cell(sheet, "text", column.heading)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(horizontal="left" if column.kind == "text" else "right")
    return cell


def _cell(sheet: Any, kind: str, value: Any) -> WriteOnlyCell:
    if value is None or value == "":
        return WriteOnlyCell(sheet)
    if kind == "text":
        cell = WriteOnlyCell(sheet, value=_guarded(str(value)))
        cell.data_type = "s"
        cell.number_format = "@"
        return cell
    if kind == "cents":
        whole, rest = divmod(abs(value), 100)
        value = Decimal(f"{'-' if value < 0 else ''}{whole}.{rest:02d}")
    elif kind == "moment":
        value = value.replace(tzinfo=None)
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = FORMATS[kind]
    return cell


def _guarded(text: str) -> str:
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)  # XML knows none of them
    if text.startswith((GUARD, *FORMULA_STARTS)):
        text = GUARD + text
    return text[:32_767]


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == GUARD and text[1:].startswith((GUARD, *FORMULA_STARTS)) else text
