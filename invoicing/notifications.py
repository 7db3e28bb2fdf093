"""What payers are told by mail: kind → text template, first line « Objet : … »."""

MAILS: dict[str, str] = {
    kind: f"invoicing/emails/{kind}.txt"
    for kind in ("payment_received", "payment_refused", "invoice_published", "credit_note")
}
