"""A clinic's other systems: where they listen, and what they have been told."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from msgspec import UNSET
from msgspec.structs import asdict, replace

from topsmile.adapters.destinations import Destinations
from topsmile.kernel import held
from topsmile.kernel.bodies import Archive, check_version
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid
from topsmile.kernel.events import emit
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.kernel.trail import trail
from topsmile.webhooks import call_queries, queries, telling
from topsmile.webhooks.events import WebhookCallDue
from topsmile.webhooks.models import (
    MOST_ENDPOINTS,
    TEST,
    Call,
    CallState,
    ChangeEndpoint,
    CreateEndpoint,
    Endpoint,
    EndpointArchived,
    EndpointPaused,
    EndpointWithSecret,
    StillTrying,
    TooManyEndpoints,
)
from topsmile.webhooks.sealing import Seals, new_secret

OVERLAP = timedelta(hours=24)


async def get(tx: Tx, endpoint_id: UUID) -> Endpoint:
    return await queries.find(tx, endpoint_id)


async def listed(tx: Tx, cursor: str | None, limit: int, *, archived: bool) -> Page[Endpoint]:
    found = await queries.listed(tx, read_cursor(cursor, UUID), limit, archived=archived)
    return page(found, limit, lambda endpoint: endpoint.id)


async def create(
    tx: Tx, seals: Seals, destinations: Destinations, data: CreateEndpoint
) -> EndpointWithSecret:
    _check_url(destinations, data.url)
    if await queries.lock_count(tx) >= MOST_ENDPOINTS:
        raise TooManyEndpoints
    endpoint_id, secret = await queries.new_id(tx), new_secret()
    sealed = seals.seal(tx.clinic_id, endpoint_id, secret)
    events = sorted(set(data.events))
    made = await queries.insert(tx, endpoint_id, data.url, data.description, list(events), sealed)
    await trail(tx, "webhook.created", "webhook", endpoint_id, after=made)
    return EndpointWithSecret(**asdict(made), secret=secret)


async def change(
    tx: Tx, destinations: Destinations, endpoint_id: UUID, data: ChangeEndpoint
) -> Endpoint:
    before = await _living(tx, endpoint_id)
    check_version(before, data.expected_version)
    changes = data.changes()
    paused = changes.pop("paused", before.paused_at is not None)
    if data.url is not UNSET:
        _check_url(destinations, data.url)
    if data.events is not UNSET:
        changes["events"] = sorted(set(data.events))
    wanted = replace(before, **changes)
    if paused != (before.paused_at is not None):
        wanted = _paused_by_hand(tx, wanted) if paused else _resumed(wanted)
    if wanted == before:
        return before
    after = await queries.update(tx, wanted)
    await trail(tx, "webhook.changed", "webhook", endpoint_id, before=before, after=after)
    return after


async def archive(tx: Tx, endpoint_id: UUID, data: Archive | None) -> Endpoint:
    """It is told nothing any more, not even what was still to be tried."""
    before = await queries.find_locked(tx, endpoint_id)
    check_version(before, data.expected_version if data else None)
    if before.archived_at:
        return before
    after = await queries.update(tx, replace(before, archived_at=tx.now))
    await trail(tx, "webhook.archived", "webhook", endpoint_id, before=before, after=after)
    return after


async def rotate_secret(tx: Tx, seals: Seals, endpoint_id: UUID) -> EndpointWithSecret:
    """A new secret; for a day the one before signs along, so that the receiver can follow."""
    await _living(tx, endpoint_id)
    secret = new_secret()
    sealed = seals.seal(tx.clinic_id, endpoint_id, secret)
    after = await queries.rotate(tx, endpoint_id, sealed, tx.now + OVERLAP)
    await trail(tx, "webhook.secret_rotated", "webhook", endpoint_id)
    return EndpointWithSecret(**asdict(after), secret=secret)


async def test(tx: Tx, endpoint_id: UUID) -> Call:
    """Tell it that this is a test: once, whether or not it is paused."""
    await _living(tx, endpoint_id)
    event_id = await queries.new_id(tx)
    body = telling.body(TEST, tx.now, {"endpoint_id": endpoint_id})
    call_id = await call_queries.insert(tx, endpoint_id, event_id, TEST, body)
    await emit(tx, WebhookCallDue(call_id))
    await trail(tx, "webhook.tested", "webhook", endpoint_id)
    return await call_queries.find(tx, endpoint_id, call_id)


async def calls(
    tx: Tx, endpoint_id: UUID, state: CallState | None, cursor: str | None, limit: int
) -> Page[Call]:
    await queries.find(tx, endpoint_id)
    before = read_cursor(cursor, UUID)
    found = await call_queries.listed(tx, endpoint_id, state, before, limit)
    return page(found, limit, lambda call: call.id)


async def replay(tx: Tx, endpoint_id: UUID, call_id: UUID) -> Call:
    """Tell it again under the same webhook-id, from the first attempt on."""
    call = await call_queries.find(tx, endpoint_id, call_id)
    target = await call_queries.target(tx, call_id)
    if (await _living(tx, endpoint_id)).paused_at and call.event != TEST:
        raise EndpointPaused
    if target is None or target.state == "due":
        raise StillTrying
    await call_queries.make_due(tx, call_id)
    # What stopped being tried waits among the held deliveries: that one goes on.
    known = target.due_event_id
    if known is None or not await held.replay_of(tx, known, telling.CALLER):
        await emit(tx, WebhookCallDue(call_id))
    await trail(tx, "webhook.replayed", "webhook_call", call_id)
    return await call_queries.find(tx, endpoint_id, call_id)


async def _living(tx: Tx, endpoint_id: UUID) -> Endpoint:
    found = await queries.find_locked(tx, endpoint_id)
    if found.archived_at:
        raise EndpointArchived
    return found


def _paused_by_hand(tx: Tx, endpoint: Endpoint) -> Endpoint:
    return replace(endpoint, paused_at=tx.now, paused_why="by_hand")


def _resumed(endpoint: Endpoint) -> Endpoint:
    """Its failures are forgotten: three days count from the next one."""
    return replace(endpoint, paused_at=None, paused_why=None, failing_since=None)


def _check_url(destinations: Destinations, url: str) -> None:
    if objection := destinations.objection(url):
        raise Invalid.on("url", objection, "not_reachable")
