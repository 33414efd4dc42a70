"""What a patient is told: in their language, with a calendar file, once."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from domain import SignIn, TravelClock
from icalendar import Calendar
from make import Connection, Office

from topsmile.adapters.mail import Email, MemoryMail
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"


async def booked(reception: Any, office: Office, **changes: Any) -> dict[str, Any]:
    answer = await reception.post(APPOINTMENTS, json=office.booking(**changes))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def ledger(reception: Any, **sought: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await reception.get("/api/messages", params=sought)).json()[
        "items"
    ]
    return items


def calendar(email: Email) -> tuple[Calendar, Any]:
    (attachment,) = email.attachments
    made = Calendar.from_ical(attachment.content)
    (event,) = made.walk("VEVENT")
    return made, event


async def speaks(owner: Connection, office: Office, locale: str, zone: str = "UTC") -> None:
    await owner.execute("update patient set locale = $2 where id = $1", office.patient, locale)
    await owner.execute("update clinic set name = 'Clínica <Sol> & Mar' where id = $1", office.id)
    for table, key in (("clinic", "id"), ("clinic_settings", "clinic_id")):
        await owner.execute(f"update {table} set timezone = $2 where {key} = $1", office.id, zone)


@pytest.mark.parametrize(
    ("locale", "subject", "greeting", "day", "time"),
    [
        (
            "pt-BR",
            "Sua consulta na Clínica <Sol> & Mar: segunda-feira, 7 de janeiro de 2030, 09:00",
            "Olá, Patient! Sua consulta está marcada.",
            "segunda-feira, 7 de janeiro de 2030",
            "09:00",
        ),
        (
            "en-GB",
            "Your appointment at Clínica <Sol> & Mar: Monday, 7 January 2030, 09:00",
            "Hello Patient, your appointment is booked.",
            "Monday, 7 January 2030",
            "09:00",
        ),
    ],
)
async def test_a_confirmation_in_the_patients_language(
    sign_in: SignIn,
    office: Office,
    owner: Connection,
    worker: Worker,
    mail: MemoryMail,
    locale: str,
    subject: str,
    greeting: str,
    day: str,
    time: str,
) -> None:
    await speaks(owner, office, locale, "America/Sao_Paulo")
    reception = await sign_in(office)
    visit = await booked(reception, office, starts_at="2030-01-07T12:00:00Z")

    await worker.drain()

    (email,) = (each for each in mail.outbox if each.subject == subject)
    assert greeting in email.body
    assert {day, time, "Visit of 30", "Dr. Ana"} <= {
        line.strip() for line in email.body.split("\n")
    }
    assert "Clínica &lt;Sol&gt; &amp; Mar" in email.html
    assert "<Sol>" not in email.html
    (message,) = await ledger(reception, appointment_id=visit["id"])
    assert (message["kind"], message["channel"], message["state"]) == (
        "confirmation",
        "email",
        "sent",
    )
    assert (message["to"], message["subject"]) == (email.to, email.subject)
    # The same but for the links, which nobody reads in the ledger.
    kept = re.escape(message["body"]).replace(r"\[\[", "<<").replace(r"\]\]", ">>")
    assert re.fullmatch(
        re.sub(r"<<\w+>>", r"http://localhost:8000/visit#[\\w-]{71}", kept), email.body
    )
    assert "[[confirm]]" in message["body"]
    (attached,) = message["attachments"]
    assert attached["name"] == "appointment.ics"
    assert attached["content_type"].startswith("text/calendar")


async def test_who_says_no_country_reads_dates_as_the_clinic_writes_them(
    sign_in: SignIn, office: Office, owner: Connection, worker: Worker, mail: MemoryMail
) -> None:
    await speaks(owner, office, "en", "Europe/London")
    await owner.execute("update clinic set locale = 'en-GB' where id = $1", office.id)
    await booked(await sign_in(office), office, starts_at="2030-01-07T12:00:00Z")

    await worker.drain()

    assert any("Monday, 7 January 2030, 12:00" in each.subject for each in mail.outbox)


@pytest.mark.parametrize("locale", ["fr-CA", "xx", "zh-Hant-TW"])
async def test_a_language_we_do_not_have_is_english(
    sign_in: SignIn,
    office: Office,
    owner: Connection,
    worker: Worker,
    mail: MemoryMail,
    locale: str,
) -> None:
    await speaks(owner, office, locale)
    visit = await booked(await sign_in(office), office)

    await worker.drain()

    (email,) = (each for each in mail.outbox if visit["id"] in each.attachments[0].content)
    assert email.body.startswith("Hello Patient")


async def test_the_calendar_file_says_when(
    sign_in: SignIn, office: Office, owner: Connection, worker: Worker, mail: MemoryMail
) -> None:
    await speaks(owner, office, "pt-BR", "America/Sao_Paulo")
    visit = await booked(await sign_in(office), office, starts_at="2030-01-07T12:00:00Z")

    await worker.drain()

    made, event = calendar(mail.outbox[-1])
    assert made["method"] == "PUBLISH"
    assert "method=PUBLISH" in mail.outbox[-1].attachments[0].content_type
    assert event["uid"] == f"{visit['id']}@topsmile"
    assert event["sequence"] == 0
    assert event["status"] == "CONFIRMED"
    assert event["dtstart"].dt == datetime(2030, 1, 7, 12, tzinfo=UTC)
    assert event["dtend"].dt == datetime(2030, 1, 7, 12, 30, tzinfo=UTC)
    assert event["summary"] == "Visit of 30 · Clínica <Sol> & Mar"


async def test_a_cancellation_takes_it_out_of_the_calendar(
    sign_in: SignIn, office: Office, worker: Worker, mail: MemoryMail
) -> None:
    reception = await sign_in(office)
    visit = await booked(reception, office)
    await worker.drain()
    await reception.post(f"{APPOINTMENTS}/{visit['id']}/cancel", json={})

    await worker.drain()

    first, second = (calendar(email) for email in mail.outbox[-2:])
    assert second[0]["method"] == "CANCEL"
    assert (second[1]["uid"], second[1]["status"]) == (first[1]["uid"], "CANCELLED")
    assert second[1]["sequence"] > first[1]["sequence"]
    kinds = [each["kind"] for each in await ledger(reception, appointment_id=visit["id"])]
    assert kinds == ["cancellation", "confirmation"]


async def test_a_visit_cancelled_before_it_was_confirmed_is_not_confirmed(
    sign_in: SignIn, office: Office, worker: Worker
) -> None:
    reception = await sign_in(office)
    visit = await booked(reception, office)
    await reception.post(f"{APPOINTMENTS}/{visit['id']}/cancel", json={})

    await worker.drain()

    (only,) = await ledger(reception, appointment_id=visit["id"])
    assert only["kind"] == "cancellation"


async def test_who_has_no_address_is_in_the_ledger_with_the_reason(
    sign_in: SignIn, office: Office, owner: Connection, worker: Worker, mail: MemoryMail
) -> None:
    await owner.execute("update patient set email = null where id = $1", office.patient)
    reception = await sign_in(office)
    visit = await booked(reception, office)

    await worker.drain()

    (message,) = await ledger(reception, appointment_id=visit["id"])
    assert (message["state"], message["why"], message["to"]) == ("suppressed", "no_address", "")
    assert message["body"]
    assert not mail.outbox


async def test_a_message_that_was_sent_stays_sent(
    sign_in: SignIn,
    office: Office,
    owner: Connection,
    worker: Worker,
    mail: MemoryMail,
    clock: TravelClock,
) -> None:
    """Its delivery came twice, because a worker died between sending and recording."""
    reception = await sign_in(office)
    await booked(reception, office)
    await worker.drain()
    await owner.execute(
        "update delivery set state = 'due' where clinic_id = $1 and handler = 'send_message'",
        office.id,
    )

    await worker.drain()

    assert len(mail.outbox) == 1
    (message,) = await ledger(reception)
    assert message["state"] == "sent"


async def test_an_event_holds_nothing_personal(
    sign_in: SignIn, office: Office, owner: Connection, worker: Worker
) -> None:
    visit = await booked(await sign_in(office), office, notes="afraid of needles")
    await worker.drain()
    events = await owner.fetch("select name, payload from event where clinic_id = $1", office.id)
    payloads = {row["name"]: msgspec.json.decode(row["payload"]) for row in events}
    assert payloads["appointment.created"].keys() - {"type"} == {"appointment_id", "version"}
    assert payloads["appointment.created"]["appointment_id"] == visit["id"]
    assert payloads["message.queued"].keys() - {"type"} == {"message_id"}
