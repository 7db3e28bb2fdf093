"""A mail from one text template: the subject, the plain text, and a simple HTML twin.

The template's first line is ``Objet : …``. Blank lines part paragraphs; a line that is only an
address, or « Words : address », becomes a link in the HTML twin.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string

_SUBJECT = re.compile(r"\AObjet\s*:\s*(.+)")
_LINK = re.compile(r"\A(?:(?P<words>.{2,80}?)\s*:\s*)?(?P<url>https?://\S+)\Z")
_MANY_BLANKS = re.compile(r"\n{3,}")
# Not the no-break space: it keeps an amount and its € together.
_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to be sent."""

    subject: str
    text: str
    html: str


def render(template: str, context: dict[str, Any]) -> Letter:
    """Fill ``template``, a text file, without HTML escaping.

    ``context`` may hold ``commune`` (its name and contact sign the mail). Raises
    TemplateDoesNotExist, and ValueError when the subject line is missing.
    """
    inner: Any = get_template(template)
    # Data of a family is printed in a text, where « & » is « & »; the HTML twin escapes it.
    body = inner.template.render(_plain(context)).strip()
    subject, text = _parted(body, template)
    commune = context.get("commune")
    signed = {
        "commune": commune,
        "commune_name": commune.name if commune else "",
        "operator_name": settings.OPERATOR_NAME,
    }
    return Letter(
        subject=subject,
        text=render_to_string("mail/letter.txt", {**signed, "text": text}).strip() + "\n",
        html=render_to_string(
            "mail/letter.html", {**signed, "subject": subject, "blocks": _blocks(text)}
        ),
    )


def subject_and_text(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """The subject and the text without signature: how the portal shows the same message."""
    inner: Any = get_template(template)
    return _parted(inner.template.render(_plain(context)).strip(), template)


def _plain(context: dict[str, Any]) -> Context:
    return Context(context, autoescape=False)


def _parted(body: str, template: str) -> tuple[str, str]:
    found = _SUBJECT.match(body)
    if found is None:
        raise ValueError(f"{template}: the first line must be « Objet : … »")
    text = _MANY_BLANKS.sub("\n\n", body[found.end() :].strip())
    return _BLANKS.sub(" ", found.group(1).strip()), text


def _blocks(text: str) -> list[dict[str, Any]]:
    """Paragraphs and links, in order, for the HTML twin."""
    blocks: list[dict[str, Any]] = []
    for paragraph in text.split("\n\n"):
        lines: list[str] = []
        for line in paragraph.splitlines():
            link = _LINK.match(line.strip())
            if link is None:
                lines.append(line)
                continue
            if lines:
                blocks.append({"lines": lines, "url": "", "words": ""})
                lines = []
            url = link["url"]
            blocks.append({"lines": [], "url": url, "words": link["words"] or url})
        if lines:
            blocks.append({"lines": lines, "url": "", "words": ""})
    return blocks
