"""Wall time: "HH:MM" outside, minutes since midnight inside. A day ends at 24:00. Pure."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec

Opening: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", max_length=5)
]
Closing: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", max_length=5)
]


def minutes(wall: str) -> int:
    """570 for "09:30"."""
    hour, minute = wall.split(":")
    return int(hour) * 60 + int(minute)


def wall(minute: int) -> str:
    """The opposite of `minutes`."""
    return f"{minute // 60:02}:{minute % 60:02}"
