"""Two communes filled alike, each word of them a canary: who belongs where, and every id."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from booking.models import ActivityLink, Attendance, BookingWindow, CalendarEntry, Period
from booking.operations import commissions, reservations
from family.models import ChildGuardian, ImportRun, School, Schooling
from family.operations import codes
from invoicing.models import Attempt, Invoice, PaymentAlert
from invoicing.operations import credit_notes, documents, payments
from shared.actors import Actor
from shared.ids import new_id
from shared.models import Account
from tenants.context import commune_scope
from tenants.models import Commune, PendingJoin
from tests.factories import accounts, booking, families
from tests.factories import invoicing as money

CLOCK = "2027-02-01T10:00"
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
JANUARY = [date(2027, 1, day) for day in (4, 5, 7, 8)]
MARCH = [date(2027, 3, day) for day in (1, 2, 4, 5, 8, 9)]
ROLES = ("gestionnaire", "regisseur", "animateur", "lecteur")
BY = Actor(uid=new_id(), label="Agent")


@dataclass
class Town:
    """One commune: its people, and the ids an address or a form may name."""

    commune: Commune
    word: str
    own: dict[str, Any] = field(default_factory=dict)
    other: dict[str, Any] = field(default_factory=dict)
    parent: Account | None = None
    neighbour: Account | None = None
    agents: dict[str, Account] = field(default_factory=dict)


def build(communes: SimpleNamespace) -> SimpleNamespace:
    """Both towns, an operator and somebody who belongs nowhere."""
    towns = {
        "jolieville": fill(communes.jolieville, "Zibeline"),
        "montclair": fill(communes.montclair, "Quetzal"),
    }
    return SimpleNamespace(
        **towns, operator=accounts.operator(), nobody=accounts.account("nobody.nowhere")
    )


def fill(commune: Commune, word: str) -> Town:
    """Everything a commune may hold, for a family of ours and for another one."""
    town = Town(commune, word)
    with commune_scope(commune):
        homes = [_household(commune, word, letter) for letter in "AB"]
        common = _common(commune, word, homes)
        for home, ids in zip(homes, (town.own, town.other), strict=True):
            ids.update(common | _of_family(commune, word, home, common))
        for role in ROLES:
            town.agents[role] = accounts.agent(
                commune, role, username=f"{role}.{word}".lower()
            ).account
        agent = accounts.agent(commune, "lecteur", username=f"second.{word}".lower())
        town.own["account_id"] = town.other["account_id"] = agent.account.pk
        town.parent, town.neighbour = (home.member.account for home in homes)
    return town


def _household(commune: Commune, word: str, letter: str) -> SimpleNamespace:
    home = families.family(
        f"{word}-{letter}", address=f"1 rue {word}", city=word, paper_invoices=True
    )
    adult = families.guardian(home, f"{word}ine", email=f"{letter}@{word}.fr".lower())
    second = families.guardian(
        home, f"{word}in", is_payer=False, email=f"{letter}2@{word}.fr".lower()
    )
    third = families.guardian(
        home, f"{word}on", is_payer=False, email=f"{letter}3@{word}.fr".lower()
    )
    child = families.child(home, f"{word}ou{letter}", guardians=[adult])
    tie = ChildGuardian.objects.create(child=child, guardian=second)
    member = accounts.member(commune, adult, username=f"{letter}.{word}".lower())
    return SimpleNamespace(
        family=home, adult=adult, second=second, third=third, child=child, tie=tie, member=member
    )


def _common(commune: Commune, word: str, homes: list[SimpleNamespace]) -> dict[str, Any]:
    """What belongs to the commune as a whole, January billed, February drafted."""
    children = [home.child for home in homes]
    days = [*JANUARY, *MARCH]
    canteen = booking.canteen(
        children,
        days=days,
        name=f"Cantine {word}",
        place=f"Salle {word}",
        late_requests=True,
        late_surcharge_cents=200,
    )
    club = booking.canteen(children, days=days, name=f"Club {word}", billing="prepaid")
    care = booking.canteen(children, days=days, name=f"Garderie {word}", booking_answer="manual")
    regie = money.regie(canteen.service, club.service, name=f"Régie {word}")
    second = money.regie(care.service, code="GA", name=f"Seconde {word}")
    for home in homes:
        money.booked(canteen, home.child, home.adult, JANUARY)
        money.booked(care, home.child, home.adult, JANUARY[:1])
    money.close(canteen.service, JANUARY, now=NOW)
    money.close(care.service, JANUARY, now=NOW)
    done = money.run(regie, JANUARY[0].replace(day=1), now=NOW)
    draft = money.run(second, JANUARY[0].replace(day=1), now=NOW, promote=False)
    late = date(2027, 1, 11)
    for home in homes:
        money.booked(canteen, home.child, home.adult, [late])
    full = booking.opening(club.meal, date(2027, 4, 5), 1, waiting=len(homes))
    free = booking.canteen(days=MARCH, name=f"Atelier {word}").service
    group = booking.group(canteen.service, f"Groupe {word}")
    booking.opening(canteen.meal, date(2027, 6, 7), group=group)
    snack = booking.activity(canteen.service, f"Goûter {word}", is_active=False)
    shared = booking.commission(
        free,
        MARCH[:2],
        name=f"Commission {word}",
        closes_at=NOW - timedelta(days=1),
    )
    commissions.draw(shared.pk, by=BY, now=NOW)
    school = School.objects.create(name=f"École {word}")
    period = Period.objects.create(
        service=canteen.service, name=f"Trimestre {word}", starts_on=MARCH[0], ends_on=MARCH[-1]
    )
    exception = booking.deadline(
        canteen.service,
        act="cancel",
        kind="never",
        override_from=date(2027, 5, 3),
        override_until=date(2027, 5, 5),
    )
    entry = CalendarEntry.objects.create(
        kind="holiday",
        name=f"Vacances {word}",
        starts_on=date(2027, 2, 6),
        ends_on=date(2027, 2, 22),
    )
    dry = ImportRun.objects.create(
        filename=f"{word}.csv", created_at=NOW, created_by_uid=BY.uid, rows=[], errors=[]
    )
    return {
        "canteen": canteen,
        "club": club,
        "care": care,
        "full": full,
        "pointed": booking.opening(canteen.meal, date(2027, 1, 29)),
        "service_id": canteen.service.pk,
        "activity_id": canteen.meal.pk,
        "free_service_id": free.pk,
        "group_id": group.pk,
        "snack_id": snack.pk,
        "rule_id": canteen.service.deadline_rules.get(override_from=None).pk,
        "exception_id": exception.pk,
        "tariff_id": canteen.meal.tariffs.get().pk,
        "opening_id": canteen.openings[MARCH[0]].pk,
        "regie_id": regie.pk,
        "run_id": done.pk,
        "draft_run_id": draft.pk,
        "import_id": dry.pk,
        "school_id": school.pk,
        "period_id": period.pk,
        "window_id": BookingWindow.objects.create(
            service=canteen.service,
            period=period,
            opens_at=datetime(2026, 9, 1, tzinfo=UTC),
            closes_at=datetime(2027, 9, 1, tzinfo=UTC),
            residence="resident",
        ).pk,
        "limit_id": booking.limit(canteen.service, [snack], 5_000).pk,
        "link_id": ActivityLink.objects.create(
            activity=booking.activity(free, f"Journée {word}"),
            other=booking.activity(free, f"Goûter {word}"),
            kind="implies",
        ).pk,
        "entry_id": entry.pk,
        "commission_id": shared.pk,
        "regie": regie,
    }


def _of_family(
    commune: Commune, word: str, home: SimpleNamespace, common: dict[str, Any]
) -> dict[str, Any]:
    """What belongs to one family: documents, bookings in each state, a cart, a code."""
    canteen, club, care = common["canteen"], common["club"], common["care"]
    invoice = Invoice.objects.get(run_id=common["run_id"], payer=home.adult)
    payment = payments.receive_at_desk(invoice.pk, cents=350, means="cash", by=BY, now=NOW)
    past = home.child.reservations.filter(activity=canteen.meal, date=JANUARY[-1]).get()
    past.billed_percent, past.state = 0, "cancelled"
    past.save()
    past.opening.taken -= 1
    past.opening.save()
    note = credit_notes.issue_for([past], by=BY, now=NOW)[0]
    documents.invoice_pdf(invoice.pk, now=NOW)
    booked = money.booked(canteen, home.child, home.adult, MARCH[:2])
    (asked,) = money.booked(care, home.child, home.adult, MARCH[1:2], state="requested")
    booking.wish(home.member, home.child, club.meal, MARCH[0], created_at=NOW, promised_at=NOW)
    order = reservations.confirm(home.member, now=NOW).order_uid
    waits = booking.reservation(
        home.child, common["full"], home.adult, state="waitlisted", requested_at=NOW
    )
    line = booking.wish(
        home.member, home.child, canteen.meal, MARCH[3], created_at=NOW, promised_at=NOW
    )
    Attendance.objects.create(
        child=home.child,
        activity=canteen.meal,
        date=common["pointed"].date,
        opening=common["pointed"],
        state="present",
        noted_at=NOW,
        noted_by_uid=BY.uid,
    )
    attempt = Attempt.objects.create(
        regie=common["regie"],
        payer=home.adult,
        account_uid=home.member.account.pk,
        selection_uid=new_id(),
        purpose=Attempt.Purpose.INVOICES,
        state="pending",
        amount_cents=invoice.total_cents - 350,
        refdet=f"{word}{home.family.name[-1]}".upper(),
        idop=f"{word}-{home.family.name[-1]}",
        pay_url="http://127.0.0.1:9/payer",
        created_at=NOW,
        requested_at=NOW,
    )
    attempt.lines.create(invoice=invoice, amount_cents=attempt.amount_cents)
    alert = PaymentAlert.objects.create(
        kind="overpaid", attempt=attempt, payer=home.adult, amount_cents=350, created_at=NOW
    )
    Schooling.objects.create(
        child=home.child, school_id=common["school_id"], school_year=2026, level="CE2"
    )
    waiting = PendingJoin.objects.create(
        account=home.member.account,
        commune=commune,
        code_hmac="0" * 64,
        expires_at=NOW.replace(year=2028),
    )
    return {
        "family_id": home.family.pk,
        "guardian_id": home.second.pk,
        "third_id": home.third.pk,
        "payer_id": home.adult.pk,
        "child_id": home.child.pk,
        "tie_id": home.tie.pk,
        "quotient_id": families.quotient(home.adult).pk,
        "code_id": codes.issue(home.second, channel="letter", by=BY, now=NOW).pk,
        "registration_id": home.child.registrations.get(service=canteen.service).pk,
        "reservation_id": booked[0].pk,
        "request_id": asked.pk,
        "waiting_id": waits.pk,
        "order_uid": order,
        "line_id": line.pk,
        # Of days nobody tests: until then every day is everybody's.
        "plan_id": families.custody(
            home.child, home.adult, None, pattern="always", starts_on=date(2030, 1, 1)
        ).pk,
        "pattern_id": booking.pattern(home.child, canteen.meal, home.adult).pk,
        "invoice_id": invoice.pk,
        "draft_id": Invoice.objects.get(run_id=common["draft_run_id"], payer=home.adult).pk,
        "payment_id": payment.pk,
        "note_id": note.pk,
        "attempt_id": attempt.pk,
        "selection_uid": attempt.selection_uid,
        "alert_id": alert.pk,
        "pk": waiting.pk,
        "slug": commune.slug,
        "commune_id": commune.pk,
    }
