"""A visit that was moved: until when it can be cancelled without a fee, and who is told what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import httpx
import pytest
from domain import SignIn, TravelClock
from make import Office
from payments.asking.paying import APPOINTMENTS, Practice

from topsmile.notifications.links import Links, Purpose, VisitLink
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio
InTime: TypeAlias = tuple[httpx.AsyncClient, str, str]
Paid: TypeAlias = Callable[[str], Awaitable[tuple[httpx.AsyncClient, str]]]
TODAY, SOON, FAR = "2030-01-07T11:00:00Z", "2030-01-07T12:00:00Z", "2030-01-10T09:00:00Z"
IN_TIME = {"fee": 0, "charge": 0, "refund": 5000, "by_hand": 0}
LATE = {"fee": 4000, "charge": 0, "refund": 1000, "by_hand": 0}


@pytest.fixture
def paid(practice: Practice, sign_in: SignIn, office: Office) -> Paid:
    """`await paid(TODAY)`: a patient who has booked then and paid the deposit, and the visit."""

    async def booked_and_paid(at: str) -> tuple[httpx.AsyncClient, str]:
        patient = await sign_in(office, "patient")
        visit = await practice.booked(patient, at=at)
        await practice.pay(patient, visit)
        return patient, visit

    return booked_and_paid


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


async def test_moved_when_it_was_too_late_it_stays_too_late(practice: Practice, paid: Paid) -> None:
    patient, visit = await paid(TODAY)

    await move(patient, visit, FAR)
    assert await told(patient, visit) == {"free_until": "2030-01-06T11:00:00Z", **LATE}
    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    assert await practice.refunds(visit) == [(1000, "cancelled", "succeeded")]


async def test_terms_that_said_nothing_of_moving_bind_nobody_who_moves(
    practice: Practice, paid: Paid, office: Office
) -> None:
    patient, visit = await paid(TODAY)
    await practice.owner.execute(
        "update appointment_terms set late_moves_bind = false where clinic_id = $1", office.id
    )

    await move(patient, visit, FAR)

    assert await told(patient, visit) == {"free_until": "2030-01-09T09:00:00Z", **IN_TIME}


async def test_moved_in_time_the_new_time_counts(paid: Paid) -> None:
    patient, visit = await paid(FAR)
    assert await told(patient, visit) == {"free_until": "2030-01-09T09:00:00Z", **IN_TIME}

    await move(patient, visit, TODAY)

    assert await told(patient, visit) == {"free_until": "2030-01-06T11:00:00Z", **LATE}


async def test_who_is_moved_by_the_clinic_may_say_no(
    practice: Practice, paid: Paid, sign_in: SignIn, office: Office
) -> None:
    desk = await sign_in(office)
    patient, visit = await paid(FAR)

    await move(desk, visit, TODAY)
    assert await told(patient, visit) == {"free_until": TODAY, **IN_TIME}
    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    assert await practice.refunds(visit) == [(5000, "cancelled", "succeeded")]


async def test_what_the_desk_moves_and_takes_back_is_as_it_was(
    practice: Practice, paid: Paid, sign_in: SignIn, office: Office
) -> None:
    desk = await sign_in(office)
    patient, visit = await paid(SOON)

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
    paid: Paid, sign_in: SignIn, office: Office
) -> None:
    desk = await sign_in(office)
    patient, visit = await paid(TODAY)

    assert (await told(patient, visit) or {})["fee"] == 4000
    assert (await told(desk, visit) or {})["refund"] == 5000

    await desk.post(f"{APPOINTMENTS}/{visit}/no-show")
    assert await told(desk, visit) is None


async def test_what_is_still_to_be_paid_of_a_fee_is_told_where_it_is_asked(
    practice: Practice, paid: Paid, office: Office
) -> None:
    await practice.owner.execute(
        "update clinic_settings set late_cancel_fee = 8000 where clinic_id = $1", office.id
    )
    patient, visit = await paid(TODAY)

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
    practice: Practice, paid: Paid, office: Office
) -> None:
    await practice.owner.execute(
        "update clinic_settings set late_cancel_fee = 8000 where clinic_id = $1", office.id
    )
    patient, visit = await paid(TODAY)
    await practice.owner.execute(
        "update payment_account set charges_enabled = false where clinic_id = $1", office.id
    )

    found = await told(patient, visit) or {}

    assert (found["fee"], found["charge"], found["refund"]) == (5000, 0, 0)


async def test_what_does_not_go_back_by_itself_is_not_promised(
    practice: Practice, paid: Paid, office: Office
) -> None:
    patient, visit = await paid(FAR)

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
    practice: Practice, paid: Paid, sign_in: SignIn, office: Office
) -> None:
    desk = await sign_in(office)
    patient, visit = await paid(TODAY)
    await practice.owner.execute("delete from appointment_terms where clinic_id = $1", office.id)

    for who in (patient, desk):
        assert await told(who, visit) == {"free_until": None, **IN_TIME}


async def test_a_link_that_cancels_tells_what_that_costs_and_no_other_link_does(
    practice: Practice, paid: Paid, office: Office, paying_settings: Settings
) -> None:
    patient, visit = await paid(TODAY)
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


@pytest.fixture
async def just_in_time(
    practice: Practice, paid: Paid, office: Office, clock: TravelClock
) -> InTime:
    """The patient of a visit that can be cancelled free of charge until now, the visit, and now."""
    ahead = datetime(2030, 1, 10, 9, tzinfo=UTC) - clock.now()
    await practice.owner.execute(
        "update clinic_settings set cancellation_hours = $2 where clinic_id = $1",
        office.id,
        ahead // timedelta(hours=1),
    )
    patient, visit = await paid(FAR)
    clock.travel(seconds=(ahead % timedelta(hours=1)).total_seconds())
    return patient, visit, clock.now().isoformat()


async def test_at_the_very_moment_it_is_still_in_time(
    just_in_time: InTime, clock: TravelClock
) -> None:
    patient, visit, _ = just_in_time
    assert (await told(patient, visit) or {})["fee"] == 0
    clock.travel(microseconds=1)
    assert (await told(patient, visit) or {})["fee"] == 4000


async def test_who_was_told_that_it_is_free_does_not_pay_for_reading_slowly(
    just_in_time: InTime,
    office: Office,
    clock: TravelClock,
    paying_settings: Settings,
) -> None:
    patient, visit, until = just_in_time
    links = Links(paying_settings.secret.get_secret_value(), paying_settings.origin)
    link = VisitLink("cancel", office.id, UUID(visit), datetime.fromisoformat(FAR))
    cancel = f"{APPOINTMENTS}/{visit}/cancel"
    clock.travel(seconds=1)

    for path, body in ((cancel, {}), ("/api/links/cancel", {"token": links.token(link)})):
        late = await patient.post(path, json={**body, "not_after": until})
        assert (late.status_code, late.json()["code"]) == (409, "too_late_by_now")
    assert (await patient.get(f"{APPOINTMENTS}/{visit}")).json()["status"] == "confirmed"
    assert (await told(patient, visit) or {})["fee"] == 4000
    assert (await patient.post(cancel, json={})).status_code == 200


async def test_in_time_it_is_free_as_it_was_told(practice: Practice, just_in_time: InTime) -> None:
    patient, visit, until = just_in_time

    answer = await patient.post(f"{APPOINTMENTS}/{visit}/cancel", json={"not_after": until})

    assert answer.status_code == 200, answer.text
    await practice.deliver()
    assert await practice.refunds(visit) == [(5000, "cancelled", "succeeded")]
