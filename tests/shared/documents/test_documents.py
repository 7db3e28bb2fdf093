"""Documents from data: same bytes for the same facts, and no name ever becomes markup or a file."""

import subprocess
import threading
from pathlib import Path

import pytest
import typst

from shared import documents
from shared.documents import glyphs, qr
from shared.errors import DomainError

INVOICE = "invoicing/documents/invoice.typ"

ISSUER = {
    "commune": "Jolieville",
    "regie": "Régie scolaire",
    "siret": "212 345 678 00012",
    "address": ["1 place de la Mairie", "12345 Jolieville"],
    "phone": "01 23 45 67 89",
    "email": "regie@jolieville.example",
    "accent": "#1d4f91",
}
PAYER = {"name": "Claire Martin", "address": ["12 rue des Écoles", "12345 Jolieville"]}


def invoice(**changes: object) -> dict[str, object]:
    """An invoice of two children."""
    line = {
        "activity": "Repas",
        "dates": ["2027-01-01", "2027-01-04", "2027-02-01"],
        "quantity": 3,
        "unit_cents": 360,
        "bracket": "QF 650, tranche B",
        "detail": "",
        "total_cents": 1080,
    }
    return {
        "number": "2027-CA-00-164",
        "reference": "2027CA00000164",
        "issued_on": "2027-02-01",
        "due_on": "2027-02-28",
        "period": "janvier 2027",
        "issuer": ISSUER,
        "payer": PAYER,
        "children": [
            {"name": name, "total_cents": 1080, "lines": [line]} for name in ("Léa", "Tom")
        ],
        "total_cents": 123_456,
        "credits": [{"label": "Avoir 2026-CA-01-12", "cents": 360}],
        "due_cents": 123_096,
        "means": ["En ligne"],
        "contact": "",
        **changes,
    }


def invoices(*items: dict[str, object]) -> dict[str, object]:
    """The data of a printed batch."""
    return {"document_date": "2027-02-01", "invoices": list(items)}


def letter(**changes: object) -> dict[str, object]:
    """A letter with its code."""
    return {
        "written_on": "2027-01-20",
        "expires_on": "2027-03-21",
        "issuer": ISSUER,
        "addressee": PAYER,
        "children": ["Léa", "Tom"],
        "portal_name": "Ribambelle",
        "portal_address": "www.ribambelle.example",
        "code": "JOLI-7KQ2MXABCD",
        "join_address": "https://ribambelle.example/rejoindre",
        "qr_svg": qr.svg("https://ribambelle.example/rejoindre"),
        "contact": "",
        **changes,
    }


CREDIT_NOTE = {
    "number": "2027-CA-01-12",
    "issued_on": "2027-02-03",
    "motive": "Absence justifiée",
    "issuer": ISSUER,
    "payer": PAYER,
    "invoice": {"number": "2027-CA-00-164", "issued_on": "2027-02-01"},
    "lines": [
        {"label": "Repas", "dates": [], "quantity": 2, "unit_cents": 360, "total_cents": 720}
    ],
    "total_cents": 720,
    "effect": "Ce montant est gardé sur votre compte.",
}

RECEIPT = {
    "number": "2027-CA-02-87",
    "paid_on": "2027-02-12",
    "means": "Paiement en ligne",
    "issuer": ISSUER,
    "payer": PAYER,
    "amount_cents": 2160,
    "invoices": [{"number": "2027-CA-00-164", "period": "janvier 2027", "amount_cents": 2000}],
    "credited_cents": 160,
}


def words(pdf: bytes) -> str:
    """The text a reader hears, spaces made plain."""
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return read.stdout.decode().replace("\u00a0", " ").replace("\u202f", " ")


needs_poppler = pytest.mark.skipif(
    not any(Path(folder, "pdftotext").exists() for folder in ("/usr/bin", "/usr/local/bin")),
    reason="poppler reads the PDF back",
)


def test_same_data_gives_same_bytes_and_another_name_does_not() -> None:
    """R81: an issued document is frozen by its hash."""
    first = documents.render(INVOICE, invoices(invoice()))
    other = documents.render(INVOICE, invoices(invoice(payer={"name": "Paul Durand"})))
    second = documents.render(INVOICE, invoices(invoice()))

    assert first == second
    assert documents.fingerprint(first) == documents.fingerprint(second)
    assert documents.fingerprint(first) != documents.fingerprint(other)


def test_document_declares_archive_and_accessibility() -> None:
    pdf = documents.render(INVOICE, invoices(invoice()))

    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"D:20270201" in pdf


@needs_poppler
def test_invoice_prints_its_mentions() -> None:
    """R79."""
    text = words(documents.render(INVOICE, invoices(invoice())))

    for mention in (
        "Jolieville",
        "Régie scolaire",
        "SIRET 212 345 678 00012",
        "Claire Martin",
        "12 rue des Écoles",
        "Facture n° 2027-CA-00-164",
        "2027CA00000164",
        "janvier 2027",
        "28 février 2027",
        "1er et 4 janv. ; 1er févr. · QF 650, tranche B",
        "10,80 €",
        "−3,60 €",
        "1 230,96 €",
        "un titre exécutoire pourra être émis",
        "page 1 / 1",
    ):
        assert mention in text
    assert "voies de recours" not in text.lower()


@needs_poppler
def test_settled_invoice_does_not_ask_for_money() -> None:
    text = words(
        documents.render(INVOICE, invoices(invoice(settled="Réglée en ligne.", due_cents=0)))
    )

    assert "Réglée en ligne." in text
    assert "titre exécutoire" not in text


@needs_poppler
def test_batch_numbers_the_pages_of_each_invoice() -> None:
    long = invoice(children=invoice()["children"] * 8)

    text = words(documents.render(INVOICE, invoices(long, invoice(number="2027-CA-00-165"))))

    assert text.count("page 1 / 2") == 1
    assert text.count("page 2 / 2") == 1
    assert text.count("page 1 / 1") == 1


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        '#import "@preview/cetz:0.3.0"',
        "<img src=file:///etc/passwd>",
        "$x$ *gras* _italique_ `code` @lien <label> \\ // /* ]",
        "= Titre",
        "https://example.org/x",
    ],
)
@needs_poppler
def test_hostile_name_is_printed_as_it_is(name: str) -> None:
    """B25: what people type is never markup, a file or an address to fetch."""
    pdf = documents.render(INVOICE, invoices(invoice(payer={"name": name, "address": [name]})))

    assert name in " ".join(words(pdf).split())
    assert b"/URI" not in pdf


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Claire Martin", "Claire Martin"),
        ("Le\u0301a", "Léa"),
        ("Léa 😀🎉", "Léa ▯"),
        ("漢字 Durand", "▯ Durand"),
        ("a\u202eb\u200dc\x00d", "abcd"),
        ("ligne 1\r\nligne 2\tfin", "ligne 1 ligne 2 fin"),
        ("Łukasz Šimůnek Ștefan Ağa Øystein", "Łukasz Šimůnek Ștefan Ağa Øystein"),
        ("12 €", "12 €"),
    ],
)
def test_text_keeps_only_what_can_be_printed(typed: str, printed: str) -> None:
    assert glyphs.printable({"name": [typed], "cents": 12}) == {"name": [printed], "cents": 12}


@pytest.mark.parametrize(
    "name", ["Léa 😀", "漢", "x\u0331\u0489", "\ufb1d\u05e9\u05c1", "العربية", "\ud800"]
)
def test_any_name_still_gives_a_document(name: str) -> None:
    assert documents.render(INVOICE, invoices(invoice(payer={"name": name}))).startswith(b"%PDF")


def test_very_long_name_is_cut() -> None:
    assert len(glyphs.printable("é" * 100_000)) == glyphs.LONGEST_TEXT + 1


def test_too_much_data_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LARGEST_DATA", 100)

    with pytest.raises(DomainError) as refusal:
        documents.render(INVOICE, invoices(invoice()))

    assert refusal.value.code == "document_too_large"


@pytest.mark.parametrize("path", ["/etc/passwd", "../../etc/passwd"])
def test_even_a_template_reads_no_file(path: str) -> None:
    with pytest.raises(typst.TypstError):
        documents._compiler().compile({"main.typ": f'#read("{path}")'.encode()}, format="pdf")


def test_unknown_template_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        documents.render("invoicing/documents/nothing.typ", invoices())


@needs_poppler
def test_credit_note_and_receipt_print_their_mentions() -> None:
    credit = words(
        documents.render(
            "invoicing/documents/credit_note.typ",
            {"document_date": "2027-02-03", "credit_notes": [CREDIT_NOTE]},
        )
    )
    receipt = words(
        documents.render(
            "invoicing/documents/receipt.typ",
            {"document_date": "2027-02-12", "receipts": [RECEIPT]},
        )
    )

    assert "Avoir n° 2027-CA-01-12" in credit
    assert "n° 2027-CA-00-164 du 1er février 2027" in credit
    assert "Reçu n° 2027-CA-02-87" in receipt
    assert "21,60 €" in receipt
    assert "1,60 €" in receipt


@needs_poppler
def test_letters_carry_code_expiry_and_three_steps() -> None:
    letters = [letter(), letter(code="JOLI-SECONDCODE", children=[])]

    text = words(
        documents.render(
            "family/documents/adhesion_letter.typ",
            {"document_date": "2027-01-20", "letters": letters},
        )
    )

    assert "JOLI-7KQ2MXABCD" in text
    assert "JOLI-SECONDCODE" in text
    assert "21 mars 2027" in text
    assert "dossier de Léa et Tom" in text
    assert text.count("Créer un compte") == 2


def test_qr_code_is_self_contained_svg() -> None:
    drawing = qr.svg("https://ribambelle.example/rejoindre")

    assert drawing.startswith("<svg")
    assert "href" not in drawing


def test_documents_can_be_asked_by_several_threads() -> None:
    """typst's compiler refuses two compilations at once: ours waits its turn."""
    made: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: made.append(documents.render(INVOICE, invoices(invoice()))))
        for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(made) == 4
    assert len(set(made)) == 1


def test_template_version_names_one_template() -> None:
    version = documents.template_version(INVOICE)

    assert len(version) == 12
    assert version != documents.template_version("invoicing/documents/receipt.typ")
