"""Many parents, few places, through a real web server (B1); without locks it oversells (B2)."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import requests

from booking.models import CartLine, Opening, Reservation
from invoicing.selectors import books
from tenants.context import commune_scope
from tests.factories import accounts, booking, families
from tests.safety.processes import browser, web

MONDAY = date(2026, 12, 14)
CLOCK = {"RIBAMBELLE_NOW": "2026-12-01T10:00"}

pytestmark = pytest.mark.django_db(transaction=True)


def crowd(commune, parents: int, places: int) -> list[requests.Session]:
    """So many parents signed in, each with a child and a wish for the same day."""
    with commune_scope(commune):
        canteen = booking.canteen(days=[MONDAY], capacity=places)
        members = []
        for number in range(parents):
            home = families.family(f"Famille {number:03d}")
            adult = families.guardian(home, "Alix")
            child = families.child(home, "Sam")
            booking.registration(child, canteen.service)
            one = accounts.member(commune, adult, username=f"alix.{number:03d}")
            booking.wish(one, child, canteen.meal, MONDAY)
            members.append(one)
    return [browser(one.account) for one in members]


def rush(commune, people: list[requests.Session], folder, **environment: str):
    """Everybody presses *Valider* at once: (places sold, taken, answers, seconds of each)."""
    with web(folder, workers=2, threads=8, **CLOCK, **environment) as site:

        def press(person: requests.Session) -> tuple[int, float]:
            began = time.monotonic()
            answer = person.post(f"{site.url}/c/jolieville/valider/", timeout=60)
            return answer.status_code, time.monotonic() - began

        with ThreadPoolExecutor(len(people)) as hands:
            answers = list(hands.map(press, people))
    with commune_scope(commune):
        sold = Reservation.objects.filter(state="confirmed").count()
        return sold, Opening.objects.get().taken, answers


def test_b1_forty_parents_five_places_over_http_are_exactly_five(jolieville, tmp_path):
    """B1, small: five booked, thirty-five told « complet », no 5xx, the books true."""
    sold, taken, answers = rush(jolieville, crowd(jolieville, 40, 5), tmp_path)

    assert (sold, taken) == (5, 5)
    assert {status for status, _ in answers} == {200}
    with commune_scope(jolieville):
        left = list(CartLine.objects.values_list("refusal", flat=True))
        assert len(left) == 35
        assert all("complet" in said.lower() for said in left), set(left)
        assert books.differences() == []


def test_b2_without_locks_the_same_rush_oversells(jolieville, tmp_path):
    """B2: the race can be seen from outside, and the books tell it."""
    sold, _taken, _answers = rush(
        jolieville,
        crowd(jolieville, 30, 3),
        tmp_path,
        RIBAMBELLE_LOCKS_OFF="1",
        RIBAMBELLE_PAUSE_AFTER_CHECK="30",
    )

    assert sold > 3
    with commune_scope(jolieville):
        assert books.differences() != []


@pytest.mark.proof
@pytest.mark.timeout(900)
@pytest.mark.parametrize("round_", range(20))
def test_b1_two_hundred_parents_twenty_places_over_http(jolieville, tmp_path, round_):
    """B1: exactly 20, 180 clean refusals, no 5xx, a busy neighbour on the processor."""
    people = crowd(jolieville, 200, 20)
    hog = subprocess.Popen([sys.executable, "-c", "while True: pass"], env=dict(os.environ))
    try:
        sold, taken, answers = rush(jolieville, people, tmp_path)
    finally:
        hog.kill()
        hog.wait()

    times = sorted(seconds for _, seconds in answers)
    print(f"\nB1 HTTP tour {round_ + 1}: {sold} vendues, p95 {times[189]:.2f} s")
    assert (sold, taken) == (20, 20)
    assert {status for status, _ in answers} == {200}
    with commune_scope(jolieville):
        assert CartLine.objects.count() == 180


@pytest.mark.proof
def test_b2_two_hundred_parents_without_locks_oversell(jolieville, tmp_path):
    sold, _taken, _answers = rush(
        jolieville,
        crowd(jolieville, 200, 20),
        tmp_path,
        RIBAMBELLE_LOCKS_OFF="1",
        RIBAMBELLE_PAUSE_AFTER_CHECK="30",
    )

    print(f"\nB2 HTTP : {sold} vendues pour 20 places")
    assert sold > 20
