"""Forty at once on PostgreSQL: who pays, who gives up and who wants the same time.

Clocks of servers differ a little: half of them think that it can still be paid.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from domain import TravelClock
from make import MONDAY, Connection, Office, a_patient
from scheduling.paying import Till, asks, check_books

from topsmile.kernel.db import Database
from topsmile.kernel.errors import TopSmileError
from topsmile.kernel.events import NotYet
from topsmile.scheduling import service
from topsmile.scheduling.models import Reschedule
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio
NINE = datetime(2030, 1, 7, 9, tzinfo=UTC)
PAY_BY = MONDAY + timedelta(minutes=10)
ROUNDS, AT_ONCE = 6, 40
NEVER = ("deadlock detected", "one_claim_at_a_time", "claim_is_visit_or_hold")


class Tills(NamedTuple):
    """The same clinic by two clocks: a second before it is too late to pay, and just then."""

    before: Till
    after: Till


@pytest.fixture
async def tills(settings: Settings, owner: Connection, office: Office) -> AsyncIterator[Tills]:
    await asks(owner, office)
    office.patients += [await a_patient(owner, office.id) for _ in range(9)]
    pools = []
    for instant in (PAY_BY - timedelta(seconds=1), PAY_BY):
        clock = TravelClock()
        clock.instant = instant
        url = settings.database_url.get_secret_value()
        pools.append(Database(url, clock, AT_ONCE // 2, "topsmile-test-race"))
        await pools[-1].open()
    yield Tills(*(Till(pool, office) for pool in pools))
    for pool in pools:
        await pool.close()


async def outcome(asked: Awaitable[Any]) -> str:
    """What came of it in a word. What PostgreSQL itself refuses is no outcome: it ends the test."""
    try:
        found = await asked
    except (TopSmileError, NotYet) as refused:
        return type(refused).__name__
    return found if isinstance(found, str) else "done"


async def move(till: Till, visit_id: UUID, patient: UUID, provider: UUID, start: datetime) -> Any:
    async with till.tx("patient") as tx:
        wanted = Reschedule(start, provider)
        return await service.reschedule(tx, till.patient(patient), visit_id, wanted)


async def in_round(tills: Tills, owner: Connection, rng: Random, nine: datetime) -> Counter[str]:
    """Three unpaid visits beside each other and forty who have to do with them."""
    office = tills.before.office
    payers, others = office.patients[:3], office.patients[3:]
    tills.before.pool.clock.instant = MONDAY  # type: ignore[attr-defined]
    starts = [nine + timedelta(minutes=30 * each) for each in range(3)]
    visits = [
        (await tills.before.book(who, rng.choice(office.providers[:2]), start)).id
        for who, start in zip(payers, starts, strict=True)
    ]
    tills.before.pool.clock.instant = PAY_BY - timedelta(seconds=1)  # type: ignore[attr-defined]
    does: list[Callable[[Till], Awaitable[Any]]] = [
        lambda till: till.pay(rng.choice(visits)),
        lambda till: till.pay(rng.choice(visits)),
        lambda till: till.expire(rng.choice(visits)),
        lambda till: till.book(
            rng.choice(others), rng.choice(office.providers[:2]), rng.choice(starts)
        ),
        lambda till: till.book(
            rng.choice(others), rng.choice(office.providers[:2]), rng.choice(starts)
        ),
        lambda till: till.book(rng.choice(payers), office.providers[2], rng.choice(starts)),
        lambda till: till.hold(
            rng.choice(others), rng.choice(office.providers[:2]), rng.choice(starts), 30
        ),
        lambda till: till.cancel(rng.choice(visits)),
    ]

    def moved(till: Till) -> Awaitable[Any]:
        which = rng.randrange(3)
        target = rng.choice(office.providers)
        return move(till, visits[which], payers[which], target, rng.choice(starts))

    does += [moved, moved]
    asked = [outcome(rng.choice(does)(rng.choice(tills))) for _ in range(AT_ONCE)]
    seen = Counter(await asyncio.gather(*asked))
    await check_books(owner, office, PAY_BY)
    for visit_id in visits:
        await settle(tills.after, visit_id)
    await check_books(owner, office, PAY_BY)
    return seen


async def settle(till: Till, visit_id: UUID) -> None:
    """Whatever the race came to: whoever pays now has a visit or is told that they have none."""
    said = await till.pay(visit_id)
    status = (await till.get(visit_id)).status
    assert (said == "lost") == (status != "confirmed"), (said, status)
    await till.expire(visit_id)
    assert (await till.get(visit_id)).status in ("confirmed", "cancelled")


async def test_forty_at_the_last_moment(
    tills: Tills, owner: Connection, postgres_log: Callable[[], str], monkeypatch: Any
) -> None:
    monkeypatch.setattr(service, "MOST_UNCONFIRMED", 10_000)
    monkeypatch.setattr(service, "MOST_VISITS", 10_000)
    rng, seen = Random(8), Counter[str]()
    for number in range(ROUNDS):
        seen += await in_round(tills, owner, rng, NINE + timedelta(days=number))

    assert set(seen) >= {"secured", "already", "lost", "done", "SlotTaken", "NotPaidInTime"}, seen
    log = postgres_log()
    assert [each for each in NEVER if each in log] == []


async def test_of_twenty_payments_and_twenty_wishes_for_the_time_one_has_it(
    tills: Tills, owner: Connection, postgres_log: Callable[[], str]
) -> None:
    office = tills.after.office
    tills.before.pool.clock.instant = MONDAY  # type: ignore[attr-defined]
    visit = await tills.before.book(office.patient, office.provider, NINE)
    late = tills.after

    said = await asyncio.gather(
        *(outcome(late.pay(visit.id)) for _ in range(20)),
        *(outcome(late.book(each, office.provider, NINE)) for each in office.patients[2:12]),
        *(outcome(late.expire(visit.id)) for _ in range(10)),
    )

    seen = Counter(said)
    booked = sum(said[place] == "done" for place in range(20, 30))
    assert seen["secured"] + booked == 1, seen
    assert seen["lost" if booked else "already"] == (20 if booked else 19)
    await check_books(owner, office, PAY_BY)
    assert [each for each in NEVER if each in postgres_log()] == []
