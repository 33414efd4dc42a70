"""Over which channels patients hear from a clinic: what they allow, and nothing else."""

from __future__ import annotations

from typing import Any

import make
import pytest
from contracts.problems import problem
from domain import SignIn, TravelClock
from make import Connection, Office

from topsmile.adapters.texts import MemoryTexts
from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker
from topsmile.notifications import preferences

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"
NUMBER = "(11) 91234-5678"


@pytest.fixture
async def brazilian(office: Office, owner: Connection) -> Office:
    """Its patient has a number as people write it."""
    await owner.execute("update patient set phone = $2 where id = $1", office.patient, NUMBER)
    return office


def said(answer: Any) -> dict[str, tuple[bool, bool, str | None]]:
    assert answer.status_code == 200, answer.text
    return {
        each["channel"]: (each["allowed"], each["consented_at"] is not None, each["source"])
        for each in answer.json()["items"]
    }


async def test_email_is_allowed_and_texts_need_consent(
    sign_in: SignIn, brazilian: Office, owner: Connection
) -> None:
    reception = await sign_in(brazilian)
    path = f"/api/messages/preferences/{brazilian.patient}"

    before = said(await reception.get(path))
    after = said(await reception.put(path, json={"sms": True, "email": False}))

    assert before == {
        "email": (True, False, None),
        "sms": (False, False, None),
        "whatsapp": (False, False, None),
    }
    assert after["sms"] == (True, True, "staff")
    assert after["email"] == (False, False, "staff")
    assert said(await reception.get(path)) == after
    kept = (
        "select count(*) from audit_entry where clinic_id = $1 and action = 'patient.preferences'"
    )
    assert await owner.fetchval(kept, brazilian.id) == 1


async def test_patients_choose_for_themselves(sign_in: SignIn, office: Office) -> None:
    patient = await sign_in(office, "patient")

    assert said(await patient.get("/api/messages/preferences"))["email"] == (True, False, None)
    chosen = said(await patient.put("/api/messages/preferences", json={"whatsapp": True}))

    assert chosen["whatsapp"] == (True, True, "patient")
    reception = await sign_in(office)
    problem(await reception.get("/api/messages/preferences"), 403, "not_allowed")


async def test_each_channel_that_is_allowed_gets_its_own_message(
    sign_in: SignIn, brazilian: Office, worker: Worker, clock: TravelClock, texts: MemoryTexts
) -> None:
    reception = await sign_in(brazilian)
    path = f"/api/messages/preferences/{brazilian.patient}"
    await reception.put(path, json={"sms": True, "whatsapp": True})
    visit = (await reception.post(APPOINTMENTS, json=brazilian.booking())).json()
    other = brazilian.booking(patient_id=brazilian.patients[1], provider_id=brazilian.providers[1])
    await reception.post(APPOINTMENTS, json=other)

    for _ in range(3):  # one message about a visit at a time
        await worker.drain()
        clock.travel(seconds=3)

    listed = await reception.get("/api/messages", params={"appointment_id": visit["id"]})
    sent = {(each["channel"], each["state"]) for each in listed.json()["items"]}
    assert sent == {("email", "sent"), ("sms", "sent"), ("whatsapp", "sent")}
    assert {each.to for each in texts.outbox} == {"+5511912345678"}
    (sms,) = (each for each in texts.outbox if each.channel == "sms")
    assert "09:00" in sms.body
    assert "[[" not in sms.body
    assert len(sms.body) <= 160


async def test_a_clinic_may_leave_a_channel_alone(
    sign_in: SignIn, brazilian: Office, worker: Worker, texts: MemoryTexts
) -> None:
    manager = await sign_in(brazilian, "manager")
    path = f"/api/messages/preferences/{brazilian.patient}"
    await manager.put(path, json={"sms": True, "email": False})
    await manager.patch("/api/messages/settings", json={"channels": ["email"]})
    visit = (await manager.post(APPOINTMENTS, json=brazilian.booking())).json()

    await worker.drain()

    listed = await manager.get("/api/messages", params={"appointment_id": visit["id"]})
    (only,) = listed.json()["items"]
    assert (only["state"], only["why"]) == ("suppressed", "not_allowed")
    assert texts.outbox == []


async def test_stop_is_for_everyone_with_that_number(
    sign_in: SignIn, brazilian: Office, owner: Connection, worker: Worker, texts: MemoryTexts
) -> None:
    reception = await sign_in(brazilian)
    first, second, third = brazilian.patients
    await owner.execute(
        "update patient set phone = $2 where id = any($1)", [second], "+55 11 91234 5678"
    )
    for number, patient in enumerate((first, second)):
        path = f"/api/messages/preferences/{patient}"
        await reception.put(path, json={"sms": True, "whatsapp": True})
        visit = brazilian.booking(patient_id=patient, provider_id=brazilian.providers[number])
        await reception.post(APPOINTMENTS, json=visit)
    await worker.drain()

    cause = Cause("stop-test", actor_role="patient")
    async with worker.database.transaction(brazilian.id, cause) as tx:
        await preferences.withdraw(tx, "sms", "+5511912345678")

    for patient in (first, second):
        now = said(await reception.get(f"/api/messages/preferences/{patient}"))
        assert now["sms"] == (False, False, "reply")
        assert now["whatsapp"] == (True, True, "staff")
    assert said(await reception.get(f"/api/messages/preferences/{third}"))["sms"][2] is None


async def test_settings_are_the_clinics_and_told(
    sign_in: SignIn, office: Office, other_office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")
    path = "/api/messages/settings"
    before = (await manager.get(path)).json()

    changed = await manager.patch(
        path, json={"quiet_from": 1200, "reminder_minutes": [60, 1440], "expected_version": 1}
    )

    assert before == {
        "quiet_from": 1260,
        "quiet_until": 480,
        "reminder_minutes": [2880, 120],
        "channels": ["email", "sms", "whatsapp"],
        "services": [],
        "version": 1,
    }
    assert changed.json() == {
        **before,
        "quiet_from": 1200,
        "reminder_minutes": [60, 1440],
        "version": 2,
    }
    problem(await manager.patch(path, json={"expected_version": 1}), 409, "version_conflict")
    for wrong in (
        {"quiet_from": 1440},
        {"reminder_minutes": [5]},
        {"reminder_minutes": [60] * 7},
        {"channels": ["pigeon"]},
        {"services": [{"service_id": str(other_office.service), "reminder_minutes": []}]},
        {"services": [{"service_id": str(office.service), "reminder_minutes": []}] * 2},
    ):
        problem(await manager.patch(path, json=wrong), 422, "invalid")
    stranger = await sign_in(other_office, "manager")
    assert (await stranger.get(path)).json() == before
    kept = "select count(*) from audit_entry where clinic_id = $1 and action = 'messages.settings'"
    assert await owner.fetchval(kept, office.id) == 1


async def test_an_account_without_a_record_has_no_preferences(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    account = await make.an_account(owner, office.id, "dentist")
    dentist = await sign_in(office, "dentist", account)

    answer = await dentist.put("/api/messages/preferences", json={"sms": True})

    problem(answer, 403, "not_allowed")
