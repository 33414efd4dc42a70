"""Until when a visit can be cancelled without a fee, however it is moved, and by whom. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from topsmile.scheduling.moments import HOURS_COUNT, Moment, Move, moved

NOON = datetime(2030, 1, 7, 12, tzinfo=UTC)
times = st.integers(0, 500).map(lambda hours: NOON + timedelta(hours=hours))
moments = st.none() | st.integers(-500, 500).map(lambda hours: NOON + timedelta(hours=hours))
steps = st.lists(st.tuples(times, st.booleans()), min_size=1, max_size=6)


def until_of(moment: Moment, starts_at: datetime, hours: int) -> datetime:
    return moment.free_until or starts_at - timedelta(hours=hours)


@given(times, steps, st.integers(0, 200))
def test_however_it_is_moved(
    first: datetime, moves: list[tuple[datetime, bool]], hours: int
) -> None:
    """The late stay late while nobody but they move it; whom the clinic moved is free at once."""
    moment, starts_at, by_clinic = HOURS_COUNT, first, False
    late = until_of(moment, first, hours) < NOON
    for to, by_patient in moves:
        move = Move(starts_at, to, NOON, by_patient, unpaid=False)
        before, moment = moment, moved(moment, move, hours=hours, binds=True)
        if to == starts_at:
            assert moment == before
        elif by_patient and until_of(before, starts_at, hours) < NOON:
            assert until_of(moment, to, hours) == until_of(before, starts_at, hours)
        elif not by_patient and to != (before.own_starts_at or starts_at):
            assert until_of(moment, to, hours) >= NOON
        by_clinic |= not by_patient and to != starts_at
        starts_at = to
    if late and not by_clinic:
        assert until_of(moment, starts_at, hours) < NOON


@given(times, st.lists(times, max_size=4), moments, st.integers(0, 200))
def test_what_the_clinic_brings_back_is_as_it_was(
    own: datetime, elsewhere: list[datetime], until: datetime | None, hours: int
) -> None:
    moment, starts_at = Moment(until), own
    for to in (*elsewhere, own):
        move = Move(starts_at, to, NOON, by_patient=False, unpaid=False)
        moment, starts_at = moved(moment, move, hours=hours, binds=True), to
    assert moment == Moment(until)


@given(times, times, times, st.integers(0, 200))
def test_whom_the_clinic_moved_is_not_bound_by_taking_another_time(
    own: datetime, forced: datetime, taken: datetime, hours: int
) -> None:
    by_clinic = Move(own, forced, NOON, by_patient=False, unpaid=False)
    gift = moved(HOURS_COUNT, by_clinic, hours=hours, binds=True)
    after = moved(
        gift, Move(forced, taken, NOON, by_patient=True, unpaid=False), hours=hours, binds=True
    )
    if gift.free_until:
        assert until_of(after, taken, hours) >= min(gift.free_until, taken)
