"""Payments while Stripe, the network and our own processes fail: nobody is charged twice.

Acceptance 7. Web and worker are processes that die around what they ask Stripe, and anywhere else.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from conftest import Database as Cloned
from conftest import settings_for
from doubles.stripe import Double, running
from doubles.stripe.postman import SECRET, to_url
from payments.conftest import PRICE, WEBHOOK, PayingOffice, a_paying_office
from payments.story.chaos import ODDS, Chaos
from payments.story.mortals import Mortal
from payments.story.scene import balance, books
from programs import answers, environment, eventually, serving, worker
from programs import running as process
from redis.asyncio import Redis
from running.installation import free_port

from topsmile.identity.tokens import Tokens

pytestmark = pytest.mark.anyio
OURS = "handler not in ('write_reminder')"


async def bring_badly(stripe: Double, address: str, lost: float) -> None:
    """Events come shuffled, twice, late or never, also while nobody is there to take them."""
    async with httpx.AsyncClient(timeout=3) as network:
        bring = to_url(network, f"{address}{WEBHOOK}")
        for turn in range(1_000_000):
            await stripe.postman.bring_all(bring, seed=turn, twice=0.2, late=0.3, lost=lost)
            await asyncio.sleep(0.3)


async def time_passes(pool: asyncpg.Pool[Any]) -> bool:
    """What would be tried again in hours is tried now; whether nothing of it is left."""
    await pool.execute(
        """
        update payment set asked_at = asked_at - interval '2 minutes'
        where (clinic_id, id) in (
          select clinic_id, id from payment where intent is null for update skip locked)
        """
    )
    await pool.execute(
        f"""
        update delivery set due_at = now()
        where state = 'due' and schedule is null and due_at > now() + interval '3 seconds'
          and not silent and {OURS}
        """
    )
    return not await pool.fetchval(
        f"select count(*) from delivery where state = 'due' and schedule is null and {OURS}"
    )


@pytest.mark.parametrize(
    ("lives", "doom", "kills"),
    [
        pytest.param(25, 0.02, 0.004, marks=pytest.mark.processes),
        pytest.param(1000, 0.008, 0.001, marks=pytest.mark.stress),
    ],
)
async def test_nobody_is_charged_twice_and_the_books_agree(
    fresh_database: Cloned,
    valkey_url: str,
    valkey: Redis,
    tmp_path: Path,
    lives: int,
    doom: float,
    kills: float,
) -> None:
    began, log = time.monotonic(), tmp_path / "log"
    settings = settings_for(fresh_database, valkey_url, tmp_path)
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(
            asyncpg.create_pool(fresh_database.owner_url, min_size=2, max_size=8)
        )
        stripe = await stack.enter_async_context(running(time.time))
        async with pool.acquire() as owner:
            office = await a_paying_office(owner, stripe)  # type: ignore[arg-type]
        paying = {
            "STRIPE_SECRET_KEY": "sk_test_platform",
            "STRIPE_PUBLISHABLE_KEY": "pk_test_platform",
            "STRIPE_WEBHOOK_SECRETS": SECRET,
            "STRIPE_URL": stripe.url,
            "STRIPE_TIMEOUT_SECONDS": "1",
            "LOG_LEVEL": "error",
        }
        port = free_port()
        address = f"http://localhost:{port}"
        given = environment(settings, PORT=str(port), PUBLIC_URL=address, **paying)
        tokens = Tokens(settings.secret.get_secret_value())
        chaos = Chaos(pool, office, stripe, address, tokens)
        stripe.hostility.rage(5, ODDS)
        async with (
            Mortal("serve", doom, given, log) as web,
            Mortal("worker", doom, given, log) as main,
            process(worker("quarantine"), log, given),
        ):
            bringing = asyncio.create_task(bring_badly(stripe, address, lost=0.1))
            async with httpx.AsyncClient(base_url=address) as anybody:
                await eventually(lambda: answers(anybody))
            chaos.mortals, chaos.kills = [web, main], kills
            await chaos.run(lives)
            bringing.cancel()
            await asyncio.gather(bringing, return_exceptions=True)
            web.check()
            main.check()
        stripe.hostility.rage(0, {})
        async with (
            serving(settings, log, **paying) as (browser, _),
            process(worker(), log, given),
        ):
            bring = to_url(browser, WEBHOOK)
            while any(not each.delivered for each in stripe.postman.letters):
                await stripe.postman.bring_all(bring)
            await calm(pool, office, chaos, browser)
        await told(pool, stripe, chaos, web.deaths, main.deaths, began)
        await check(pool, office, stripe)


async def calm(
    pool: asyncpg.Pool[Any], office: PayingOffice, chaos: Chaos, browser: httpx.AsyncClient
) -> None:
    await eventually(lambda: time_passes(pool), 180)
    async with pool.acquire() as owner:
        browser.cookies.set("topsmile_access", await chaos.signed_in(owner))  # type: ignore[arg-type]
    for _ in range(2):  # what the first finds may have consequences
        answer = await browser.post("/api/payments/reconcile")
        assert answer.status_code == 202, answer.text
        await eventually(lambda: time_passes(pool), 180)
    newest = (await browser.get("/api/payments/reconcile")).json()["items"][0]
    assert (newest["status"], newest["differences"]) == ("done", []), newest


async def check(pool: asyncpg.Pool[Any], office: PayingOffice, stripe: Double) -> None:
    account = office.account
    charges = [each for each in stripe.all("charge", account) if each["status"] == "succeeded"]
    per_payment = Counter(each["metadata"]["payment_id"] for each in charges)
    assert max(per_payment.values()) == 1, "a payment was charged twice"
    keys = Counter(
        each.event["request"]["idempotency_key"]
        for each in stripe.postman.letters
        if each.event["type"] == "payment_intent.created"
    )
    assert max(keys.values()) == 1
    refunds = stripe.all("refund", account)
    named = Counter(each["metadata"]["refund_id"] for each in refunds)
    assert max(named.values(), default=0) <= 1, "a refund was made twice"
    back = Counter[str]()
    for each in refunds:
        back[each["charge"]] += each["amount"]
    kept = Counter[str]()
    for each in charges:
        kept[each["metadata"]["appointment_id"]] += each["amount"] - back[each["id"]]
    assert max(kept.values()) <= PRICE, "more was kept than the visit costs"

    stored = {str(row["id"]): row for row in await pool.fetch("select * from payment")}
    paid_here = {name for name, row in stored.items() if row["status"] == "succeeded"}
    assert paid_here == set(per_payment)
    for each in charges:
        row = stored[each["metadata"]["payment_id"]]
        assert (row["amount"], row["refunded"]) == (each["amount"], back[each["id"]])
    open_refunds = await pool.fetch("select * from refund where status = 'pending'")
    assert not open_refunds

    async with pool.acquire() as owner:
        held = await books(owner, office.id)  # type: ignore[arg-type]
    moved = stripe.all("balance_transaction", account)
    expected = {
        "patient_payments": -sum(each["amount"] for each in charges),
        "refunds": sum(back.values()),
        "fees": sum(each["fee"] for each in moved),
        "stripe_balance": balance(stripe, account),
    }
    assert held == {name: amount for name, amount in expected.items() if amount}
    # Where Stripe remembers an error for ever, asking again is left to a person in the end.
    left = await pool.fetch("select handler, error from delivery where state = 'held'")
    dead = stripe.hostility.done["500 for good"]
    assert {each["handler"] for each in left} <= {"ask_payment", "withdraw_payment"}, left
    assert len(left) <= dead, left


async def told(
    pool: asyncpg.Pool[Any], stripe: Double, chaos: Chaos, web: int, main: int, began: float
) -> None:
    rows = await pool.fetch("select status, count(*) as n from payment group by 1")
    letters = stripe.postman.letters
    everywhere = [each for shelf in stripe.world.shelves.values() for each in shelf.things.values()]
    made = Counter(each["object"] for each in everywhere)
    print(
        f"\nlives {dict(chaos.done)}, {chaos.tries} requests;\n"
        f"payments { ({row['status']: row['n'] for row in rows}) };\n"
        f"at Stripe {made['payment_intent']} intents, {made['charge']} charges, "
        f"{made['refund']} refunds, {made['balance_transaction']} movements;\n"
        f"asked {len(stripe.desk.requests)} times: {dict(stripe.hostility.done)};\n"
        f"{web} deaths of the web, {main} of the worker; {len(letters)} events, "
        f"{sum(each.attempts for each in letters)} brought, "
        f"{sum(not each.attempts for each in letters)} never; "
        f"{time.monotonic() - began:.0f} s"
    )
