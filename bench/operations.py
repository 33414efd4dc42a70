"""What the service runs for one of each operation, so that the database can do it by itself."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

import world as worlds
from asking import VISITS_A_DAY, Bench
from statements import Recorded, recording
from topsmile.house import build
from topsmile.identity.models import Principal, Viewer
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.scheduling import listing, service
from topsmile.scheduling.models import BookAppointment, Query
from world import PATIENTS, PROVIDERS, number_id


async def recorded(bench: Bench, what: str) -> tuple[Recorded, dict[Any, str]]:
    """What the service runs for one such operation, and which of its arguments vary."""
    house = build(bench.settings)
    await house.database.open()
    world, patient = bench.world, number_id(5, 7)
    member = Principal(patient, patient, 1, world.clinic, "patient", patient, None)
    viewer = Viewer(world.clinic, member, "bench")
    cause = Cause("bench-request", None, "patient", "127.0.0.1")
    varying = {
        number_id(2, 3): pgbench_id(2, worlds.TEAMS),
        number_id(4, 7): pgbench_id(4, PROVIDERS),
        patient: pgbench_id(5, PATIENTS),
    }
    seen: Recorded = []
    try:
        with suppress(_Undone):
            async with house.database.transaction(world.clinic, cause) as tx:
                with recording() as seen:
                    varying |= await OPERATIONS[what](tx, viewer, bench)
                raise _Undone
    finally:
        await house.database.close()
    return seen, varying


def pgbench_id(kind: int, most: int) -> str:
    return f"('{kind:08d}-0000-7000-8000-' || lpad((:n % {most})::text, 12, '0'))::uuid"


class _Undone(Exception):
    """What was recorded is rolled back."""


async def _availability(tx: Tx, viewer: Viewer, bench: Bench) -> dict[Any, str]:
    day = bench.world.monday.date()
    query = Query(number_id(2, 3), None, None, None, day, day + timedelta(days=6))
    await listing.availability(tx, viewer, query, None)
    return {}


async def _day(tx: Tx, _: Viewer, bench: Bench) -> dict[Any, str]:
    await listing.calendar(tx, bench.past(0), None)
    return {}


async def _booking(tx: Tx, viewer: Viewer, bench: Bench) -> dict[Any, str]:
    """Times are computed from the transaction's number, far from those that HTTP books."""
    start = bench.world.monday + timedelta(days=400, hours=worlds.OPENS)
    assert viewer.member
    wanted = BookAppointment(number_id(2, 3), number_id(4, 7), start, viewer.patient_id)
    clerk = replace(viewer.member, role="receptionist", patient_id=None)
    booked = await service.book(tx, replace(viewer, member=clerk), wanted)
    base = (
        f"(to_timestamp({start.timestamp():.0f})"
        f" + (:n / {PROVIDERS * VISITS_A_DAY}) * interval '1 day'"
        f" + (:n / {PROVIDERS} % {VISITS_A_DAY}) * interval '30 min')"
    )
    return {
        start: base,
        start + timedelta(minutes=30): f"({base} + interval '30 min')",
        start - timedelta(hours=4): f"({base} - interval '4 hours')",
        start + timedelta(hours=16): f"({base} + interval '16 hours')",
        (start - timedelta(days=1, hours=4)).date(): f"({base} - interval '1 day')::date",
        (start + timedelta(days=1, hours=16)).date(): f"({base} + interval '2 day')::date",
        booked.id: f"'{booked.id}'::uuid",
    }


OPERATIONS = {"availability": _availability, "booking": _booking, "day": _day}
