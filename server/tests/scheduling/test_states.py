"""Taking an appointment through its states, and what is written down of it."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

import msgspec
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office
from scheduling.visits import APPOINTMENTS, book, claims, events, move, take, traces

from topsmile.scheduling.models import Action, Status

pytestmark = pytest.mark.anyio
# From api.md, by hand: which action leads from which status to which.
MAY: dict[str, tuple[set[str], str, str]] = {
    "confirm": ({"scheduled"}, "confirmed", "appointment.confirmed"),
    "check-in": (
        {"scheduled", "confirmed", "no_show"},
        "checked_in",
        "appointment.checked_in",
    ),
    "start": ({"checked_in"}, "in_progress", "appointment.started"),
    "complete": ({"in_progress"}, "completed", "appointment.completed"),
    "cancel": (
        {"pending_payment", "scheduled", "confirmed", "checked_in"},
        "cancelled",
        "appointment.cancelled",
    ),
    "no-show": ({"scheduled", "confirmed"}, "no_show", "appointment.no_show"),
}
MOVABLE = {"pending_payment", "scheduled", "confirmed"}


@pytest.mark.parametrize("action", get_args(Action))
@pytest.mark.parametrize("status", get_args(Status))
async def test_each_action_from_each_status(
    sign_in: SignIn, office: Office, owner: Connection, status: str, action: str
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    await owner.execute(
        "update appointment set status = $2 where id = $1", UUID(visit["id"]), status
    )
    before, held = await traces(owner, office), await claims(owner, visit)

    answer = await take(reception, visit, action, reason="because")

    allowed, becomes, name = MAY[action]
    if status not in allowed:
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "cannot_become")
        assert problem["current"] == {**visit, "status": status}
        assert await traces(owner, office) == before
        return
    assert answer.status_code == 200, answer.text
    assert answer.json() == {**visit, "status": becomes, "version": 2}
    assert (await events(owner, office))[1:] == [(name, visit["id"], 2)]
    assert await claims(owner, visit) == (set() if action == "cancel" else held)
    shown = (await reception.get(f"{APPOINTMENTS}/{visit['id']}")).json()
    last = shown["history"][-1]
    assert (last["action"], last["by"], last["reason"]) == (name, "receptionist", "because")


@pytest.mark.parametrize("status", get_args(Status))
async def test_moving_from_each_status(
    sign_in: SignIn, office: Office, owner: Connection, status: str
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    await owner.execute(
        "update appointment set status = $2 where id = $1", UUID(visit["id"]), status
    )

    answer = await move(reception, visit, "10:00")

    if status in MOVABLE:
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    else:
        assert (answer.status_code, answer.json()["code"]) == (409, "cannot_become")
        assert answer.json()["current"]["status"] == status


async def test_cancelling_gives_the_time_back_and_a_no_show_keeps_it(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    again = office.booking(patient_id=office.patients[1])

    assert (await take(reception, visit, "no-show")).is_success
    assert (await reception.post(APPOINTMENTS, json=again)).json()["code"] == "slot_taken"
    assert (await take(reception, visit, "check-in")).json()["status"] == "checked_in"  # late
    assert (await take(reception, visit, "cancel")).is_success
    assert (await reception.post(APPOINTMENTS, json=again)).status_code == 201
    assert (await take(reception, visit, "cancel")).json()["code"] == "cannot_become"


async def test_a_body_is_optional_and_nothing_unknown_may_stand_in_it(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)

    for wrong in ({"colour": "red"}, {"expected_version": "1"}, {"reason": "x" * 501}):
        assert (await take(reception, visit, "confirm", **wrong)).status_code == 422
    assert (await reception.post(f"{APPOINTMENTS}/{visit['id']}/confirm")).status_code == 200


async def test_every_change_leaves_one_event_and_one_entry_with_before_and_after(
    sign_in: SignIn, office: Office, owner: Connection, clock: TravelClock
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    other = str(office.providers[1])
    clock.travel(minutes=1)
    assert (await move(reception, visit, "10:00", provider_id=other)).is_success
    for action in ("confirm", "no-show", "check-in", "start", "complete"):
        assert (await take(reception, visit, action, reason=f"why {action}")).is_success

    names = [
        "appointment.created",
        "appointment.rescheduled",
        "appointment.confirmed",
        "appointment.no_show",
        "appointment.checked_in",
        "appointment.started",
        "appointment.completed",
    ]
    assert await events(owner, office) == [
        (name, visit["id"], version) for version, name in enumerate(names, start=1)
    ]
    entries = await owner.fetch(
        """
        select action, actor_id, actor_role, before::text, after::text, request_id
        from audit_entry where clinic_id = $1 and subject_id = $2 order by id
        """,
        office.id,
        UUID(visit["id"]),
    )
    assert [entry["action"] for entry in entries] == names
    person = reception.account.person  # type: ignore[attr-defined]
    assert {(entry["actor_id"], entry["actor_role"]) for entry in entries} == {
        (person, "receptionist")
    }
    assert len({entry["request_id"] for entry in entries}) == len(names)
    was = [msgspec.json.decode(each["before"] or "null") for each in entries]
    became = [msgspec.json.decode(each["after"]) for each in entries]
    assert (was[0], became[0]) == (None, visit)
    assert was[1] == visit
    assert became[1]["provider"]["id"] == other
    for before, after in zip(became[1:], was[2:], strict=False):
        assert {name: before[name] for name in after if name != "reason"} == after
    shown = (await reception.get(f"{APPOINTMENTS}/{visit['id']}")).json()
    assert [each["action"] for each in shown["history"]] == names
    assert [each["reason"] for each in shown["history"]][2:4] == ["why confirm", "why no-show"]
    assert shown["history"][0]["at"] < shown["history"][1]["at"]
    assert shown["version"] == len(names)


async def test_what_staff_wrote_about_a_visit_is_not_for_its_patient(
    sign_in: SignIn, office: Office
) -> None:
    reception, patient = await sign_in(office), await sign_in(office, "patient")
    own = str(patient.account.patient)  # type: ignore[attr-defined]
    booked = await reception.post(APPOINTMENTS, json=office.booking(patient_id=own))
    visit = f"{APPOINTMENTS}/{booked.json()['id']}"
    await reception.post(f"{visit}/cancel", json={"reason": "never pays"})

    seen, told = (await reception.get(visit)).json(), (await patient.get(visit)).json()

    assert seen["history"][-1]["reason"] == "never pays"
    assert told["history"][-1]["reason"] is None
