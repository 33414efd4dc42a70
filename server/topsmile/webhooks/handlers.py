from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from topsmile.adapters.hooks import Answer, Hooks
from topsmile.kernel.db import Tx
from topsmile.kernel.events import Again, Event, NotYet, catalogue, emit, errand, name_of, on
from topsmile.kernel.schedules import every
from topsmile.webhooks import call_queries, queries, telling
from topsmile.webhooks.events import WebhookCallDue
from topsmile.webhooks.models import PUBLIC, Task
from topsmile.webhooks.sealing import Seals

KEPT = timedelta(days=30)


class Outside(Protocol):
    """What this package asks of the outside world."""

    @property
    def hooks(self) -> Hooks: ...

    @property
    def seals(self) -> Seals: ...


async def fan_out(tx: Tx, event: Event) -> None:
    """Write down who is to be told; each call is then an errand of its own."""
    happened = tx.cause.event
    assert happened, "an event is what this reacts to"
    data = {field: getattr(event, field) for field in event.__struct_fields__}
    said = telling.body(happened.name, happened.at, data)
    for call_id in await call_queries.fan_out(tx, happened.id, happened.name, said):
        await emit(tx, WebhookCallDue(call_id))


def listen() -> None:
    """To every public fact there is, wherever it is declared: called when all packages are known.

    So that this package imports none of those whose facts it passes on.
    """
    for each in catalogue():
        if name_of(each) in PUBLIC:
            on(each)(fan_out)


class CallWebhook:
    """Tells one endpoint one fact. The webhook-id stays the same, so a repeat is told as one."""

    async def prepare(self, tx: Tx, event: WebhookCallDue) -> Task | None:
        target = await call_queries.target(tx, event.call_id)
        if target is None or target.state in ("delivered", "discarded"):
            return None
        if why := telling.in_the_way(target):
            await call_queries.finish(tx, target.id, "discarded", why)
            return None
        if target.not_before and tx.now < target.not_before:
            raise NotYet((target.not_before - tx.now).total_seconds())
        happened = tx.cause.event
        number = await call_queries.begin_attempt(tx, target.id, happened.id if happened else None)
        return telling.task_of(tx, target, number)

    async def ask(self, outside: Outside, task: Task) -> Answer:
        return await outside.hooks.post(telling.hook(outside.seals, task))

    async def record(self, tx: Tx, task: Task, outcome: Answer) -> Again | None:
        return await telling.record(tx, task, outcome)

    async def give_up(self, tx: Tx, event: WebhookCallDue) -> None:
        await call_queries.finish(tx, event.call_id, "failed", "exhausted")


errand(WebhookCallDue, telling.CALLER, CallWebhook(), waits=telling.WAITS)


@every("41 * * * *")
async def forget_old_calls(tx: Tx) -> None:
    """What was told stays in the log for thirty days; a rotated secret ends when it said."""
    await call_queries.forget(tx, tx.now - KEPT)
    await queries.forget_previous_secrets(tx)
