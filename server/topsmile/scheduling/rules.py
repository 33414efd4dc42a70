"""The rule engine: which starts a provider can offer, and why not the others. Pure.

Every rule is told as the starts it forbids. What is listed is whatever no rule forbids; why a time
cannot be booked is the first rule that forbids it. So listing, booking and explaining are one.

A visit lies within working hours. Its buffers keep a distance from the provider's other visits and
may reach beyond opening time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from topsmile.kernel.zones import day_of, minute_of
from topsmile.scheduling.hours import (
    DatedException,
    Day,
    Span,
    Weekly,
    day_of_work,
    days,
    without,
)

Reason = Literal[
    "not_on_the_minute",
    "in_the_past",
    "too_soon",
    "too_far",
    "outside_hours",
    "time_off",
    "off_step",
    "slot_taken",
    "patient_busy",
]
STAFF_STEP = 5
LONGEST_PLAN = 3660  # days: nobody plans further ahead than ten years, staff included
FAR = 1 << 60
# A date at the very end of the calendar has no day after it.
CALENDAR_ENDS = minute_of(datetime(9999, 1, 1, tzinfo=UTC))


class Visit(NamedTuple):
    """How long, in minutes, with the provider's buffers around it."""

    duration: int
    before: int
    after: int

    def occupied(self, start: int) -> Span:
        return Span(start - self.before, start + self.duration + self.after)


class Booker(NamedTuple):
    """What binds who is asking: patients keep notice, horizon and step; staff every 5 minutes."""

    step: int
    notice: int
    horizon_days: int | None

    @classmethod
    def staff(cls) -> Booker:
        return cls(STAFF_STEP, 0, LONGEST_PLAN)

    @classmethod
    def agreed(cls) -> Booker:
        """For a start that was offered once, by whatever grid there was then."""
        return cls(1, 0, LONGEST_PLAN)


class Schedule(NamedTuple):
    """One provider's hours, and what is claimed of them and of the patient (epoch minutes)."""

    weekly: Sequence[Weekly]
    exceptions: Sequence[DatedException]
    taken: Sequence[Sequence[int]]  # start and end; there may be hundreds
    patient_busy: Sequence[Sequence[int]]


class Ban(NamedTuple):
    """Starts that a rule forbids: first ≤ start < end."""

    reason: Reason
    first: int
    end: int


class Ruling:
    """The rules applied to one provider, for one kind of visit, at one moment."""

    def __init__(
        self,
        schedule: Schedule,
        visit: Visit,
        booker: Booker,
        zone: ZoneInfo,
        now: int,
        kept: int | None = None,
    ) -> None:
        """`kept`: a start that a living hold keeps for whoever asks.

        What the booker is held to (step, notice, horizon) was looked at when it was kept.
        """
        self.schedule = schedule
        self.visit = visit
        self.booker = booker
        self.zone = zone
        self.now = now
        self.kept = kept
        self.latest = CALENDAR_ENDS
        if booker.horizon_days is not None:
            self.latest = min(CALENDAR_ENDS, now + booker.horizon_days * 24 * 60)
        self._claims = [*self._bans_of_claims()]
        self._moment = [*self._bans_of_the_moment()]

    def starts(self, first: date, last: date) -> Iterator[int]:
        """Every start that is offered on those dates of the clinic, in order."""
        bans = [*self._moment, *self._claims]
        for day in self._days_in_reach(first, last):
            work = self._work(day)
            away = [*self._bans_of_time_off(work), *bans]
            for lane in self._lanes(work):
                yield from self._starts_in(lane, away)

    def why_not(self, start: int) -> Reason | None:
        """The first rule that forbids this start, or None when it is offered."""
        for ban in self._moment:
            if ban.first <= start < ban.end:
                return ban.reason
        return self._why_not_by_hours(start) or _first(self._claims, start)

    def _why_not_by_hours(self, start: int) -> Reason | None:
        # Clocks that go back over midnight show a date again: a neighbour's hours may hold it.
        near = day_of(start, self.zone)
        for day in days(near - timedelta(days=1), near + timedelta(days=1)):
            work = self._work(day)
            for lane in self._lanes(work):
                if lane.start <= start < lane.stop:
                    on_step = start in lane or start == self.kept
                    away = _first(self._bans_of_time_off(work), start)
                    return away or (None if on_step else "off_step")
        return "outside_hours"

    def _starts_in(self, lane: range, bans: Sequence[Ban]) -> Iterable[int]:
        offered = _allowed(lane, bans)
        kept = self.kept
        if kept is None or kept in lane or not lane.start <= kept < lane.stop or _first(bans, kept):
            return offered
        return sorted([*offered, kept])

    def _days_in_reach(self, first: date, last: date) -> Iterable[date]:
        """Those that are not wholly forbidden by the moment: any date may be asked for."""
        first = max(first, day_of(self.now, self.zone) - timedelta(days=1))
        latest = self.latest if self.kept is None else max(self.latest, self.kept)
        last = min(last, day_of(latest, self.zone) + timedelta(days=1))
        return days(first, last)

    def _work(self, day: date) -> Day:
        return day_of_work(self.schedule.weekly, self.schedule.exceptions, day, self.zone)

    def _lanes(self, work: Day) -> list[range]:
        """The step's grid begins anew at each opening."""
        length = self.visit.duration
        return [
            range(span.start, span.end - length + 1, self.booker.step)
            for span in work.open
            if span.end - span.start >= length
        ]

    def _bans_of_the_moment(self) -> Iterator[Ban]:
        yield Ban("in_the_past", -FAR, self.now)
        yield from self._but_what_is_kept(Ban("too_soon", self.now, self.now + self.booker.notice))
        yield from self._but_what_is_kept(Ban("too_far", self.latest + 1, FAR))

    def _but_what_is_kept(self, ban: Ban) -> Iterator[Ban]:
        if self.kept is None or not ban.first <= self.kept < ban.end:
            yield ban
            return
        yield ban._replace(end=self.kept)
        yield ban._replace(first=self.kept + 1)

    def _bans_of_time_off(self, work: Day) -> list[Ban]:
        return [Ban("time_off", off.start - self.visit.duration + 1, off.end) for off in work.off]

    def _bans_of_claims(self) -> Iterator[Ban]:
        duration, before, after = self.visit
        for start, end in self.schedule.taken:
            yield Ban("slot_taken", start - duration - after + 1, end + before)
        for start, end in self.schedule.patient_busy:
            yield Ban("patient_busy", start - duration + 1, end)


def _first(bans: Iterable[Ban], start: int) -> Reason | None:
    return next((ban.reason for ban in bans if ban.first <= start < ban.end), None)


def _allowed(lane: range, bans: Iterable[Ban]) -> Iterator[int]:
    """The starts of the lane that no ban covers; the lane's own grid is kept."""
    window = Span(lane.start, lane.stop)
    relevant = [
        Span(max(ban.first, window.start), min(ban.end, window.end))
        for ban in bans
        if ban.first < window.end and window.start < ban.end
    ]
    for free in without([window], relevant):
        first = free.start + (lane.start - free.start) % lane.step
        yield from range(first, free.end, lane.step)
