from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeAlias, get_args
from uuid import UUID

import msgspec

from topsmile.adapters.hooks import Reason
from topsmile.kernel.bodies import Body, Change, Line
from topsmile.kernel.errors import TopSmileError

# What other systems may hear of. A new fact stays inside the house until it stands here; nothing
# about sessions, passwords and kept times ever does.
EventName = Literal[
    "appointment.created",
    "appointment.rescheduled",
    "appointment.confirmed",
    "appointment.secured",
    "appointment.checked_in",
    "appointment.started",
    "appointment.completed",
    "appointment.cancelled",
    "appointment.no_show",
    "patient.registered",
    "patient.updated",
    "message.sent",
    "message.failed",
    "file.uploaded",
    "file.changed",
    "file.deleted",
    "file.refused",
    "payment.requested",
    "payment.processing",
    "payment.succeeded",
    "payment.declined",
    "payment.cancelled",
    "payment.disputed",
    "payment.dispute_closed",
    "payment.refunded",
    "payment.refund_failed",
]
PUBLIC: tuple[str, ...] = get_args(EventName)
TEST = "webhook.test"
MOST_ENDPOINTS = 20

Url: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
Events: TypeAlias = Annotated[list[EventName], msgspec.Meta(max_length=100)]
CallState = Literal["due", "delivered", "failed", "discarded"]
PausedWhy = Literal["by_hand", "failing", "gone"]
# exhausted: every attempt failed; gone: it said 410; paused, archived: nobody was to be told then;
# test_failed: a test is tried once.
Why = Literal["exhausted", "gone", "paused", "archived", "test_failed"]


class TooManyEndpoints(TopSmileError):
    status = 409
    detail = f"A clinic has up to {MOST_ENDPOINTS} webhooks. Archive one first."


class EndpointPaused(TopSmileError):
    status = 409
    detail = "This webhook is paused. Resume it first."


class EndpointArchived(TopSmileError):
    status = 409
    detail = "This webhook is archived."


class StillTrying(TopSmileError):
    status = 409
    detail = "This call is still being tried."


class Endpoint(msgspec.Struct, frozen=True):
    """Where the clinic's other system listens. Without `events` it hears all that are public.

    `previous_until`: until then the secret before the last rotation signs as well.
    """

    id: UUID
    url: str
    description: str
    events: list[str]
    previous_until: datetime | None
    failing_since: datetime | None
    paused_at: datetime | None
    paused_why: PausedWhy | None
    version: int
    archived_at: datetime | None
    created_at: datetime


class EndpointWithSecret(Endpoint, frozen=True):
    """`secret` is told this once; here it is only kept sealed."""

    secret: str


class CreateEndpoint(Body, frozen=True):
    url: Url
    description: Line = ""
    events: Events = msgspec.field(default_factory=list)


class ChangeEndpoint(Change, frozen=True):
    """`paused` true stops telling, false goes on; what happened meanwhile can be replayed."""

    url: Url | msgspec.UnsetType = msgspec.UNSET
    description: Line | msgspec.UnsetType = msgspec.UNSET
    events: Events | msgspec.UnsetType = msgspec.UNSET
    paused: bool | msgspec.UnsetType = msgspec.UNSET


class CallAttempt(msgspec.Struct, frozen=True):
    """Without `status` and `error`, nobody knows how it ended: it may have arrived.

    `error` says `reason` in English; attempts of older versions have no reason.
    """

    number: int
    at: datetime
    status: int | None
    ms: int | None
    error: str | None
    reason: Reason | None
    response_excerpt: str


class Call(msgspec.Struct, frozen=True):
    """One fact for one endpoint. `webhook_id` is what the receiver tells repeats by."""

    id: UUID
    endpoint_id: UUID
    webhook_id: str
    event: str
    body: str
    state: CallState
    why: Why | None
    attempts: list[CallAttempt]
    next_at: datetime | None
    request_id: str
    created_at: datetime
    done_at: datetime | None


class Target(msgspec.Struct, frozen=True):
    """A call and where it goes, at the moment it is about to be made."""

    id: UUID
    endpoint_id: UUID
    event_id: UUID
    event: str
    body: str
    state: CallState
    not_before: datetime | None
    due_event_id: UUID | None
    url: str
    secret_sealed: bytes
    previous_sealed: bytes | None
    previous_until: datetime | None
    paused_at: datetime | None
    archived_at: datetime | None


class Task(msgspec.Struct, frozen=True):
    """What is asked outside. Its secrets are still sealed."""

    clinic_id: UUID
    target: Target
    number: int
    at: datetime
    sealed: list[bytes]


def webhook_id(event_id: UUID) -> str:
    """The same for every attempt and every replay."""
    return f"evt_{event_id.hex}"
