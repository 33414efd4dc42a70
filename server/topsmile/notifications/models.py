from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from topsmile.adapters.mail import Attachment

Kind = Literal[
    "confirmation",
    "change",
    "cancellation",
    "reminder",
    "welcome",
    "password_reset",
    "invitation",
    "receipt",
]
Channel = Literal["email", "sms", "whatsapp"]
Language = Literal["en", "pt"]
# `unknown`: it was handed over and nobody answered, so it may have arrived or not.
State = Literal["queued", "sending", "sent", "delivered", "unknown", "failed", "suppressed"]


class AttachmentName(msgspec.Struct, frozen=True):
    name: str
    content_type: str


class Message(msgspec.Struct, frozen=True):
    """A line of the ledger. `why` explains `failed`, `suppressed` and `unknown`.

    There are no more duplicates than `unknown_outcomes`; `appointments` are those it tells of.
    """

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
    delivered_at: datetime | None
    unknown_outcomes: int
    appointments: list[UUID]
    appointment_id: UUID | None
    patient_id: UUID | None
    resend_of: UUID | None


class Announced(msgspec.Struct, frozen=True):
    """A visit that a message tells of, as it was then."""

    appointment_id: UUID
    version: int
    starts_at: datetime
    provider_id: UUID


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written into the ledger. `key` is the same however often it is tried.

    Body and html may hold placeholders like `[[confirm]]`. What stands in `links` under the name
    says what each becomes while it is being sent; PostgreSQL never sees that text.
    """

    key: str
    kind: Kind
    channel: Channel = "email"
    patient_id: UUID | None
    to: str
    locale: str
    subject: str
    body: str
    html: str
    attachments: list[Attachment] = []
    announces: list[Announced] = []
    links: dict[str, Any] = {}
    token_id: UUID | None = None
    resend_of: UUID | None = None


class Wording(msgspec.Struct, frozen=True):
    """A template: only e-mail has a subject."""

    subject: str
    body: str


class Rendered(msgspec.Struct, frozen=True):
    subject: str
    body: str
    html: str
