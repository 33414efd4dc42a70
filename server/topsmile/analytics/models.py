from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from topsmile.kernel.errors import Invalid
from topsmile.kernel.money import Money

By = Literal["provider", "service", "source", "weekday"]
Step = Literal["day", "week", "month"]
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)
LONGEST = 731


class Question(NamedTuple):
    """Which days of the clinic, both included, and of whom."""

    first: date
    last: date
    provider_id: UUID | None = None
    service_id: UUID | None = None

    def check(self) -> Question:
        if not (EARLIEST <= self.first <= LATEST and EARLIEST <= self.last <= LATEST):
            raise Invalid.on("from", "Use dates between 2000 and 2200.")
        if self.last < self.first:
            raise Invalid.on("to", "This is before `from`.")
        if (self.last - self.first).days >= LONGEST:
            raise Invalid.on("to", f"Ask for {LONGEST} days at the most.")
        return self

    @property
    def before(self) -> Question:
        """As many days, up to the day before."""
        length = self.last - self.first + timedelta(days=1)
        return self._replace(first=self.first - length, last=self.last - length)


class Figures(msgspec.Struct, frozen=True):
    """What was counted, and what follows from it; a rate of nothing is null.

    docs/reference/analytics.md defines each.
    """

    visits: int
    made: int
    completed: int
    cancelled: int
    no_show: int
    expected: int
    online: int
    booked_minutes: int
    open_minutes: int
    revenue: Money
    expected_revenue: Money
    cancellation_rate: float | None
    no_show_rate: float | None
    occupancy: float | None
    average_lead_hours: float | None
    online_share: float | None


class Period(Figures, frozen=True):
    """Both dates are included."""

    starts_on: date
    ends_on: date


class Overview(msgspec.Struct, frozen=True):
    """`previous` are as many days before. `revenue_source` says what counts as revenue."""

    timezone: str
    today: date
    revenue_source: Literal["completed_visits"]
    current: Period
    previous: Period


class Series(msgspec.Struct, frozen=True):
    by: Step
    items: list[Period]


class Part(Figures, frozen=True):
    """`key` is an id, a source, or a weekday from 0, Monday; only ids have a name."""

    key: str
    name: str | None


class Breakdown(msgspec.Struct, frozen=True):
    by: By
    items: list[Part]


class Recount(msgspec.Struct, frozen=True):
    """How many visits make how many sums, and how many of the sums were wrong before."""

    visits: int
    sums: int
    corrected: int
