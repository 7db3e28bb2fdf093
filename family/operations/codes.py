"""Issue, send again and revoke the codes that open a family's file to an account (R106)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from family.models import AdhesionCode, Guardian
from family.operations import audit
from family.rules import codes as rules
from shared import locks
from shared.actors import Actor
from shared.errors import DomainError
from shared.ids import new_id
from tenants.context import current_commune
from tenants.operations import outbox

MAIL_KIND = "adhesion_mail"


def issue(guardian: Guardian, *, channel: str, by: Actor, now: datetime) -> AdhesionCode:
    """Give one adult a new code; the open one, if any, is revoked. Raises as ``issue_many``."""
    return issue_many([guardian], channel=channel, by=by, now=now)[0]


@locks.retried
@transaction.atomic
def issue_many(
    guardians: Iterable[Guardian], *, channel: str, by: Actor, now: datetime
) -> list[AdhesionCode]:
    """Give each adult a new code, in the order of their names; a constant number of statements.

    ``channel`` is ``mail`` (sent by the outbox) or ``letter`` (printed by the office, then
    ``mark_sent``). Raises DomainError, and writes nothing, when one has an account already or
    no address for a mail.
    """
    adults = locks.rows(Guardian.objects.filter(pk__in=[adult.pk for adult in guardians]))
    for adult in adults:
        _check(adult, channel)
    AdhesionCode.objects.filter(
        guardian__in=adults, used_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=now)
    made = AdhesionCode.objects.bulk_create(
        [_new(adult, channel=channel, now=now) for adult in sorted(adults, key=_by_name)]
    )
    _send(made, now=now)
    audit.record_many(
        [
            audit.event(
                "code.issued",
                code,
                by=by,
                now=now,
                family_uid=code.guardian.family_id,
                channel=channel,
            )
            for code in made
        ]
    )
    return made


@locks.retried
@transaction.atomic
def resend(code: AdhesionCode, *, by: Actor, now: datetime) -> AdhesionCode:
    """Send the same code once more, with a new delay. Raises DomainError when it is not open."""
    fresh = _locked(code)
    if fresh.used_at is not None or fresh.revoked_at is not None:
        raise DomainError("code_closed", "Ce code est déjà utilisé ou annulé : créez-en un autre.")
    _check(fresh.guardian, fresh.channel)
    fresh.expires_at = rules.expires_at(now)
    fresh.save(update_fields=["expires_at"])
    _send([fresh], now=now)
    audit.record("code.resent", fresh, by=by, now=now, family_uid=fresh.guardian.family_id)
    return fresh


@locks.retried
@transaction.atomic
def revoke(code: AdhesionCode, *, by: Actor, now: datetime, motive: str = "") -> None:
    """Close a code for good; twice does nothing more. Raises DomainError once it is used."""
    fresh = _locked(code)
    if fresh.used_at is not None:
        raise DomainError("code_used", "Ce code est déjà utilisé : il ne peut plus être annulé.")
    if fresh.revoked_at is None:
        fresh.revoked_at = now
        fresh.save(update_fields=["revoked_at"])
        outbox.cancel(MAIL_KIND, fresh.pk)
        audit.record(
            "code.revoked",
            fresh,
            by=by,
            now=now,
            family_uid=fresh.guardian.family_id,
            motive=motive,
        )


@transaction.atomic
def mark_sent(codes: Sequence[AdhesionCode], *, by: Actor, now: datetime) -> None:
    """Letters were printed: write when, so that the list says « envoyé le … »."""
    AdhesionCode.objects.filter(pk__in=[code.pk for code in codes]).update(sent_at=now)
    audit.record_many(
        [
            audit.event("code.printed", code, by=by, now=now, family_uid=code.guardian.family_id)
            for code in codes
        ]
    )


def clear_code(code: AdhesionCode) -> str:
    """« JOLI-7K3QZ-M2P9A », recomputed for a mail, a letter or its QR; never stored or logged."""
    secret = rules.secret_part(key_of(code.key_id), code.pk)
    return rules.printed(current_commune().short_code, secret)


def key_of(key_id: str) -> bytes:
    """The secret key of this name. Raises KeyError when the deployment forgot it."""
    key: str = settings.CODE_KEYS[key_id]
    return key.encode()


def _new(adult: Guardian, *, channel: str, now: datetime) -> AdhesionCode:
    key_id = settings.CODE_KEY_ID
    key = key_of(key_id)
    code_id = new_id()
    return AdhesionCode(
        id=code_id,
        guardian=adult,
        key_id=key_id,
        lookup_hmac=rules.lookup_hmac(key, rules.secret_part(key, code_id)),
        channel=channel,
        issued_at=now,
        expires_at=rules.expires_at(now),
    )


def _check(adult: Guardian, channel: str) -> None:
    if adult.account_uid is not None:
        raise DomainError(
            "already_joined", f"{adult.full_name} a déjà un compte relié à ce dossier."
        )
    if channel == AdhesionCode.Channel.MAIL and not adult.email:
        raise DomainError(
            "no_address", f"{adult.full_name} n’a pas d’adresse e-mail : imprimez une lettre."
        )


def _send(codes: list[AdhesionCode], *, now: datetime) -> None:
    by_mail = [code for code in codes if code.channel == AdhesionCode.Channel.MAIL]
    outbox.put_many([(MAIL_KIND, code.pk) for code in by_mail], due_at=now)


def _locked(code: AdhesionCode) -> AdhesionCode:
    found = AdhesionCode.objects.filter(pk=code.pk).select_related("guardian")
    return locks.rows(found)[0]


def _by_name(adult: Guardian) -> tuple[str, str, str]:
    return (adult.last_name, adult.first_name, str(adult.pk))
