"""B13: everything a person of Jolieville can open holds no word of Montclair."""

import re
import zlib
from collections.abc import Iterable
from io import BytesIO
from types import SimpleNamespace

import openpyxl
import pytest

from shared import clock
from tenants.operations import outbox
from tests.access.routes import routes

pytestmark = [pytest.mark.django_db]
OWN, FOREIGN = "Zibeline", "Quetzal"
LINK = re.compile(r'(?:href|src|action|hx-get)="([^"#]+)')
MOST_PAGES = 400
# What anybody may read of a commune: its name, its services.
FOR_ALL = {"/communes/", "/c/montclair/"}


def words_of(answer) -> str:
    """What is written in an answer: HTML, CSV, the cells of a workbook, the streams of a PDF."""
    kind = answer.headers.get("Content-Type", "")
    headers = " ".join(f"{key}: {value}" for key, value in answer.headers.items())
    if "spreadsheet" in kind:
        book = openpyxl.load_workbook(BytesIO(answer.body))
        cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
        return headers + " ".join(cells)
    if "pdf" in kind:
        return headers + pdf_words(answer.body)
    return headers + answer.body.decode(errors="replace")


def pdf_words(body: bytes) -> str:
    """Every stream of a PDF, inflated where it is deflated, and its plain parts."""
    found = [body]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", body, re.S):
        try:
            found.append(zlib.decompress(stream.strip(b"\r\n")))
        except zlib.error:
            found.append(stream)
    text = b" ".join(found)
    return text.decode("latin-1") + text.decode("utf-16-be", errors="ignore")


def crawl(ask, starts: Iterable[str]) -> dict[str, str]:
    """Address → what it says, following every link of ours from the first pages."""
    seen: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if path in seen or not path.startswith("/") or path.startswith(("//", "/static/")):
            continue
        answer = ask("get", path)
        seen[path] = words_of(answer)
        if answer.status_code in (301, 302, 303):
            waiting.append(answer.headers["Location"])
        elif "html" in answer.headers.get("Content-Type", ""):
            waiting += [link.replace("&amp;", "&") for link in LINK.findall(answer.body.decode())]
    return seen


def every_address(world: SimpleNamespace) -> list[str]:
    """Each address of Jolieville with its own ids, then with the ids of Montclair."""
    found = routes(lambda one: not one.name.startswith("account_logout"))
    return [
        route.path("jolieville", ids)
        for ids in (world.jolieville.own, world.montclair.own)
        for route in found
    ]


def assert_clean(seen: dict[str, str], own_words: bool = True) -> None:
    # What was asked for in the address itself is no leak.
    leaks = [path for path, said in seen.items() if FOREIGN.lower() in said.lower()]
    assert leaks == []
    assert not own_words or any(OWN.lower() in said.lower() for said in seen.values())


@pytest.mark.parametrize("person", ["parent", "gestionnaire", "regisseur"])
def test_b13_nothing_of_the_other_commune_is_shown(world, browse, person):
    """Pages, exports and PDFs, by every link and by every address with foreign ids."""
    town = world.jolieville
    account = town.parent if person == "parent" else town.agents[person]

    seen = crawl(browse(account), ["/", *every_address(world)])

    assert len(seen) > 60
    assert_clean({path: said for path, said in seen.items() if path not in FOR_ALL})


def test_b13_anonymous_sees_no_family_at_all(world, browse):
    seen = crawl(browse(None), ["/", "/communes/", "/c/jolieville/", "/c/montclair/"])

    for town in (world.jolieville, world.montclair):
        for family in (town.own, town.other):
            assert not any(str(family["child_id"]) in said for said in seen.values())
        assert not any(f"{town.word}ou".lower() in said.lower() for said in seen.values())


def test_b13_operator_reads_no_family(world, browse):
    seen = crawl(
        browse(world.operator),
        [
            route.path("", world.jolieville.own)
            for route in routes(lambda one: one.name.startswith("operator:"))
        ],
    )

    for town in (world.jolieville, world.montclair):
        assert not any(f"{town.word}ou".lower() in said.lower() for said in seen.values())


def test_b13_mails_name_only_their_own_commune(world, mailoutbox):
    """Every mail that the filled towns left to send."""
    outbox.drain(clock.now(), limit=1000)

    assert mailoutbox
    for mail in mailoutbox:
        said = f"{mail.subject} {mail.body} {mail.to}".lower()
        assert (OWN.lower() in said) != (FOREIGN.lower() in said), mail.subject


def test_canary_is_seen_where_it_stands(world, browse):
    """The crawl does see words, in pages, workbooks and PDFs."""
    seen = crawl(browse(world.montclair.agents["gestionnaire"]), ["/c/montclair/gestion/familles/"])
    assert any(FOREIGN in said for said in seen.values())
    ask = browse(world.jolieville.agents["gestionnaire"])
    assert OWN in words_of(ask("get", "/c/jolieville/gestion/familles/export.xlsx"))
