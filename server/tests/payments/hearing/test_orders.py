"""Every order of a payment's five events, each told one to three times, ends in the same."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from typing import Any

import httpx
import pytest
from make import Connection, Office
from payments.hearing.paying import a_payment, books, outcome, tell
from payments.hearing.words import NOW, Said

from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio


def five(said: Said) -> list[bytes]:
    """The first card is declined, the second pays, a part goes back. Made anew for each payment."""
    return [
        said.event("payment_intent.payment_failed", said.failed(), NOW),
        said.event("payment_intent.succeeded", said.intent("succeeded"), NOW + 20),
        said.event("charge.succeeded", said.charge(), NOW + 20),
        said.event("refund.updated", said.refund("succeeded"), NOW + 60),
        said.event("charge.refunded", said.charge(amount_refunded=4000), NOW + 60),
    ]


def disputed(said: Said) -> list[bytes]:
    """Paid with Pix that was slow, the money taken back by the bank, and given back in the end."""
    taken = [{"amount": -15000, "fee": 5500}]
    given = [*taken, {"amount": 15000, "fee": 0}]
    return [
        said.event("payment_intent.processing", said.intent("processing"), NOW),
        said.event("payment_intent.succeeded", said.intent("succeeded"), NOW + 20),
        said.event("charge.dispute.created", said.dispute("needs_response"), NOW + 60),
        said.event(
            "charge.dispute.funds_withdrawn",
            said.dispute("needs_response", balance_transactions=taken),
            NOW + 60,
        ),
        said.event(
            "charge.dispute.closed", said.dispute("won", balance_transactions=given), NOW + 90
        ),
    ]


# The second story in every sixth order: the first has tried them all.
STORIES = {
    "a refund": (
        five,
        1,
        {"status": "succeeded", "refunded": 4000, "disputed": False},
        {"stripe_balance": 11000, "patient_payments": -15000, "refunds": 4000},
    ),
    "a dispute": (
        disputed,
        6,
        {"status": "succeeded", "refunded": 0, "disputed": False},
        {"stripe_balance": 9500, "patient_payments": -15000, "fees": 5500},
    ),
}


@pytest.mark.parametrize(("tell_of", "step", "end", "held"), STORIES.values(), ids=STORIES.keys())
async def test_all_orders_through_the_inbox_end_in_the_same(
    client: httpx.AsyncClient,
    worker: Worker,
    owner: Connection,
    office: Office,
    tell_of: Any,
    step: int,
    end: dict[str, Any],
    held: dict[str, int],
) -> None:
    """A payment for each order; between any two words workers may or may not have come."""
    stories = []
    for number, order in enumerate(list(itertools.permutations(range(5)))[::step]):
        said = await a_payment(owner, office)
        events = tell_of(said)
        chance = random.Random(number)
        words = [events[place] for place in order]
        words += [each for each in words for _ in range(chance.randint(0, 2))]
        stories.append((said, words))

    for turn in range(15):
        for _, words in stories:
            if turn < len(words):
                assert (await tell(client, words[turn])).status_code == 200
        if turn % 2:
            await worker.drain()
    await worker.drain()

    ends = [await known(owner, said) for said, _ in stories]
    assert ends[0] == ends[1]
    assert all(each == ends[0] for each in ends)
    assert {name: ends[0][name] for name in end} == end
    total = Counter[str]()
    for (_, account), amount in ends[0]["books"].items():
        total[account] += amount
    assert {name: amount for name, amount in total.items() if amount} == held
    assert await open_rows(owner, office) == 0


async def known(owner: Connection, said: Said) -> dict[str, Any]:
    """What became of it, without the names that are its own; the success was told exactly once."""
    found = await outcome(owner, said)
    told = """
        select count(*) from event
        where name = 'payment.succeeded' and payload ->> 'payment_id' = $1
    """
    found["successes"] = await owner.fetchval(told, str(said.payment))
    assert found["successes"] == 1
    assert sum((await books(owner, said)).values()) == 0
    found["refunds"] = [(name.replace(said.tag, ""), *rest) for name, *rest in found["refunds"]]
    found["books"] = {
        (entry.replace(said.tag, ""), account): amount
        for (entry, account), amount in found["books"].items()
    }
    for name in ("intent", "charge"):
        found[name] = str(found[name]).replace(said.tag, "")
    return found


async def open_rows(owner: Connection, office: Office) -> int:
    waiting = "select count(*) from webhook_inbox where clinic_id = $1 and state <> 'applied'"
    return int(await owner.fetchval(waiting, office.id))
