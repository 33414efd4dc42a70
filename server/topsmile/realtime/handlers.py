from __future__ import annotations

from datetime import timedelta
from typing import Protocol

import msgspec

from topsmile.adapters.broadcast import Broadcast
from topsmile.kernel.db import Tx
from topsmile.kernel.events import Event, catalogue, errand, name_of
from topsmile.kernel.schedules import every
from topsmile.realtime import queries, service
from topsmile.realtime.models import Announcement, topic_of

# Who signs in and who forgot a password is nobody else's business.
ANNOUNCED = (
    "appointment.",
    "clinic.",
    "delivery.",
    "file.",
    "hold.",
    "message.",
    "patient.",
    "payment.",
    "provider.",
    "service.",
)
# What the clock and the house say to themselves: nothing that anybody looks at has changed yet.
SILENT = frozenset(
    {
        "appointment.payment_due",
        "payment.account_heard",
        "payment.heard",
        "payment.reconciliation_due",
    }
)
KEPT = timedelta(hours=1)


class Outside(Protocol):
    @property
    def broadcast(self) -> Broadcast: ...


class Announce:
    """Writes the frames, then tells the server processes.

    Telling cannot fail: who does not hear it finds the frames in the table.
    """

    async def prepare(self, tx: Tx, event: Event) -> Announcement:
        assert tx.cause.event, "an announcement is of an event"
        return await service.write(tx, event, tx.cause.event.id)

    async def ask(self, outside: Outside, task: Announcement) -> None:
        data = msgspec.msgpack.encode(task.frames)
        await outside.broadcast.publish(topic_of(task.clinic_id), data)

    async def record(self, tx: Tx, task: Announcement, outcome: None) -> None:
        """Nothing: the frames are written."""

    async def give_up(self, tx: Tx, event: Event) -> None:
        """Nothing waits for it."""


ANNOUNCE = Announce()


def announce() -> None:
    """For the composition root, once every package's events are known."""
    for event in catalogue():
        if name_of(event).startswith(ANNOUNCED) and name_of(event) not in SILENT:
            errand(event, "announce", ANNOUNCE)


@every("*/10 * * * *")
async def forget_old_frames(tx: Tx) -> None:
    await queries.forget(tx, tx.now - KEPT)
