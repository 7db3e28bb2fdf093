"""The pages the payer sees at the demonstration bank: plain HTML, one stylesheet, no script."""

from html import escape
from typing import Any

NBSP, NNBSP = "\u00a0", "\u202f"

CHOICES = (
    ("paid", "Payer {amount}", "primary"),
    ("refused", "Refuser le paiement", ""),
    ("cancelled", "Abandonner", ""),
    ("late", "Répondre plus tard", ""),
)

SENTENCES = {
    "paid": "Ce paiement est accepté.",
    "refused": "Ce paiement a été refusé.",
    "cancelled": "Ce paiement a été abandonné.",
    "waiting": "La banque donnera sa réponse dans un instant.",
}


def euros(cents: int) -> str:
    """Write cents the French way: `1 234,50 €` with unbreakable spaces."""
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", NNBSP) + f",{rest:02d}{NBSP}€"


def page(title: str, body: str) -> str:
    """Wrap a page's content in the bank's frame."""
    return f"""<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(title)} – Banque de démonstration</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/demo-bank.css">
</head>
<body>
<header><p>Banque de démonstration</p><p class="warning">Aucun argent réel</p></header>
<main>
{body}
</main>
</body>
</html>
"""


def choices(operation: dict[str, Any], *, delay_s: float) -> str:
    """The page on which the payer answers."""
    amount = euros(operation["amount_cents"])
    buttons = "\n".join(
        f'<button name="answer" value="{answer}" class="{style}">'
        f"{escape(words.format(amount=amount))}</button>"
        for answer, words, style in CHOICES
    )
    return page(
        "Paiement",
        f"""<h1>Paiement en ligne</h1>
<p class="notice">Cette page joue le rôle de la banque. Aucune carte n’est demandée,
aucune somme n’est prélevée.</p>
<dl>
<div><dt>Objet</dt><dd>{escape(operation["label"])}</dd></div>
<div><dt>Créancier</dt><dd>régie n°{NBSP}{escape(operation["creditor"])}</dd></div>
<div><dt>Référence</dt><dd class="num">{escape(operation["reference"])}</dd></div>
<div class="total"><dt>Montant</dt><dd class="num">{amount}</dd></div>
</dl>
<form method="post" action="/payer/{escape(operation["idop"])}">
<fieldset><legend>Que répond la banque{NNBSP}?</legend>
{buttons}
</fieldset>
</form>
<p class="hint">«{NBSP}Répondre plus tard{NBSP}»{NBSP}: le paiement est accepté {delay_s:g}{NBSP}s
après votre retour. Vous pouvez aussi fermer la fenêtre{NBSP}: la banque ne répondra rien.</p>""",
    )


def answered(operation: dict[str, Any]) -> str:
    """The page of an operation that already has its answer: it cannot be paid twice."""
    sentence = SENTENCES[operation["state"]]
    return page(
        "Opération terminée",
        f"""<h1>Cette opération est terminée</h1>
<p>{sentence} Elle ne peut pas servir une seconde fois.</p>
<p><a class="button primary" href="{escape(operation["return_url"])}">Revenir au portail</a></p>""",
    )


def expired(operation: dict[str, Any]) -> str:
    """The page first opened more than fifteen minutes after its creation."""
    return page(
        "Page expirée",
        f"""<h1>Cette page a expiré</h1>
<p>Elle devait être ouverte dans les quinze minutes. Rien n’a été payé{NBSP}: revenez au portail
pour recommencer.</p>
<p><a class="button primary" href="{escape(operation["return_url"])}">Revenir au portail</a></p>""",
    )


def unknown() -> str:
    """The page of an address that means nothing to the bank."""
    return page(
        "Page introuvable",
        "<h1>Page introuvable</h1>\n<p>La banque ne connaît pas cette opération.</p>",
    )


def welcome() -> str:
    """The bank's front door."""
    return page(
        "Accueil",
        "<h1>Banque de démonstration</h1>\n"
        "<p>Elle répond aux paiements du portail de démonstration. Commencez depuis"
        f" «{NBSP}Mes factures{NBSP}».</p>",
    )
