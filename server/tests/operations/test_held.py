"""Deliveries that are no longer tried: staff see why, and decide."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from domain import SignIn, TravelClock
from make import Connection, Office

from topsmile.adapters.mail import MemoryMail
from topsmile.kernel.events import subscribers
from topsmile.kernel.worker import Worker
from topsmile.scheduling.events import AppointmentCreated

pytestmark = pytest.mark.anyio
DELIVERIES = "/api/deliveries"


class Broken(Exception):
    pass


@pytest.fixture
def breaking() -> Iterator[list[bool]]:
    """Confirmations cannot be written as long as the list is not empty."""
    broken = [True]
    handlers = subscribers[AppointmentCreated]
    known = handlers["write_confirmation"]
    assert callable(known)

    async def write_confirmation(tx: object, event: object) -> None:
        if broken:
            raise Broken("maria@example.test")
        await known(tx, event)  # type: ignore[arg-type]

    handlers["write_confirmation"] = write_confirmation
    yield broken
    handlers["write_confirmation"] = known


@pytest.fixture
async def held(
    sign_in: SignIn, office: Office, worker: Worker, clock: TravelClock, breaking: list[bool]
) -> str:
    """The delivery of a booking, after all attempts."""
    manager = await sign_in(office, "manager")
    booked = await manager.post(
        "/api/scheduling/appointments",
        json=office.booking(),
        headers={"x-request-id": "the-click-0001"},
    )
    assert booked.status_code == 201
    began = clock.now()
    for _ in range(8):
        await worker.drain()
        clock.travel(minutes=30)
    clock.instant = began
    (listed,) = (await manager.get(DELIVERIES)).json()["items"]
    return str(listed["id"])


async def test_staff_see_what_was_not_done_and_why(
    sign_in: SignIn, office: Office, held: str
) -> None:
    manager = await sign_in(office, "manager")

    answer = await manager.get(DELIVERIES, params={"state": "held"})

    (listed,) = answer.json()["items"]
    assert (listed["id"], listed["state"], listed["attempts"]) == (held, "held", 8)
    assert listed["handler"] == "write_confirmation"
    assert listed["event"] == "appointment.created"
    assert listed["request_id"] == "the-click-0001"
    assert listed["error"].endswith("Broken")
    assert "maria" not in answer.text


async def test_a_replay_tries_again_and_is_audited(
    sign_in: SignIn,
    office: Office,
    held: str,
    breaking: list[bool],
    worker: Worker,
    mail: MemoryMail,
    owner: Connection,
) -> None:
    manager = await sign_in(office, "manager")
    breaking.clear()

    answer = await manager.post(f"{DELIVERIES}/{held}/replay")

    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["attempts"]) == ("due", 0)
    await worker.drain()
    assert (await manager.get(DELIVERIES)).json()["items"] == []
    messages = (await manager.get("/api/messages")).json()["items"]
    (message,) = [each for each in messages if each["kind"] == "confirmation"]
    assert (message["state"], message["request_id"]) == ("sent", "the-click-0001")
    entry = await audited(owner, office, "delivery.replayed")
    assert (str(entry["subject_id"]), entry["actor_role"]) == (held, "manager")
    assert entry["actor_id"] == manager.account.person  # type: ignore[attr-defined]


async def test_what_is_discarded_is_never_tried_again(
    sign_in: SignIn,
    office: Office,
    held: str,
    breaking: list[bool],
    worker: Worker,
    owner: Connection,
    clock: TravelClock,
) -> None:
    manager = await sign_in(office, "manager")
    breaking.clear()

    answer = await manager.post(f"{DELIVERIES}/{held}/discard")

    assert (answer.status_code, answer.json()["state"]) == (200, "discarded")
    clock.travel(days=1)
    await worker.drain()
    written = "select count(*) from message where clinic_id = $1 and kind = 'confirmation'"
    assert await owner.fetchval(written, office.id) == 0
    assert str((await audited(owner, office, "delivery.discarded"))["subject_id"]) == held


async def test_a_summary_for_the_managers_screen(
    sign_in: SignIn, office: Office, other_office: Office, held: str, clock: TravelClock
) -> None:
    manager, stranger = await sign_in(office, "manager"), await sign_in(other_office, "manager")
    clock.travel(seconds=90)

    summary = (await manager.get(f"{DELIVERIES}/summary")).json()

    trouble = {"handler": "write_confirmation", "held": 1, "failing": 0}
    assert (summary["held"], summary["by_handler"]) == (1, [trouble])
    assert summary["due"] >= 0
    await manager.post(f"{DELIVERIES}/{held}/replay")
    clock.travel(seconds=30)
    summary = (await manager.get(f"{DELIVERIES}/summary")).json()
    assert (summary["held"], summary["by_handler"]) == (0, [])
    assert summary["due"] >= 1
    assert summary["oldest_age_seconds"] >= 30
    nothing = {"due": 0, "oldest_age_seconds": 0.0, "held": 0, "by_handler": []}
    assert (await stranger.get(f"{DELIVERIES}/summary")).json() == nothing


async def test_what_fails_and_is_still_tried_is_in_the_summary(
    sign_in: SignIn, office: Office, worker: Worker, breaking: list[bool]
) -> None:
    manager = await sign_in(office, "manager")
    await manager.post("/api/scheduling/appointments", json=office.booking())
    await worker.drain()

    summary = (await manager.get(f"{DELIVERIES}/summary")).json()

    failing = {"handler": "write_confirmation", "held": 0, "failing": 1}
    assert failing in summary["by_handler"]


async def test_only_what_is_held_can_be_decided_about(
    sign_in: SignIn, office: Office, other_office: Office, held: str
) -> None:
    manager, stranger = await sign_in(office, "manager"), await sign_in(other_office, "manager")
    for action in ("replay", "discard"):
        foreign = await stranger.post(f"{DELIVERIES}/{held}/{action}")
        unknown = await manager.post(f"{DELIVERIES}/{uuid4()}/{action}")
        assert foreign.status_code == unknown.status_code == 404
    assert (await stranger.get(DELIVERIES)).json()["items"] == []

    await manager.post(f"{DELIVERIES}/{held}/replay")

    for action in ("replay", "discard"):
        assert (await manager.post(f"{DELIVERIES}/{held}/{action}")).status_code == 404


async def test_reception_has_no_part_in_it(sign_in: SignIn, office: Office, held: str) -> None:
    reception = await sign_in(office)
    assert (await reception.get(DELIVERIES)).status_code == 403
    assert (await reception.post(f"{DELIVERIES}/{held}/replay")).status_code == 403


async def audited(owner: Connection, office: Office, action: str) -> dict[str, object]:
    (entry,) = await owner.fetch(
        "select * from audit_entry where clinic_id = $1 and action = $2", office.id, action
    )
    return dict(entry)
