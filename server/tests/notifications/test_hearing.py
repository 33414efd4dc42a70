"""What comes back: word of arrival, and what people answer. Signed, or not believed."""

from __future__ import annotations

import base64
import hmac
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import pytest
from contracts.problems import problem
from domain import ORIGIN, SignIn, TravelClock
from make import Connection, Office

from topsmile.adapters.texts import MemoryTexts
from topsmile.app import callbacks
from topsmile.kernel.worker import Worker
from topsmile.notifications.hearing import meant
from topsmile.notifications.outcomes import answered, reported
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio
TOKEN = "token of an account with Twilio"
INCOMING = "/api/messages/callbacks/twilio/incoming"
APPOINTMENTS = "/api/scheduling/appointments"
NUMBER = "+5511912345678"


def signature(place: str, form: dict[str, str], token: str = TOKEN) -> str:
    said = ORIGIN + place + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(token.encode(), said.encode(), "sha1")).decode()


async def told(
    client: httpx.AsyncClient, place: str, form: dict[str, str], signed: str | None = None
) -> httpx.Response:
    """As Twilio would: without cookies, without an origin."""
    return await client.post(
        place,
        content=urlencode(form),
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "x-twilio-signature": signature(place, form) if signed is None else signed,
        },
    )


@pytest.fixture
async def twilio(client: httpx.AsyncClient) -> httpx.AsyncClient:
    del client.headers["origin"]
    return client


@pytest.fixture
async def texted(
    sign_in: SignIn, office: Office, owner: Connection, worker: Worker, texts: MemoryTexts
) -> dict[str, Any]:
    """A visit that its patient was told of by SMS: the ledger's line."""
    await owner.execute(
        "update patient set phone = '(11) 91234-5678' where id = $1", office.patient
    )
    await owner.execute(
        """
        insert into message_preference (clinic_id, patient_id, channel, allowed, consented_at,
          source, changed_at)
        select clinic_id, id, channel, channel = 'sms', created_at, 'staff', created_at
        from patient, unnest(array['sms', 'email']) channel where id = $1
        """,
        office.patient,
    )
    reception = await sign_in(office)
    await reception.post(APPOINTMENTS, json=office.booking())
    await worker.drain()
    return await line(reception)


async def line(reception: httpx.AsyncClient, kind: str = "confirmation") -> dict[str, Any]:
    items = (await reception.get("/api/messages")).json()["items"]
    (found,) = (each for each in items if each["kind"] == kind)
    return dict(found)


def about(texts: MemoryTexts) -> str:
    return texts.outbox[-1].callback_url.removeprefix(ORIGIN)


async def test_a_text_goes_to_the_number_as_the_world_knows_it(
    texted: dict[str, Any], texts: MemoryTexts
) -> None:
    (text,) = texts.outbox
    assert (text.channel, text.to, text.key) == ("sms", NUMBER, texted["id"])
    assert (texted["channel"], texted["to"], texted["state"]) == ("sms", NUMBER, "sent")


async def test_arrival_is_written_down_and_nothing_undoes_it(
    texted: dict[str, Any], texts: MemoryTexts, twilio: httpx.AsyncClient, sign_in: SignIn,
    office: Office, owner: Connection,
) -> None:  # fmt: skip
    reception = await sign_in(office)
    for status, state in (
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("sent", "delivered"),
        ("undelivered", "delivered"),
        ("surprise", "delivered"),
    ):
        answer = await told(twilio, about(texts), {"MessageStatus": status, "MessageSid": "SM1"})
        assert answer.status_code == 204, answer.text
        assert (await line(reception))["state"] == state
    assert (await line(reception))["delivered_at"]
    names = "select name from event where clinic_id = $1 and name like 'message.%' order by id"
    assert [row["name"] for row in await owner.fetch(names, office.id)] == [
        "message.queued",
        "message.sent",
        "message.delivered",
    ]


async def test_what_could_not_be_delivered_has_failed(
    texted: dict[str, Any], texts: MemoryTexts, twilio: httpx.AsyncClient, sign_in: SignIn,
    office: Office,
) -> None:  # fmt: skip
    form = {"MessageStatus": "undelivered", "ErrorCode": "30003"}
    await told(twilio, about(texts), form)
    message = await line(await sign_in(office))
    assert (message["state"], message["why"]) == ("failed", "not delivered: 30003")
    await told(twilio, about(texts), {"MessageStatus": "sent"})
    assert (await line(await sign_in(office)))["state"] == "failed"


@pytest.mark.parametrize("state", ["unknown", "sending"])
async def test_arrival_ends_not_knowing(
    texted: dict[str, Any], texts: MemoryTexts, twilio: httpx.AsyncClient, sign_in: SignIn,
    office: Office, owner: Connection, state: str,
) -> None:  # fmt: skip
    await owner.execute(
        "update message set state = $2, unknown_outcomes = 1 where clinic_id = $1", office.id, state
    )
    await told(twilio, about(texts), {"MessageStatus": "delivered"})
    message = await line(await sign_in(office))
    assert (message["state"], message["unknown_outcomes"]) == ("delivered", 1)


async def test_only_what_twilio_has_signed_is_believed(
    texted: dict[str, Any], texts: MemoryTexts, twilio: httpx.AsyncClient, settings: Settings,
    office: Office,
) -> None:  # fmt: skip
    place, form = about(texts), {"MessageStatus": "delivered"}
    for signed in ("", "é", "x", signature(place, form, "another token"), signature("/", form)):
        problem(await told(twilio, place, form, signed.encode()), 403, "bad_signature")  # type: ignore[arg-type]
    foreign = place.replace(texted["id"], str(uuid4()))
    problem(await told(twilio, foreign, form), 403, "bad_signature")
    bare = place.partition("?")[0]
    problem(await told(twilio, bare, form, ""), 403, "bad_signature")
    problem(await told(twilio, f"{bare}?about=x.y.z", form), 403, "bad_signature")
    more = {**form, "MessageStatus": "failed"}
    problem(await told(twilio, place, more, signature(place, form)), 403, "bad_signature")
    nobody = callbacks(settings).address(office.id, uuid4()).removeprefix(ORIGIN)
    problem(await told(twilio, nobody, form), 404, "not_found")


async def test_a_form_that_is_none_is_not_believed(
    texts: MemoryTexts, texted: dict[str, Any], twilio: httpx.AsyncClient
) -> None:
    for body in (b"\xff\xfe=1", b"&".join(b"a=1" for _ in range(200))):
        answer = await twilio.post(about(texts), content=body, headers={"x-twilio-signature": "x"})
        problem(answer, 403, "bad_signature")


# Replies --------------------------------------------------------------------------------------


def says(text: str, number: str = NUMBER) -> dict[str, str]:
    return {"From": number, "To": "+15005550006", "Body": text, "MessageSid": "SM2"}


async def status(reception: httpx.AsyncClient, message: dict[str, Any]) -> str:
    answer = await reception.get(f"{APPOINTMENTS}/{message['appointment_id']}")
    return str(answer.json()["status"])


@pytest.mark.parametrize("word", ["1", " Sim! ", "YES", "confirmo.", "1\n"])
async def test_one_word_confirms_the_next_visit(
    texted: dict[str, Any], twilio: httpx.AsyncClient, sign_in: SignIn, office: Office, word: str
) -> None:
    reception = await sign_in(office)
    for _ in range(2):  # Twilio may say it twice
        answer = await told(twilio, f"{INCOMING}?clinic={office.slug}", says(word))
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("application/xml")
        assert "<Response/>" in answer.text
    visit = (await reception.get(f"{APPOINTMENTS}/{texted['appointment_id']}")).json()
    assert visit["status"] == "confirmed"
    assert [each["by"] for each in visit["history"] if "confirmed" in each["action"]] == ["patient"]


async def test_the_next_visit_is_the_earliest_that_is_still_ahead(
    texted: dict[str, Any], twilio: httpx.AsyncClient, sign_in: SignIn, office: Office,
    worker: Worker, clock: TravelClock,
) -> None:  # fmt: skip
    reception = await sign_in(office)
    later = office.booking(starts_at="2030-01-09T09:00:00Z")
    second = (await reception.post(APPOINTMENTS, json=later)).json()["id"]
    await worker.drain()
    clock.travel(hours=5)  # beyond the first
    reception = await sign_in(office)

    await told(twilio, f"{INCOMING}?clinic={office.slug}", says("1"))

    assert await status(reception, texted) == "scheduled"
    assert await status(reception, {"appointment_id": second}) == "confirmed"


@pytest.mark.parametrize(
    ("text", "number"),
    [("Chego atrasado", NUMBER), ("10", NUMBER), ("", NUMBER), ("1", "+5511900000000"),
     ("1", f"whatsapp:{NUMBER}"), ("1", "")],
)  # fmt: skip
async def test_anything_else_changes_nothing(
    texted: dict[str, Any], twilio: httpx.AsyncClient, sign_in: SignIn, office: Office, text: str,
    number: str,
) -> None:  # fmt: skip
    answer = await told(twilio, f"{INCOMING}?clinic={office.slug}", says(text, number))
    assert answer.status_code == 200
    assert await status(await sign_in(office), texted) == "scheduled"


async def test_what_was_answered_is_on_record(
    texted: dict[str, Any], twilio: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    await told(twilio, f"{INCOMING}?clinic={office.slug}", says("Chego atrasado"))
    entry = await owner.fetchrow(
        "select * from audit_entry where clinic_id = $1 and action = 'message.replied'", office.id
    )
    assert entry is not None
    assert (str(entry["subject_id"]), "Chego atrasado" in entry["after"]) == (texted["id"], True)


async def test_another_clinic_is_not_answered(
    texted: dict[str, Any], twilio: httpx.AsyncClient, other_office: Office, office: Office,
    sign_in: SignIn,
) -> None:  # fmt: skip
    await told(twilio, f"{INCOMING}?clinic={other_office.slug}", says("1"))
    assert await status(await sign_in(office), texted) == "scheduled"
    problem(await told(twilio, f"{INCOMING}?clinic=nowhere", says("1")), 404, "not_found")
    problem(
        await told(twilio, f"{INCOMING}?clinic={office.slug}", says("1"), "x"), 403, "bad_signature"
    )


@pytest.mark.parametrize("word", ["STOP", "parar", "Sair."])
async def test_a_word_ends_all_texts(
    texted: dict[str, Any], twilio: httpx.AsyncClient, sign_in: SignIn, office: Office,
    worker: Worker, texts: MemoryTexts, word: str,
) -> None:  # fmt: skip
    await told(twilio, f"{INCOMING}?clinic={office.slug}", says(word))
    reception = await sign_in(office)
    await reception.post(f"{APPOINTMENTS}/{texted['appointment_id']}/cancel", json={})
    await worker.drain()
    message = await line(reception, "cancellation")
    assert (message["state"], message["why"]) == ("suppressed", "not_allowed")
    assert len(texts.outbox) == 1


# Pure -----------------------------------------------------------------------------------------


def test_what_words_mean() -> None:
    assert [meant(each) for each in ("1", "Yes.", "STOP", "sair", "11", "sim, mas", "")] == [
        "confirms", "confirms", "stops", "stops", "other", "other", "other",
    ]  # fmt: skip


def test_word_of_arrival_is_the_last() -> None:
    states: Any = ("queued", "sending", "sent", "delivered", "unknown", "failed")
    assert {reported(state, "arrived") for state in states} == {"delivered"}
    assert {reported(state, "lost") for state in states} == {"failed", "delivered"}
    assert [reported(state, "taken") for state in states] == [
        "queued", "sent", "sent", "delivered", "sent", "failed",
    ]  # fmt: skip


def test_a_late_answer_does_not_undo_a_better_one() -> None:
    from topsmile.adapters.mail import Sent

    yes, no, later = Sent("sent"), Sent("failed"), Sent("later")
    assert answered("sent", None, 0, no) == "sent"
    assert answered("delivered", None, 0, yes) == "delivered"
    assert answered("failed", "refused with 550", 1, yes) == "sent"
    assert answered("failed", "not delivered: 30003", 0, yes) == "failed"
    assert answered("sending", None, 0, later) == "queued"
    assert answered("sending", None, 1, later) == "unknown"
    assert answered("sent", None, 1, Sent("unknown")) == "sent"
