from __future__ import annotations

from uuid import UUID

from topsmile.kernel.events import Event


class MessageQueued(Event, frozen=True, tag="message.queued"):
    message_id: UUID
