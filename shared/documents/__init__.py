"""PDFs from data: typst templates of ours, facts passed as JSON, nothing else can be read.

A template is `<app>/templates/<app>/documents/<name>.typ`, named `<app>/documents/<name>.typ`. It
receives the data as strings and numbers (`json(bytes(sys.inputs.data))`), so what people typed is
never markup. The compiler sees our templates as virtual files and an empty folder as its disk;
fonts are the ones embedded in typst. Same data and templates, same bytes: SHA-256 can freeze them.
"""

import hashlib
import json
import tempfile
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import typst
from django.template.utils import get_app_template_dirs

from shared.documents import glyphs
from shared.errors import DomainError

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]  # archivable and accessible
LARGEST_DATA = 20_000_000  # characters of JSON: about 10 000 invoices

_lock = threading.Lock()  # one typst compiler refuses two compilations at once


@cache
def _compiler() -> typst.Compiler:
    nothing = Path(tempfile.mkdtemp(prefix="ribambelle-documents-"))
    nothing.chmod(0o500)
    return typst.Compiler(
        root=nothing,
        ignore_system_fonts=True,
        package_path=nothing,
        package_cache_path=nothing,
    )


@cache
def _sources() -> dict[str, bytes]:
    """Every template of every app, by its name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for folder in map(Path, get_app_template_dirs("templates"))
        for path in sorted(folder.glob("*/documents/*.typ"))
    }


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF/A-2a and PDF/UA-1 of `template` filled with `data`.

    `data` is JSON-able; its `document_date` (ISO date) is the PDF's creation date, so that the
    same data gives the same bytes. Characters without a glyph are printed as `▯`. Raises
    KeyError for an unknown template, DomainError `document_too_large`.
    """
    sources = _sources()
    files = {**sources, "main.typ": sources[template]}
    created = datetime.fromisoformat(data["document_date"]).replace(tzinfo=UTC)
    try:
        return _compile(files, created, glyphs.printable(data))
    except typst.TypstError as error:
        # A rare pair (base letter of one font, accent of another) can still lack a glyph.
        if "could not be displayed" not in str(error):
            raise
        return _compile(files, created, glyphs.printable(data, allowed=glyphs.SAFEST))


def _compile(files: Any, created: datetime, data: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    if len(text) > LARGEST_DATA:
        raise DomainError(
            "document_too_large",
            "Ce document est trop long : imprimez-le en plusieurs fois.",
            characters=len(text),
        )
    with _lock:
        pdf = _compiler().compile(
            files,
            format="pdf",
            sys_inputs={"data": text},
            timestamp=created,
            pdf_standards=[*STANDARDS],
        )
    if not isinstance(pdf, bytes):  # several files come only from formats with one per page
        raise TypeError(type(pdf))
    return pdf


def fingerprint(pdf: bytes) -> str:
    """Return the SHA-256 that freezes an issued document, 64 hexadecimal digits."""
    return hashlib.sha256(pdf).hexdigest()


@cache
def template_version(template: str) -> str:
    """Return 12 hexadecimal digits that change with the template, its imports, or typst itself."""
    sources = _sources()
    read = [template, *sorted(name for name in sources if name.startswith("shared/"))]
    parts = [version("typst").encode(), *(sources[name] for name in read)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]
