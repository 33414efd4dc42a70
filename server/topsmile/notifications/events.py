from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from topsmile.kernel.events import Event


class MessageQueued(Event, frozen=True, tag="message.queued"):
    """It stands in the ledger and is to be handed over."""

    message_id: UUID


class MessageSent(Event, frozen=True, tag="message.sent"):
    """Who carries it has taken it."""

    message_id: UUID


class MessageDelivered(Event, frozen=True, tag="message.delivered"):
    """It has reached a telephone."""

    message_id: UUID


class MessageFailed(Event, frozen=True, tag="message.failed"):
    """Nobody will take it, or it was taken and could not be delivered."""

    message_id: UUID


class MessageReplied(Event, frozen=True, tag="message.replied"):
    """Somebody has answered the message."""

    message_id: UUID
    meaning: Literal["confirms", "stops", "other"]


class ReminderDue(Event, frozen=True, tag="reminder.due"):
    """The clock's: planned when a visit was booked or moved, for its starting time of then."""

    appointment_id: UUID
    starts_at: datetime
    minutes_before: int


class ReminderAdded(Event, frozen=True, tag="reminder.added"):
    """The clinic wants a reminder that it did not want before; some visits are booked already."""

    minutes_before: int
