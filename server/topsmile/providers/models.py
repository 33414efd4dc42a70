from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

import msgspec

from topsmile.kernel.bodies import Body, Change, Line, Name
from topsmile.kernel.errors import Invalid
from topsmile.providers.walltime import Closing, Opening

Weekday: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=6)]
Kind = Literal["off", "hours"]
LONGEST_EXCEPTION = timedelta(days=731)


class Hours(Body, frozen=True, order=True):
    """One stretch of work in every week: Monday is 0, and a day may end at 24:00."""

    weekday: Weekday
    opens: Opening
    closes: Closing


Week: TypeAlias = Annotated[list[Hours], msgspec.Meta(max_length=70)]


class Provider(msgspec.Struct, frozen=True):
    """Someone who treats patients, when they work, and which services they perform."""

    id: UUID
    name: str
    specialty: str
    hours: list[Hours]
    service_ids: list[UUID]
    version: int
    archived_at: datetime | None


class CreateProvider(Body, frozen=True):
    name: Name
    specialty: Line = ""
    hours: Week = msgspec.field(default_factory=list)


class ChangeProvider(Change, frozen=True):
    """`hours`, when sent, replaces the whole week."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    specialty: Line | msgspec.UnsetType = msgspec.UNSET
    hours: Week | msgspec.UnsetType = msgspec.UNSET


class ProviderException(msgspec.Struct, frozen=True):
    """Dates that differ: `off` takes time away, all day where there are no times; `hours` replaces
    the weekly hours. Both days are included."""

    id: UUID
    kind: Kind
    first_day: date
    last_day: date
    opens: str | None
    closes: str | None
    note: str
    created_at: datetime


class AddException(Body, frozen=True):
    kind: Kind
    first_day: date
    last_day: date
    opens: Opening | None = None
    closes: Closing | None = None
    note: Line = ""

    def check(self) -> None:
        if not timedelta() <= self.last_day - self.first_day <= LONGEST_EXCEPTION:
            raise Invalid.on(
                "last_day", "This is before the first day, or years after it.", "ends_before_start"
            )
        if (self.opens is None) != (self.closes is None):
            raise Invalid.on("closes", "Give both times, or neither for the whole day.")
        if self.opens is None and self.kind == "hours":
            raise Invalid.on("opens", "Say from when to when.")
        if self.opens is not None and self.closes is not None and self.opens >= self.closes:
            raise Invalid.on("closes", "This is not after it opens.", "ends_before_start")


def in_order(hours: Sequence[Hours]) -> list[Hours]:
    """The week sorted; raises when a stretch ends before it starts or two overlap.

    "HH:MM" sorts as time does.
    """
    week = sorted(hours)
    if any(each.opens >= each.closes for each in week):
        raise Invalid.on("hours", "Hours end after they start.", "ends_before_start")
    for one, other in pairwise(week):
        if one.weekday == other.weekday and other.opens < one.closes:
            raise Invalid.on("hours", "Two stretches of one day overlap.", "overlap")
    return week
