"""Days at a clinic where visits are paid beforehand: everybody wants the same few times.

After each step a slow look at the tables says what must be so: who sits where, and what is free. It
shares no code with the rules, and does not ask who claims what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import pytest
from domain import TravelClock
from make import Connection, Office, a_patient
from scheduling.paying import Till, asks, check_books

from topsmile.kernel.db import Database
from topsmile.kernel.errors import TopSmileError
from topsmile.scheduling import listing, service
from topsmile.scheduling.models import Appointment, Availability, Query, Reschedule
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio
OPENS, CLOSES, STEP = 9, 14, timedelta(minutes=15)
CLOSING = datetime(2030, 1, 7, CLOSES, tzinfo=UTC)

# Minutes that nobody else may have: visits that stand, with their buffers, and holds that are good.
TAKEN = """
select a.starts_at - s.buffer_before_minutes * interval '1 minute' as since,
  a.ends_at + s.buffer_after_minutes * interval '1 minute' as until
from appointment a join service s on s.id = a.service_id
where a.clinic_id = $1 and a.provider_id = $2 and a.status <> 'cancelled'
  and (a.status <> 'pending_payment' or a.pay_by > $3)
union all
select lower(during), upper(during) from claim
where clinic_id = $1 and provider_id = $2 and hold_hash is not null and expires_at > $3
"""


class Life:
    def __init__(self, till: Till, owner: Connection, clock: TravelClock, seed: int) -> None:
        self.till, self.owner, self.clock, self.rng = till, owner, clock, Random(seed)
        self.office = till.office
        self.visits: dict[UUID, Appointment] = {}
        self.by_hand: set[UUID] = set()
        self.holds: list[tuple[UUID, UUID, datetime, int, UUID]] = []
        self.seen: Counter[str] = Counter()

    async def live(self, steps: int) -> None:
        does = [self.hold, self.book, self.book_held, self.take_a_slot, self.pay, self.pay]
        does += [self.move, self.cancel, self.clear_up, self.wait, self.wait]
        for _ in range(steps):
            await self.rng.choice(does)()
            await check_books(self.owner, self.office, self.clock.now())
            await self.check_free()

    def wish(self) -> tuple[UUID, UUID, datetime, int]:
        starts_at = CLOSING - STEP * self.rng.randrange(2, 21)
        who = self.rng.choice(self.office.patients)
        return who, self.rng.choice(self.office.providers[:2]), starts_at, self.rng.choice([30, 60])

    async def hold(self) -> None:
        wish = self.wish()
        if found := await self.tried("hold", self.till.hold(*wish)):
            self.holds.append((*wish, found.id))

    async def book(self) -> None:
        self.known(await self.tried("book", self.till.book(*self.wish())))

    async def book_held(self) -> None:
        if self.holds:
            wish = self.holds.pop(self.rng.randrange(len(self.holds)))
            self.known(await self.tried("book held", self.till.book(*wish)))

    async def take_a_slot(self) -> None:
        """What was offered is had: no excuse but the hour."""
        patient, provider, _, minutes = self.wish()
        if offered := await self.offered(patient, provider, minutes):
            starts_at = self.rng.choice(offered)
            self.known(await self.till.book(patient, provider, starts_at, minutes))
            self.seen["slot"] += 1

    async def pay(self) -> None:
        if not self.visits:
            return
        visit_id = self.rng.choice([*self.visits][-6:])
        before = await self.till.get(visit_id)
        gone = await self.is_gone(before)
        outcome = await self.till.pay(visit_id)
        after = await self.till.get(visit_id)
        self.seen[outcome] += 1
        if before.status in ("confirmed", "scheduled"):
            assert (outcome, after) == ("already", before)
        elif visit_id in self.by_hand or gone:
            assert (outcome, after) == ("lost", before)
        else:
            assert (outcome, after.status, after.pay_by) == ("secured", "confirmed", None)
            if before.status == "cancelled":
                self.seen["rebooked"] += 1

    async def is_gone(self, visit: Appointment) -> bool:
        """Whether the visit, were it to stand again, would stand in another's place."""
        if visit.status == "pending_payment" and visit.pay_by and visit.pay_by > self.clock.now():
            return False
        if visit.starts_at < self.this_minute():
            return True
        for since, until in await self.taken(visit.provider.id):
            if since < visit.ends_at + self.after(visit) and visit.starts_at < until:
                return True
        return bool(
            await self.owner.fetchval(
                BUSY,
                self.office.id,
                visit.patient.id,
                visit.id,
                visit.starts_at,
                visit.ends_at,
                self.clock.now(),
            )
        )

    def this_minute(self) -> datetime:
        return self.clock.now().replace(second=0)

    def after(self, visit: Appointment) -> timedelta:
        return timedelta(minutes=10 if visit.service.id == self.office.services[30] else 0)

    async def move(self) -> None:
        if self.visits:
            visit_id = self.rng.choice([*self.visits])
            _, provider, starts_at, _ = self.wish()
            viewer = self.till.patient(self.visits[visit_id].patient.id)
            before = await self.till.get(visit_id)

            async def moved() -> Appointment:
                async with self.till.tx("patient") as tx:
                    wanted = Reschedule(starts_at, provider)
                    return await service.reschedule(tx, viewer, visit_id, wanted)

            if after := await self.tried("move", moved()):
                assert (after.status, after.pay_by) == (before.status, before.pay_by)

    async def cancel(self) -> None:
        if self.visits:
            visit_id = self.rng.choice([*self.visits])
            if await self.tried("cancel", self.till.cancel(visit_id)):
                self.by_hand.add(visit_id)

    async def clear_up(self) -> None:
        """What the clock's own deliveries do, which may come at any time after they are due."""
        for visit_id in [*self.visits]:
            visit = await self.till.get(visit_id)
            if visit.is_expired(self.clock.now()) and self.rng.random() < 0.5:
                await self.till.expire(visit_id)
                assert (await self.till.get(visit_id)).status == "cancelled"
                self.seen["expired"] += 1

    async def wait(self) -> None:
        self.clock.travel(seconds=self.rng.choice([1, 40, 60, 180]))

    def known(self, visit: Appointment | None) -> None:
        if visit:
            self.visits[visit.id] = visit
            paid_first = visit.service.id == self.office.services[30]
            assert visit.status == ("pending_payment" if paid_first else "scheduled")

    async def tried(self, what: str, asked: Any) -> Any:
        """A refusal in words is fine; PostgreSQL's own is not, which ends the test."""
        try:
            found = await asked
        except TopSmileError:
            self.seen[f"no {what}"] += 1
            return None
        self.seen[what] += 1
        return found

    async def offered(self, patient: UUID | None, provider: UUID, minutes: int) -> list[datetime]:
        day = CLOSING.date()
        query = Query(self.office.services[minutes], provider, None, None, day, day)
        viewer = self.till.patient(patient) if patient else self.till.desk()
        async with self.till.tx() as tx:
            answer = await listing.availability(tx, viewer, query, None)
        assert answer.body
        slots = msgspec.json.decode(answer.body, type=Availability).slots
        return [slot.starts_at for slot in slots]

    async def check_free(self) -> None:
        """What is offered is exactly what nobody has: an overdue visit takes nothing away."""
        for provider in self.office.providers[:2]:
            taken = await self.taken(provider)
            length, after = timedelta(minutes=60), timedelta()
            free, start = [], CLOSING.replace(hour=OPENS)
            while start + length <= CLOSING:
                if start >= self.this_minute() and not any(
                    since < start + length + after and start < until for since, until in taken
                ):
                    free.append(start)
                start += timedelta(minutes=5)  # the desk's step
            assert await self.offered(None, provider, 60) == free

    async def taken(self, provider: UUID) -> list[tuple[datetime, datetime]]:
        rows = await self.owner.fetch(TAKEN, self.office.id, provider, self.clock.now())
        return [tuple(row) for row in rows]


BUSY = """
select exists (
  select from appointment
  where clinic_id = $1 and patient_id = $2 and id <> $3 and status <> 'cancelled'
    and (status <> 'pending_payment' or pay_by > $6) and starts_at < $5 and $4 < ends_at
)
"""


@pytest.fixture
async def till(
    settings: Settings,
    clock: TravelClock,
    owner: Connection,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Till]:
    """One day of two clinicians, wanted by eight patients."""
    monkeypatch.setattr(service, "MOST_VISITS", 100)
    monkeypatch.setattr(service, "MOST_UNCONFIRMED", 100)
    await asks(owner, office, 30, deposit_kind="amount", deposit_amount=5000)
    await owner.execute(
        "update provider_hours set opens = $2, closes = $3 where clinic_id = $1",
        office.id,
        OPENS * 60,
        CLOSES * 60,
    )
    await owner.execute(
        "update service set buffer_after_minutes = 10 where id = $1", office.services[30]
    )
    office.patients += [await a_patient(owner, office.id) for _ in range(5)]
    clock.instant = CLOSING - timedelta(hours=5, minutes=20)
    pool = Database(settings.database_url.get_secret_value(), clock, 4, "topsmile-test-till")
    await pool.open()
    yield Till(pool, office)
    await pool.close()


EXPECTED = {"hold", "book", "book held", "slot", "secured", "already", "lost", "move", "cancel"}
EXPECTED |= {"expired", "rebooked", "no book", "no move"}


async def test_whatever_happens_nobody_sits_on_anybody(
    till: Till, owner: Connection, clock: TravelClock
) -> None:
    life = Life(till, owner, clock, seed=6)
    await life.live(300)
    assert set(life.seen) >= EXPECTED, life.seen


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(20, 32))
async def test_whatever_happens_for_long(
    till: Till, owner: Connection, clock: TravelClock, seed: int
) -> None:
    await Life(till, owner, clock, seed).live(700)
