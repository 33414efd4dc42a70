"""Channels, what travels on them, and the codes that sockets close with. Pure."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

STAFF = "staff"
PUBLIC = "public"
AVAILABILITY = "availability.changed"
MOST_REPLAYED = 500  # whoever missed more reads everything anew


def of_patient(patient_id: UUID) -> str:
    return f"patient:{patient_id}"


def topic_of(clinic_id: UUID) -> str:
    return f"topsmile:live:{clinic_id}"


def clinic_of(topic: str) -> UUID:
    return UUID(topic.rpartition(":")[2])


class Place(NamedTuple):
    """What a socket listens to."""

    clinic_id: UUID
    channel: str


class Frame(msgspec.Struct, frozen=True):
    """What changed, and its `version` where it has one. What it is now, HTTP says."""

    seq: int
    event: str
    ids: dict[str, str | int]


class Numbered(msgspec.Struct, frozen=True, array_like=True):
    """A frame on its way between processes: `text` is what sockets are sent."""

    channel: str
    seq: int
    text: str


class Announcement(msgspec.Struct, frozen=True):
    """The frames of one event."""

    clinic_id: UUID
    frames: list[Numbered]


class Resumed(NamedTuple):
    """Where a channel stands, and what came after `since`; None when that cannot be told."""

    current: int
    frames: list[Numbered] | None


class Close(IntEnum):
    """Why a socket ended. Those of 4000 and more are the contract's."""

    UNWELCOME = 1008  # the client talks too much
    TOO_LARGE = 1009
    RESTART = 1012
    LATER = 1013  # full, too often, or the database is away
    MALFORMED = 4400
    SESSION_OVER = 4401
    FOREIGN = 4403
    NO_CLINIC = 4404
    TOO_SLOW = 4408


class Refused(Exception):
    """The handshake ends with this code."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


class Caps(msgspec.Struct, frozen=True):
    """How many sockets a process keeps, and of them how many that nobody has signed in."""

    sockets: int
    anonymous: int
    anonymous_per_client: int


def text_of(seq: int, event: str, ids: str = "{}") -> str:
    """`ids` is JSON already."""
    return f'{{"seq":{seq},"event":"{event}","ids":{ids}}}'


def ids_of(event: msgspec.Struct) -> dict[str, Any]:
    """The ids that an event carries and the version it tells of; no other numbers, words, times."""
    fields: dict[str, Any] = msgspec.structs.asdict(event)
    return {
        name: value
        for name, value in fields.items()
        if isinstance(value, UUID) or (name == "version" and isinstance(value, int))
    }


def resumed(current: int, since: int | None, found: list[Numbered]) -> Resumed:
    """`found` is what is still kept after `since`, oldest first. It is all or nothing."""
    if since is None or since == current:
        return Resumed(current, [])
    whole = [each.seq for each in found] == list(range(since + 1, current + 1))
    return Resumed(current, found if whole and found else None)
