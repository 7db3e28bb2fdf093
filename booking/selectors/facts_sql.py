"""The one statement that reads everything the rules need, whatever the number of days.

Each column is a small table as a JSON array of rows: one round trip for 1 or 3 children, 1 or
120 days, without a cache that a change of tariff could leave stale.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

# Name → one column: a small table as a JSON array of rows. A new fact is a new line here.
PARTS: Mapping[str, str] = {
    "services": """
  (SELECT json_agg(json_build_array(id, name, kind, billing, booking_answer, cancel_answer,
            request_holds_place, refund_default, phone, email, hours, is_active, late_requests,
            late_surcharge_cents)
            ORDER BY position, name)
     FROM booking_service)""",
    "absences": """
  (SELECT json_agg(json_build_array(s.id, p.late_absence, p.proof_days, p.proof_by_month_end,
            (SELECT json_agg(json_build_array(o.motive, o.notice, o.has_proof, o.percent))
               FROM booking_outcomerule o WHERE o.service_id = s.id)))
     FROM booking_service s JOIN booking_absencepolicy p ON p.service_id = s.id)""",
    "activities": """
  (SELECT json_agg(json_build_array(id, service_id, name, short_name, care, starts_at, ends_at,
            exclusive_set, is_active, unit, youngest_months, oldest_months)
            ORDER BY position, name)
     FROM booking_activity)""",
    "links": """
  (SELECT json_agg(json_build_array(activity_id, other_id, kind)) FROM booking_activitylink)""",
    "windows": """
  (SELECT json_agg(json_build_array(w.service_id, p.starts_on, p.ends_on, w.opens_at, w.closes_at,
            w.residence, w.school_id, w.category) ORDER BY w.opens_at, w.id)
     FROM booking_bookingwindow w LEFT JOIN booking_period p ON p.id = w.period_id
    WHERE p.id IS NULL OR (p.ends_on > %(since)s AND p.starts_on < %(until)s))""",
    "limits": """
  (SELECT json_agg(json_build_array(d.id, l.name, l.kind, d.date, d.capacity, d.taken,
            (SELECT json_agg(n.activity_id) FROM booking_limitactivity n WHERE n.limit_id = l.id),
            l.group_id, l.under_six_ratio, l.from_six_ratio))
     FROM booking_limitday d JOIN booking_capacitylimit l ON l.id = d.limit_id
    WHERE d.date >= %(since)s AND d.date < %(until)s)""",
    "deadlines": """
  (SELECT json_agg(json_build_array(r.id, r.service_id, r.activity_id, p.starts_on, p.ends_on,
            r.act, r.kind, r.days, r.hours, r.at_time, r.weekday, r.weeks, r.day_of_month,
            r.instant, r.table, r.skip_weekends, r.skip_public_holidays, r.skip_holidays,
            r.skip_closures, r.skip_weekdays, r.override_from, r.override_until, r.motive))
     FROM booking_deadlinerule r LEFT JOIN booking_period p ON p.id = r.period_id)""",
    "entries": """
  (SELECT json_agg(json_build_array(service_id, kind, starts_on, ends_on, name,
            group_id, school_id, class_name) ORDER BY id)
     FROM booking_calendarentry WHERE ends_on > %(far)s)""",
    "tariffs": """
  (SELECT json_agg(json_build_array(t.id, t.activity_id, t.name, t.starts_on, t.ends_on,
            t.unknown_quotient, t.deliberation, t.deliberated_on,
            (SELECT json_agg(json_build_array(b.id, b.name, b.low_hundredths, b.high_hundredths,
                      b.price_cents, b.non_resident_price_cents) ORDER BY b.low_hundredths)
               FROM booking_bracket b WHERE b.tariff_id = t.id)) ORDER BY t.starts_on)
     FROM booking_tariff t
    WHERE (t.ends_on IS NULL OR t.ends_on > %(since)s) AND t.starts_on < %(until)s)""",
    "commissions": """
  (SELECT json_agg(json_build_array(id, service_id, name, starts_on, ends_on, opens_at, closes_at,
            seed) ORDER BY starts_on)
     FROM booking_commission
    WHERE state = 'open' AND ends_on > %(since)s AND starts_on < %(until)s)""",
    "children": """
  (SELECT json_agg(json_build_array(c.id, c.first_name, c.last_name, c.birth_date, l.can_book,
            (SELECT json_agg(json_build_array(r.service_id, r.group_id, r.starts_on, r.ends_on))
               FROM booking_registration r
              WHERE r.child_id = c.id AND r.ends_on > %(since)s AND r.starts_on < %(until)s),
            (SELECT json_agg(json_build_array(y.school_id, y.class_name, y.level, y.school_year))
               FROM family_schooling y WHERE y.child_id = c.id))
            ORDER BY c.birth_date, c.first_name, c.id)
     FROM family_childguardian l JOIN family_child c ON c.id = l.child_id
    WHERE l.guardian_id = %(guardian)s)""",
    "guardians": """
  (SELECT json_agg(json_build_array(g.id, g.first_name, g.last_name, g.email, g.is_payer,
            f.id, f.name, f.is_resident,
            (SELECT json_agg(json_build_array(q.value_hundredths, q.starts_on, q.ends_on, q.source)
                      ORDER BY q.starts_on)
               FROM family_familyquotient q
              WHERE q.guardian_id = g.id AND (q.ends_on IS NULL OR q.ends_on > %(since)s)),
            f.category))
     FROM family_guardian me JOIN family_family f ON f.id = me.family_id
     JOIN family_guardian g ON g.family_id = f.id
    WHERE me.id = %(guardian)s)""",
    "queues": """
  (SELECT json_agg(json_build_array(s.id, s.waiting, s.offer_hours, s.queue_skips,
            (SELECT json_agg(json_build_array(p.kind, p.points) ORDER BY p.points DESC, p.kind)
               FROM booking_prioritycriterion p WHERE p.service_id = s.id)))
     FROM booking_service s)""",
    "standing": """
  (SELECT json_agg(json_build_array(f.is_resident, f.parents_work,
            (SELECT json_agg(c.id) FROM family_childguardian l
               JOIN family_child c ON c.id = l.child_id
              WHERE l.guardian_id = me.id AND c.has_priority)))
     FROM family_guardian me JOIN family_family f ON f.id = me.family_id
    WHERE me.id = %(guardian)s)""",
    "custody": """
  (SELECT json_agg(json_build_array(p.child_id, p.first_id, p.second_id, p.pattern, p.anchor,
            p.starts_on, p.ends_on, p.holidays, p.bookers, p.payers, p.is_exception))
     FROM family_childguardian l JOIN family_custodyplan p ON p.child_id = l.child_id
    WHERE l.guardian_id = %(guardian)s
      AND p.starts_on < %(until)s AND (p.ends_on IS NULL OR p.ends_on > %(since)s))""",
    # Who pays the days of the other household: what prices need, never a name or an address (R72).
    "others": """
  (SELECT json_agg(json_build_array(g.id, '', '', '', g.is_payer, f.id, '', f.is_resident,
            (SELECT json_agg(json_build_array(q.value_hundredths, q.starts_on, q.ends_on, q.source)
                      ORDER BY q.starts_on)
               FROM family_familyquotient q
              WHERE q.guardian_id = g.id AND (q.ends_on IS NULL OR q.ends_on > %(since)s)),
            ''))
     FROM family_guardian g JOIN family_family f ON f.id = g.family_id
    WHERE g.family_id IN (
            SELECT other.family_id
              FROM family_guardian me
              JOIN family_childguardian l ON l.guardian_id = me.id
              JOIN family_custodyplan p ON p.child_id = l.child_id
              JOIN family_guardian other ON other.id IN (p.first_id, p.second_id)
             WHERE me.id = %(guardian)s AND other.family_id <> me.family_id))""",
}
_SQL = "SELECT current_setting('transaction_isolation'), " + ", ".join(PARTS.values())

Rows = list[list[Any]]


def fetch(
    *, guardian_id: UUID | None, since: date, until: date, far: date
) -> tuple[str, dict[str, Rows]]:
    """The isolation level, then each part as a list of rows (ids and dates as text)."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"guardian": guardian_id, "since": since, "until": until, "far": far})
        isolation, *tables = cursor.fetchone()
    return isolation, dict(zip(PARTS, map(_rows, tables), strict=True))


def _rows(table: Any) -> Rows:
    """JSON as the driver gives it: text or already read; nothing at all is an empty table."""
    if isinstance(table, str):
        table = json.loads(table)
    return table or []
