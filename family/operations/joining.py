"""Tie an account to a guardian with a code and a child's birth date (R106)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from family.models import AdhesionCode, Child, Guardian
from family.operations import audit, codes, messages
from family.rules import codes as rules
from shared import locks
from shared.accounts.addresses import proved
from shared.accounts.throttles import Throttle
from shared.actors import Actor
from shared.errors import DomainError
from shared.models import Account
from tenants.context import commune_scope
from tenants.models import Commune, PendingJoin
from tenants.operations import adhesions

PER_ACCOUNT = Throttle("join-account", limit=5, seconds=3600)
PER_COMMUNE = Throttle("join-commune", limit=50, seconds=3600)
PENDING_LIFE = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Joined:
    """What an adhesion opened."""

    commune: Commune
    guardian_uid: UUID
    children: tuple[str, ...]


def read_code(typed: str) -> rules.TypedCode:
    """Read a typed code. Raises DomainError about its shape only."""
    code = rules.parse(typed)
    if code is None:
        raise DomainError(
            "code_shape",
            "Ce n’est pas la forme d’un code d’adhésion : il ressemble à « JOLI-7K3QF-M2XDP ».",
        )
    return code


def join(account: Account, typed: str, birth_date: date, *, now: datetime) -> Joined:
    """Join the commune of the code as its guardian; the date is that of one of their children.

    The same account sending the same code again gets the same answer. Raises DomainError:
    ``code_shape``, ``code_refused``, ``too_many``, ``already_member``, ``address_not_proved``.
    """
    code = read_code(typed)
    _count(PER_ACCOUNT, account.pk)
    commune = _commune_of(code)
    if commune is None:
        raise _refused(None)
    hmacs = [rules.lookup_hmac(codes.key_of(one), code.secret) for one in settings.CODE_KEYS]
    return _join(account, commune, hmacs, birth_date, now=now)


def join_pending(
    account: Account, pending: PendingJoin, birth_date: date, *, now: datetime
) -> Joined:
    """The same with a code kept at sign-up. Raises as ``join``."""
    _count(PER_ACCOUNT, account.pk)
    return _join(account, pending.commune, [pending.code_hmac], birth_date, now=now)


def keep(account: Account, typed: str, *, now: datetime) -> None:
    """Remember a code typed at sign-up, on whatever device the address is then proved.

    Only its HMAC is kept. A code of no commune keeps nothing and says nothing.
    """
    code = read_code(typed)
    commune = _commune_of(code)
    if commune is not None:
        hmac = rules.lookup_hmac(codes.key_of(settings.CODE_KEY_ID), code.secret)
        PendingJoin.objects.update_or_create(
            account=account,
            commune=commune,
            defaults={"code_hmac": hmac, "expires_at": now + PENDING_LIFE},
        )


def unlink(account: Account, commune: Commune, *, by: Actor, now: datetime, motive: str) -> None:
    """Undo an adhesion on both sides; does nothing when there is none."""
    with commune_scope(commune), transaction.atomic():
        guardian_uid = adhesions.unlink(account, commune, by=by, now=now, motive=motive)
        for guardian in locks.rows(Guardian.objects.filter(pk=guardian_uid)):
            guardian.account_uid = None
            guardian.save(update_fields=["account_uid"])
            audit.record(
                "adhesion.unlinked",
                guardian,
                by=by,
                now=now,
                family_uid=guardian.family_id,
                motive=motive,
            )


def _join(
    account: Account, commune: Commune, hmacs: Sequence[str], birth_date: date, *, now: datetime
) -> Joined:
    _count(PER_COMMUNE, commune.pk)
    address = proved(account.pk)
    if not address:
        raise DomainError("address_not_proved", "Confirmez d’abord votre adresse e-mail.")
    joined = _write(account, commune, hmacs, birth_date, address=address, now=now)
    for throttle, key in ((PER_ACCOUNT, account.pk), (PER_COMMUNE, commune.pk)):
        throttle.give_back(key)
    return joined


@locks.retried
def _write(
    account: Account,
    commune: Commune,
    hmacs: Sequence[str],
    birth_date: date,
    *,
    address: str,
    now: datetime,
) -> Joined:
    """Everything of an adhesion, commune and public rows, in one transaction of one database."""
    by = Actor(uid=account.pk, label=str(account))
    with commune_scope(commune), transaction.atomic():
        code = _locked(hmacs)
        guardian = locks.rows(Guardian.objects.filter(pk=code.guardian_id))[0]
        children = list(Child.objects.filter(guardian_links__guardian=guardian))
        if code.used_by_uid == account.pk and guardian.account_uid == account.pk:
            return _joined(commune, guardian, children)
        decision = rules.decide_join(
            _state(code, guardian, now=now),
            birth_dates=frozenset(child.birth_date for child in children),
            given=birth_date,
        )
        if not decision.allowed:
            raise DomainError(decision.reason.code, decision.reason.sentence)
        adhesions.link(account, commune, guardian.pk, by=by, now=now)
        guardian.account_uid, guardian.email = account.pk, address
        guardian.save(update_fields=["account_uid", "email"])
        code.used_at, code.used_by_uid = now, account.pk
        code.save(update_fields=["used_at", "used_by_uid"])
        PendingJoin.objects.filter(account=account, commune=commune).delete()
        audit.record(
            "adhesion.joined",
            guardian,
            by=by,
            now=now,
            family_uid=guardian.family_id,
            code=str(code.pk),
        )
        joined = _joined(commune, guardian, children)
        messages.tell(guardian, "welcome", now=now, children=list(joined.children))
        return joined


def _locked(hmacs: Sequence[str]) -> AdhesionCode:
    """Lock the code: of two accounts at once, the second sees it used. Raises DomainError."""
    found = locks.rows(AdhesionCode.objects.filter(lookup_hmac__in=hmacs))
    if not found:
        raise _refused(None)
    return found[0]


def _state(code: AdhesionCode, guardian: Guardian, *, now: datetime) -> rules.CodeState:
    """Where the code stands; an adult who has an account already is as a code used."""
    if guardian.account_uid is not None:
        return rules.CodeState.USED
    return rules.state(
        expires_at=code.expires_at, now=now, used_at=code.used_at, revoked_at=code.revoked_at
    )


def _refused(state: rules.CodeState | None) -> DomainError:
    """One sentence for an unknown, expired, used or revoked code and for a wrong date."""
    decision = rules.decide_join(state, birth_dates=frozenset(), given=None)
    return DomainError(decision.reason.code, decision.reason.sentence)


def _joined(commune: Commune, guardian: Guardian, children: Sequence[Child]) -> Joined:
    return Joined(commune, guardian.pk, tuple(child.first_name for child in children))


def _commune_of(code: rules.TypedCode) -> Commune | None:
    """The commune a reader of this code could mean: O and 0, I, L and 1 are the same."""
    looks = {"0": "[0O]", "1": "[1IL]"}
    folded = rules.fold_short_code(code.short_code)
    pattern = "".join(looks.get(char, char) for char in folded)
    found = list(
        Commune.objects.filter(short_code__regex=f"^{pattern}$", status=Commune.Status.ACTIVE)
    )
    exact = [one for one in found if one.short_code == code.short_code]
    return next(iter(exact or found), None)


def _count(throttle: Throttle, key: UUID) -> None:
    if not throttle.take(key):
        raise DomainError(
            "too_many",
            "Trop d’essais en une heure. Par sécurité, attendez avant de recommencer, ou "
            "contactez votre mairie.",
        )
