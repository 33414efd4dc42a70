"""When a reminder is due: every sentence of the rules, on ordinary days and when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from topsmile.kernel.zones import local_of
from topsmile.notifications.planning import (
    EARLY_ENOUGH,
    Quiet,
    day_around,
    due_at,
    overtaken,
    quiet_until,
)

NIGHT = Quiet(21 * 60, 8 * 60, ZoneInfo("UTC"))
LONG_AGO = datetime(2029, 1, 1, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2030, 1, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("visit", "minutes", "due"),
    [
        (at(10, 15), 2880, at(8, 15)),
        (at(10, 15), 120, at(10, 13)),
        # At the end of the quiet hours, when that leaves an hour.
        (at(10, 9), 120, at(10, 8)),
        (at(10, 7), 2880, at(8, 8)),
        # Else before they begin, the evening before.
        (at(10, 8, 59), 120, at(9, 20, 45)),
        (at(10, 8), 60, at(9, 20, 45)),
        # 21:00 is quiet already, 20:59 and 08:00 are not.
        (at(10, 20, 59), 1440, at(9, 20, 59)),
        (at(10, 21), 1440, at(10, 8)),
        (at(10, 8), 1440, at(9, 8)),
    ],
)
def test_when(visit: datetime, minutes: int, due: datetime) -> None:
    assert due_at(visit, minutes, LONG_AGO, NIGHT) == due


def test_what_has_passed_when_it_is_booked_is_left_out() -> None:
    assert due_at(at(10, 15), 2880, at(8, 15), NIGHT) is None
    assert due_at(at(10, 15), 2880, at(8, 14, 59), NIGHT) == at(8, 15)
    # Booked at eleven in the evening for eight: the evening before is over.
    assert due_at(at(10, 8), 120, at(9, 23), NIGHT) is None


def test_quiet_hours_of_the_day_and_none_at_all() -> None:
    noon = Quiet(12 * 60, 14 * 60, ZoneInfo("UTC"))
    assert due_at(at(10, 15), 120, LONG_AGO, noon) == at(10, 14)
    assert due_at(at(10, 14, 30), 120, LONG_AGO, noon) == at(10, 11, 45)
    assert due_at(at(10, 3), 120, LONG_AGO, Quiet(0, 0, ZoneInfo("UTC"))) == at(10, 1)


def test_the_night_is_the_clinics() -> None:
    sao_paulo = NIGHT._replace(zone=ZoneInfo("America/Sao_Paulo"))
    # 09:00 there is noon in UTC.
    assert due_at(at(10, 12), 120, LONG_AGO, sao_paulo) == at(10, 11)


def test_a_worker_that_was_away_does_not_wake_anyone() -> None:
    assert quiet_until(at(10, 3), at(10, 15), NIGHT) == at(10, 8)
    assert quiet_until(at(10, 12), at(10, 15), NIGHT) is None
    assert quiet_until(at(10, 3), at(10, 8, 30), NIGHT) == at(10, 8, 30), "never"
    assert overtaken(at(10, 15), 2880, [2880, 120], at(10, 13))
    assert not overtaken(at(10, 15), 2880, [2880, 120], at(10, 12, 59))
    assert not overtaken(at(10, 15), 120, [2880, 120], at(10, 14))


ZONES = ["UTC", "America/Sao_Paulo", "Europe/London", "Australia/Lord_Howe", "America/Havana"]


@given(
    zone=some.sampled_from(ZONES).map(ZoneInfo),
    start=some.integers(0, 1439),
    until=some.integers(0, 1439),
    minutes=some.integers(15, 43_200),
    visit=some.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)),
    ahead=some.integers(0, 60 * 24 * 40),
)
def test_nothing_is_due_in_the_quiet_hours_nor_too_late(
    *, zone: ZoneInfo, start: int, until: int, minutes: int, visit: datetime, ahead: int
) -> None:
    starts_at = visit.replace(second=0, microsecond=0, tzinfo=UTC)
    now = starts_at - timedelta(minutes=ahead)
    quiet = Quiet(start, until, zone)

    due = due_at(starts_at, minutes, now, quiet)

    if ahead <= minutes:
        assert due is None
    if due is None:
        return
    assert now < due < starts_at
    wished = starts_at - timedelta(minutes=minutes)
    if due > wished:
        assert starts_at - due >= timedelta(minutes=EARLY_ENOUGH)
    length = (until - start) % 1440
    if length < 1440 - 180:  # where there is hardly a day, both sides of a night are the other's
        assert quiet_until(due, starts_at, quiet) is None


@pytest.mark.parametrize("zone", ZONES)
def test_the_day_of_a_visit_is_the_clinics_and_has_an_end(zone: str) -> None:
    for visit in (at(10, 0), at(10, 12), at(10, 23, 59), datetime(2030, 3, 10, 6, tzinfo=UTC)):
        first, until = day_around(visit, ZoneInfo(zone))
        assert first <= visit < until
        day = local_of(visit, ZoneInfo(zone)).date()
        assert local_of(first, ZoneInfo(zone)).date() == day
        assert local_of(until, ZoneInfo(zone)).date() == day + timedelta(days=1)
