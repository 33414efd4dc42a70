"""The last message is never wrong, whatever happens to visits, clocks and mail."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from domain import TravelClock
from make import Connection, Office
from notifications.conftest import APPOINTMENTS, Ask
from notifications.reading import Mailbox

from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio
TIMES = [
    datetime(2030, 1, day, hour, minute, tzinfo=UTC)
    for day in (8, 9, 10)
    for hour, minute in ((9, 0), (10, 30), (15, 0))
]


class History:
    """Random days of a few visits; whatever is heard is compared with what is so at that moment."""

    def __init__(
        self, seed: int, ask: Ask, office: Office, clock: TravelClock, mailbox: Mailbox
    ) -> None:
        self.random = random.Random(seed)
        self.ask, self.office, self.clock, self.mailbox = ask, office, clock, mailbox
        self.visits: dict[UUID, tuple[str, datetime]] = {}
        self.judged = 0

    async def step(self, worker: Worker) -> None:
        deed = self.random.choice([self.book, self.move, self.move, self.cancel, self.confirm])
        if self.random.random() < 0.6:
            await deed()
        if self.random.random() < 0.3:
            self.mailbox.refusing = not self.mailbox.refusing
        if self.random.random() < 0.8:
            self.travel()
        if self.random.random() < 0.8:
            await worker.drain()
            self.judge()

    async def book(self) -> None:
        wanted = self.office.booking(
            starts_at=self.random.choice(TIMES).isoformat(),
            patient_id=self.random.choice(self.office.patients[:2]),
            provider_id=self.random.choice(self.office.providers),
        )
        answer = await self.ask("POST", APPOINTMENTS, json=wanted)
        if answer.status_code == 201:
            self.note(answer.json())

    async def move(self) -> None:
        await self.change("reschedule", {"starts_at": self.random.choice(TIMES).isoformat()})

    async def cancel(self) -> None:
        if self.random.random() < 0.5:
            await self.change("cancel", {})

    async def confirm(self) -> None:
        await self.change("confirm", {})

    async def change(self, verb: str, body: dict[str, Any]) -> None:
        if not self.visits:
            return
        visit = self.random.choice(sorted(self.visits))
        answer = await self.ask("POST", f"{APPOINTMENTS}/{visit}/{verb}", json=body)
        if answer.status_code == 200:
            self.note(answer.json())

    def note(self, shown: dict[str, Any]) -> None:
        starts_at = datetime.fromisoformat(shown["starts_at"])
        self.visits[UUID(shown["id"])] = (shown["status"], starts_at)

    def travel(self) -> None:
        """To about when something is due, or some hours on."""
        near = [
            starts_at - timedelta(minutes=before - self.random.choice([-1, 0, 1, 5]))
            for _, starts_at in self.visits.values()
            for before in (2880, 120)
        ]
        ahead = [each for each in near if each > self.clock.instant]
        if ahead and self.random.random() < 0.7:
            self.clock.instant = self.random.choice(sorted(ahead)[:3])
        else:
            self.clock.travel(minutes=self.random.choice([1, 7, 60, 400]))

    def judge(self) -> None:
        """Of what has come since: was it so, at that moment?"""
        for told in self.mailbox.told[self.judged :]:
            status, starts_at = self.visits[told.appointment_id]
            if told.starts_at is None:
                assert status == "cancelled"
            else:
                assert (status != "cancelled", told.starts_at) == (True, starts_at), told
            if told.is_reminder:
                assert status in ("scheduled", "confirmed")
                assert starts_at > self.clock.instant
        self.judged = len(self.mailbox.told)

    async def settle(self, worker: Worker) -> None:
        self.mailbox.refusing = False
        for minutes in (0, 1, 1, 2, 5, 10, 30, 60, 60):
            self.clock.travel(minutes=minutes)
            await worker.drain()
            self.judge()


@pytest.mark.parametrize("seed", range(10))
async def test_whatever_happens_the_last_message_is_true(
    *,
    seed: int,
    ask: Ask,
    office: Office,
    owner: Connection,
    worker: Worker,
    clock: TravelClock,
    mailbox: Mailbox,
) -> None:
    """Book, move, confirm, cancel and clocks in any order, with mail that is refused at times."""
    await owner.execute(
        "update patient set email = (select email from patient where id = $1) where id = $2",
        office.patients[0],
        office.patients[1],
    )
    history = History(seed, ask, office, clock, mailbox)
    for _ in range(20):
        await history.step(worker)
    await history.settle(worker)

    last = {told.appointment_id: told.starts_at for told in mailbox.told}
    for visit, (status, starts_at) in history.visits.items():
        if visit in last:
            assert last[visit] == (None if status == "cancelled" else starts_at)
    rows = await owner.fetch(
        "select id, key from message where clinic_id = $1 and kind = 'reminder'", office.id
    )
    keys = {row["id"]: row["key"] for row in rows}
    heard = Counter(
        (told.appointment_id, told.starts_at, keys[told.message_id].split(":")[3])
        for told in mailbox.told
        if told.is_reminder
    )
    assert not [each for each, times in heard.items() if times > 1]
