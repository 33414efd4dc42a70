"""Whatever a handler does it ends held, and others are not delayed."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest
from kernel.queue_of_its_own import (
    Happened,
    Queue,
    at_work,
    effect,
)

from topsmile.kernel import worker as working
from topsmile.kernel.db import Tx
from topsmile.kernel.deliveries import Policy
from topsmile.kernel.errors import Unavailable

pytestmark = pytest.mark.anyio

HASTY = Policy(attempts=3, timeout=0.05)


async def hanging(tx: Tx, event: Happened) -> None:
    await asyncio.Event().wait()


async def cancelling_itself(tx: Tx, event: Happened) -> None:
    raise asyncio.CancelledError


async def timing_out(tx: Tx, event: Happened) -> None:
    raise TimeoutError


async def missing_a_file(tx: Tx, event: Happened) -> None:
    raise FileNotFoundError("template")


async def saying_unavailable(tx: Tx, event: Happened) -> None:
    raise Unavailable


async def sending_a_wrong_type(tx: Tx, event: Happened) -> None:
    await tx.value("select $2::int where $1::uuid is not null", "not a number")


async def losing_its_connection(tx: Tx, event: Happened) -> None:
    tx.connection.terminate()
    await tx.value("select $1::uuid")


async def breaking_its_transaction(tx: Tx, event: Happened) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await tx.connection.fetchval("select 1 / 0")


@pytest.mark.parametrize(
    ("handler", "account"),
    [
        (hanging, "The handler took too long."),
        (cancelling_itself, "The handler was cancelled."),
        (timing_out, "TimeoutError"),
        (missing_a_file, "FileNotFoundError"),
        (saying_unavailable, "Unavailable"),
        (sending_a_wrong_type, "DataError"),
        (losing_its_connection, "InterfaceError"),
    ],
)
async def test_whatever_a_handler_does_it_ends_held(
    queue: Queue, handler: Any, account: str
) -> None:
    queue.hear(handler)
    await queue.emit(1)
    worker = queue.worker(HASTY)
    for attempt in range(1, 4):
        assert await worker.drain() == 1
        assert (await queue.row())["attempts"] == attempt
        queue.clock.travel(hours=1)

    row = await queue.row()
    assert row["state"] == "held"
    assert row["error"].splitlines()[-1] == account
    assert await worker.drain() == 0


async def test_a_handler_that_hides_a_failed_statement_has_no_effect(queue: Queue) -> None:
    """`commit` of a dead transaction is a rollback, and says so without an error."""
    queue.hear(breaking_its_transaction)
    await queue.emit(1)

    await queue.worker().drain()

    assert (await queue.row())["state"] == "due"


@pytest.mark.parametrize(
    ("table", "change", "account"),
    [
        ("event", 'payload = \'{"number": "seven"}\'', "ValidationError"),
        ("event", "name = 'test.unheard_of'", "LookupError"),
        ("delivery", "handler = 'nobody'", "KeyError"),
    ],
)
async def test_what_cannot_be_understood_ends_held(
    queue: Queue, table: str, change: str, account: str
) -> None:
    queue.hear(effect)
    await queue.emit(1)
    await queue.owner.execute(f"update {table} set {change}")
    for _ in range(3):
        await queue.worker().drain()
        queue.clock.travel(hours=1)

    row = await queue.row()
    assert (row["state"], row["error"].splitlines()[-1]) == ("held", account)


async def test_others_are_not_delayed_by_many_that_hang(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "STOP_SECONDS", 0.01)
    heard = asyncio.Event()

    async def well(tx: Tx, event: Happened) -> None:
        heard.set()

    queue.hear(hanging)
    await queue.emit(*range(50))
    queue.hear(hanging, well)
    await queue.emit(50)
    worker = queue.worker(Policy(timeout=3600))
    with at_work(worker) as (running,):
        async with asyncio.timeout(20):
            await heard.wait()
        worker.stopping.set()
        await running


async def test_others_are_delivered_beside_one_that_is_poisoned(queue: Queue) -> None:
    async def sometimes(tx: Tx, event: Happened) -> None:
        await effect(tx, event)
        if event.number == 3:
            raise asyncio.CancelledError

    queue.hear(sometimes)
    await queue.emit(*range(20))

    await queue.worker().drain()

    assert await queue.effects() == 19
    assert await queue.states() == ["done"] * 19 + ["due"]
