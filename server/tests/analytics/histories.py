"""Random histories of a clinic, lived through the services that the API calls."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from domain import TravelClock
from make import Connection, Office, an_office

from topsmile.identity.models import Principal, Viewer
from topsmile.identity.permissions import Role
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.errors import TopSmileError
from topsmile.scheduling import service as scheduling
from topsmile.scheduling import unpaid
from topsmile.scheduling.models import TRANSITIONS, BookAppointment, Change, Reschedule


class Life:
    """A clinic that is open around the clock, so that visits lie on both sides of midnight."""

    def __init__(self, database: Database, clock: TravelClock, office: Office, seed: int) -> None:
        self.database, self.clock, self.office = database, clock, office
        self.rng = Random(seed)
        self.visits: list[UUID] = []
        self.done = 0

    async def live(self, steps: int) -> None:
        """So many attempts; the rules refuse some of them, as they would at the desk."""
        for _ in range(steps):
            self.clock.travel(minutes=self.rng.choice((0, 1, 7, 45)))
            try:
                await self._step()
            except TopSmileError:
                continue
            self.done += 1

    async def _step(self) -> None:
        chance = self.rng.random()
        if chance < 0.1 and self.visits:
            await self._as("receptionist", self._pay)
        elif chance < 0.4 or not self.visits:
            await self._as("patient" if self.rng.random() < 0.5 else "receptionist", self._book)
        elif chance < 0.55:
            await self._as("receptionist", self._move)
        else:
            await self._as("receptionist", self._act)

    async def _as(self, role: Role, step: Callable[[Tx, Viewer], Awaitable[None]]) -> None:
        patient = self.rng.choice(self.office.patients) if role == "patient" else None
        who = Principal(uuid4(), uuid4(), 1, self.office.id, role, patient, None)
        cause = Cause("a-random-history", actor_role=role)
        async with self.database.transaction(self.office.id, cause) as tx:
            await step(tx, Viewer(self.office.id, who, "198.51.100.7"))

    async def _book(self, tx: Tx, viewer: Viewer) -> None:
        patient = viewer.patient_id or self.rng.choice(self.office.patients)
        booking = BookAppointment(
            service_id=self.rng.choice([*self.office.services.values()]),
            provider_id=self.rng.choice(self.office.providers),
            starts_at=self._sometime(),
            patient_id=patient,
        )
        self.visits.append((await scheduling.book(tx, viewer, booking)).id)

    async def _move(self, tx: Tx, viewer: Viewer) -> None:
        provider = self.rng.choice([None, *self.office.providers])
        wanted = Reschedule(starts_at=self._sometime(), provider_id=provider)
        await scheduling.reschedule(tx, viewer, self.rng.choice(self.visits), wanted)

    async def _act(self, tx: Tx, viewer: Viewer) -> None:
        # Mostly one of the newest: they have most of their life before them.
        visit_id = self.rng.choice(self.visits[-6:] if self.rng.random() < 0.8 else self.visits)
        status = (await scheduling.get(tx, visit_id)).status
        possible = [action for action, (origins, _) in TRANSITIONS.items() if status in origins]
        if possible:
            onward = [each for each in possible if each != "cancel" or self.rng.random() < 0.3]
            action = self.rng.choice(onward or possible)
            await scheduling.take(tx, viewer, visit_id, action, Change())

    async def _pay(self, tx: Tx, _: Viewer) -> None:
        # In time, late, too late, twice, or without there being anything to pay.
        await unpaid.secure(tx, self.rng.choice(self.visits[-4:]))

    def _sometime(self) -> datetime:
        quarter = self.clock.now() + timedelta(minutes=self.rng.randrange(15, 12 * 24 * 60))
        return quarter.replace(minute=quarter.minute // 15 * 15, second=0, microsecond=0)


async def a_clinic(owner: Connection, zone: str) -> Office:
    office = await an_office(owner, zone=zone)
    await owner.execute(
        "update provider_hours set opens = 0, closes = 1440 where clinic_id = $1", office.id
    )
    # Patients pay for the longest visits beforehand, or lose them.
    await owner.execute(
        "update clinic_settings set payments_ready = true where clinic_id = $1", office.id
    )
    await owner.execute(
        """
        update service set deposit_kind = 'full', cancellation_hours = 24
        where clinic_id = $1 and duration_minutes = 60
        """,
        office.id,
    )
    return office
