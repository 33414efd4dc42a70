# ruff: noqa: E501  (a lie of a table of lies stands on one line)
"""Nothing is believed that does not agree with what is stored; nothing is lost that is not known yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from domain import TravelClock
from make import Connection, Office
from payments.hearing.paying import a_payment, events, inbox, outcome, tell
from payments.hearing.words import NOW, Said

from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker
from topsmile.payments.inbox_handlers import look_again_at_stripe_events

pytestmark = pytest.mark.anyio

ELSEWHERE = str(uuid4())
LIES: dict[str, tuple[Callable[[Said], dict[str, Any]], str]] = {
    "less than was asked": (lambda s: s.intent("succeeded", amount=100, amount_received=100), "another amount"),
    "more than was asked": (lambda s: s.intent("succeeded", amount=15001), "another amount"),
    "more than was asked came": (lambda s: s.intent("succeeded", amount_received=15001), "more than was asked for"),
    "no amount": (lambda s: s.intent("succeeded", amount=None), "no amount"),
    "an amount in words": (lambda s: s.intent("succeeded", amount="15000"), "no amount"),
    "yes as an amount": (lambda s: s.charge(amount=True), "another amount"),
    "nothing": (lambda s: s.intent("succeeded", amount=0), "no amount"),
    "another currency": (lambda s: s.intent("succeeded", currency="ars"), "another currency"),
    "no currency": (lambda s: s.intent("succeeded", currency=None), "another currency"),
    "another clinic": (lambda s: s.intent("succeeded", metadata={**s.metadata, "clinic_id": ELSEWHERE}), "another clinic"),
    "another payment": (lambda s: s.intent("succeeded", metadata={**s.metadata, "payment_id": ELSEWHERE}), "another payment"),
    "another intent": (lambda s: s.intent("succeeded", id="pi_other"), "another intent"),
    "another intent's charge": (lambda s: s.charge(payment_intent="pi_other"), "another intent"),
    "real money for test money": (lambda s: s.intent("succeeded", livemode=True), "test money and real money"),
    "a charge of another amount": (lambda s: s.charge(amount=1), "another amount"),
    "a charge inside of another amount": (lambda s: s.intent("succeeded", latest_charge=s.charge(amount=1)), "another amount"),
    "a charge inside of another currency": (lambda s: s.intent("succeeded", charges={"data": [s.charge(currency="usd")]}), "another currency"),
    "a refund of more than was paid": (lambda s: s.refund("succeeded", 15001), "another amount"),
    "a refund of another currency": (lambda s: s.refund("succeeded", currency="usd"), "another currency"),
    "a refund of another payment": (lambda s: s.refund("succeeded", metadata={"payment_id": ELSEWHERE}), "another payment"),
    "a dispute of another currency": (lambda s: s.dispute("lost", currency="usd"), "another currency"),
    "an intent without its state": (lambda s: {n: v for n, v in s.intent("succeeded").items() if n != "status"}, "not a payment_intent as Stripe writes one"),
}  # fmt: skip


async def known(owner: Connection, said: Said) -> Said:
    """As once Stripe has answered with the intent."""
    await owner.execute(
        "update payment set intent = $2 where id = $1", said.payment, f"pi_{said.tag}"
    )
    return said


@pytest.mark.parametrize(("lie", "why"), LIES.values(), ids=LIES.keys())
async def test_a_lie_changes_nothing(
    client: httpx.AsyncClient,
    worker: Worker,
    owner: Connection,
    office: Office,
    lie: Callable[[Said], dict[str, Any]],
    why: str,
) -> None:
    account = f"acct_{uuid4().hex}"
    await owner.execute("update clinic set stripe_account = $2 where id = $1", office.id, account)
    said = await known(owner, await a_payment(owner, office, account=account))
    before = await outcome(owner, said)

    answer = await tell(client, said.event("something.happened", lie(said)))
    await worker.drain()

    assert answer.status_code == 200
    assert await inbox(owner, said) == [("something.happened", "refused", why)]
    assert await outcome(owner, said) == before
    assert await events(owner, said) == []


async def test_an_event_of_real_money_does_not_pay_with_it(
    client: httpx.AsyncClient, worker: Worker, owner: Connection, office: Office
) -> None:
    """The event says so, whatever the object does."""
    said = await known(owner, await a_payment(owner, office))
    await tell(
        client, said.event("payment_intent.succeeded", said.intent("succeeded"), livemode=True)
    )
    await worker.drain()
    assert [state for _, state, _ in await inbox(owner, said)] == ["refused"]
    assert (await outcome(owner, said))["status"] == "pending"


async def test_what_goes_on_in_another_account_is_not_ours(
    client: httpx.AsyncClient,
    worker: Worker,
    owner: Connection,
    office: Office,
    other_office: Office,
) -> None:
    """A clinic's own account can write whatever it likes into its metadata."""
    mine, theirs = f"acct_{uuid4().hex}", f"acct_{uuid4().hex}"
    for each, account in ((office, mine), (other_office, theirs)):
        await owner.execute("update clinic set stripe_account = $2 where id = $1", each.id, account)
    said = await a_payment(owner, office, account=mine)
    forged = said.event("payment_intent.succeeded", said.intent("succeeded"), account=theirs)
    unknown = said.event(
        "payment_intent.succeeded", said.intent("succeeded"), account="acct_of_nobody"
    )

    await tell(client, forged)
    await tell(client, unknown)
    await worker.drain()

    assert [each[1:] for each in await inbox(owner, said)] == [
        ("refused", "another clinic"),
        ("refused", "another account"),
    ]
    assert (await outcome(owner, said))["status"] == "pending"
    clinics = "select clinic_id from webhook_inbox where body like $1 order by id"
    assert [row[0] for row in await owner.fetch(clinics, f"%{said.tag}%")] == [
        other_office.id,
        office.id,
    ]

    await tell(client, said.event("payment_intent.succeeded", said.intent("succeeded")))
    await worker.drain()
    assert (await outcome(owner, said))["status"] == "succeeded"


# What comes too early -------------------------------------------------------------------------


async def test_an_event_before_our_own_commit_waits_for_it(
    client: httpx.AsyncClient, worker: Worker, owner: Connection, office: Office
) -> None:
    """Stripe is faster than we are: the payment that it tells of is not there yet."""
    said = Said(office.id, uuid4())
    await tell(client, said.event("payment_intent.succeeded", said.intent("succeeded")))
    await worker.drain()
    assert [each[1] for each in await inbox(owner, said)] == ["unknown"]

    await a_payment(owner, office, id=said.payment)
    # As the answer to our own question does.
    await tell(
        client,
        said.event("payment_intent.created", said.intent("requires_payment_method"), NOW - 5),
    )
    await worker.drain()

    assert [each[1] for each in await inbox(owner, said)] == ["applied", "applied"]
    found = await outcome(owner, said)
    assert (found["status"], len(found["books"])) == ("succeeded", 2)


async def test_what_nobody_knew_is_looked_at_again_every_hour(
    client: httpx.AsyncClient, worker: Worker, owner: Connection, office: Office, clock: TravelClock
) -> None:
    said = Said(office.id, uuid4())
    await tell(client, said.event("payment_intent.succeeded", said.intent("succeeded")))
    await worker.drain()
    await a_payment(owner, office, id=said.payment)
    clock.travel(hours=1, minutes=5)
    await look_again(worker, office)
    await worker.drain()

    assert [each[1] for each in await inbox(owner, said)] == ["applied"]
    assert (await outcome(owner, said))["status"] == "succeeded"


async def look_again(worker: Worker, office: Office) -> None:
    async with worker.database.transaction(office.id, Cause("hourly-tests")) as tx:
        await look_again_at_stripe_events(tx)


async def test_a_refund_and_a_dispute_say_whose_they_are_by_what_was_heard_before(
    client: httpx.AsyncClient, worker: Worker, owner: Connection, office: Office
) -> None:
    """Neither has metadata of ours; before the charge was heard of, nobody can tell whose they are."""
    said = await a_payment(owner, office)
    await tell(client, said.event("charge.dispute.created", said.dispute("needs_response")))
    await tell(client, said.event("refund.created", said.refund("succeeded")))
    await worker.drain()
    assert [each[1] for each in await inbox(owner, said)] == ["unknown", "unknown"]

    await tell(client, said.event("payment_intent.succeeded", said.intent("succeeded")))
    await worker.drain()
    await tell(client, said.event("refund.updated", said.refund("failed", failure_reason="lost")))
    await worker.drain()

    assert {each[1] for each in await inbox(owner, said)} == {"applied"}
    found = await outcome(owner, said)
    assert (found["disputed"], found["refunded"]) == (True, 0)
    assert found["refunds"] == [(f"re_{said.tag}_1", "failed", 4000, "elsewhere")]
    told = await events(owner, said)
    others = ("payment.heard", "payment.invoice_issued")
    assert sorted(each for each in told if each not in others) == [
        "payment.disputed",
        "payment.refund_failed",
        "payment.refunded",
        "payment.succeeded",
    ]
