"""The figures that an installation's monitoring reads, on a real port."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from conftest import Database, settings_for
from domain import SignIn, TravelClock
from make import Connection, Office
from programs import environment, eventually, running, worker
from prometheus_client.parser import text_string_to_metric_families
from running.installation import free_port

from topsmile.kernel.clock import SystemClock
from topsmile.kernel.db import Database as Pool
from topsmile.kernel.worker import Worker
from topsmile.operations.metrics import Metrics

pytestmark = pytest.mark.anyio


@pytest.fixture
async def served(worker: Worker) -> AsyncIterator[int]:
    metrics = Metrics(worker.database)
    yield await metrics.listen("127.0.0.1", 0)
    await metrics.close()


async def scraped(port: int) -> dict[tuple[str, str, str], float]:
    """By name, handler, and state or outcome."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/metrics", timeout=30)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (
            each.name,
            each.labels.get("handler", ""),
            each.labels.get("state") or each.labels.get("outcome") or each.labels.get("le", ""),
        ): each.value
        for family in text_string_to_metric_families(answer.text)
        for each in family.samples
    }


async def test_what_waits_and_for_how_long(
    served: int, sign_in: SignIn, office: Office, owner: Connection, clock: TravelClock
) -> None:
    clock.travel(days=-3000)  # nothing of other tests is due then
    before = await scraped(served)
    waiting = ("topsmile_queue_deliveries", "made_up", "due")
    assert waiting not in before
    insert = """
        insert into delivery (clinic_id, schedule, handler, state, due_at, request_id, created_at)
        values ($1, $2, 'made_up', $3, $4, 'r', $4)
    """
    for number, state in enumerate(("due", "due", "held", "done", "discarded")):
        await owner.execute(insert, office.id, f"s{number}", state, clock.now())
    clock.travel(seconds=90)
    await owner.execute(insert, office.id, "later", "due", clock.now().replace(year=2040))

    found = await scraped(served)

    assert found["topsmile_database_up", "", ""] == 1
    assert found[waiting] == 2
    assert found["topsmile_queue_deliveries", "made_up", "held"] == 1
    assert found["topsmile_queue_oldest_due_seconds", "", ""] == 90
    await owner.execute("delete from delivery where handler = 'made_up'")


async def test_what_was_done_and_what_failed(
    served: int, sign_in: SignIn, office: Office, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from topsmile.kernel.events import subscribers
    from topsmile.patients.events import PatientRegistered

    async def fine(tx: object, event: object) -> None:
        pass

    async def broken(tx: object, event: object) -> None:
        raise ValueError

    monkeypatch.setitem(subscribers[PatientRegistered], "works_fine", fine)
    monkeypatch.setitem(subscribers[PatientRegistered], "is_broken", broken)
    reception = await sign_in(office)
    assert (await reception.post("/api/patients", json={"name": "Ana"})).status_code == 201

    await worker.drain()

    found = await scraped(served)
    assert found["topsmile_deliveries_total", "works_fine", "done"] == 1
    assert found["topsmile_deliveries_total", "is_broken", "failed"] == 1
    assert ("topsmile_deliveries_total", "is_broken", "done") not in found
    assert found["topsmile_delivery_seconds_count", "works_fine", ""] == 1
    assert found["topsmile_delivery_seconds_bucket", "works_fine", "+Inf"] == 1


async def test_without_the_database_it_answers_all_the_same() -> None:
    away = Pool("postgresql://topsmile_app@127.0.0.1:1/nowhere", SystemClock(), 1)
    await away.open()
    metrics = Metrics(away)
    port = await metrics.listen("127.0.0.1", 0)

    found = await scraped(port)

    assert found["topsmile_database_up", "", ""] == 0
    assert not [name for name, *_ in found if name.startswith("topsmile_queue")]
    await metrics.close()
    await away.close()


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 404"),
        (b"POST /metrics HTTP/1.1\r\n\r\n", b"HTTP/1.1 405"),
        (b"nonsense\r\n\r\n", b"HTTP/1.1 405"),
        (b"x" * 40_000, b""),
    ],
)
async def test_it_tells_nothing_else(served: int, asked: bytes, answered: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served)
    writer.write(asked)
    said = b""
    with contextlib.suppress(ConnectionResetError):
        said = await reader.read()
    assert said[: len(answered)] == answered
    assert bool(said) == bool(answered)
    writer.close()


async def test_a_port_that_is_taken_keeps_no_worker_from_its_work(worker: Worker) -> None:
    first, second = Metrics(worker.database), Metrics(worker.database)
    port = await first.listen("127.0.0.1", 0)

    assert await second.listen("127.0.0.1", port) == 0

    await second.close()
    await first.close()


@pytest.mark.processes
async def test_the_workers_main_lane_serves_it(
    fresh_database: Database, valkey_url: str, tmp_path: Path
) -> None:
    settings = settings_for(fresh_database, valkey_url, tmp_path)
    port = free_port()
    given = environment(settings, OPERATIONS_PORT=str(port))
    async with running(worker("main"), tmp_path / "log", given):

        async def answers() -> bool:
            try:
                return (await scraped(port))["topsmile_database_up", "", ""] == 1
            except httpx.TransportError:
                return False

        await eventually(answers)
