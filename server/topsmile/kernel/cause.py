"""Who and what a change goes back to, from the click to the event, the delivery, the message."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

import msgspec

ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,128}\Z")


class Occurrence(msgspec.Struct, frozen=True):
    """An event as it was written down; `at` is the clock's time of the change it reports."""

    id: UUID
    name: str
    at: datetime


class Cause(msgspec.Struct, frozen=True):
    """`address` is the client's, `actor_id` a person, `event` what is being reacted to."""

    request_id: str
    actor_id: UUID | None = None
    actor_role: str = "anonymous"
    address: str = ""
    event: Occurrence | None = None


def new_request_id() -> str:
    return secrets.token_hex(16)


def accepted(offered: str | None) -> str:
    """The id that a client offers if it is a decent one, else a new one."""
    return offered if offered and ACCEPTABLE.match(offered) else new_request_id()


request_id: ContextVar[str] = ContextVar("request_id", default="-")
