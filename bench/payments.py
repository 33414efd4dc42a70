"""Stripe's webhook under load: a hundred signed events a second against `serve`, with a worker.

Every event is sent at its own moment, whatever became of those before it, and its time counts from
that moment. What was answered with 200 must be in the database at once, and in the end all of it is
applied and the books balance.

    python payments.py [--seconds 40] [--rate 100]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections import Counter
from typing import Any, NamedTuple

import asyncpg

import world as worlds
from letters import AMOUNT, SECRET, WORDS, Letter, letters, payment_id, request
from servers import PORT, answering, servers, serving
from workers import working
from world import World, number_id

CONNECTIONS = 32
LOOKED_UP = 10  # every tenth is looked for in the database as soon as it is answered
MOST_MS = 300


class Answered(NamedTuple):
    name: str
    status: int
    ms: float


# Sending ------------------------------------------------------------------------------------------


async def send_all(chosen: list[Letter], owner: asyncpg.Pool[Any]) -> list[Answered]:
    waiting: asyncio.Queue[Letter | None] = asyncio.Queue()
    answered: list[Answered] = []
    began = time.perf_counter()
    posts = [asyncio.create_task(post(waiting, began, answered, owner)) for _ in range(CONNECTIONS)]
    for letter in chosen:
        await asyncio.sleep(max(0.0, began + letter.at - time.perf_counter()))
        waiting.put_nowait(letter)
    for _ in posts:
        waiting.put_nowait(None)
    await asyncio.gather(*posts)
    return answered


async def post(
    waiting: asyncio.Queue[Letter | None],
    began: float,
    answered: list[Answered],
    owner: asyncpg.Pool[Any],
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    while letter := await waiting.get():
        writer.write(request(letter.body))
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        spent = (time.perf_counter() - began - letter.at) * 1000
        answered.append(Answered(letter.name, int(head[9:12]), spent))
        if answered[-1].status == 200 and len(answered) % LOOKED_UP == 0:
            await look_up(owner, letter.name)
    writer.close()


async def look_up(owner: asyncpg.Pool[Any], name: str) -> None:
    """From another connection: what is there has been committed."""
    if not await owner.fetchval("select true from webhook_inbox where stripe_event = $1", name):
        sys.exit(f"{name} was answered with 200 and is not in the database")


# The world ----------------------------------------------------------------------------------------


async def furnish(owner: asyncpg.Pool[Any], world: World, count: int) -> None:
    """A visit and a deposit that waits to be paid, for each payment that will be told of."""
    rows = [
        (payment_id(n), number_id(8, n), number_id(5, n % worlds.PATIENTS)) for n in range(count)
    ]
    await owner.executemany(
        """
        insert into appointment (clinic_id, id, service_id, provider_id, patient_id, starts_at,
          ends_at, price_amount, price_currency, created_at)
        values ($1, $2, $3, $4, $5, $6, $6::timestamptz + interval '30 min', $7, 'BRL', now())
        """,
        [
            (world.clinic, visit, number_id(2, 0), number_id(4, 0), patient, world.monday, AMOUNT)
            for _, visit, patient in rows
        ],
    )
    await owner.executemany(
        """
        insert into payment (clinic_id, id, appointment_id, patient_id, purpose, amount, currency,
          key, livemode, request_id, created_at)
        values ($1, $2, $3, $4, 'deposit', $5, 'BRL', $2::uuid::text, false, 'bench', now())
        """,
        [(world.clinic, payment, visit, patient, AMOUNT) for payment, visit, patient in rows],
    )


async def settled(owner: asyncpg.Pool[Any]) -> float:
    """Seconds until a worker has applied everything."""
    began = time.perf_counter()
    waiting = "select count(*) from webhook_inbox where state = 'stored'"
    while await owner.fetchval(waiting):
        await asyncio.sleep(0.2)
    return time.perf_counter() - began


async def check(owner: asyncpg.Pool[Any], answered: list[Answered], payments: int) -> None:
    acknowledged = {each.name for each in answered if each.status == 200}
    stored = {row[0] for row in await owner.fetch("select stripe_event from webhook_inbox")}
    if lost := acknowledged - stored:
        sys.exit(f"{len(lost)} events were answered with 200 and are lost")
    states = await owner.fetch("select state, count(*) from webhook_inbox group by state")
    if dict(states) != {"applied": len(stored)}:
        sys.exit(f"not all was applied: {dict(states)}")
    ends = await owner.fetch("select status, refunded, count(*) from payment group by 1, 2")
    sums = await owner.fetchrow(
        """
        select sum(amount), sum(amount) filter (where account = 'stripe_balance') as held
        from ledger_line
        """
    )
    assert sums
    if [tuple(each) for each in ends] != [("succeeded", 4000, payments)] or sums[0] != 0:
        sys.exit(f"the books are wrong: {ends}, {sums}")
    if sums["held"] != payments * (AMOUNT - 4000):
        sys.exit(f"{sums['held']} is held, not {payments * (AMOUNT - 4000)}")


def percentile(sorted_ms: list[float], share: float) -> float:
    return sorted_ms[min(int(len(sorted_ms) * share), len(sorted_ms) - 1)]


def show(answered: list[Answered], rate: int, behind: float) -> bool:
    statuses = Counter(each.status for each in answered)
    good = sorted(each.ms for each in answered if 200 <= each.status < 300)
    half, most, worst = (percentile(good, share) for share in (0.5, 0.95, 0.99))
    print(f"{len(answered)} events at {rate} per second: {dict(statuses)}")
    print(f"2xx: p50 {half:.1f}, p95 {most:.1f}, p99 {worst:.1f}, longest {good[-1]:.1f} ms")
    print(f"the last was applied {behind:.1f} s after the last answer; the books balance")
    return set(statuses) == {200} and worst <= MOST_MS


async def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seconds", type=int, default=40)
    arguments.add_argument("--rate", type=int, default=100)
    options = arguments.parse_args()
    os.environ["STRIPE_WEBHOOK_SECRETS"] = SECRET
    async with servers() as (chosen, _):
        owner_url = chosen.database_owner_url.get_secret_value()
        world = await worlds.make(owner_url)
        owner = await asyncpg.create_pool(owner_url, min_size=1, max_size=4)
        # Whole payments only, so that all of them end alike.
        seconds = options.seconds - options.seconds % WORDS or WORDS
        sent = letters(world, options.rate, seconds)
        await furnish(owner, world, len(sent) // WORDS)
        process = serving(chosen)
        try:
            await answering()
            with working(chosen):
                await asyncio.sleep(3)  # both have come up
                answered = await send_all(sent, owner)
                behind = await settled(owner)
                await check(owner, answered, len(sent) // WORDS)
        finally:
            process.terminate()
            process.wait(10)
            await owner.close()
    if not show(answered, options.rate, behind):
        sys.exit(f"at most {MOST_MS} ms are wanted, and nothing but 200")


if __name__ == "__main__":
    asyncio.run(main())
