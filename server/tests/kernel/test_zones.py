from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from kernel.clocks import Change, Clocks, all_changes, all_zones, shown, utc_midnight

from topsmile.kernel.zones import (
    day_of,
    instant_of,
    local_of,
    minute_at,
    minute_of,
    offset_at,
    wall_minute,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
A_DAY = 24 * 60


def wall_of(face: datetime) -> int:
    return face.hour * 60 + face.minute


def test_zone_data_come_from_the_pinned_package_alone() -> None:
    assert zoneinfo.TZPATH == ()
    assert len(all_zones()) > 500


def test_the_changes_were_found() -> None:
    changes = all_changes()

    assert len(changes) > 700
    assert {change.size for change in changes} >= {30, 60, 120}
    assert {shown(change.at, change.zone).year for change in changes} == {2026, 2027}


def test_a_wall_time_is_the_first_minute_that_shows_it_or_the_first_after_the_gap() -> None:
    for change in all_changes():
        reach = change.size + 15
        clocks = Clocks(change.zone, change.at - reach, change.at + reach)
        asked, end = clocks.faces[1], clocks.faces[-1]
        while asked <= end:
            minute = minute_at(asked.date(), wall_of(asked), change.zone)
            assert minute == clocks.first_showing(asked.date(), wall_of(asked)), (change, asked)
            asked += MINUTE


def test_every_wall_time_is_kept_unless_the_clocks_skip_it() -> None:
    for change in all_changes():
        skipped = skipped_by(change)
        for day in (change.day - DAY, change.day, change.day + DAY):
            for wall in range(0, A_DAY, 15):
                asked = datetime.combine(day, datetime.min.time()) + wall * MINUTE
                minute = minute_at(day, wall, change.zone)
                if asked in skipped:
                    assert minute == change.at, (change, asked)
                else:
                    assert shown(minute, change.zone) == asked, (change, asked)


def test_within_a_day_later_on_the_wall_is_never_earlier_in_time() -> None:
    for change in all_changes():
        for day in (change.day - DAY, change.day):
            minutes = [minute_at(day, wall, change.zone) for wall in range(0, A_DAY + 1, 15)]
            assert minutes == sorted(minutes), (change, day)


def test_a_day_ends_where_the_next_begins() -> None:
    for change in all_changes():
        for day in (change.day - 2 * DAY, change.day - DAY, change.day):
            end = minute_at(day, A_DAY, change.zone)
            assert end == minute_at(day + DAY, 0, change.zone), (change, day)


def test_a_day_without_midnight_begins_with_the_first_minute_it_has() -> None:
    changes = [each for each in all_changes() if lacks_midnight(each)]
    for change in changes:
        begin = minute_at(change.day, 0, change.zone)

        assert begin == change.at
        assert day_of(begin, change.zone) == change.day
        assert day_of(begin - 1, change.zone) == change.day - DAY

    names = {change.zone.key for change in changes}
    assert names >= {"Africa/Cairo", "America/Havana", "America/Santiago", "Asia/Beirut"}


def test_in_all_zones_the_way_there_and_back_is_the_same() -> None:
    for zone in all_zones():
        for month in range(24):
            day = date(2026 + month // 12, 1 + month % 12, 1 + month)
            for wall in (0, 1, 9 * 60, 12 * 60 + 34, A_DAY - 1):
                minute = minute_at(day, wall, zone)
                if shown(minute, zone).date() != day or wall_of(shown(minute, zone)) != wall:
                    assert any(each.at == minute for each in all_changes() if each.zone is zone)
                    continue
                assert day_of(minute, zone) == day
                assert wall_minute(minute, zone) == utc_midnight(day) + wall


def test_around_changes_the_day_and_the_wall_time_are_what_clocks_show() -> None:
    for change in all_changes():
        reach = change.size + 2
        for minute in range(change.at - reach, change.at + reach):
            face = shown(minute, change.zone)
            assert day_of(minute, change.zone) == face.date()
            assert wall_minute(minute, change.zone) == utc_midnight(face.date()) + wall_of(face)
        for minute, offset in ((change.at - 1, change.before), (change.at, change.after)):
            assert offset_at(minute, change.zone) == offset
            assert local_of(instant_of(minute), change.zone) == shown(minute, change.zone)


def test_every_offset_in_force_is_in_whole_minutes() -> None:
    months = [datetime(2026 + n // 12, 1 + n % 12, 1, tzinfo=UTC) for n in range(24)]
    for zone in all_zones():
        for instant in months:
            offset = instant.astimezone(zone).utcoffset()
            assert offset is not None
            assert offset % MINUTE == timedelta(0), zone


@pytest.mark.parametrize(
    ("name", "missing"),
    [("Pacific/Apia", date(2011, 12, 30)), ("Pacific/Kwajalein", date(1993, 8, 21))],
)
def test_a_date_that_a_zone_skipped_has_no_length(name: str, missing: date) -> None:
    zone = ZoneInfo(name)
    minutes = {minute_at(missing, wall, zone) for wall in range(0, A_DAY + 1, 15)}

    assert minutes == {minute_at(missing + DAY, 0, zone)}
    assert minutes == {minute_at(missing - DAY, A_DAY, zone)}
    assert [day_of(each + shift, zone) for each in minutes for shift in (-1, 0)] == [
        missing - DAY,
        missing + DAY,
    ]


def test_clocks_that_go_back_over_midnight_give_the_second_hour_to_the_new_day() -> None:
    newfoundland, day = ZoneInfo("America/St_Johns"), date(2010, 11, 6)
    clocks = Clocks.around(newfoundland, day, day + DAY)  # at 00:01 they went back to 23:01

    end = minute_at(day, A_DAY, newfoundland)

    assert end == clocks.first_showing(day + DAY, 0)
    assert [day_of(end + later, newfoundland) for later in (-1, 0, 1, 60)] == [
        day,
        day + DAY,
        day,
        day + DAY,
    ]


@pytest.mark.parametrize(
    ("instant", "minute"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 0),
        (datetime(1970, 1, 1, 0, 0, 59, 999_999, tzinfo=UTC), 0),
        (datetime(1970, 1, 1, 0, 1, tzinfo=UTC), 1),
        (datetime(1969, 12, 31, 23, 59, 30, tzinfo=UTC), -1),
        (datetime(2030, 1, 7, 9, tzinfo=ZoneInfo("America/Sao_Paulo")), 31_566_960),
    ],
)
def test_an_instant_belongs_to_the_minute_that_contains_it(instant: datetime, minute: int) -> None:
    assert minute_of(instant) == minute
    assert instant_of(minute) <= instant < instant_of(minute + 1)


def skipped_by(change: Change) -> set[datetime]:
    """The wall times between what clocks showed last and what they show now."""
    last, now = shown(change.at - 1, change.zone), shown(change.at, change.zone)
    return {last + n * MINUTE for n in range(1, (now - last) // MINUTE)}


def lacks_midnight(change: Change) -> bool:
    return datetime.combine(change.day, datetime.min.time()) in skipped_by(change)
