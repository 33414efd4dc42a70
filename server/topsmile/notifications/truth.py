"""What a message says is compared with what is so, at the moment when it leaves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.notifications import truth_queries
from topsmile.notifications.models import Kind
from topsmile.notifications.truth_queries import Said
from topsmile.scheduling.models import Status

COMING: frozenset[Status] = frozenset({"scheduled", "confirmed"})
EXPECTED = COMING | {"checked_in"}


class Truth(msgspec.Struct, frozen=True):
    """Whether a message may leave: never when `superseded` says why, not yet before `not_before`.

    A reminder may have been written anew: read it after asking.
    """

    superseded: str | None = None
    not_before: datetime | None = None


async def checked(tx: Tx, message_id: UUID) -> Truth:
    """Visits that the message tells of stay as they are until this transaction ends."""
    message = await truth_queries.waiting(tx, message_id)
    said = await truth_queries.said(tx, message_id)
    untrue = [each for each in said if not is_true(message.kind, each, tx.now)]
    if untrue and len(untrue) == len(said):
        return Truth(superseded="superseded")
    return Truth()


def is_true(kind: Kind, said: Said, now: datetime) -> bool:
    if kind == "cancellation":
        return said.status == "cancelled"
    same_time = said.is_at == said.starts_at
    if kind == "reminder":
        return same_time and said.status in COMING and said.is_at > now
    return same_time and said.is_with == said.provider_id and said.status in EXPECTED
