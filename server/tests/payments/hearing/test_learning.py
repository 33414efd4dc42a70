# ruff: noqa: E501  (what is said stands on one line)
"""The one door: what a word of Stripe's changes, once, whoever brought it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from make import Connection, Office
from payments.hearing.paying import a_payment, events, outcome
from payments.hearing.words import NOW, Said

from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker
from topsmile.payments import applying, story
from topsmile.payments.story import Heard

pytestmark = pytest.mark.anyio


async def learn(worker: Worker, said: Said, *objects: dict[str, Any], at: int = NOW) -> list[bool]:
    new = []
    for obj in objects:
        async with worker.database.transaction(said.clinic, Cause("learning-tests")) as tx:
            facts = story.facts_of(obj, Heard(at, said.account, said.livemode))
            new.append(await applying.learn(tx, said.payment, facts))
    return new


async def test_our_own_refund_is_found_by_its_id_and_another_is_written_down(
    worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)
    await learn(worker, said, said.intent("succeeded"))
    ours = await owner.fetchval(
        """
        insert into refund (clinic_id, payment_id, amount, currency, reason, key, request_id, created_at)
        values ($1, $2, 4000, 'BRL', 'requested', 'k', 'r', now()) returning id
        """,
        office.id,
        said.payment,
    )
    mine = said.refund("pending", metadata={**said.metadata, "refund_id": str(ours)})
    await learn(worker, said, mine, said.refund("succeeded"))
    await learn(
        worker,
        said,
        said.refund("succeeded", 1000, id=f"re_{said.tag}_2", metadata={"refund_id": "nonsense"}),
    )

    assert (await outcome(owner, said))["refunds"] == [
        (f"re_{said.tag}_1", "succeeded", 4000, "requested"),
        (f"re_{said.tag}_2", "succeeded", 1000, "elsewhere"),
    ]
    assert (await outcome(owner, said))["refunded"] == 5000


async def test_a_late_failure_of_the_first_attempt_changes_nothing(
    worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)
    await learn(worker, said, said.intent("succeeded"), said.charge())
    before = await outcome(owner, said)

    # Even where Stripe says it an hour later.
    await learn(worker, said, said.failed(), said.charge("failed", 1), at=NOW + 3600)

    assert await outcome(owner, said) == before
    assert await events(owner, said) == ["payment.succeeded"]


async def test_a_decline_is_told_once_for_each_attempt(
    worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)
    await learn(worker, said, said.failed(), said.failed(), said.charge("failed", 1))
    assert await events(owner, said) == ["payment.declined"]
    await learn(worker, said, said.charge("failed", 3, failure_code="expired_card"))
    assert await events(owner, said) == ["payment.declined", "payment.declined"]


async def test_what_was_withdrawn_is_cancelled_unless_it_was_paid(
    worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office, withdrawn_at=None)
    await owner.execute(
        "update payment set withdrawn_at = created_at, status = 'cancelled' where id = $1",
        said.payment,
    )
    await learn(worker, said, said.intent("requires_payment_method"))
    assert (await outcome(owner, said))["status"] == "cancelled"
    await learn(worker, said, said.intent("processing"))
    assert (await outcome(owner, said))["status"] == "processing"
    await learn(worker, said, said.intent("succeeded"))
    assert (await outcome(owner, said))["status"] == "succeeded"
    assert await events(owner, said) == ["payment.processing", "payment.succeeded"]


async def test_why_it_was_withdrawn_outlives_what_stripe_says_of_it(
    worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)
    await learn(worker, said, said.failed())
    why = "select last_error from payment where id = $1"
    assert await owner.fetchval(why, said.payment) == "insufficient_funds"
    await owner.execute(
        """
        update payment set withdrawn_at = created_at, status = 'cancelled',
          last_error = 'superseded' where id = $1
        """,
        said.payment,
    )

    for words in (said.charge("failed", 1), said.intent("processing"), said.intent("canceled")):
        await learn(worker, said, words)
        assert await owner.fetchval(why, said.payment) == "superseded"

    await learn(worker, said, said.intent("succeeded"))
    assert await owner.fetchval(why, said.payment) is None


async def test_a_dispute_that_is_won_gives_back_what_it_took(
    worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)
    await learn(worker, said, said.intent("succeeded"), said.dispute("needs_response"))
    assert (await outcome(owner, said))["books"][
        (f"dispute:dp_{said.tag}", "stripe_balance")
    ] == -15000
    await learn(worker, said, said.dispute("won"))

    assert f"dispute:dp_{said.tag}" not in {
        entry for entry, _ in (await outcome(owner, said))["books"]
    }
    assert (await outcome(owner, said))["disputed"] is False
    revisions = "select count(*) from ledger_transaction where entry = $1"
    assert await owner.fetchval(revisions, f"dispute:dp_{said.tag}") == 2, "taken back, not changed"
    assert (await events(owner, said))[1:] == ["payment.disputed", "payment.dispute_closed"]


async def test_nothing_new_writes_nothing(
    worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)
    words = (said.intent("succeeded"), said.charge(), said.refund("succeeded"))
    assert await learn(worker, said, *words) == [True, True, True]
    version = "select version from payment where id = $1"
    before = await owner.fetchval(version, said.payment)
    trails = "select count(*) from audit_entry where clinic_id = $1"
    written = await owner.fetchval(trails, office.id)

    assert await learn(worker, said, *words) == [False, False, False]
    assert await owner.fetchval(version, said.payment) == before
    assert await owner.fetchval(trails, office.id) == written


async def test_many_words_at_once_end_in_the_same(
    worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)
    words = [said.failed(), said.intent("succeeded"), said.charge(), said.refund("succeeded")] * 3
    await asyncio.gather(*(learn(worker, said, each) for each in words))

    found = await outcome(owner, said)
    assert (found["status"], found["refunded"], len(found["books"])) == ("succeeded", 4000, 4)
    assert (await events(owner, said)).count("payment.succeeded") == 1
    assert (await events(owner, said)).count("payment.refunded") == 1
