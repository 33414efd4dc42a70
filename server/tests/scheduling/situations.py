"""Random situations in which somebody wants a time: mostly on days when clocks change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from kernel.clocks import all_changes, utc_midnight

from topsmile.scheduling.hours import DatedException, Span, Weekly
from topsmile.scheduling.rules import Booker, Schedule, Visit

A_DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60


class Situation(NamedTuple):
    schedule: Schedule
    visit: Visit
    booker: Booker
    zone: ZoneInfo
    now: int
    first: date
    last: date


walls = st.one_of(
    st.integers(0, 96).map(lambda quarter: quarter * 15),
    st.sampled_from([0, 30, 60, 90, 120, 150, 180, MINUTES_A_DAY - 60, MINUTES_A_DAY]),
    st.integers(0, MINUTES_A_DAY),
)
working_days = st.tuples(
    st.integers(0, 40).map(lambda quarter: quarter * 15),
    st.integers(56, 96).map(lambda quarter: quarter * 15),
)
any_hours = st.tuples(walls, walls).map(
    lambda pair: (min(pair), max(pair)) if pair[0] != pair[1] else (0, MINUTES_A_DAY)
)
openings = st.one_of(working_days, any_hours)
visits = st.builds(
    Visit,
    duration=st.sampled_from([1, 10, 20, 30, 45, 60, 90]),
    before=st.sampled_from([0, 0, 5, 10, 17]),
    after=st.sampled_from([0, 0, 5, 15, 30]),
)
patients = st.builds(
    Booker,
    step=st.sampled_from([1, 5, 7, 10, 15, 30, 60]),
    notice=st.sampled_from([0, 0, 1, 60, 300, MINUTES_A_DAY]),
    horizon_days=st.sampled_from([None, 0, 1, 2, 3, 180, 180]),
)
bookers = st.one_of(patients, st.just(Booker.staff()))


@st.composite
def places(draw: st.DrawFn) -> tuple[ZoneInfo, date]:
    """Two in three on the day of a change: there the mistakes are."""
    change = draw(st.sampled_from(all_changes()))
    ordinary = st.just(change.day + 40 * A_DAY)
    return change.zone, draw(st.one_of(st.just(change.day), st.just(change.day), ordinary))


@st.composite
def exceptions(draw: st.DrawFn, around: date) -> DatedException:
    kind: Literal["off", "hours"] = draw(st.sampled_from(["off", "off", "hours"]))
    first = around + draw(st.integers(-2, 2)) * A_DAY
    last = first + draw(st.sampled_from([0, 0, 1, 3])) * A_DAY
    opens, closes = draw(openings)
    if kind == "off" and draw(st.integers(0, 2)) == 0:
        return DatedException(kind, first, last, None, None)
    return DatedException(kind, first, last, opens, closes)


@st.composite
def claims(draw: st.DrawFn, begin: int) -> list[Span]:
    starts = draw(
        st.lists(st.integers(-60, 600).map(lambda n: begin + n * 5), min_size=1, max_size=6)
    )
    return [Span(start, start + draw(st.sampled_from([1, 15, 30, 47, 120]))) for start in starts]


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    zone, day = draw(places())
    first = day - draw(st.integers(0, 1)) * A_DAY
    last = first + draw(st.integers(0, 1)) * A_DAY
    weekdays = st.integers(-1, 2).map(lambda n: (day + n * A_DAY).weekday())
    weekly = st.builds(
        lambda weekday, opening: Weekly(weekday, *opening),
        st.one_of(st.just(day.weekday()), weekdays),
        openings,
    )
    begin = utc_midnight(first)
    schedule = Schedule(
        draw(st.lists(weekly, min_size=1, max_size=5)),
        draw(st.lists(exceptions(day), max_size=3)),
        draw(claims(begin)),
        draw(claims(begin)),
    )
    now = begin + draw(st.one_of(st.integers(-2000, -700), st.integers(-700, 2000)))
    return Situation(schedule, draw(visits), draw(bookers), zone, now, first, last)
