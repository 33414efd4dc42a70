"""Reminders: when they come, what they say, and that none is ever untrue."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from domain import TravelClock
from make import Connection, Office
from notifications.conftest import APPOINTMENTS, Ask
from notifications.reading import Mailbox

from topsmile.adapters.mail import Email, Sent
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio


async def booked(ask: Ask, office: Office, starts_at: str, **changes: Any) -> UUID:
    wanted = office.booking(starts_at=starts_at, **changes)
    answer = await ask("POST", APPOINTMENTS, json=wanted)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])


async def until(clock: TravelClock, worker: Worker, instant: str) -> None:
    """Everything that is due on the way."""
    wanted = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    await worker.drain()
    while clock.instant < wanted:
        clock.instant = min(wanted, clock.instant + timedelta(hours=1))
        await worker.drain()


def reminders(mailbox: Mailbox) -> list[str]:
    return [each.body for each in mailbox.received if not each.attachments]


async def test_two_reminders_come_and_only_those(
    ask: Ask, office: Office, worker: Worker, clock: TravelClock, mailbox: Mailbox
) -> None:
    visit = await booked(ask, office, "2030-01-10T12:00:00Z")

    await until(clock, worker, "2030-01-08 11:59")
    assert reminders(mailbox) == []
    await until(clock, worker, "2030-01-08 12:00")
    assert len(reminders(mailbox)) == 1
    await until(clock, worker, "2030-01-10 09:59")
    assert len(reminders(mailbox)) == 1
    await until(clock, worker, "2030-01-11 12:00")

    assert len(reminders(mailbox)) == 2
    for body in reminders(mailbox):
        assert "12:00 · Visit of 30 · Dr. Ana" in body
        assert "quinta-feira, 10 de janeiro de 2030" in body
    listed = (await ask("GET", "/api/messages", params={"appointment_id": str(visit)})).json()
    assert Counter(each["kind"] for each in listed["items"]) == {"reminder": 2, "confirmation": 1}


async def test_who_books_shortly_before_gets_what_is_still_ahead(
    ask: Ask, office: Office, worker: Worker, clock: TravelClock, mailbox: Mailbox
) -> None:
    await booked(ask, office, "2030-01-08T12:00:00Z")  # thirty hours ahead
    await until(clock, worker, "2030-01-07 08:30")
    await booked(ask, office, "2030-01-07T10:00:00Z", patient_id=office.patients[1])

    await until(clock, worker, "2030-01-09 00:00")

    assert len(reminders(mailbox)) == 1


async def test_a_moved_visit_is_reminded_of_at_its_new_time_only(
    ask: Ask, office: Office, worker: Worker, clock: TravelClock, mailbox: Mailbox
) -> None:
    visit = await booked(ask, office, "2030-01-10T12:00:00Z")
    await until(clock, worker, "2030-01-07 12:00")
    moved = {"starts_at": "2030-01-11T15:00:00Z"}
    assert (await ask("POST", f"{APPOINTMENTS}/{visit}/reschedule", json=moved)).status_code == 200

    await until(clock, worker, "2030-01-12 00:00")

    assert len(reminders(mailbox)) == 2
    assert all("15:00" in body and "12:00" not in body for body in reminders(mailbox))


async def test_a_cancelled_visit_is_not(
    ask: Ask, office: Office, worker: Worker, clock: TravelClock, mailbox: Mailbox
) -> None:
    visit = await booked(ask, office, "2030-01-10T12:00:00Z")
    await until(clock, worker, "2030-01-08 13:00")
    await ask("POST", f"{APPOINTMENTS}/{visit}/cancel")

    await until(clock, worker, "2030-01-11 00:00")

    assert len(reminders(mailbox)) == 1


async def test_one_message_for_one_address_and_day(
    ask: Ask,
    office: Office,
    owner: Connection,
    worker: Worker,
    clock: TravelClock,
    mailbox: Mailbox,
) -> None:
    """Two visits of one patient and one of another who reads the same mail; names tell them."""
    first, second, other = office.patients
    share = (
        "update patient set email = upper((select email from patient where id = $1)) where id = $2"
    )
    await owner.execute(share, first, second)
    await booked(ask, office, "2030-01-10T12:00:00Z", patient_id=first)
    await booked(ask, office, "2030-01-10T16:00:00Z", patient_id=first)
    bruno = office.providers[1]
    await booked(ask, office, "2030-01-10T14:00:00Z", patient_id=second, provider_id=bruno)
    await booked(ask, office, "2030-01-10T12:00:00Z", patient_id=other, provider_id=bruno)
    await booked(ask, office, "2030-01-11T12:00:00Z", patient_id=first)

    await until(clock, worker, "2030-01-09 08:00")

    mine, others = sorted(reminders(mailbox), key=len, reverse=True)
    assert "Patient 2" not in mine
    assert "Patient" not in others.replace("Patient!", "")
    lines = [line.strip() for line in mine.splitlines() if "·" in line]
    assert lines == [
        "12:00 · Patient 0 · Visit of 30 · Dr. Ana",
        "14:00 · Patient 1 · Visit of 30 · Dr. Bruno",
        "16:00 · Patient 0 · Visit of 30 · Dr. Ana",
    ]
    assert mine.count("/visit#") == 9
    assert len({each.appointment_id for each in mailbox.told if each.is_reminder}) == 4
    rows = await owner.fetch(
        "select m.id, count(*) as visits from message m join announced a on a.message_id = m.id"
        " where m.clinic_id = $1 and m.kind = 'reminder' group by m.id order by 2",
        office.id,
    )
    assert [row["visits"] for row in rows] == [1, 3]


async def test_a_line_that_is_no_longer_true_leaves_the_message_that_waits(
    ask: Ask, office: Office, worker: Worker, clock: TravelClock, mailbox: Mailbox
) -> None:
    first = await booked(ask, office, "2030-01-10T12:00:00Z")
    await booked(ask, office, "2030-01-10T16:00:00Z")
    await until(clock, worker, "2030-01-08 11:59")
    mailbox.refusing = True
    await until(clock, worker, "2030-01-08 12:00")
    moved = {"starts_at": "2030-01-10T09:00:00Z"}
    assert (await ask("POST", f"{APPOINTMENTS}/{first}/reschedule", json=moved)).status_code == 200
    mailbox.refusing = False

    await until(clock, worker, "2030-01-08 14:00")

    (body,) = reminders(mailbox)
    assert "16:00" in body
    assert "12:00" not in body
    assert "09:00" not in body
    # The moved visit's own is due by its new time, two hours before.
    await until(clock, worker, "2030-01-10 08:30")
    assert "09:00 · Visit" in reminders(mailbox)[-1]
    assert "16:00 · Visit" in reminders(mailbox)[-1]


async def test_each_service_may_have_its_own_and_the_clinic_may_change_its_mind(
    ask: Ask, office: Office, worker: Worker, clock: TravelClock, mailbox: Mailbox
) -> None:
    own = [{"service_id": str(office.services[60]), "reminder_minutes": []}]
    settings = {"reminder_minutes": [1440], "services": own}
    await booked(ask, office, "2030-01-10T12:00:00Z")
    await booked(
        ask,
        office,
        "2030-01-10T12:00:00Z",
        service_id=office.services[60],
        provider_id=office.providers[1],
        patient_id=office.patients[1],
    )
    await worker.drain()
    assert (await ask("PATCH", "/api/messages/settings", json=settings)).status_code == 200

    await until(clock, worker, "2030-01-09 11:59")
    assert reminders(mailbox) == []
    await until(clock, worker, "2030-01-11 00:00")

    assert len(reminders(mailbox)) == 1, "24 hours before, though it was booked before that"


async def test_a_worker_that_was_away_sends_the_last_reminder_only(
    ask: Ask, office: Office, worker: Worker, clock: TravelClock, mailbox: Mailbox
) -> None:
    await booked(ask, office, "2030-01-10T12:00:00Z")
    await worker.drain()
    clock.instant = datetime(2030, 1, 10, 10, 30, tzinfo=UTC)

    await worker.drain()

    assert len(reminders(mailbox)) == 1


async def test_late_reminders_wait_for_the_end_of_the_night(
    ask: Ask, office: Office, worker: Worker, clock: TravelClock, mailbox: Mailbox
) -> None:
    await booked(ask, office, "2030-01-10T15:00:00Z")
    await worker.drain()
    mailbox.refusing = True
    await until(clock, worker, "2030-01-08 15:00")
    mailbox.refusing = False
    clock.instant = datetime(2030, 1, 8, 23, tzinfo=UTC)
    await worker.drain()
    assert reminders(mailbox) == []

    await until(clock, worker, "2030-01-09 07:59")
    assert reminders(mailbox) == []
    await until(clock, worker, "2030-01-09 08:01")

    assert len(reminders(mailbox)) == 1


async def test_who_cannot_be_reached_is_in_the_ledger(
    ask: Ask, office: Office, owner: Connection, worker: Worker, clock: TravelClock
) -> None:
    visit = await booked(ask, office, "2030-01-10T12:00:00Z")
    no_mail = {"email": False}
    path = f"/api/messages/preferences/{office.patient}"
    assert (await ask("PUT", path, json=no_mail)).status_code == 200

    await until(clock, worker, "2030-01-08 13:00")

    listed = (await ask("GET", "/api/messages", params={"appointment_id": str(visit)})).json()
    found = {(each["kind"], each["state"], each["why"]) for each in listed["items"]}
    assert found == {
        ("confirmation", "suppressed", "not_allowed"),
        ("reminder", "suppressed", "not_allowed"),
    }


async def test_a_change_waits_for_the_reminder_that_is_in_somebodys_hands(
    ask: Ask, office: Office, worker: Worker, clock: TravelClock, mailbox: Mailbox
) -> None:
    """The visit is moved while the mail server hesitates over its reminder."""
    visit = await booked(ask, office, "2030-01-10T12:00:00Z")
    await until(clock, worker, "2030-01-08 11:59")
    handed, taken = asyncio.Event(), asyncio.Event()

    class Hesitating:
        async def send(self, email: Email) -> Sent:
            if email.to in mailbox.addresses and not email.attachments:
                handed.set()
                await taken.wait()
            return await mailbox.send(email)

    worker.outside = msgspec.structs.replace(worker.outside, mail=Hesitating())
    clock.travel(minutes=1)
    reminding = asyncio.create_task(worker.drain())
    await handed.wait()
    moved = {"starts_at": "2030-01-11T15:00:00Z"}
    assert (await ask("POST", f"{APPOINTMENTS}/{visit}/reschedule", json=moved)).status_code == 200
    await worker.drain()
    before = len(mailbox.received)
    taken.set()
    await reminding
    await until(clock, worker, "2030-01-08 13:00")

    assert before == 1, "the confirmation: the change has not overtaken the reminder"
    assert [each.starts_at and each.starts_at.hour for each in mailbox.told] == [12, 12, 15]
