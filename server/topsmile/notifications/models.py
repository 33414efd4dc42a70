from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from topsmile.adapters.mail import Attachment

Kind = Literal["confirmation", "cancellation"]
Channel = Literal["email", "sms", "whatsapp"]
State = Literal["queued", "sending", "sent", "failed", "suppressed"]


class AttachmentName(msgspec.Struct, frozen=True):
    name: str
    content_type: str


class Message(msgspec.Struct, frozen=True):
    """A line of the ledger. `why` explains `failed` and `suppressed`."""

    id: UUID
    kind: Kind
    channel: Channel
    to: str
    subject: str
    body: str
    attachments: list[AttachmentName]
    state: State
    why: str | None
    request_id: str
    created_at: datetime
    sent_at: datetime | None
    appointment_id: UUID | None
    patient_id: UUID


class Draft(msgspec.Struct, frozen=True):
    """What is to be written into the ledger. `key` is the same however often it is tried."""

    key: str
    kind: Kind
    appointment_id: UUID
    patient_id: UUID
    to: str
    locale: str
    subject: str
    body: str
    html: str
    attachments: list[Attachment]


class Rendered(msgspec.Struct, frozen=True):
    subject: str
    body: str
    html: str


class Outgoing(msgspec.Struct, frozen=True):
    """A message as the worker hands it over."""

    id: UUID
    to: str
    subject: str
    body: str
    html: str
    attachments: list[Attachment]
    state: State
