"""What time it is. Everything that asks is given a clock, so tests travel in time."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime
from typing import Protocol

# Time-zone data come from the pinned `tzdata` package: a system's own may be years older.
zoneinfo.reset_tzpath(to=[])


class Clock(Protocol):
    def now(self) -> datetime: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)
