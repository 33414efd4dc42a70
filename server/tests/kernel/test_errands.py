"""What asks the outside world: prepare, ask, record."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from kernel.queue_of_its_own import (
    CAUSE,
    Happened,
    Poisoned,
    Queue,
    effect,
    taken,
)

from topsmile.kernel.db import Tx
from topsmile.kernel.deliveries import Policy
from topsmile.kernel.events import Again, Event, NotYet, emit, errand, subscribers
from topsmile.kernel.trail import trail

pytestmark = pytest.mark.anyio


class Asked(Event, frozen=True, tag="test.asked"):
    number: int = 0


class Visit:
    """An errand that notes what it did, and fails where it is told to."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.failing = ""

    def _step(self, name: str) -> None:
        self.steps.append(name)
        if self.failing == name:
            raise Poisoned

    async def prepare(self, _: Tx, event: Asked) -> int | None:
        self._step("prepare")
        return event.number or None

    async def ask(self, outside: Any, task: int) -> str:
        self._step("ask")
        return f"{outside} {task}"

    async def record(self, tx: Tx, task: int, outcome: str) -> None:
        await effect(tx, Happened(task))
        self._step("record")
        self.steps.append(outcome)

    async def give_up(self, _: Tx, __: Asked) -> None:
        self._step("give up")


@pytest.fixture
def visit(queue: Queue) -> Iterator[Visit]:
    made = Visit()
    errand(Asked, "visit", made)
    yield made
    subscribers.pop(Asked)


async def asked(queue: Queue, number: int = 7) -> None:
    async with queue.database.transaction(queue.clinic, CAUSE) as tx:
        await emit(tx, Asked(number))


async def test_an_errand_prepares_asks_and_records(queue: Queue, visit: Visit) -> None:
    await asked(queue)

    await queue.worker(outside="the world").drain()

    assert visit.steps == ["prepare", "ask", "record", "the world 7"]
    assert await queue.states() == ["done"]
    assert await queue.effects() == 1


async def test_an_errand_with_nothing_to_ask_is_done(queue: Queue, visit: Visit) -> None:
    await asked(queue, 0)

    await queue.worker().drain()

    assert visit.steps == ["prepare"]
    assert await queue.states() == ["done"]


@pytest.mark.parametrize("step", ["prepare", "ask", "record"])
async def test_an_errand_that_fails_is_tried_again_from_the_start(
    queue: Queue, visit: Visit, step: str
) -> None:
    visit.failing = step
    await asked(queue)
    await queue.worker().drain()
    assert await queue.effects() == 0

    visit.failing = ""
    queue.clock.travel(seconds=60)
    visit.steps.clear()
    await queue.worker().drain()

    assert visit.steps[:3] == ["prepare", "ask", "record"]
    assert await queue.effects() == 1
    assert await queue.states() == ["done"]


async def test_no_transaction_is_open_while_the_world_is_asked(
    queue: Queue, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def looking(outside: Any, task: int) -> str:
        # The server is shared with other tests; this database is not.
        busy = """
          select count(*) from pg_stat_activity
          where datname = current_database() and application_name = $1 and state <> $2
        """
        name = "topsmile-test-queue"
        return str(await queue.owner.fetchval(busy, name, "idle"))

    monkeypatch.setattr(visit, "ask", looking)
    await asked(queue)

    await queue.worker().drain()

    assert visit.steps[-1] == "0"


async def test_an_errand_whose_lease_is_lost_is_not_begun(queue: Queue, visit: Visit) -> None:
    await asked(queue)
    sleeper = await taken(queue)
    queue.clock.travel(seconds=11)
    await taken(queue, lane="quarantine")

    await queue.worker().deliver(sleeper)

    assert visit.steps == []


async def test_what_the_world_said_is_recorded_even_if_the_lease_was_lost(
    queue: Queue, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(outside: Any, task: int) -> str:
        queue.clock.travel(seconds=11)
        await taken(queue, lane="quarantine")
        return "late"

    monkeypatch.setattr(visit, "ask", slow)
    await asked(queue)

    await queue.worker().drain()

    assert await queue.effects() == 1
    assert await queue.states() == ["due"]  # whoever has the lease says when it is done


async def test_who_must_wait_uses_up_no_attempt_and_no_connection(
    queue: Queue, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def waiting(tx: Tx, event: Asked) -> int:
        raise NotYet(60)

    async def backend() -> int:
        async with queue.database.unfenced() as connection:
            return int(await connection.fetchval("select pg_backend_pid()"))

    monkeypatch.setattr(visit, "prepare", waiting)
    await asked(queue)
    before = await backend()

    for _ in range(5):
        assert await queue.worker(Policy(attempts=2)).drain() == 1
        assert await queue.worker().drain() == 0
        queue.clock.travel(seconds=61)

    row = await queue.row()
    assert (row["state"], row["attempts"], row["error"]) == ("due", 0, None)
    assert await backend() == before


async def test_what_is_said_no_to_for_now_keeps_what_it_wrote(
    queue: Queue, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(tx: Tx, task: int, outcome: str) -> Again:
        await trail(tx, "test.effect", "test", uuid4(), after=outcome)
        return Again("busy")

    monkeypatch.setattr(visit, "record", refused)
    await asked(queue)

    for _ in range(2):
        await queue.worker(Policy(attempts=2)).drain()
        queue.clock.travel(hours=1)

    row = await queue.row()
    assert (row["state"], row["attempts"], row["error"]) == ("held", 2, "busy")
    assert await queue.effects() == 2
    assert visit.steps[-1] == "give up"


@pytest.mark.parametrize("failure", [Poisoned, asyncpg.CheckViolationError])
async def test_an_errand_that_cannot_even_give_up_is_held(
    queue: Queue, visit: Visit, monkeypatch: pytest.MonkeyPatch, failure: type[Exception]
) -> None:
    async def failing(tx: Tx, event: Asked) -> None:
        raise failure

    monkeypatch.setattr(visit, "give_up", failing)
    visit.failing = "ask"
    await asked(queue)

    async with asyncio.timeout(30):
        await queue.worker(Policy(attempts=1)).drain()

    row = await queue.row()
    assert (row["state"], row["error"].splitlines()[-1]) == ("held", "Poisoned")
