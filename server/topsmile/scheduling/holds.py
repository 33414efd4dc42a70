"""Choosing a time keeps it for ten minutes for whoever chose it."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from topsmile.identity.models import Viewer
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid, TooManyRequests
from topsmile.kernel.events import emit
from topsmile.kernel.limits import client_of
from topsmile.kernel.schedules import every
from topsmile.kernel.zones import instant_of, minute_of
from topsmile.scheduling import hold_queries, queries
from topsmile.scheduling.choosing import Wish, choose, hold_hash
from topsmile.scheduling.events import HoldPlaced, HoldReleased
from topsmile.scheduling.hold_queries import Live
from topsmile.scheduling.models import Hold, PlaceHold

TEN_MINUTES = timedelta(minutes=10)
ALMOST_A_MINUTE = timedelta(seconds=59, microseconds=999_999)
MOST_PER_CLIENT = 5
# A household or an office has one address, and so has whoever registers again and again.
MOST_PER_ADDRESS = 15
MOST_AT_ONCE = 10_000


async def place(tx: Tx, viewer: Viewer, key: bytes, wanted: PlaceHold) -> Hold:
    """`key`: with what the database is kept from knowing who holds it."""
    held_by, held_from = _holder(viewer, key)
    await hold_queries.lock_clients(tx, held_by, held_from)
    _check_few(tx, await hold_queries.live_of(tx, held_by, held_from))
    locked = await queries.lock_resources(tx, [wanted.provider_id], viewer.patient_id)
    if wanted.provider_id not in locked.providers:
        raise Invalid.on("provider_id", "The clinic has no such clinician.", "not_there")
    wish = Wish(wanted.service_id, wanted.provider_id, viewer.patient_id, wanted.starts_at)
    chosen = await choose(tx, viewer, wish)
    hold_id = uuid4()
    expires_at = ten_minutes_from(tx.now)
    await hold_queries.insert(
        tx,
        wanted.provider_id,
        occupied_from=chosen.occupies.occupied_from,
        occupied_until=chosen.occupies.occupied_until,
        hold_hash=_hash(hold_id),
        held_by=held_by,
        held_from=held_from,
        expires_at=expires_at,
    )
    await queries.raise_versions(tx, [wanted.provider_id], None)
    await emit(tx, HoldPlaced(wanted.provider_id))
    return Hold(hold_id, expires_at)


def ten_minutes_from(now: datetime) -> datetime:
    """On a whole minute, so that an answer's version, which contains the minute, changes then."""
    return instant_of(minute_of(now + TEN_MINUTES + ALMOST_A_MINUTE))


def _holder(viewer: Viewer, key: bytes) -> tuple[bytes, bytes | None]:
    """Who holds and from where; `key` makes both unreadable in the database.

    Staff hold for many people from one address, and nobody becomes staff by registering.
    """
    address = _keyed(key, client_of(viewer.client))
    if viewer.member is None:
        return address, address
    person = _keyed(key, str(viewer.member.person_id))
    return person, None if viewer.is_staff else address


def _keyed(key: bytes, whose: str) -> bytes:
    return hmac.digest(key, whose.encode(), "sha256")


def _check_few(tx: Tx, live: Live) -> None:
    if live.first_expires_at is None:
        return
    wait = int((live.first_expires_at - tx.now).total_seconds()) + 1
    if live.of_holder >= MOST_PER_CLIENT:
        raise TooManyRequests(wait, "You are keeping five times already.")
    if live.from_there >= MOST_PER_ADDRESS:
        raise TooManyRequests(wait, "Too many times are being kept from where you are.")


async def release(tx: Tx, hold_id: UUID) -> None:
    """Give the time back early. Raises NotFound for a hold that is not (or no longer) there."""
    provider_id = await hold_queries.provider_of(tx, _hash(hold_id))
    await queries.lock_resources(tx, [provider_id], None)
    await hold_queries.delete(tx, _hash(hold_id))
    await queries.raise_versions(tx, [provider_id], None)
    await emit(tx, HoldReleased(provider_id))


def _hash(hold_id: UUID) -> bytes:
    hashed = hold_hash(hold_id)
    assert hashed
    return hashed


@every("7 * * * *")
async def forget_abandoned_holds(tx: Tx) -> None:
    """Nothing depends on it: whoever needs the time of an expired hold takes it anyway."""
    await hold_queries.forget_abandoned(tx, MOST_AT_ONCE)
