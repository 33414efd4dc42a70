"""Events of a test with subscribers of every kind; run as a program, a worker for them.

`python storm.py [main|quarantine]`: the real worker in everything, with these subscribers added.
A receiver outside is asked over TCP: it gets a key and a line, and answers when it has both.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any, Literal
from uuid import UUID

import msgspec
import uvloop

from topsmile import app
from topsmile.kernel.db import Tx
from topsmile.kernel.events import Again, Event, errand, on
from topsmile.settings import settings

EFFECTS = """
create table effect (
  clinic_id uuid not null, number int not null, by text not null,
  emitted_at double precision not null, at timestamptz not null default clock_timestamp()
);
grant insert, select on effect to topsmile_app;
"""
RECEIVER = "STORM_RECEIVER"


class Struck(Event, frozen=True, tag="test.struck"):
    """`emitted_at`: seconds since 1970 by the emitter's clock, as an id would not tell."""

    number: int
    emitted_at: int = 0


class Poisoned(Event, frozen=True, tag="test.poisoned"):
    how: Literal["exits", "hoards", "cancels", "says_nonsense"]


class Nothing(Event, frozen=True, tag="test.nothing"):
    """For how fast the queue is by itself."""

    number: int


@on(Struck)
async def count(tx: Tx, event: Struck) -> None:
    await _effect(tx, event, "count")


@on(Struck)
async def count_too(tx: Tx, event: Struck) -> None:
    await _effect(tx, event, "count_too")


async def _effect(tx: Tx, event: Struck, by: str) -> None:
    await tx.run(
        "insert into effect (clinic_id, number, by, emitted_at) values ($1, $2, $3, $4)",
        event.number,
        by,
        event.emitted_at / 1e6,
    )


@on(Nothing)
async def do_nothing(tx: Tx, event: Nothing) -> None: ...


@on(Poisoned)
async def swallow(tx: Tx, event: Poisoned) -> None:
    if event.how == "exits":
        os._exit(1)
    if event.how == "hoards":
        hoard = []
        while True:
            hoard.append(bytearray(16 * 1024 * 1024))
    if event.how == "cancels":
        raise asyncio.CancelledError


class Task(msgspec.Struct, frozen=True):
    key: UUID
    number: int


class TellReceiver:
    """The receiver honours the key: the event's id, the same however often it is told."""

    async def prepare(self, tx: Tx, event: Struck) -> Task | None:
        assert tx.cause.event
        return Task(tx.cause.event.id, event.number)

    async def ask(self, outside: Any, task: Task) -> str:  # noqa: ARG002
        reader, writer = await asyncio.open_connection("127.0.0.1", int(os.environ[RECEIVER]))
        try:
            writer.write(f"{task.key} {task.number}\n".encode())
            return (await asyncio.wait_for(reader.readline(), 10)).decode().strip()
        finally:
            writer.close()

    async def record(self, tx: Tx, task: Task, outcome: str) -> Again | None:  # noqa: ARG002
        return None if outcome == "taken" else Again("The receiver did not answer.")

    async def give_up(self, tx: Tx, event: Struck) -> None: ...


errand(Struck, "tell_receiver", TellReceiver())


if __name__ == "__main__":
    lane: Any = sys.argv[1] if len(sys.argv) > 1 else "main"
    uvloop.run(app.run_worker(settings(), lane))
