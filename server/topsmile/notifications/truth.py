"""What a message says is compared with what is so, at the moment when it leaves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.notifications import identity_mail_queries, reminders, truth_queries
from topsmile.notifications.models import Kind
from topsmile.notifications.planning import COMING
from topsmile.notifications.truth_queries import Said, Waiting

EXPECTED = COMING | {"checked_in"}


class Truth(msgspec.Struct, frozen=True):
    """Whether a message may leave: never when `superseded` says why, not yet before `not_before`.

    A reminder was written anew: what leaves is to be read afterwards.
    """

    superseded: str | None = None
    not_before: datetime | None = None


async def checked(tx: Tx, message_id: UUID) -> Truth:
    """Visits that the message tells of stay as they are until this transaction ends."""
    message = await truth_queries.waiting(tx, message_id)
    said = await truth_queries.said(tx, message_id)
    true = [each for each in said if is_true(message.kind, each, tx.now)]
    if said and not true:
        return Truth(superseded="superseded")
    if message.kind == "reminder" and said:
        return await _as_it_is(tx, message, said, true)
    if message.token_id and not await identity_mail_queries.is_good(tx, message.token_id):
        return Truth(superseded="expired")
    return Truth()


async def _as_it_is(tx: Tx, message: Waiting, said: list[Said], true: list[Said]) -> Truth:
    end = await reminders.quiet_until(tx, true[0].starts_at)
    if end is not None:
        late = end >= true[0].starts_at
        return Truth(superseded="quiet_hours") if late else Truth(not_before=end)
    untrue = [each.appointment_id for each in said if each not in true]
    if untrue:
        await truth_queries.drop_lines(tx, message.id, untrue)
    await reminders.write_anew(tx, message, [each.appointment_id for each in true])
    return Truth()


def is_true(kind: Kind, said: Said, now: datetime) -> bool:
    if kind == "cancellation":
        return said.status == "cancelled"
    same_time = said.is_at == said.starts_at
    if kind == "reminder":
        return same_time and said.status in COMING and said.is_at > now
    return same_time and said.is_with == said.provider_id and said.status in EXPECTED
