"""A code and a birth date open one file, once, and say nothing to a guesser (R106)."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from family.models import AdhesionCode, AuditEvent, Guardian, Message
from family.operations import codes, joining
from shared.actors import SYSTEM
from shared.errors import DomainError
from tenants.context import commune_scope
from tenants.models import Adhesion, Commune, PendingJoin
from tests.factories import accounts, families

LEA = date(2019, 5, 14)


@pytest.fixture
def printed(jolieville, now):
    """Claire Martin's file, her open code as it is printed, and the code's row."""
    with commune_scope(jolieville):
        martin = families.martin()
        martin.code = codes.issue(martin.guardian, channel="letter", by=SYSTEM, now=now)
        martin.clear = codes.clear_code(martin.code)
    return martin


@pytest.fixture
def claire(communes):
    """An account whose address is proved."""
    return accounts.account("claire.martin")


def _nothing_changed(jolieville) -> bool:
    with commune_scope(jolieville):
        free = Guardian.objects.filter(account_uid__isnull=True).count() == (
            Guardian.objects.count()
        )
        unused = not AdhesionCode.objects.filter(used_at__isnull=False).exists()
    return free and unused and not Adhesion.objects.exists()


def test_join_writes_both_sides_in_one_go(jolieville, printed, claire, now):
    joined = joining.join(claire, printed.clear.lower(), LEA, now=now)
    assert (joined.commune, joined.children) == (jolieville, ("Léa", "Hugo"))
    assert Adhesion.objects.get().guardian_uid == printed.guardian.pk
    with commune_scope(jolieville):
        guardian = Guardian.objects.get()
        code = AdhesionCode.objects.get()
        assert (guardian.account_uid, guardian.email) == (claire.pk, claire.email)
        assert (code.used_at, code.used_by_uid) == (now, claire.pk)
        assert AuditEvent.objects.filter(verb="adhesion.joined", actor_uid=claire.pk).count() == 1
        assert Message.objects.get().kind == "welcome"


def test_join_twice_by_the_same_account_gives_the_same_answer(printed, claire, jolieville, now):
    """Double submit, back button (B5)."""
    first = joining.join(claire, printed.clear, LEA, now=now)
    again = joining.join(claire, printed.clear, LEA, now=now)
    assert first == again
    assert Adhesion.objects.count() == 1
    with commune_scope(jolieville):
        assert Message.objects.count() == 1


def test_join_says_one_sentence_whatever_is_wrong(printed, jolieville, claire, now):
    """Unknown, of no commune, wrong date, expired, revoked, used: no family is revealed."""
    late = now + timedelta(days=61)
    other = accounts.account("paul.durand")
    sentences = {
        _refusal(claire, "JOLI-00000-00000", LEA, now),
        _refusal(claire, "ZZZZ-00000-00000", LEA, now),
        _refusal(claire, printed.clear, date(2019, 5, 15), now),
        _refusal(claire, printed.clear, LEA, late),
    }
    with commune_scope(jolieville):
        codes.revoke(printed.code, by=SYSTEM, now=now)
    sentences.add(_refusal(claire, printed.clear, LEA, now))
    assert _nothing_changed(jolieville)
    with commune_scope(jolieville):
        fresh = codes.clear_code(
            codes.issue(printed.guardian, channel="letter", by=SYSTEM, now=now)
        )
    joining.join(other, fresh, LEA, now=now)
    sentences.add(_refusal(accounts.account("eve.curieuse"), fresh, LEA, now))
    assert len(sentences) == 1


def _refusal(account, typed, birth_date, now) -> tuple[str, str]:
    with pytest.raises(DomainError) as refusal:
        joining.join(account, typed, birth_date, now=now)
    return refusal.value.code, refusal.value.sentence


def test_join_refuses_what_has_not_the_shape_of_a_code(claire, now):
    with pytest.raises(DomainError, match="la forme d’un code"):
        joining.join(claire, "bonjour", LEA, now=now)


def test_join_stops_an_account_after_five_wrong_tries(printed, jolieville, claire, now):
    for _ in range(5):
        _refusal(claire, "JOLI-00000-00000", LEA, now)
    assert _refusal(claire, printed.clear, LEA, now)[0] == "too_many"
    assert _nothing_changed(jolieville)
    joining.join(accounts.account("luc.martin"), printed.clear, LEA, now=now)


def test_join_stops_a_commune_after_fifty_wrong_tries(printed, communes, claire, now):
    for _ in range(50):
        joining.PER_COMMUNE.take(communes.jolieville.pk)
    assert _refusal(claire, printed.clear, LEA, now)[0] == "too_many"
    assert _refusal(claire, "MONT-00000-00000", LEA, now)[0] == "code_refused"


def test_a_right_try_does_not_count(communes, claire, now):
    for place, commune in enumerate((communes.jolieville, communes.montclair)):
        with commune_scope(commune):
            home = families.martin()
            code = codes.issue(home.guardian, channel="letter", by=SYSTEM, now=now)
            clear = codes.clear_code(code)
        joining.join(claire, clear, LEA, now=now)
        assert Adhesion.objects.count() == place + 1
    assert [joining.PER_ACCOUNT.take(claire.pk) for _ in range(6)] == [True] * 5 + [False]


def test_join_needs_a_proved_address(printed, jolieville, now):
    account = accounts.account("claire.martin", verified=False)
    with pytest.raises(DomainError, match="Confirmez d’abord"):
        joining.join(account, printed.clear, LEA, now=now)
    assert _nothing_changed(jolieville)


def test_join_refuses_a_second_file_of_the_same_commune(printed, jolieville, claire, now):
    joining.join(claire, printed.clear, LEA, now=now)
    with commune_scope(jolieville):
        durand = families.durand()
        code = codes.issue(durand.guardian, channel="letter", by=SYSTEM, now=now)
        clear = codes.clear_code(code)
    with pytest.raises(DomainError, match="déjà rattaché"):
        joining.join(claire, clear, date(2018, 3, 21), now=now)
    with commune_scope(jolieville):
        code.refresh_from_db()
        durand.guardian.refresh_from_db()
    assert (code.used_at, durand.guardian.account_uid) == (None, None)


def test_join_refuses_a_suspended_commune_like_an_unknown_code(printed, jolieville, claire, now):
    Commune.objects.filter(pk=jolieville.pk).update(status=Commune.Status.SUSPENDED)
    assert _refusal(claire, printed.clear, LEA, now)[0] == "code_refused"


def test_unlinked_account_cannot_use_the_same_code_again(printed, jolieville, claire, now):
    joining.join(claire, printed.clear, LEA, now=now)
    joining.unlink(claire, jolieville, by=SYSTEM, now=now, motive="Mauvais dossier")
    assert Adhesion.objects.count() == 0
    with commune_scope(jolieville):
        assert Guardian.objects.get().account_uid is None
    assert _refusal(claire, printed.clear, LEA, now)[0] == "code_refused"


def test_keep_then_join_pending_works_from_another_device(printed, jolieville, claire, now):
    """The code is typed at sign-up, the date is given after the e-mail proof, anywhere."""
    joining.keep(claire, printed.clear, now=now)
    waiting = PendingJoin.objects.get()
    secret = printed.clear.replace("-", "")[4:]
    assert secret not in waiting.code_hmac.upper()
    joined = joining.join_pending(claire, waiting, LEA, now=now)
    assert joined.guardian_uid == printed.guardian.pk
    assert PendingJoin.objects.count() == 0


def test_keep_says_nothing_of_a_code_of_no_commune(communes, claire, now):
    joining.keep(claire, "ZZZZ-00000-00000", now=now)
    joining.keep(claire, "J0L1-00000-00000", now=now)
    joining.keep(claire, "JOLI-00000-00001", now=now)
    assert PendingJoin.objects.get().commune == communes.jolieville


@pytest.mark.django_db(transaction=True)
def test_join_by_two_accounts_at_once_opens_for_one(communes, now):
    """Two people hold the same letter: the row lock lets one in (R106)."""
    with commune_scope(communes.jolieville):
        home = families.martin()
        clear = codes.clear_code(codes.issue(home.guardian, channel="letter", by=SYSTEM, now=now))
    rivals = [accounts.account("claire.martin"), accounts.account("eve.curieuse")]
    start = threading.Barrier(2)
    answers: list[str] = []

    def race(account) -> None:
        start.wait()
        try:
            joining.join(account, clear, LEA, now=now)
            answers.append("joined")
        except DomainError as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(rival,)) for rival in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["code_refused", "joined"]
    assert Adhesion.objects.count() == 1
