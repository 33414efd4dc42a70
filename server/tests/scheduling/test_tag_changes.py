"""The tag of an answer says when it is out of date: what changes one changes the other."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from domain import SignIn, TravelClock
from make import Office
from scheduling.asking import APPOINTMENTS, HOLDS, TODAY, ask, away
from scheduling.scene import Happens, Scene

pytestmark = pytest.mark.anyio


async def a_booking(scene: Scene) -> None:
    await scene.book(patient_id=scene.office.patients[1], starts_at=f"{TODAY}T10:00:00Z")


async def a_move(scene: Scene) -> None:
    wanted = {"starts_at": f"{TODAY}T11:00:00Z"}
    await scene.post(scene.reception, f"{APPOINTMENTS}/{scene.appointment}/reschedule", wanted)


async def a_move_away(scene: Scene) -> None:
    wanted = {"starts_at": f"{TODAY}T09:00:00Z", "provider_id": str(scene.office.providers[1])}
    await scene.post(scene.reception, f"{APPOINTMENTS}/{scene.appointment}/reschedule", wanted)


async def a_cancellation(scene: Scene) -> None:
    await scene.post(scene.reception, f"{APPOINTMENTS}/{scene.appointment}/cancel")


async def a_hold(scene: Scene) -> None:
    wanted = scene.office.booking(patient_id=None, starts_at=f"{TODAY}T11:00:00Z")
    await scene.post(scene.reception, HOLDS, wanted)


async def a_release(scene: Scene) -> None:
    assert (await scene.reception.delete(f"{HOLDS}/{scene.hold_id}")).status_code == 204


async def other_hours(scene: Scene) -> None:
    week = [{"weekday": 0, "opens": "10:00", "closes": "12:00"}]
    await scene.change(f"/api/providers/{scene.office.provider}", hours=week)


async def an_exception(scene: Scene) -> None:
    await away(scene.manager, scene.office, TODAY, TODAY)


async def an_exception_less(scene: Scene) -> None:
    path = f"/api/providers/{scene.office.provider}/exceptions/{scene.exception_id}"
    assert (await scene.manager.delete(path)).is_success


async def a_longer_visit(scene: Scene) -> None:
    await scene.change(f"/api/services/{scene.office.service}", duration_minutes=40)


async def buffers(scene: Scene) -> None:
    await scene.change(f"/api/services/{scene.office.service}", buffer_after_minutes=10)


async def others_perform_it(scene: Scene) -> None:
    others = [str(each) for each in scene.office.providers[1:]]
    await scene.change(f"/api/services/{scene.office.service}", provider_ids=others)


async def a_visit_of_mine_elsewhere(scene: Scene) -> None:
    await scene.book(
        patient_id=scene.patient,
        provider_id=scene.office.providers[1],
        starts_at=f"{TODAY}T10:00:00Z",
    )


async def a_visit_of_mine_less(scene: Scene) -> None:
    await scene.post(scene.asker, f"{APPOINTMENTS}/{scene.own}/cancel")


async def a_visit_of_mine_moved(scene: Scene) -> None:
    wanted = {"starts_at": f"{TODAY}T11:00:00Z"}
    await scene.post(scene.asker, f"{APPOINTMENTS}/{scene.own}/reschedule", wanted)


async def settings(scene: Scene) -> None:
    """Whoever changes settings raises their version, as `clinics.service` does."""
    await scene.owner.execute(
        "update clinic_settings set step_minutes = 30, version = version + 1 where clinic_id = $1",
        scene.office.id,
    )


async def a_minute(scene: Scene) -> None:
    scene.clock.travel(minutes=1)


@pytest.mark.parametrize(
    "happens",
    [
        a_booking,
        a_move,
        a_move_away,
        a_cancellation,
        a_hold,
        a_release,
        other_hours,
        an_exception,
        an_exception_less,
        a_longer_visit,
        buffers,
        others_perform_it,
        a_visit_of_mine_elsewhere,
        a_visit_of_mine_less,
        a_visit_of_mine_moved,
        settings,
        a_minute,
    ],
    ids=lambda happens: happens.__name__,
)
async def test_what_changes_the_answer_changes_its_tag(scene: Scene, happens: Happens) -> None:
    before = await scene.look()
    tag = before.headers["etag"]
    assert tag.startswith('W/"')
    assert before.headers["cache-control"] == "private, no-cache"

    await happens(scene)

    after = await scene.look(tag)
    assert after.status_code == 200
    assert after.headers["etag"] != tag
    if happens is not a_minute:
        assert after.json() != before.json()


async def test_an_archived_provider_is_gone_from_the_answer_for_all(
    scene: Scene, client: httpx.AsyncClient
) -> None:
    before = await ask(client, scene.office)

    await scene.post(scene.manager, f"/api/providers/{scene.office.providers[2]}/archive")

    after = await ask(client, scene.office, before.headers["etag"])
    assert after.status_code == 200
    assert str(scene.office.providers[2]) not in after.text


async def test_a_hold_that_expires_changes_the_tag_with_the_answer(
    client: httpx.AsyncClient, office: Office, clock: TravelClock
) -> None:
    clock.travel(seconds=30)
    wanted = office.booking(patient_id=None)
    held = await client.post(HOLDS, params={"clinic": office.slug}, json=wanted)
    assert held.json()["expires_at"] == "2030-01-07T06:11:00Z"
    clock.travel(minutes=10, seconds=29)  # 06:10:59
    before = await ask(client, office, provider_id=office.provider)

    clock.travel(seconds=1)

    after = await ask(client, office, before.headers["etag"], provider_id=office.provider)
    assert after.status_code == 200
    assert len(after.json()["slots"]) == len(before.json()["slots"]) + 2  # 09:00 and 09:15


async def test_tags_differ_by_who_asks_for_what(
    scene: Scene, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    office, another = scene.office, await sign_in(scene.office, "patient")
    only: dict[str, Any] = {"provider_id": office.provider}
    answers = [
        await ask(client, office, **only),
        await ask(client, office),
        await ask(client, office, **only, hold_id=scene.hold_id),
        await ask(client, office, **only, service_id=office.services[45]),
        await ask(client, office, **only, to="2030-01-08"),
        await ask(scene.asker, office, **only),
        await ask(another, office, **only),
        await ask(scene.reception, office, **only),
        await ask(scene.reception, office, **only, patient_id=scene.patient),
        await ask(client, scene.other_office),
    ]

    assert {each.status_code for each in answers} == {200}
    assert len({each.headers["etag"] for each in answers}) == len(answers)
    assert scene.hold_id not in answers[2].headers["etag"]
