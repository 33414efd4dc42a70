from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topsmile.kernel.errors import Invalid
from topsmile.providers.models import Hours, in_order
from topsmile.providers.walltime import Closing, Opening, minutes, wall


@given(st.integers(0, 1440))
def test_minutes_and_wall_time_are_the_same_thing(minute: int) -> None:
    assert minutes(wall(minute)) == minute
    assert msgspec.convert(wall(minute), Closing) == wall(minute)


@given(st.integers(0, 1440), st.integers(0, 1440))
def test_wall_times_sort_as_time_does(one: int, other: int) -> None:
    assert (wall(one) < wall(other)) == (one < other)


@pytest.mark.parametrize(
    "text",
    ["24:00", "9:00", "09:60", "25:00", "0900", "09:00\n", " 09:00", "٠٩:٠٠", "", "09:00:00"],
)
def test_what_is_no_opening_time(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(text, Opening)


@pytest.mark.parametrize("text", ["24:01", "24:00\n", "9:00"])
def test_what_is_no_closing_time(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(text, Closing)


def test_a_week_is_put_in_order() -> None:
    late, early, monday = (
        Hours(1, "13:00", "24:00"),
        Hours(1, "00:00", "13:00"),
        Hours(0, "09:00", "17:00"),
    )

    assert in_order([late, monday, early]) == [monday, early, late]


@pytest.mark.parametrize(
    "week",
    [
        [Hours(0, "09:00", "09:00")],
        [Hours(0, "17:00", "09:00")],
        [Hours(0, "09:00", "12:00"), Hours(0, "11:59", "17:00")],
        [Hours(0, "09:00", "17:00"), Hours(0, "10:00", "11:00")],
        [Hours(0, "09:00", "17:00"), Hours(0, "09:00", "17:00")],
    ],
)
def test_a_week_that_cannot_be(week: list[Hours]) -> None:
    with pytest.raises(Invalid):
        in_order(week)
