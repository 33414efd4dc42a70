from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kernel.clocks import Change, Clocks, all_changes, utc_midnight

from topsmile.scheduling.hours import (
    DatedException,
    Span,
    Weekly,
    day_of_work,
    days,
    merged,
    opening,
    without,
)

Pair: TypeAlias = tuple[int, int]
Dated: TypeAlias = tuple[Literal["off", "hours"], int, int, int | None, int | None]

A_DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60
MONDAY = date(2030, 1, 7)
SAO_PAULO = ZoneInfo("America/Sao_Paulo")

spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda at: Span(at[0], at[0] + at[1]))
)
calm = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def minutes(of: Iterable[Pair]) -> set[int]:
    return {minute for start, end in of for minute in range(start, end)}


@pytest.mark.parametrize(
    ("several", "fewest"),
    [
        ([], []),
        ([(9, 12)], [(9, 12)]),
        ([(9, 12), (13, 17)], [(9, 12), (13, 17)]),
        ([(12, 17), (9, 12)], [(9, 17)]),
        ([(9, 17), (10, 11), (16, 18)], [(9, 18)]),
        ([(9, 9), (12, 10)], []),
        ([(9, 12), (12, 12), (11, 10)], [(9, 12)]),
    ],
)
def test_the_same_time_in_as_few_spans_as_possible(several: list[Pair], fewest: list[Pair]) -> None:
    assert merged(Span(*each) for each in several) == fewest


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([], [(9, 12), (13, 17)]),
        ([(9, 17)], []),
        ([(8, 9), (12, 13), (17, 18)], [(9, 12), (13, 17)]),
        ([(10, 11)], [(9, 10), (11, 12), (13, 17)]),
        ([(11, 14)], [(9, 11), (14, 17)]),
        ([(15, 16), (9, 10), (15, 17)], [(10, 12), (13, 15)]),
        ([(10, 10)], [(9, 12), (13, 17)]),
    ],
)
def test_what_remains_of_a_day(taken: list[Pair], left: list[Pair]) -> None:
    day = [Span(9, 12), Span(13, 17)]

    assert without(day, [Span(*each) for each in taken]) == left


@calm
@given(spans)
def test_merging_changes_no_minute_and_leaves_gaps_between(several: list[Span]) -> None:
    fewest = merged(several)

    assert minutes(fewest) == minutes(several)
    assert all(span.start < span.end for span in fewest)
    assert all(one.end < another.start for one, another in pairwise(fewest))


@calm
@given(spans, spans)
def test_what_remains_is_every_minute_that_was_not_taken(
    several: list[Span], taken: list[Span]
) -> None:
    left = without(several, taken)

    assert minutes(left) == minutes(several) - minutes(taken)
    assert left == merged(left)


def test_days_include_both_ends() -> None:
    assert list(days(MONDAY, MONDAY + A_DAY)) == [MONDAY, MONDAY + A_DAY]
    assert list(days(MONDAY, MONDAY)) == [MONDAY]
    assert list(days(MONDAY, MONDAY - A_DAY)) == []


def monday(*walls: tuple[int, int]) -> list[Span]:
    midnight = utc_midnight(MONDAY) + 3 * 60
    return [Span(midnight + opens, midnight + closes) for opens, closes in walls]


WEEK = [Weekly(0, 480, 720), Weekly(0, 780, 1080), Weekly(1, 600, 660)]


@pytest.mark.parametrize(
    ("exceptions", "open_", "off"),
    [
        ([], [(480, 720), (780, 1080)], []),
        ([("off", 0, 0, None, None)], [(480, 720), (780, 1080)], [(0, 1440)]),
        ([("off", -5, 5, 600, 840)], [(480, 720), (780, 1080)], [(600, 840)]),
        ([("off", 0, 0, 0, 60), ("off", 0, 0, 60, 90)], [(480, 720), (780, 1080)], [(0, 90)]),
        ([("hours", 0, 0, 540, 600)], [(540, 600)], []),
        ([("hours", -1, 0, 540, 600), ("hours", 0, 1, 600, 660)], [(540, 660)], []),
        ([("hours", 0, 0, 0, 1440)], [(0, 1440)], []),
        ([("hours", 1, 2, 540, 600), ("off", -2, -1, None, None)], [(480, 720), (780, 1080)], []),
    ],
)
def test_exceptions_replace_hours_or_take_them_away(
    exceptions: list[Dated], open_: list[Pair], off: list[Pair]
) -> None:
    dated = [
        DatedException(kind, MONDAY + first * A_DAY, MONDAY + last * A_DAY, opens, closes)
        for kind, first, last, opens, closes in exceptions
    ]

    work = day_of_work(WEEK, dated, MONDAY, SAO_PAULO)

    assert (work.open, work.off) == (monday(*open_), monday(*off))


walls = st.one_of(st.integers(0, 96).map(lambda quarter: 15 * quarter), st.integers(0, 1440))
pairs = st.tuples(walls, walls).map(lambda pair: (min(pair), max(pair)))


@calm
@given(
    st.deferred(lambda: st.sampled_from(all_changes())),
    st.integers(-1, 1),
    st.lists(pairs, max_size=5),
    st.lists(pairs, max_size=2),
)
def test_in_every_zone_hours_keep_their_wall_time_when_clocks_change(
    change: Change, shift: int, hours: list[Pair], offs: list[Pair]
) -> None:
    day = change.day + shift * A_DAY
    clocks = Clocks.around(change.zone, day, day)
    weekly = [Weekly(day.weekday(), *each) for each in hours]
    off = [DatedException("off", day, day, *each) for each in offs]

    work = day_of_work(weekly, off, day, change.zone)

    for spans_, asked in ((work.open, hours), (work.off, offs)):
        shown = [
            (clocks.first_showing(day, opens), clocks.first_showing(day, closes))
            for opens, closes in asked
        ]
        assert minutes(spans_) == minutes(shown)
        assert spans_ == merged(spans_)


def test_hours_that_the_clocks_skip_do_not_exist() -> None:
    london, last_sunday_of_march = ZoneInfo("Europe/London"), date(2026, 3, 29)
    weekly = [Weekly(6, 60, 120), Weekly(6, 90, 180)]

    work = day_of_work(weekly, [], last_sunday_of_march, london)

    assert work.open == [Span(utc_midnight(last_sunday_of_march) + 60, work.open[0].start + 60)]


def test_a_day_off_is_as_long_as_the_day() -> None:
    london = ZoneInfo("Europe/London")
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 1), 24)):
        [off] = day_of_work([], [DatedException("off", day, day, None, None)], day, london).off

        assert off.end - off.start == hours * 60


weeks = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 40), st.integers(1, 12)).map(
        lambda at: Weekly(at[0], at[1], at[1] + at[2])
    )
)


@given(weeks)
def test_a_clinic_is_open_exactly_when_somebody_works(weekly: list[Weekly]) -> None:
    open_ = opening(weekly)

    for weekday in range(7):
        own = [(each.opens, each.closes) for each in open_ if each.weekday == weekday]
        somebody = minutes((e.opens, e.closes) for e in weekly if e.weekday == weekday)
        assert minutes(own) == somebody
        assert all(one[1] < other[0] for one, other in pairwise(own))
    assert open_ == sorted(open_)
