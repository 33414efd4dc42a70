"""What a message becomes by what is heard of it. Pure.

It may be heard twice and in any order: from a worker that slept and its successor, and from the
provider, whose word of what arrived is the last.
"""

from __future__ import annotations

from typing import Literal

from topsmile.adapters.mail import Sent
from topsmile.notifications.models import State

Heard = Literal["taken", "arrived", "lost"]
# The provider's words. What is not listed says nothing new.
MEANS: dict[str, Heard] = {
    "accepted": "taken",
    "scheduled": "taken",
    "queued": "taken",
    "sending": "taken",
    "sent": "taken",
    "delivered": "arrived",
    "read": "arrived",
    "undelivered": "lost",
    "failed": "lost",
    "canceled": "lost",
}
LOST = "not delivered"  # how `why` begins after the provider's bad news


def answered(state: State, why: str | None, unknown_outcomes: int, sent: Sent) -> State:
    """After somebody was asked to take the message; `unknown_outcomes` are those before."""
    if sent.state == "sent":
        settled = state == "delivered" or (state == "failed" and (why or "").startswith(LOST))
        return state if settled else "sent"
    if state not in ("sending", "unknown"):
        return state
    if sent.state == "later":
        return "unknown" if unknown_outcomes else "queued"
    return sent.state


def reported(state: State, heard: Heard) -> State:
    """After the provider's word."""
    if heard == "arrived":
        return "delivered"
    if heard == "lost":
        return state if state == "delivered" else "failed"
    return "sent" if state in ("sending", "unknown") else state
