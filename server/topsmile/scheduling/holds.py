"""Choosing a time keeps it for ten minutes for whoever chose it."""

from __future__ import annotations

import hmac
from datetime import timedelta
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
from topsmile.scheduling.models import Hold, PlaceHold

TEN_MINUTES = timedelta(minutes=10)
ALMOST_A_MINUTE = timedelta(seconds=59, microseconds=999_999)
MOST_PER_CLIENT = 5
MOST_AT_ONCE = 10_000


async def place(tx: Tx, viewer: Viewer, key: bytes, wanted: PlaceHold) -> Hold:
    """`key` makes a client's address unreadable in the database."""
    whose = str(viewer.member.person_id) if viewer.member else client_of(viewer.client)
    held_by = hmac.digest(key, whose.encode(), "sha256")
    await hold_queries.lock_client(tx, held_by)
    live = await hold_queries.live_of(tx, held_by)
    if live.number >= MOST_PER_CLIENT and live.first_expires_at:
        wait = int((live.first_expires_at - tx.now).total_seconds()) + 1
        raise TooManyRequests(wait, "You are keeping five times already.")
    locked = await queries.lock_resources(tx, [wanted.provider_id], viewer.patient_id)
    if wanted.provider_id not in locked.providers:
        raise Invalid.on("provider_id", "The clinic has no such clinician.")
    wish = Wish(wanted.service_id, wanted.provider_id, viewer.patient_id, wanted.starts_at)
    chosen = await choose(tx, viewer, wish)
    hold_id = uuid4()
    # On a whole minute, so that an answer's version, which contains the minute, changes with it.
    expires_at = instant_of(minute_of(tx.now + TEN_MINUTES + ALMOST_A_MINUTE))
    await hold_queries.insert(
        tx,
        wanted.provider_id,
        occupied_from=chosen.occupies.occupied_from,
        occupied_until=chosen.occupies.occupied_until,
        hold_hash=_hash(hold_id),
        held_by=held_by,
        expires_at=expires_at,
    )
    await queries.raise_versions(tx, [wanted.provider_id], None)
    await emit(tx, HoldPlaced(wanted.provider_id))
    return Hold(hold_id, expires_at)


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
