"""Who and what a change goes back to, from the click to the event, the delivery, the message."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from uuid import UUID

import msgspec

ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,128}\Z")


class Cause(msgspec.Struct, frozen=True):
    """`address` is the client's network address, `actor_id` a person."""

    request_id: str
    actor_id: UUID | None = None
    actor_role: str = "anonymous"
    address: str = ""


def new_request_id() -> str:
    return secrets.token_hex(16)


def accepted(offered: str | None) -> str:
    """The id that a client offers if it is a decent one, else a new one."""
    return offered if offered and ACCEPTABLE.match(offered) else new_request_id()


request_id: ContextVar[str] = ContextVar("request_id", default="-")
