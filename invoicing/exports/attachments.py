"""A document as an answer: downloaded, never kept by a cache, never guessed at."""

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pdf(content: bytes, name: str) -> HttpResponse:
    """The bytes of a PDF, to save under ``name``.pdf."""
    return attachment(content, "application/pdf", f"{name}.pdf")


def xlsx(content: bytes, name: str) -> HttpResponse:
    """The bytes of a workbook, to save under ``name``.xlsx."""
    return attachment(content, XLSX, f"{name}.xlsx")


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    """Papers with names and amounts: no-store, attachment."""
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store, private",
        },
    )
