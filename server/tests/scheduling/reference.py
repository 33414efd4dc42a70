"""The rules of a booking once more: slowly, minute by minute, and from their words alone.

A visit starts on a minute and lasts its duration; with its buffers it occupies its provider for
longer. Whoever asks is told the first of these that is true, in this order:

1. `in_the_past`: the minute it starts on is before the present one.
2. `too_soon`: it starts sooner from now than the notice that binds this booker.
3. `too_far`: it starts later from now than the horizon, in days of 24 hours. Staff have none.
4. `outside_hours`: not all its minutes are in the opening hours of one and the same date. Buffers
   do not count. Dated hours replace the weekly ones of that weekday. A provider opens the first
   time the clocks show the opening time and closes the first time they show the closing time; a
   time that they skip counts as the first minute after the gap. Openings that touch or overlap are
   one.
5. `time_off`: one of its minutes, buffers not counted, is in time off.
6. `off_step`: the minutes since the opening it is in began are not a multiple of the step. Time off
   interrupts no opening.
7. `slot_taken`: one of the minutes it occupies, buffers counted, is taken from its provider.
8. `patient_busy`: one of its minutes, buffers not counted, is taken from its patient.

A start that is kept for whoever asks is bound by neither 2, 3 nor 6.

A start is offered on the date that clocks show at it, when none of these is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from kernel.clocks import Clocks

from topsmile.scheduling.rules import Booker, Schedule, Visit

A_DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60


class Reference:
    """Judges every minute of the dates from `first` to `last`."""

    def __init__(
        self,
        schedule: Schedule,
        visit: Visit,
        booker: Booker,
        zone: ZoneInfo,
        now: int,
        first: date,
        last: date,
        kept: int | None = None,
    ) -> None:
        self.schedule, self.visit, self.booker, self.now = schedule, visit, booker, now
        self.kept = kept
        self.clocks = Clocks.around(zone, first - 2 * A_DAY, last + 2 * A_DAY)
        self.minutes = [minute for minute, face in self.clocks if first <= face.date() <= last]
        dates = [first + n * A_DAY for n in range(-1, (last - first).days + 2)]
        self.open = [self.open_minutes(day) for day in dates]
        self.off = set[int]().union(*(self.off_minutes(day) for day in dates))
        self.taken = minutes_of(schedule.taken)
        self.patient_busy = minutes_of(schedule.patient_busy)

    def starts(self) -> list[int]:
        return [minute for minute in self.minutes if self.why_not(minute) is None]

    def why_not(self, start: int) -> str | None:
        return self.why_not_now(start) or self.why_not_then(start)

    def why_not_now(self, start: int) -> str | None:
        if start < self.now:
            return "in_the_past"
        if start == self.kept:
            return None
        if start - self.now < self.booker.notice:
            return "too_soon"
        return "too_far" if self.is_beyond_horizon(start) else None

    def why_not_then(self, start: int) -> str | None:
        seated = range(start, start + self.visit.duration)
        occupied = range(start - self.visit.before, seated.stop + self.visit.after)
        opening = self.opening_around(seated)
        if opening is None:
            return "outside_hours"
        if any(minute in self.off for minute in seated):
            return "time_off"
        if start != self.kept and minutes_since_it_began(opening, start) % self.booker.step != 0:
            return "off_step"
        if any(minute in self.taken for minute in occupied):
            return "slot_taken"
        if any(minute in self.patient_busy for minute in seated):
            return "patient_busy"
        return None

    def is_beyond_horizon(self, start: int) -> bool:
        days = self.booker.horizon_days
        return days is not None and timedelta(minutes=start - self.now) > timedelta(days=days)

    def opening_around(self, seated: range) -> set[int] | None:
        for open_minutes in self.open:
            if all(minute in open_minutes for minute in seated):
                return open_minutes
        return None

    def open_minutes(self, day: date) -> set[int]:
        dated = [
            (each.opens, each.closes)
            for each in self.schedule.exceptions
            if each.kind == "hours" and each.first_day <= day <= each.last_day
        ]
        usual = [
            (each.opens, each.closes)
            for each in self.schedule.weekly
            if each.weekday == day.weekday()
        ]
        return self.minutes_between(day, dated or usual)

    def off_minutes(self, day: date) -> set[int]:
        off = [
            (each.opens, each.closes)
            for each in self.schedule.exceptions
            if each.kind == "off" and each.first_day <= day <= each.last_day
        ]
        return self.minutes_between(day, off)

    def minutes_between(
        self, day: date, walls: Iterable[tuple[int | None, int | None]]
    ) -> set[int]:
        found: set[int] = set()
        for opens, closes in walls:
            begin = self.clocks.first_showing(day, 0 if opens is None else opens)
            end = self.clocks.first_showing(day, MINUTES_A_DAY if closes is None else closes)
            found.update(range(begin, end))
        return found


def minutes_since_it_began(opening: set[int], start: int) -> int:
    minutes = 0
    while start - minutes - 1 in opening:
        minutes += 1
    return minutes


def minutes_of(spans: Iterable[Sequence[int]]) -> set[int]:
    return {minute for start, end in spans for minute in range(start, end)}
