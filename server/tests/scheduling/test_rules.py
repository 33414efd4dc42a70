from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from kernel.clocks import utc_midnight
from scheduling.reference import Reference
from scheduling.situations import Situation, situations

from topsmile.scheduling.hours import DatedException, Span, Weekly
from topsmile.scheduling.rules import Booker, Ruling, Schedule, Visit

A_DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60


# --- Offered is bookable: any situation, against the reference ---


@settings(
    max_examples=60,
    deadline=None,
    phases=[phase for phase in Phase if phase is not Phase.explain],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(situations(), st.none() | st.integers(-60, 1500))
def test_what_is_offered_is_what_may_be_booked_and_the_reason_is_the_rule(
    situation: Situation, ahead: int | None
) -> None:
    schedule, visit, booker, zone, now, first, last = situation
    kept = None if ahead is None else now + ahead
    ruling = Ruling(schedule, visit, booker, zone, now, kept)
    reference = Reference(*situation, kept)

    offered = list(ruling.starts(first, last))

    assert offered == reference.starts()
    for minute in reference.minutes:
        assert ruling.why_not(minute) == reference.why_not(minute), minute


# --- The sharp cases, by hand ---

SAO_PAULO = ZoneInfo("America/Sao_Paulo")  # three hours behind UTC, all year
MONDAY = date(2030, 1, 7)
LONG_BEFORE = utc_midnight(MONDAY) - 7 * MINUTES_A_DAY
Clocked: TypeAlias = tuple[str, str]
MORNING = [("09:00", "12:00")]
HALF_AN_HOUR = Visit(30, 0, 0)
EVERY_HALF_HOUR = Booker(30, 0, None)


def wall(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def at(clock: str) -> int:
    return utc_midnight(MONDAY) + 3 * 60 + wall(clock)


def between(*pairs: Clocked) -> list[Span]:
    return [Span(at(start), at(end)) for start, end in pairs]


def off(opens: str, closes: str) -> DatedException:
    return DatedException("off", MONDAY, MONDAY, wall(opens), wall(closes))


def ruling(
    hours: Sequence[Clocked] = MORNING,
    *,
    visit: Visit = HALF_AN_HOUR,
    booker: Booker = EVERY_HALF_HOUR,
    exceptions: Sequence[DatedException] = (),
    taken: Sequence[Clocked] = (),
    patient_busy: Sequence[Clocked] = (),
    now: int = LONG_BEFORE,
) -> Ruling:
    weekly = [Weekly(0, wall(opens), wall(closes)) for opens, closes in hours]
    schedule = Schedule(weekly, list(exceptions), between(*taken), between(*patient_busy))
    return Ruling(schedule, visit, booker, SAO_PAULO, now)


def offered(rules: Ruling) -> list[str]:
    minutes = (start - at("00:00") for start in rules.starts(MONDAY, MONDAY))
    return [f"{minute // 60:02}:{minute % 60:02}" for minute in minutes]


def reasons(rules: Ruling, *clocks: str) -> list[str | None]:
    return [rules.why_not(at(clock)) for clock in clocks]


def test_the_step_begins_anew_at_each_opening() -> None:
    rules = ruling([("09:00", "10:00"), ("10:10", "11:10")])

    assert offered(rules) == ["09:00", "09:30", "10:10", "10:40"]
    assert reasons(rules, "09:10", "09:40", "10:30") == ["off_step", "outside_hours", "off_step"]


def test_openings_that_touch_are_one() -> None:
    rules = ruling([("09:00", "09:45"), ("09:45", "11:00")])

    assert offered(rules) == ["09:00", "09:30", "10:00", "10:30"]


def test_a_visit_may_fill_its_opening_exactly() -> None:
    assert offered(ruling([("09:00", "09:30")])) == ["09:00"]
    assert offered(ruling([("09:00", "09:29")])) == []


def test_the_last_visit_ends_with_the_day() -> None:
    rules = ruling([("23:00", "24:00")])

    assert offered(rules) == ["23:00", "23:30"]
    assert reasons(rules, "23:30", "24:00") == [None, "outside_hours"]


def test_no_visit_reaches_past_midnight_even_where_the_next_day_opens_at_once() -> None:
    weekly = [Weekly(0, wall("23:00"), MINUTES_A_DAY), Weekly(1, 0, 60)]
    rules = Ruling(
        Schedule(weekly, [], [], []), Visit(45, 0, 0), Booker(30, 0, None), SAO_PAULO, LONG_BEFORE
    )

    assert offered(rules) == ["23:00"]
    assert reasons(rules, "23:30", "24:00") == ["outside_hours", None]


def test_a_visit_may_begin_when_another_ends() -> None:
    rules = ruling(taken=[("10:00", "10:30")])

    assert offered(rules) == ["09:00", "09:30", "10:30", "11:00", "11:30"]
    assert reasons(rules, "10:00") == ["slot_taken"]


@pytest.mark.parametrize(
    ("before", "after", "last_free", "next_free"),
    [(0, 0, "09:30", "10:30"), (10, 0, "09:30", "10:40"), (0, 10, "09:20", "10:30")],
)
def test_the_buffer_before_keeps_off_the_earlier_visit_and_the_one_after_off_the_later(
    before: int, after: int, last_free: str, next_free: str
) -> None:
    rules = ruling(
        visit=Visit(30, before, after), booker=Booker(1, 0, None), taken=[("10:00", "10:30")]
    )
    assert reasons(rules, last_free, next_free) == [None, None]

    last, following = at(last_free), at(next_free)
    assert {rules.why_not(start) for start in range(last + 1, following)} == {"slot_taken"}


def test_visits_back_to_back_keep_both_buffers_between_them() -> None:
    visit, booker = Visit(30, 5, 10), Booker(5, 0, None)
    first = visit.occupied(at("09:00"))
    rules = Ruling(
        Schedule([Weekly(0, wall("09:00"), wall("12:00"))], [], [first], []),
        visit,
        booker,
        SAO_PAULO,
        LONG_BEFORE,
    )

    assert first == Span(at("08:55"), at("09:40"))
    assert offered(rules)[0] == "09:45"


def test_buffers_reach_beyond_opening_hours_and_into_time_off() -> None:
    rules = ruling(
        [("09:00", "10:00")], visit=Visit(30, 15, 15), exceptions=[off("09:30", "10:00")]
    )

    assert offered(rules) == ["09:00"]


def test_a_hold_takes_its_time_like_a_visit() -> None:
    hold = ("09:25", "09:35")

    assert offered(ruling([("09:00", "11:00")], taken=[hold])) == ["10:00", "10:30"]


def test_time_off_that_touches_a_visit_does_not_hinder_it() -> None:
    rules = ruling(exceptions=[off("09:30", "10:00")], booker=Booker(15, 0, None))

    assert offered(rules)[:2] == ["09:00", "10:00"]
    assert reasons(rules, "09:01", "09:15", "09:45") == ["time_off"] * 3


def test_time_off_leaves_the_step_where_the_opening_put_it() -> None:
    assert offered(ruling(exceptions=[off("09:00", "10:10")])) == ["10:30", "11:00", "11:30"]


def test_a_day_off_and_a_day_with_other_hours() -> None:
    holiday = DatedException("off", MONDAY - 3 * A_DAY, MONDAY + 3 * A_DAY, None, None)
    short = DatedException("hours", MONDAY, MONDAY, wall("15:00"), wall("16:00"))

    assert offered(ruling(exceptions=[holiday])) == []
    assert reasons(ruling(exceptions=[holiday]), "08:00", "09:00") == ["outside_hours", "time_off"]
    assert offered(ruling(exceptions=[short])) == ["15:00", "15:30"]
    assert reasons(ruling(exceptions=[short, holiday]), "09:00", "15:00") == [
        "outside_hours",
        "time_off",
    ]


def test_a_busy_patient_needs_no_buffers() -> None:
    rules = ruling(visit=Visit(30, 15, 15), patient_busy=[("10:00", "10:30")])

    assert offered(rules) == ["09:00", "09:30", "10:30", "11:00", "11:30"]
    assert reasons(rules, "10:00") == ["patient_busy"]


def test_the_provider_is_named_before_the_patient() -> None:
    both = [("10:00", "10:30")]

    assert reasons(ruling(taken=both, patient_busy=both), "10:00") == ["slot_taken"]


def test_notice_ends_on_its_minute() -> None:
    rules = ruling(booker=Booker(30, 60, None), now=at("09:00"))
    late = ruling(booker=Booker(30, 60, None), now=at("09:01"))

    assert reasons(rules, "08:59", "09:00", "09:59", "10:00") == [
        "in_the_past",
        "too_soon",
        "too_soon",
        None,
    ]
    assert (offered(rules)[0], offered(late)[0]) == ("10:00", "10:30")


def test_the_present_minute_can_still_be_booked_without_notice() -> None:
    assert offered(ruling(now=at("11:30"))) == ["11:30"]
    assert offered(ruling(now=at("11:31"))) == []


def test_the_horizon_includes_its_last_minute() -> None:
    two_days = Booker(30, 0, 2)
    exact = ruling(booker=two_days, now=at("10:00") - 2 * MINUTES_A_DAY)

    assert offered(exact) == ["09:00", "09:30", "10:00"]
    assert reasons(exact, "10:00", "10:01", "10:30") == [None, "too_far", "too_far"]


def test_staff_book_every_five_minutes_from_now_and_years_ahead() -> None:
    rules = ruling([("09:00", "10:00")], booker=Booker.staff(), now=at("09:12"))
    years_ago = ruling([("09:00", "10:00")], booker=Booker.staff(), now=at("00:00") - 5_000_000)

    assert offered(rules) == ["09:15", "09:20", "09:25", "09:30"]
    assert reasons(rules, "09:16") == ["off_step"]
    assert offered(years_ago)[0] == "09:00"


@pytest.mark.parametrize("booker", [Booker.staff(), Booker(15, 0, 180), Booker(15, 0, 10**9)])
def test_any_date_and_any_instant_may_be_asked_for(booker: Booker) -> None:
    rules = ruling(booker=booker)
    ends_of_time = [datetime.min, datetime(9999, 12, 31, 23, 59)]

    assert list(rules.starts(date.min, date.min + 9 * A_DAY)) == []
    assert list(rules.starts(date.max - 9 * A_DAY, date.max)) == []
    assert [
        rules.why_not((each - datetime(1970, 1, 1)) // timedelta(minutes=1))
        for each in ends_of_time
    ] == ["in_the_past", "too_far"]


def test_where_clocks_go_back_over_midnight_each_minute_belongs_to_one_day() -> None:
    """At 00:01 on 7 November 2010 Newfoundland went back to 23:01 on the 6th."""
    zone, saturday = ZoneInfo("America/St_Johns"), date(2010, 11, 6)
    weekly = [Weekly(weekday, 0, MINUTES_A_DAY) for weekday in range(7)]
    begin = utc_midnight(saturday)
    rules = Ruling(
        Schedule(weekly, [], [], []), Visit(1, 0, 0), Booker(1, 0, None), zone, begin - 1000
    )

    listed = list(rules.starts(saturday, saturday + A_DAY))

    assert listed == list(range(listed[0], listed[0] + 49 * 60))
    assert {rules.why_not(start) for start in listed} == {None}
