"""Links without sign-in: one purpose, one visit, one starting time, until the visit begins."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import httpx
import pytest
from contracts.problems import problem
from domain import SignIn, TravelClock
from hypothesis import given
from hypothesis import strategies as some
from make import Connection, Office

from topsmile.adapters.mail import MemoryMail
from topsmile.kernel.worker import Worker
from topsmile.notifications.links import PURPOSES, AccountLink, Links, VisitLink, of_visit
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"
NINE = datetime(2030, 1, 7, 9, tzinfo=UTC)
Made: TypeAlias = Callable[..., Awaitable[tuple[str, dict[str, str]]]]


@pytest.fixture
def links(settings: Settings) -> Links:
    return Links(settings.secret.get_secret_value(), settings.origin)


@pytest.fixture
def visit(sign_in: SignIn, office: Office, links: Links) -> Made:
    """A visit at nine, and its links by purpose."""

    async def booked(**changes: Any) -> tuple[str, dict[str, str]]:
        reception = await sign_in(office)
        answer = await reception.post(APPOINTMENTS, json=office.booking(**changes))
        assert answer.status_code == 201, answer.text
        made: str = answer.json()["id"]
        tokens: dict[str, str] = {
            purpose: links.token(VisitLink(purpose, office.id, UUID(made), NINE))
            for purpose in PURPOSES
        }
        return made, tokens

    return booked


async def follow(client: httpx.AsyncClient, token: str) -> Any:
    answer = await client.post("/api/links", json={"token": token})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_a_link_shows(client: httpx.AsyncClient, office: Office, visit: Made) -> None:
    made, tokens = await visit(notes="afraid of needles")

    shown = await follow(client, tokens["confirm"])

    assert shown["purpose"] == "confirm"
    assert shown["possible"] is True
    assert shown["clinic"].keys() == {"slug", "name", "timezone", "locale"}
    assert shown["clinic"]["slug"] == office.slug
    assert shown["appointment"].keys() == {
        "id",
        "status",
        "starts_at",
        "ends_at",
        "starts_local",
        "service",
        "provider",
    }
    assert shown["appointment"]["id"] == made
    assert shown["appointment"]["status"] == "scheduled", "looking changes nothing"


async def test_confirming(
    client: httpx.AsyncClient, office: Office, owner: Connection, visit: Made
) -> None:
    made, tokens = await visit()

    done = await client.post("/api/links/confirm", json={"token": tokens["confirm"]})

    assert done.status_code == 200, done.text
    assert (done.json()["appointment"]["status"], done.json()["possible"]) == ("confirmed", False)
    again = await client.post("/api/links/confirm", json={"token": tokens["confirm"]})
    problem(again, 409, "cannot_become")
    rows = await owner.fetch(
        "select action, subject, actor_role, actor_id, address from audit_entry"
        " where clinic_id = $1 and subject_id = $2 order by id",
        office.id,
        UUID(made),
    )
    did = [(row["action"], row["subject"], row["actor_role"]) for row in rows[1:]]
    assert did == [
        ("appointment.confirmed", "appointment", "patient"),
        ("appointment.by_link", "link", "patient"),
    ]
    assert rows[-1]["actor_id"] is None
    assert rows[-1]["address"]


async def test_cancelling_says_why_and_closes_the_others(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, visit: Made
) -> None:
    made, tokens = await visit()
    body = {"token": tokens["cancel"], "reason": "a cold"}

    assert (await client.post("/api/links/cancel", json=body)).status_code == 200

    history = (await (await sign_in(office)).get(f"{APPOINTMENTS}/{made}")).json()["history"]
    assert (history[-1]["by"], history[-1]["reason"]) == ("patient", "a cold")
    for purpose in PURPOSES:
        assert (await follow(client, tokens[purpose]))["possible"] is False
    moved = {"token": tokens["reschedule"], "starts_at": "2030-01-07T11:00:00Z"}
    problem(await client.post("/api/links/reschedule", json=moved), 409, "cannot_become")


async def test_moving_obeys_the_rules_for_patients_and_kills_the_links(
    client: httpx.AsyncClient, office: Office, visit: Made
) -> None:
    _, tokens = await visit()
    await visit(starts_at="2030-01-07T13:00:00Z", patient_id=office.patients[1])

    async def moved(to: str, **more: str) -> httpx.Response:
        body = {"token": tokens["reschedule"], "starts_at": to, **more}
        return await client.post("/api/links/reschedule", json=body)

    problem(await moved("2030-01-07T13:00:00Z"), 409, "slot_taken")
    problem(await moved("2030-01-07T11:05:00Z"), 422, "not_offered")  # staff may, patients not
    problem(await moved("2030-01-07T11:00:00Z", provider_id=str(uuid4())), 422, "invalid")
    done = await moved("2030-01-07T11:00:00Z", provider_id=str(office.providers[1]))

    assert done.status_code == 200, done.text
    assert done.json()["appointment"]["starts_at"] == "2030-01-07T11:00:00Z"
    for purpose in PURPOSES:
        assert (await follow(client, tokens[purpose]))["possible"] is False
    problem(await moved("2030-01-07T12:00:00Z"), 409, "cannot_become")
    gone = await client.post("/api/links/cancel", json={"token": tokens["cancel"]})
    problem(gone, 409, "cannot_become")


async def test_a_link_is_for_nothing_else(client: httpx.AsyncClient, visit: Made) -> None:
    _, tokens = await visit()
    for operation in PURPOSES:
        for purpose in set(PURPOSES) - {operation}:
            body = {"token": tokens[purpose]}
            if operation == "reschedule":
                body["starts_at"] = "2030-01-07T11:00:00Z"
            problem(await client.post(f"/api/links/{operation}", json=body), 422, "token_invalid")
    assert (await follow(client, tokens["cancel"]))["appointment"]["status"] == "scheduled"


async def test_it_is_over_when_the_visit_begins(
    client: httpx.AsyncClient, clock: TravelClock, visit: Made
) -> None:
    _, tokens = await visit()
    clock.instant = NINE - timedelta(seconds=1)
    assert (await follow(client, tokens["confirm"]))["possible"] is True

    clock.instant = NINE

    for purpose in PURPOSES:
        answer = await client.post("/api/links", json={"token": tokens[purpose]})
        problem(answer, 422, "token_invalid")
    late = await client.post("/api/links/confirm", json={"token": tokens["confirm"]})
    problem(late, 422, "token_invalid")


async def test_another_clinics_visit_is_not_reached(
    client: httpx.AsyncClient, other_office: Office, links: Links, visit: Made
) -> None:
    """Even signed by us: the visit is sought in the clinic that the link names."""
    made, _ = await visit()
    token = links.token(VisitLink("cancel", other_office.id, UUID(made), NINE))

    problem(await client.post("/api/links/cancel", json={"token": token}), 422, "token_invalid")
    nowhere = links.token(VisitLink("cancel", uuid4(), UUID(made), NINE))
    problem(await client.post("/api/links", json={"token": nowhere}), 422, "token_invalid")


async def test_the_links_of_a_message_work_and_are_not_in_the_ledger(
    client: httpx.AsyncClient,
    sign_in: SignIn,
    office: Office,
    owner: Connection,
    worker: Worker,
    mail: MemoryMail,
    visit: Made,
) -> None:
    made, tokens = await visit()
    await worker.drain()
    to = await owner.fetchval("select email from patient where id = $1", office.patient)

    (email,) = (each for each in mail.outbox if each.to == to)

    for token in tokens.values():
        assert f"http://localhost:8000/visit#{token}" in email.body
        assert f'href="http://localhost:8000/visit#{token}"' in email.html
    listed = await (await sign_in(office)).get("/api/messages", params={"appointment_id": made})
    assert "/visit#" not in listed.text
    stored = await owner.fetchval("select m::text from message m where clinic_id = $1", office.id)
    assert "/visit#" not in stored
    assert not any(token in stored for token in tokens.values())
    assert (await follow(client, tokens["confirm"]))["possible"] is True


@given(some.text(max_size=120), some.integers(0, 70), some.integers(0, 63))
def test_what_is_not_ours_is_nothing(text: str, place: int, letter: int) -> None:
    made = Links("a secret of this test, long enough", "https://clinic.test")
    link = VisitLink("confirm", uuid4(), uuid4(), NINE)
    token = made.token(link)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    forged = token[:place] + alphabet[letter] + token[place + 1 :]

    assert made.read(token) == link
    assert made.read(text) is None
    assert forged == token or made.read(forged) is None
    assert Links("another secret, just as long as it", "https://x").read(token) is None


def test_only_what_a_message_names_is_filled() -> None:
    made = Links("a secret of this test, long enough", "https://clinic.test")
    becoming = of_visit(uuid4(), uuid4(), NINE, ":2")

    assert made.fill("[[confirm]] [[cancel:2]]", becoming).startswith("[[confirm]] https://")
    account = made.address(AccountLink("reset", uuid4()))
    assert account.startswith("https://clinic.test/reset#")
