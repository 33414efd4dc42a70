"""What a call says and what its answer means: which is retried, which ends it, when to give up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from topsmile.adapters.hooks import Answer, Hook
from topsmile.kernel.db import Tx
from topsmile.kernel.events import Again, emit
from topsmile.kernel.trail import trail
from topsmile.webhooks import call_queries, queries
from topsmile.webhooks.events import WebhookEndpointPaused
from topsmile.webhooks.models import TEST, PausedWhy, Target, Task, Why, webhook_id
from topsmile.webhooks.sealing import Seals, signature

CALLER = "call_webhook"
# Eight attempts in a little more than a day.
WAITS = (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 36000.0)
PATIENCE = timedelta(days=3)


def body(event: str, at: datetime, data: dict[str, Any]) -> str:
    """Ids only: who wants to know more asks the API, and is asked who they are."""
    said = {"type": event, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": data}
    return msgspec.json.encode(said).decode()


def in_the_way(target: Target) -> Why | None:
    """Why it is not told after all. A test is what shows that it may be resumed."""
    if target.archived_at:
        return "archived"
    return "paused" if target.paused_at and target.event != TEST else None


def task_of(tx: Tx, target: Target, number: int) -> Task:
    sealed = [target.secret_sealed]
    if target.previous_sealed and target.previous_until and tx.now < target.previous_until:
        sealed.append(target.previous_sealed)
    return Task(tx.clinic_id, target, number, tx.now, sealed)


def hook(seals: Seals, task: Task) -> Hook:
    """The request, signed by every secret that is valid at its time."""
    target, timestamp = task.target, int(task.at.timestamp())
    secrets = [seals.open(task.clinic_id, target.endpoint_id, each) for each in task.sealed]
    name = webhook_id(target.event_id)
    headers = {
        "content-type": "application/json",
        "user-agent": "TopSmile",
        "webhook-id": name,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secrets, name, timestamp, target.body),
    }
    return Hook(target.url, headers, target.body)


async def record(tx: Tx, task: Task, answer: Answer) -> Again | None:
    target = task.target
    await call_queries.record_attempt(tx, target.id, task.number, answer)
    if answer.error is None:
        await call_queries.finish(tx, target.id, "delivered", None)
        await queries.answers(tx, target.endpoint_id)
        return None
    if target.event == TEST:
        await call_queries.finish(tx, target.id, "failed", "test_failed")
        return None
    if answer.status == 410:
        await call_queries.finish(tx, target.id, "failed", "gone")
        await pause(tx, target, "gone")
        return None
    return await _failed(tx, target, answer)


async def _failed(tx: Tx, target: Target, answer: Answer) -> Again | None:
    await queries.fails(tx, target.endpoint_id)
    endpoint = await queries.find(tx, target.endpoint_id)
    if endpoint.failing_since and endpoint.failing_since + PATIENCE <= tx.now:
        await call_queries.finish(tx, target.id, "discarded", "paused")
        await pause(tx, target, "failing")
        return None
    if answer.retry_after and answer.status in (429, 503):
        seconds = min(answer.retry_after, WAITS[-1])
        await call_queries.wait_until(tx, target.id, tx.now + timedelta(seconds=seconds))
    return Again(answer.error or "")


async def pause(tx: Tx, target: Target, why: PausedWhy) -> None:
    before = await queries.find_locked(tx, target.endpoint_id)
    if before.paused_at or before.archived_at:
        return
    after = await queries.update(tx, replace(before, paused_at=tx.now, paused_why=why))
    await trail(tx, "webhook.paused", "webhook", before.id, before=before, after=after)
    await emit(tx, WebhookEndpointPaused(before.id))
