"""Issue 2 §5: bad input meets a French sentence, and nothing changes."""

import html
import io
import re
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from booking.models import CartLine, Opening, Reservation
from family.models import AdhesionCode, Guardian
from family.operations import codes
from invoicing.models import Attempt, Payment
from invoicing.operations import payment_routes, payments
from shared.ids import new_id
from tenants.context import commune_scope
from tenants.people import Member
from tests.access import snapshot
from tests.access.world import JANUARY, MARCH, NOW
from tests.conftest import forget_cache
from tests.factories import booking
from tests.factories import invoicing as money

pytestmark = [pytest.mark.django_db]
JOIN = "/adherer/"
VALIDATE = "/c/jolieville/valider/"
BORN = "2019-05-14"
REFUSED = "Ce code et cette date de naissance ne correspondent pas"


@pytest.fixture(autouse=True)
def _no_throttle_left() -> None:
    """Each test has its own five tries."""
    forget_cache()


@pytest.fixture
def joli(world) -> SimpleNamespace:
    """The first family of Jolieville, its ids and its member."""
    return world.jolieville


@pytest.fixture
def claire(world, browse):
    """She asks; each answer says which tables it changed, and is undone."""
    ask = browse(world.jolieville.parent)

    def watched(method: str, path: str, data: Any = None, **options: Any) -> Any:
        return ask(method, path, data, watch=True, **options)

    return watched


def text_of(answer) -> str:
    """What people read of it."""
    return html.unescape(answer.body.decode())


def code_of(joli) -> str:
    """The printed code of the second adult."""
    with commune_scope(joli.commune):
        return codes.clear_code(AdhesionCode.objects.get(pk=joli.own["code_id"]))


@pytest.mark.parametrize(
    ("code", "born", "sentence"),
    [
        ("JOLI-ABCDE-FGHIJ", BORN, REFUSED),
        ("ZZZZ-ABCDE-FGHIJ", BORN, REFUSED),
        ("n’importe quoi", BORN, "forme d’un code"),
        ("", BORN, "Saisissez le code"),
        ("JOLI-ABCDE-FGHIJ", "31/02/2019", "Cette date n’existe pas"),
    ],
)
def test_unknown_code_opens_nothing(world, browse, code, born, sentence):
    answer = browse(world.nobody)("post", JOIN, {"code": code, "birth_date": born}, watch=True)

    assert sentence in text_of(answer)
    assert answer.changed == []


@pytest.mark.parametrize("spoiled", ["used", "revoked", "expired", "wrong date"])
def test_used_code_says_the_same_as_an_unknown_one(world, joli, browse, spoiled):
    """R106: the sentence never tells which part was wrong."""
    code = code_of(joli)
    ask = browse(world.nobody)
    unknown = ask("post", JOIN, {"code": "JOLI-ABCDE-FGHIJ", "birth_date": BORN})
    with commune_scope(joli.commune):
        row = AdhesionCode.objects.filter(pk=joli.own["code_id"])
        if spoiled == "used":
            row.update(used_at=NOW, used_by_uid=new_id())
        elif spoiled == "revoked":
            row.update(revoked_at=NOW)
        elif spoiled == "expired":
            row.update(expires_at=NOW)
    born = "2019-05-15" if spoiled == "wrong date" else BORN

    answer = ask("post", JOIN, {"code": code, "birth_date": born}, watch=True)

    assert REFUSED in text_of(unknown)
    assert REFUSED in text_of(answer)
    assert answer.changed == []


def test_good_code_does_open_the_file(world, joli, browse):
    """The tests above can see a change."""
    answer = browse(world.nobody)(
        "post", JOIN, {"code": code_of(joli), "birth_date": BORN}, watch=True
    )

    assert answer.status_code == 302
    assert "public.tenants_adhesion" in answer.changed


def cell(child, activity, day) -> dict[str, str]:
    return {"cell": f"{child}|{activity}|{day}", "mois": f"{day:%Y-%m}"}


@pytest.mark.parametrize("whose", ["neighbour", "other commune"])
def test_child_of_someone_else_is_not_found(world, joli, claire, whose):
    stranger = joli.other if whose == "neighbour" else world.montclair.own
    own = joli.own

    answer = claire(
        "post",
        f"/c/jolieville/reserver/{own['service_id']}/jour/",
        cell(stranger["child_id"], own["activity_id"], MARCH[2]),
    )

    assert answer.status_code == 404
    assert "introuvable" in text_of(answer).lower()
    assert answer.changed == []


def test_opening_of_another_commune_or_service_is_not_found(world, joli, claire):
    own = joli.own
    for activity in (world.montclair.own["activity_id"], own["club"].meal.pk, new_id()):
        answer = claire(
            "post",
            f"/c/jolieville/reserver/{own['service_id']}/jour/",
            cell(own["child_id"], activity, MARCH[2]),
        )
        assert answer.status_code == 404
        assert answer.changed == []


@pytest.mark.parametrize("day", [JANUARY[0], MARCH[2].replace(month=2, day=2)])
def test_date_past_its_deadline_is_refused(joli, claire, day):
    """Tomorrow and a day long gone: two working days before at 10 h (R20)."""
    own = joli.own
    with commune_scope(joli.commune):
        Opening.objects.get_or_create(activity=own["club"].meal, date=day)

    answer = claire(
        "post",
        f"/c/jolieville/reserver/{own['club'].service.pk}/jour/",
        cell(own["child_id"], own["club"].meal.pk, day),
        htmx=True,
    )

    assert answer.changed == []
    assert any(word in text_of(answer) for word in ("Délai passé", "est passé")), (
        answer.status_code,
        re.sub(r"<[^>]+>|\s+", " ", text_of(answer))[:1500],
    )


def test_validated_date_past_its_deadline_stays_in_the_cart_with_its_reason(joli, claire):
    """The wish was in time, *Valider* is not: decided again, line by line."""
    own, day = joli.own, MARCH[0].replace(month=2, day=2)
    with commune_scope(joli.commune):
        CartLine.objects.all().delete()
        booking.opening(own["canteen"].meal, day)
        line = booking.wish(_member(joli), _child(joli), own["canteen"].meal, day)

    answer = claire("post", VALIDATE)

    assert "c_jolieville.booking_reservation" not in answer.changed
    assert not any("invoicing" in name for name in answer.changed)
    with commune_scope(joli.commune):
        assert CartLine.objects.get().pk == line.pk


def test_full_day_is_refused_and_sells_nothing(joli, claire):
    own = joli.own
    with commune_scope(joli.commune):
        CartLine.objects.all().delete()
        opening = own["canteen"].openings[MARCH[3]]
        Opening.objects.filter(pk=opening.pk).update(capacity=0)
        booking.wish(_member(joli), _child(joli), own["canteen"].meal, MARCH[3])

    tapped = claire(
        "post",
        f"/c/jolieville/reserver/{own['service_id']}/jour/",
        cell(own["child_id"], own["activity_id"], MARCH[3]),
    )
    answer = claire("post", VALIDATE)

    assert tapped.status_code < 500
    assert "c_jolieville.booking_reservation" not in answer.changed
    assert "c_jolieville.booking_opening" not in answer.changed


@pytest.mark.parametrize(
    "lie", [{"price": "1", "price_cents": "1", "amount": "1"}, {"agreed": "0"}, {"agreed": "-5"}]
)
def test_price_in_the_form_is_not_believed(joli, browse, lie):
    """The price is the server's; a total that is not the one shown only stops *Valider*."""
    own = joli.own
    with commune_scope(joli.commune):
        CartLine.objects.all().delete()
        booking.wish(
            _member(joli), _child(joli), own["club"].meal, MARCH[4], created_at=NOW, promised_at=NOW
        )
        before = set(Attempt.objects.values_list("pk", flat=True))
    client_kept = browse(joli.parent)

    answer = client_kept("post", VALIDATE, lie, watch=True)

    if answer.status_code == 409:
        assert "total" in text_of(answer).lower()
        assert answer.changed == []
        return
    real = Client()
    real.force_login(joli.parent)
    real.post(VALIDATE, lie)
    with commune_scope(joli.commune):
        made = Attempt.objects.exclude(pk__in=before).get()
        assert made.amount_cents == 350
        assert Reservation.objects.get(activity=own["club"].meal, date=MARCH[4]).price_cents == 350


def test_amount_of_an_invoice_in_the_form_is_not_believed(joli, client):
    own = joli.own
    with commune_scope(joli.commune):
        Attempt.objects.filter(pk=own["attempt_id"]).update(state="abandoned", final_at=NOW)
        before = set(Attempt.objects.values_list("pk", flat=True))
    client.force_login(joli.parent)

    client.post(
        "/factures/payer/",
        {"invoice": f"jolieville:{own['invoice_id']}", "amount": "1", "amount_cents": "1"},
    )

    with commune_scope(joli.commune):
        amounts = Attempt.objects.exclude(pk__in=before).values_list("amount_cents", "credit_cents")
        balance = sum(sum(one) for one in amounts)
    assert balance > 100


def test_double_valider_writes_once(joli, client):
    """B5: the second press answers as the first and changes nothing."""
    client.force_login(joli.parent)
    first = client.post(VALIDATE)
    before = snapshot.taken()

    second = client.post(VALIDATE)

    assert first.url == second.url
    assert snapshot.changed(before, snapshot.taken()) == []


def test_replayed_payment_return_writes_once(joli, client, settings):
    """F2, F27: the same return and notification again, with a body that lies; a silent bank."""
    settings.DEMO_BANK_URL = "http://127.0.0.1:9"
    own = joli.own
    with commune_scope(joli.commune):
        attempt = Attempt.objects.get(pk=own["attempt_id"])
        payment_routes.open_for(attempt, now=NOW)
        payments.settle(attempt.pk, money.answer(attempt), now=NOW)
        number = Payment.objects.count()
        back = payment_routes.return_url(attempt.pk)
    path = back[back.index("/paiement/") :]
    before = snapshot.taken()

    for _ in range(2):
        assert client.get(path).status_code == 302
        said = client.post(path.replace("retour", "notification"), {"state": "paid", "amount": "9"})
        assert said.status_code < 500

    assert snapshot.changed(before, snapshot.taken()) == []
    with commune_scope(joli.commune):
        assert Payment.objects.count() == number


@pytest.mark.parametrize("method", ["get", "post"])
def test_forged_payment_token_is_not_found(claire, method):
    door = "retour" if method == "get" else "notification"

    answer = claire(method, f"/paiement/{door}/{'f' * 64}/", {"state": "paid"})

    assert answer.status_code == 404
    assert answer.changed == []


@pytest.mark.parametrize(
    "slug", ["c_x,public", "c_jolieville", "JOLIEVILLE", "x'--", "..", "public"]
)
def test_bad_name_in_an_address_is_not_found(claire, slug):
    """Operator's form and command: tests/tenants/operator/test_making.py."""
    answer = claire("get", f"/c/{slug}/reserver/")

    assert answer.status_code == 404
    assert "introuvable" in text_of(answer).lower()
    assert answer.changed == []


def zipped(**files: bytes) -> bytes:
    """A zip that calls itself a workbook."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("familles.csv", b"", "vide"),
        ("familles.csv", b"\x00\xff\xfe\x00\x01\x02" * 40, ""),
        ("familles.csv", b"a;b\n1;2;3;4\n", ""),
        ("familles.xlsx", b"ceci n'est pas un classeur", "ne peut pas"),
        ("familles.xlsx", zipped(salut=b"bonjour"), "ne peut pas"),
        ("familles.pdf", b"%PDF-1.4", ""),
        ("../../etc/passwd", b"a;b\n1;2\n", ""),
    ],
)
def test_malformed_import_file_is_refused(world, joli, browse, name, content, sentence):
    """A sentence, and not one family more; what a readable file lacks is listed line by line."""
    ask = browse(joli.agents["gestionnaire"])

    answer = ask(
        "post",
        "/c/jolieville/gestion/import/",
        {"file": SimpleUploadedFile(name, content)},
        watch=True,
    )

    allowed = {"c_jolieville.family_importrun", "c_jolieville.family_auditevent"}
    assert answer.status_code in (302, 422)
    assert sentence in text_of(answer)
    if answer.status_code == 422:
        assert answer.changed == []
    assert set(answer.changed) <= allowed


def _member(joli):
    return Member(joli.parent, joli.commune, _payer(joli).pk)


def _payer(joli) -> Guardian:
    return Guardian.objects.get(pk=joli.own["payer_id"])


def _child(joli):
    return _payer(joli).family.children.get()
