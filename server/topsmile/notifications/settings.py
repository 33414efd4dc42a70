"""What a clinic decides about its messages."""

from __future__ import annotations

from uuid import UUID

from msgspec.structs import replace

from topsmile.kernel.bodies import check_version
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid
from topsmile.kernel.events import emit
from topsmile.kernel.trail import trail
from topsmile.notifications import settings_queries as queries
from topsmile.notifications.events import ReminderAdded
from topsmile.notifications.settings_models import ChangeMessageSettings, MessageSettings


async def find(tx: Tx) -> MessageSettings:
    return await queries.find(tx)


async def change(tx: Tx, data: ChangeMessageSettings) -> MessageSettings:
    await queries.lock(tx)
    before = await queries.find(tx)
    check_version(before, data.expected_version)
    wanted = replace(before, **data.changes())
    if wanted == before:
        return before
    named = [each.service_id for each in wanted.services]
    if len(set(named)) != len(named):
        raise Invalid.on("services", "Name every service once.")
    if await queries.unknown_services(tx, named):
        raise Invalid.on("services", "The clinic has no such service.", "not_there")
    await queries.put(tx, wanted)
    await queries.put_rules(tx, wanted.services)
    after = await queries.find(tx)
    await trail(tx, "messages.settings", "clinic", tx.clinic_id, before=before, after=after)
    for minutes in sorted({each for _, each in _wished(after) - _wished(before)}):
        await emit(tx, ReminderAdded(minutes))
    return after


def _wished(settings: MessageSettings) -> set[tuple[UUID | None, int]]:
    """Every reminder that some visit gets, with the service that alone has it."""
    return {(None, each) for each in settings.reminder_minutes} | {
        (rule.service_id, each) for rule in settings.services for each in rule.reminder_minutes
    }
