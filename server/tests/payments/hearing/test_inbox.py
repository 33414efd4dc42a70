"""What Stripe tells: believed only when signed just now, stored before it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from contracts.problems import problem
from domain import TravelClock, browser
from make import Connection, Office
from payments.hearing.paying import a_payment, events, inbox, outcome, tell
from payments.hearing.words import NOW, SECRET, Said, signed
from pydantic import SecretStr
from redis.asyncio import Redis

from topsmile.app import create_app
from topsmile.kernel.edge import Edge
from topsmile.kernel.errors import Unavailable
from topsmile.kernel.worker import Worker
from topsmile.payments import inbox_signing
from topsmile.payments.inbox_signing import BadSignature
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio


def succeeded(said: Said) -> bytes:
    return said.event("payment_intent.succeeded", said.intent("succeeded"))


async def test_a_payment_that_succeeds(
    client: httpx.AsyncClient, worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)

    answer = await tell(client, succeeded(said))
    assert (answer.status_code, answer.json()) == (200, {"received": True})
    assert await inbox(owner, said) == [("payment_intent.succeeded", "stored", None)]
    assert (await outcome(owner, said))["status"] == "pending", "only a worker applies it"
    await worker.drain()

    found = await outcome(owner, said)
    assert (found["status"], found["intent"]) == ("succeeded", f"pi_{said.tag}")
    assert found["books"] == {
        (f"charge:ch_{said.tag}_2", "patient_payments"): -15000,
        (f"charge:ch_{said.tag}_2", "stripe_balance"): 15000,
    }
    assert (await events(owner, said)).count("payment.succeeded") == 1
    assert await inbox(owner, said) == [("payment_intent.succeeded", "applied", None)]


async def test_told_twice_it_has_no_effect(
    client: httpx.AsyncClient, worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)
    body = succeeded(said)
    await tell(client, body)
    await worker.drain()
    before = await outcome(owner, said), await events(owner, said)

    answers = await asyncio.gather(*(tell(client, body) for _ in range(5)))
    await worker.drain()

    assert {each.status_code for each in answers} == {200}
    assert (await outcome(owner, said), await events(owner, said)) == before
    assert len(await inbox(owner, said)) == 1


async def test_five_at_once_are_stored_once(
    client: httpx.AsyncClient, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)
    body = succeeded(said)
    answers = await asyncio.gather(*(tell(client, body) for _ in range(5)))

    assert {each.status_code for each in answers} == {200}
    assert len(await inbox(owner, said)) == 1
    told = "select count(*) from event where clinic_id = $1 and name = 'payment.heard'"
    assert await owner.fetchval(told, office.id) == 1


OTHER = "whsec_of_another"
BAD: dict[str, Callable[[bytes], str]] = {
    "nothing": lambda _: "",
    "no time": lambda body: signed(body).partition(",")[2],
    "no signature": lambda _: f"t={NOW}",
    "another secret": lambda body: signed(body, secret=OTHER),
    "an empty secret": lambda body: signed(body, secret=""),
    "another body": lambda body: signed(body + b" "),
    "another time than was signed": lambda body: signed(body).replace(f"t={NOW}", f"t={NOW + 1}"),
    "an old scheme": lambda body: signed(body).replace("v1=", "v0="),
    "five minutes and a second old": lambda body: signed(body, NOW - 301),
    "five minutes and a second ahead": lambda body: signed(body, NOW + 301),
    "a year ahead": lambda body: signed(body, NOW + 365 * 86400),
    "two times": lambda body: f"t={NOW - 9000},{signed(body)}",
    "a time that is no number": lambda body: signed(body).replace(f"t={NOW}", "t=now"),
    "digits of another script": lambda body: signed(body).replace(f"t={NOW}", "t=١٢٣"),
    "a number beyond all bounds": lambda body: signed(body).replace(f"t={NOW}", "t=" + "9" * 5000),
    "not even text": lambda body: signed(body).replace("v1=", "v1=é"),
}


@pytest.mark.parametrize("forge", BAD.values(), ids=BAD.keys())
async def test_a_bad_signature_is_refused_and_nothing_is_stored(
    client: httpx.AsyncClient, owner: Connection, office: Office, forge: Callable[[bytes], str]
) -> None:
    said = await a_payment(owner, office)
    body = succeeded(said)
    headers = [(b"stripe-signature", forge(body).encode())]
    answer = await client.post("/api/payments/webhook", content=body, headers=headers)

    problem(answer, 400, "bad_signature")
    assert await inbox(owner, said) == []


@pytest.mark.parametrize("off", [-300, -1, 0, 1, 300])
async def test_clocks_may_differ_by_five_minutes_either_way(
    client: httpx.AsyncClient, owner: Connection, office: Office, off: int
) -> None:
    said = await a_payment(owner, office)
    assert (await tell(client, succeeded(said), at=NOW + off)).status_code == 200


async def test_what_was_heard_and_is_repeated_later_is_stale(
    client: httpx.AsyncClient, owner: Connection, office: Office, clock: TravelClock
) -> None:
    said = await a_payment(owner, office)
    body = succeeded(said)
    assert (await tell(client, body)).status_code == 200
    clock.travel(seconds=301)
    problem(await tell(client, body), 400, "bad_signature")
    assert (await tell(client, body, at=NOW + 301)).status_code == 200, "Stripe signs anew"


def test_any_of_several_secrets_and_of_several_signatures_will_do() -> None:
    body, now = b"{}", TravelClock().instant
    for secret in ("new", "old"):
        inbox_signing.check(body, signed(body, secret=secret), ["new", "old"], now)
    both = f"{signed(body, secret='gone')},{signed(body, secret='old').partition(',')[2]}"
    inbox_signing.check(body, both, ["new", "old"], now)
    with pytest.raises(BadSignature):
        inbox_signing.check(body, signed(body, secret="gone"), ["new", "old"], now)
    with pytest.raises(BadSignature):
        inbox_signing.check(body, signed(body), [], now)


async def test_what_is_signed_and_no_event_is_malformed(client: httpx.AsyncClient) -> None:
    for body in (b"", b"{}", b"[]", b"\xff\xfe", b'{"id": 1}'):
        problem(await tell(client, body), 400, "malformed")


async def test_a_body_without_end_is_cut(client: httpx.AsyncClient, office: Office) -> None:
    said = Said(office.id, office.id)
    long = said.event("payment_intent.succeeded", {"id": "x" * 600_000, "object": "other"})
    problem(await tell(client, long), 413, "too_large")
    problem(await tell(client, b"x" * (1024 * 1024 + 1)), 413, "too_large")


async def test_what_else_happens_at_stripe_is_kept_and_left_alone(
    client: httpx.AsyncClient, worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)
    product = {"id": f"prod_{said.tag}", "object": "product", "metadata": said.metadata}
    assert (await tell(client, said.event("product.created", product))).status_code == 200
    await worker.drain()
    assert await inbox(owner, said) == [("product.created", "ignored", None)]


async def test_no_person_is_needed_and_a_page_of_another_site_may_not(
    client: httpx.AsyncClient, office: Office
) -> None:
    said = Said(office.id, office.id)
    body = succeeded(said)
    headers = {"stripe-signature": signed(body), "origin": "https://evil.example"}
    problem(
        await client.post("/api/payments/webhook", content=body, headers=headers),
        403,
        "foreign_origin",
    )


@pytest.fixture
async def nowhere(settings: Settings, clock: TravelClock) -> AsyncIterator[Edge]:
    """An application whose PostgreSQL and Valkey are not there."""
    away = settings.model_copy(
        update={
            "database_url": SecretStr("postgresql://x@127.0.0.1:1/x"),
            "valkey_url": SecretStr("redis://127.0.0.1:1/0"),
        }
    )
    app = create_app(away, clock=clock)
    async with app.app.api.lifespan():  # type: ignore[attr-defined]
        yield app


async def test_while_postgresql_is_down_it_is_never_200(nowhere: Edge, office: Office) -> None:
    said = Said(office.id, office.id)
    async with browser(nowhere) as stripe:
        for _ in range(3):
            problem(await tell(stripe, succeeded(said)), 503, "unavailable")


async def test_while_valkey_is_down_it_is_heard_all_the_same(
    settings: Settings, clock: TravelClock, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)
    away = settings.model_copy(update={"valkey_url": SecretStr("redis://127.0.0.1:1/0")})
    app = create_app(away, clock=clock)
    async with app.app.api.lifespan(), browser(app) as stripe:  # type: ignore[attr-defined]
        assert (await tell(stripe, succeeded(said))).status_code == 200
    assert len(await inbox(owner, said)) == 1


async def test_what_cannot_be_stored_whole_is_not_answered(
    client: httpx.AsyncClient, owner: Connection, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row and the event that makes a worker look at it are one."""
    said = await a_payment(owner, office)

    async def away(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as patch:
        patch.setattr("topsmile.payments.inbox.emit", away)
        problem(await tell(client, succeeded(said)), 503, "unavailable")
    assert await inbox(owner, said) == []
    assert (await tell(client, succeeded(said))).status_code == 200


async def test_stripe_is_no_client_that_may_ask_too_often(
    client: httpx.AsyncClient, valkey: Redis, office: Office
) -> None:
    """It has few addresses, and tells all that happens from them."""
    answer = await tell(client, succeeded(Said(office.id, office.id)))
    assert answer.status_code == 200
    assert await valkey.keys("limit:*") == []


def test_the_secret_of_the_tests_is_the_applications(settings: Settings) -> None:
    assert [each.get_secret_value() for each in settings.stripe_webhook_secrets] == [SECRET]
