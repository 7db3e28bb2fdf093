"""The registry of every view that takes a POST, with each field that may name an object.

A new view that takes a POST must join, with its fields or with none: the build fails otherwise.
A field is a function of the ids of a town: what an honest form would send of that town's object.
"""

from collections.abc import Callable, Mapping
from typing import Any

Ids = Mapping[str, Any]

_CHILD_CELL = {
    "cell (enfant)": (
        "cell",
        lambda bad, own: f"{bad['child_id']}|{own['activity_id']}|2027-03-05",
    ),
    "cell (prestation)": (
        "cell",
        lambda bad, own: f"{own['child_id']}|{bad['activity_id']}|2027-03-05",
    ),
    "enfant": ("enfant", lambda bad, own: str(bad["child_id"])),
}
_PERIOD = {
    "enfant": ("enfant", lambda bad, own: str(bad["child_id"])),
    "prestation": ("prestation", lambda bad, own: str(bad["activity_id"])),
}
EXCEPTION = {"first": "2027-05-03", "last": "2027-05-12", "how": "shut", "acts": "cancel"}


def limit(own: Ids) -> dict[str, Any]:
    """A limit of the town's own canteen."""
    return {
        "name": "Dojo",
        "kind": "room",
        "activity_ids": str(own["activity_id"]),
        "places": "500",
        "under_six_ratio": "10",
        "from_six_ratio": "14",
        "starts_on": "2027-03-01",
    }


# What the rest of the form holds, of the town itself, so that only one field is wrong.
GOOD: dict[str, Callable[[Ids], dict[str, Any]]] = {
    "booking:toggle": lambda own: {
        "cell": f"{own['child_id']}|{own['activity_id']}|2027-03-05",
        "enfant": str(own["child_id"]),
    },
    "booking:period_add": lambda own: {
        "enfant": str(own["child_id"]),
        "prestation": str(own["activity_id"]),
        "jour": "3",
        "du": "2027-03-01",
        "au": "2027-03-31",
        "semaines": "all",
    },
    "booking:cart_agree": lambda own: {"accord": "1"},
    "booking:pattern_change": lambda own: {"jour": "3", "semaines": "all", "au": "2027-06-30"},
    "booking_office:requests_answer": lambda own: {"act": "accept"},
    "booking_office:requests_refuse": lambda own: {"usual": "Il n’y a plus de place ce jour-là."},
    "booking_office:family_confirm": lambda own: {
        "act": "save",
        "motive": "Au téléphone",
        "cause": "with",
    },
    "booking_office:registrations_add": lambda own: {
        "first": "2026-09-01",
        "last": "2027-08-31",
        "act": "save",
    },
    "booking_office:registrations_child": lambda own: {
        "first": "2026-09-01",
        "last": "2027-08-31",
    },
    "booking_office:openings_change": lambda own: {"mois": "2027-03", "capacity": "3"},
    "booking_office:calendar_add": lambda own: {
        "kind": "closure",
        "name": "Grève",
        "first": "2027-04-10",
        "last": "2027-04-11",
    },
    "booking_office:deadline_new": lambda own: {
        "act": "book",
        "kind": "days_before",
        "days": "3",
        "at_time": "10:00",
    },
    "booking_office:deadline": lambda own: {
        "act": "book",
        "kind": "days_before",
        "days": "3",
        "at_time": "10:00",
    },
    "booking_office:deadline_exception_new": lambda own: {**EXCEPTION, "first": "2027-05-10"},
    "booking_office:deadline_exception": lambda own: EXCEPTION,
    "booking_office:window_new": lambda own: {"opens_on": "2027-05-03", "opens_time": "08:00"},
    "booking_office:window": lambda own: {"opens_on": "2027-05-04", "opens_time": "09:00"},
    "booking_office:limit_new": limit,
    "booking_office:limit": limit,
    "booking_office:link_new": lambda own: {
        "activity": str(own["activity_id"]),
        "other": str(own["snack_id"]),
        "kind": "implies",
    },
    "booking_office:day_point": lambda own: {"jour": "2027-01-11"},
    "booking_office:day_departures": lambda own: {"jour": "2027-01-29", "left_at": "18:45"},
    "booking_office:custody": lambda own: {
        "first": str(own["payer_id"]),
        "pattern": "always",
        "anchor": "2031-01-06",
        "holidays": "same",
        "bookers": "day_parent",
        "payers": "day_parent",
        "starts_on": "2029-01-01",
        "last_day": "2029-02-01",
    },
    "booking_office:custody_exception": lambda own: {
        "parent": str(own["payer_id"]),
        "first": "2029-05-01",
        "last": "2029-05-02",
    },
    "booking_office:custody_end": lambda own: {"last": "2030-06-30"},
    "family_office:child_new": lambda own: {
        "first_name": "Noé",
        "last_name": "Zibeline",
        "birth_date": "2019-01-01",
    },
    "family_office:child_enrol": lambda own: {"school_year": "2026", "level": "CE1"},
    "family_office:child_tie": lambda own: {"can_book": "on"},
    "family_office:codes_send": lambda own: {"envoi": "letter"},
    "family_office:code_issue": lambda own: {"envoi": "letter"},
    "invoicing_office:run_start": lambda own: {"month": "2026-12-01"},
    "invoicing_office:regie_new": lambda own: {
        "name": "Nouvelle régie",
        "code": "NR",
        "channel": "regie",
        "gateway": "none",
        "due_days": "30",
    },
    "invoicing_office:regie": lambda own: {
        "name": "Nouvelle régie",
        "code": "CA",
        "channel": "regie",
        "gateway": "none",
        "due_days": "30",
    },
    "booking_office:openings_year": lambda own: {
        "first": "2027-04-05",
        "last": "2027-04-30",
        "weekdays": "0",
        "kinds": "school",
        "act": "open",
    },
}

# View → {what is wrong: (field, value from (foreign ids, own ids))}. Ids in the address are the
# matrix's business.
FIELDS: dict[str, dict[str, tuple[str, Callable[[Ids, Ids], str]]]] = {
    "booking:toggle": _CHILD_CELL,
    "booking:period_add": _PERIOD,
    "booking:cart_agree": {"line": ("line", lambda bad, own: str(bad["line_id"]))},
    "booking:cart_remove": {"line": ("line", lambda bad, own: str(bad["line_id"]))},
    "invoicing_public:pay_invoices": {
        "invoice": ("invoice", lambda bad, own: f"jolieville:{bad['invoice_id']}"),
        "commune": ("invoice", lambda bad, own: f"{bad['slug']}:{bad['invoice_id']}"),
    },
    "booking_office:requests_answer": {"row": ("row", lambda bad, own: str(bad["request_id"]))},
    "booking_office:requests_refuse": {"row": ("row", lambda bad, own: str(bad["request_id"]))},
    "booking_office:family_confirm": {
        "day (prestation)": ("day", lambda bad, own: f"b_{bad['activity_id'].hex}_2027-03-05"),
        "day (réservation)": ("day", lambda bad, own: f"c_{bad['reservation_id'].hex}"),
    },
    "booking_office:registrations_add": {
        "child": ("child", lambda bad, own: str(bad["child_id"])),
        "group": ("group", lambda bad, own: str(bad["group_id"])),
    },
    "booking_office:classes": {
        "group": ("level_CE2", lambda bad, own: str(bad["group_id"])),
    },
    "booking_office:registrations_child": {
        "service": ("service", lambda bad, own: f"{bad['free_service_id']}:"),
    },
    "booking_office:openings_change": {"row": ("row", lambda bad, own: str(bad["opening_id"]))},
    "booking_office:calendar_add": {
        "service": ("service", lambda bad, own: str(bad["service_id"])),
        "whom": ("whom", lambda bad, own: f"g:{bad['group_id']}"),
    },
    "booking_office:deadline_new": {
        "activity": ("activity", lambda bad, own: str(bad["activity_id"])),
        "period": ("period", lambda bad, own: str(bad["period_id"])),
    },
    "booking_office:deadline": {
        "activity": ("activity", lambda bad, own: str(bad["activity_id"])),
    },
    "booking_office:deadline_exception_new": {
        "activity": ("activity", lambda bad, own: str(bad["activity_id"])),
    },
    "booking_office:deadline_exception": {
        "activity": ("activity", lambda bad, own: str(bad["activity_id"])),
    },
    "booking_office:window_new": {
        "period": ("period_id", lambda bad, own: str(bad["period_id"])),
    },
    "booking_office:window": {
        "period": ("period_id", lambda bad, own: str(bad["period_id"])),
    },
    "booking_office:limit_new": {
        "activity": ("activity_ids", lambda bad, own: str(bad["activity_id"])),
        "group": ("group", lambda bad, own: str(bad["group_id"])),
    },
    "booking_office:limit": {
        "activity": ("activity_ids", lambda bad, own: str(bad["activity_id"])),
        "group": ("group", lambda bad, own: str(bad["group_id"])),
    },
    "booking_office:link_new": {
        "activity": ("activity", lambda bad, own: str(bad["activity_id"])),
        "other": ("other", lambda bad, own: str(bad["snack_id"])),
    },
    "booking_office:day_departures": {
        "child": ("child", lambda bad, own: str(bad["child_id"])),
    },
    "booking_office:day_point": {
        "child": (
            "",
            lambda bad, own: f"{bad['child_id'].hex}{own['activity_id'].hex[-6:]}",
        ),
    },
    "booking_office:custody": {
        "first": ("first", lambda bad, own: str(bad["payer_id"])),
        "second": ("second", lambda bad, own: "" if bad is own else str(bad["payer_id"])),
    },
    "booking_office:custody_exception": {
        "parent": ("parent", lambda bad, own: str(bad["payer_id"])),
    },
    "family_office:child_new": {
        "guardians": ("guardians", lambda bad, own: str(bad["payer_id"])),
    },
    "family_office:child_enrol": {"school": ("school", lambda bad, own: str(bad["school_id"]))},
    "family_office:child_tie": {"guardian": ("guardian", lambda bad, own: str(bad["payer_id"]))},
    "family_office:codes_send": {
        "responsable": ("responsable", lambda bad, own: str(bad["third_id"])),
    },
    "invoicing_office:run_start": {"regie": ("regie", lambda bad, own: str(bad["regie_id"]))},
    "invoicing_office:regie": {
        "services": ("services", lambda bad, own: str(bad["service_id"])),
    },
    "booking_office:openings_year": {
        "open": ("", lambda bad, own: f"open_{bad['activity_id'].hex}_{bad['group_id'].hex}"),
    },
    "invoicing_office:regie_new": {
        "services": ("services", lambda bad, own: str(bad["service_id"])),
    },
}

# Forms an agent fills where only the adults of the child's own family may be named.
SAME_FAMILY = {"family_office:child_new", "family_office:child_tie"}

# They take a POST whose fields name no object (words, dates, numbers, a place to go back to).
NO_FIELDS = {
    "booking:absence_report",
    "booking:cart_empty",
    "booking:cart_undo",
    "booking_office:waiting_offer",
    "booking_office:waiting_promote",
    "booking_office:waiting_settings",
    "booking:pattern_change",
    "booking:pattern_stop",
    "booking_imports:abandon",
    "booking_imports:confirm",
    "booking_imports:index",
    "booking_office:absence_policy",
    "booking_office:absence_table",
    "booking_office:certificate",
    "booking_office:activity_edit",
    "booking_office:activity_new",
    "booking_office:calendar_fill",
    "booking_office:calendar_paste",
    "booking_office:calendar_remove",
    "booking_office:commission_cancel",
    "booking_office:commission_draw",
    "booking_office:commission_edit",
    "booking_office:commission_new",
    "booking_office:custody_end",
    "booking_office:custody_withdraw",
    "booking_office:day_close",
    "booking_office:day_reopen",
    "booking_office:deadline_exception_remove",
    "booking_office:deadline_remove",
    "booking_office:group_edit",
    "booking_office:group_new",
    "booking_office:openings_close",
    "booking_office:registration_end",
    "booking_office:service_edit",
    "booking_office:service_new",
    "booking_office:limit_remove",
    "booking_office:link_remove",
    "booking_office:slots_new",
    "booking_office:tariff_new",
    "booking_office:window_remove",
    "family_office:child",
    "family_office:child_rights",
    "family_office:code_issue",
    "family_office:code_resend",
    "family_office:code_revoke",
    "family_office:family_close",
    "family_office:family_edit",
    "family_office:family_new",
    "family_office:family_reopen",
    "family_office:guardian_edit",
    "family_office:guardian_new",
    "family_office:guardian_pay",
    "family_office:guardian_remove",
    "family_office:quotient_new",
    "family_office:quotient_withdraw",
    "family_office:school",
    "family_office:school_remove",
    "family_office:schools",
    "family_public:household",
    "family_public:join_pending",
    "family_public:joined",
    "family_public:messages",
    "family_public:messages_read",
    "invoicing:pay",
    "invoicing:pay_held",
    "invoicing:validate",
    "invoicing_office:alert",
    "invoicing_office:invoice_collect",
    "invoicing_office:run_again",
    "invoicing_office:run_discard",
    "invoicing_office:run_promote",
    "invoicing_public:validate",
    "operator:commune_again",
    "operator:commune_new",
    "operator:commune_restore",
    "operator:commune_suspend",
    "operator:outbox_retry",
    "tenants_office:agent",
    "tenants_office:agent_remove",
    "tenants_office:agents",
    "tenants_office:commune",
}


def is_account(name: str) -> bool:
    """allauth's pages: they act on the signed-in account only."""
    return name.startswith("account_")
