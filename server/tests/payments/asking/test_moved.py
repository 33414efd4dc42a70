"""A visit that was moved: until when it can be cancelled without a fee, and who is told what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from domain import SignIn
from hypothesis import given
from hypothesis import strategies as st
from make import Office
from payments.asking.paying import APPOINTMENTS, Practice

from topsmile.scheduling.models import Agreed
from topsmile.scheduling.terms import free_until

pytestmark = pytest.mark.anyio
TODAY, FAR = "2030-01-07T11:00:00Z", "2030-01-10T09:00:00Z"


async def move(who: httpx.AsyncClient, visit: str, to: str) -> None:
    answer = await who.post(f"{APPOINTMENTS}/{visit}/reschedule", json={"starts_at": to})
    assert answer.status_code == 200, answer.text


async def told(who: httpx.AsyncClient, visit: str) -> dict[str, Any] | None:
    """In amounts, without their currency; this clinic's clock shows UTC."""
    found = (await who.get(f"/api/payments/terms/{visit}")).json()["cancelling"]
    if found is None:
        return None
    assert found.pop("free_until_local") + "Z" == found["free_until"]
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
    expected = {"free_until": "2030-01-06T11:00:00Z", "fee": 4000, "refund": 1000, "charge": 0}
    assert await told(patient, visit) == expected
    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    assert await practice.refunds(visit) == [(1000, "cancelled", "succeeded")]


async def test_moved_in_time_the_new_time_counts(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient, at=FAR)
    await practice.pay(patient, visit)
    expected = {"free_until": "2030-01-09T09:00:00Z", "fee": 0, "refund": 5000, "charge": 0}
    assert await told(patient, visit) == expected

    await move(patient, visit, TODAY)

    expected = {"free_until": "2030-01-06T11:00:00Z", "fee": 4000, "refund": 1000, "charge": 0}
    assert await told(patient, visit) == expected


async def test_who_is_moved_by_the_clinic_may_say_no(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient, at=FAR)
    await practice.pay(patient, visit)

    await move(desk, visit, TODAY)
    expected = {"free_until": TODAY, "fee": 0, "refund": 5000, "charge": 0}
    assert await told(patient, visit) == expected
    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    assert await practice.refunds(visit) == [(5000, "cancelled", "succeeded")]


async def test_each_is_told_what_it_means_for_them(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient, at=TODAY)
    unpaid = {"free_until": "2030-01-06T11:00:00Z", "fee": 0, "refund": 0, "charge": 0}
    assert await told(patient, visit) == unpaid
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

    expected = {"free_until": "2030-01-06T11:00:00Z", "fee": 8000, "refund": 0, "charge": 3000}
    assert await told(patient, visit) == expected
    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    _, fee = await practice.payments(visit)
    assert (fee["purpose"], fee["amount"], fee["status"]) == ("late_cancel_fee", 3000, "pending")


NOON = datetime(2030, 1, 7, 12, tzinfo=UTC)
moments = st.integers(-500, 500).map(lambda hours: NOON + timedelta(hours=hours))


@given(moments, moments, st.integers(0, 200), st.booleans())
def test_moving_never_frees_the_late_nor_binds_who_was_moved(
    until: datetime, starts_at: datetime, hours: int, by_patient: bool
) -> None:
    agreed = Agreed(None, hours, None, None, until, "BRL", NOON, "patient")
    counted = starts_at - timedelta(hours=hours)
    found = free_until(agreed, starts_at, NOON, by_patient=by_patient)
    until_then = counted if found is None else found
    if by_patient and until < NOON:
        assert until_then < NOON
    if not by_patient and starts_at >= NOON:
        assert until_then >= NOON
    assert until_then in (until, counted, starts_at)
