"""A visit that was moved: until when it can be cancelled without a fee, and who is told what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from domain import SignIn, TravelClock
from hypothesis import given
from hypothesis import strategies as st
from make import Office
from payments.asking.paying import APPOINTMENTS, Practice

from topsmile.notifications.links import Links, Purpose, VisitLink
from topsmile.scheduling.moments import HOURS_COUNT, Moment, Move, moved
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio
TODAY, SOON, FAR = "2030-01-07T11:00:00Z", "2030-01-07T12:00:00Z", "2030-01-10T09:00:00Z"
IN_TIME = {"fee": 0, "charge": 0, "refund": 5000, "by_hand": 0}
LATE = {"fee": 4000, "charge": 0, "refund": 1000, "by_hand": 0}


async def move(who: httpx.AsyncClient, visit: str, to: str) -> None:
    answer = await who.post(f"{APPOINTMENTS}/{visit}/reschedule", json={"starts_at": to})
    assert answer.status_code == 200, answer.text


async def told(who: httpx.AsyncClient, visit: str) -> dict[str, Any] | None:
    """In amounts, without their currency; this clinic's clock shows UTC."""
    found = (await who.get(f"/api/payments/terms/{visit}")).json()["cancelling"]
    if found is None:
        return None
    local, until = found.pop("free_until_local"), found["free_until"]
    assert (local and local + "Z") == until
    return {
        name: value["amount"] if isinstance(value, dict) else value for name, value in found.items()
    }


async def test_moved_when_it_was_too_late_it_stays_too_late(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient, at=TODAY)
    await practice.pay(patient, visit)

    await move(patient, visit, FAR)
    assert await told(patient, visit) == {"free_until": "2030-01-06T11:00:00Z", **LATE}
    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    assert await practice.refunds(visit) == [(1000, "cancelled", "succeeded")]


async def test_terms_that_said_nothing_of_moving_bind_nobody_who_moves(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient, at=TODAY)
    await practice.pay(patient, visit)
    await practice.owner.execute(
        "update appointment_terms set late_moves_bind = false where clinic_id = $1", office.id
    )

    await move(patient, visit, FAR)

    assert await told(patient, visit) == {"free_until": "2030-01-09T09:00:00Z", **IN_TIME}


async def test_moved_in_time_the_new_time_counts(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient, at=FAR)
    await practice.pay(patient, visit)
    assert await told(patient, visit) == {"free_until": "2030-01-09T09:00:00Z", **IN_TIME}

    await move(patient, visit, TODAY)

    assert await told(patient, visit) == {"free_until": "2030-01-06T11:00:00Z", **LATE}


async def test_who_is_moved_by_the_clinic_may_say_no(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient, at=FAR)
    await practice.pay(patient, visit)

    await move(desk, visit, TODAY)
    assert await told(patient, visit) == {"free_until": TODAY, **IN_TIME}
    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    assert await practice.refunds(visit) == [(5000, "cancelled", "succeeded")]


async def test_what_the_desk_moves_and_takes_back_is_as_it_was(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient, at=SOON)
    await practice.pay(patient, visit)

    for to in (TODAY, FAR, SOON):
        await move(desk, visit, to)

    assert await told(patient, visit) == {"free_until": "2030-01-06T12:00:00Z", **LATE}
    entries = await practice.owner.fetch(
        """
        select actor_role, before->>'free_until' as before, after->>'free_until' as after
        from audit_entry where clinic_id = $1 and action = 'appointment.cancellation_moved'
        order by id
        """,
        office.id,
    )
    assert [tuple(each) for each in entries] == [
        ("receptionist", None, TODAY),
        ("receptionist", TODAY, None),
        ("receptionist", None, None),  # the time of their own is forgotten again
    ]


async def test_before_the_deposit_is_paid_nothing_is_certain_nor_late(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient, at=TODAY)
    nothing = {"free_until": None, "fee": 0, "charge": 0, "refund": 0, "by_hand": 0}
    assert await told(patient, visit) == nothing

    await move(patient, visit, FAR)
    await practice.pay(patient, visit)

    assert await told(patient, visit) == {"free_until": "2030-01-09T09:00:00Z", **IN_TIME}


async def test_each_is_told_what_it_means_for_them(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient, at=TODAY)
    await practice.pay(patient, visit)

    assert (await told(patient, visit) or {})["fee"] == 4000
    assert (await told(desk, visit) or {})["refund"] == 5000

    await desk.post(f"{APPOINTMENTS}/{visit}/no-show")
    assert await told(desk, visit) is None


async def test_what_is_still_to_be_paid_of_a_fee_is_told_where_it_is_asked(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    await practice.owner.execute(
        "update clinic_settings set late_cancel_fee = 8000 where clinic_id = $1", office.id
    )
    visit = await practice.booked(patient, at=TODAY)
    await practice.pay(patient, visit)

    found = await told(patient, visit)
    assert found == {
        "free_until": "2030-01-06T11:00:00Z",
        "fee": 8000,
        "charge": 3000,
        "refund": 0,
        "by_hand": 0,
    }
    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    _, fee = await practice.payments(visit)
    assert (fee["purpose"], fee["amount"], fee["status"]) == ("late_cancel_fee", 3000, "pending")


async def test_where_nothing_can_be_asked_for_only_what_was_paid_is_kept(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    await practice.owner.execute(
        "update clinic_settings set late_cancel_fee = 8000 where clinic_id = $1", office.id
    )
    visit = await practice.booked(patient, at=TODAY)
    await practice.pay(patient, visit)
    await practice.owner.execute(
        "update payment_account set charges_enabled = false where clinic_id = $1", office.id
    )

    found = await told(patient, visit) or {}

    assert (found["fee"], found["charge"], found["refund"]) == (5000, 0, 0)


async def test_what_does_not_go_back_by_itself_is_not_promised(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient, at=FAR)
    await practice.pay(patient, visit)

    await practice.owner.execute(
        "update payment set method = 'boleto' where clinic_id = $1", office.id
    )
    found = await told(patient, visit) or {}
    assert (found["refund"], found["by_hand"]) == (0, 5000)

    await practice.owner.execute(
        "update payment set method = 'card', disputed = true where clinic_id = $1", office.id
    )
    found = await told(patient, visit) or {}
    assert (found["refund"], found["by_hand"]) == (0, 0)


async def test_paid_without_terms_it_all_goes_back_and_that_is_told(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient, at=TODAY)
    await practice.pay(patient, visit)
    await practice.owner.execute("delete from appointment_terms where clinic_id = $1", office.id)

    for who in (patient, desk):
        assert await told(who, visit) == {"free_until": None, **IN_TIME}


async def test_a_link_that_cancels_tells_what_that_costs_and_no_other_link_does(
    practice: Practice, sign_in: SignIn, office: Office, paying_settings: Settings
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient, at=TODAY)
    await practice.pay(patient, visit)
    links = Links(paying_settings.secret.get_secret_value(), paying_settings.origin)

    async def costs(purpose: Purpose, act: str = "") -> tuple[int, int] | None:
        link = VisitLink(purpose, office.id, UUID(visit), datetime.fromisoformat(TODAY))
        answer = await patient.post(f"/api/links{act}", json={"token": links.token(link)})
        assert answer.status_code == 200, answer.text
        found = answer.json()["cancelling"]
        return found and (found["fee"]["amount"], found["refund"]["amount"])

    assert await costs("cancel") == (4000, 1000)
    assert await costs("confirm") is None
    assert await costs("reschedule") is None
    assert await costs("cancel", "/cancel") is None
    await practice.deliver()
    assert await practice.refunds(visit) == [(1000, "cancelled", "succeeded")]


async def test_at_the_very_moment_it_is_still_in_time(
    practice: Practice, sign_in: SignIn, office: Office, clock: TravelClock
) -> None:
    patient = await sign_in(office, "patient")
    ahead = datetime(2030, 1, 10, 9, tzinfo=UTC) - clock.now()
    await practice.owner.execute(
        "update clinic_settings set cancellation_hours = $2 where clinic_id = $1",
        office.id,
        ahead // timedelta(hours=1),
    )
    visit = await practice.booked(patient, at=FAR)
    await practice.pay(patient, visit)
    clock.travel(seconds=(ahead % timedelta(hours=1)).total_seconds())
    assert (await told(patient, visit) or {})["fee"] == 0
    clock.travel(microseconds=1)
    assert (await told(patient, visit) or {})["fee"] == 4000


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
