"""The tag of an answer stays when something happens that the answer does not show."""

from __future__ import annotations

import pytest
from scheduling.asking import APPOINTMENTS, HOLDS, TODAY, away
from scheduling.scene import Happens, Scene

pytestmark = pytest.mark.anyio


async def seconds(scene: Scene) -> None:
    scene.clock.travel(seconds=59)


async def a_booking_with_another(scene: Scene) -> None:
    await scene.book(provider_id=scene.office.providers[2], starts_at=f"{TODAY}T10:00:00Z")


async def a_visit_taken_through_its_states(scene: Scene) -> None:
    for action in ("confirm", "check-in", "start", "complete"):
        await scene.post(scene.reception, f"{APPOINTMENTS}/{scene.appointment}/{action}")


async def a_no_show(scene: Scene) -> None:
    await scene.post(scene.reception, f"{APPOINTMENTS}/{scene.appointment}/no-show")


async def refusals(scene: Scene) -> None:
    taken = scene.office.booking(patient_id=str(scene.office.patients[1]))
    assert (await scene.reception.post(APPOINTMENTS, json=taken)).status_code == 409
    never = scene.office.booking(starts_at=f"{TODAY}T03:00:00Z")
    assert (await scene.reception.post(APPOINTMENTS, json=never)).status_code == 422
    held = scene.office.booking(patient_id=None)
    assert (await scene.reception.post(HOLDS, json=held)).status_code == 409


async def another_clinic(scene: Scene) -> None:
    await scene.post(scene.foreigner, APPOINTMENTS, scene.other_office.booking())


async def patients_data(scene: Scene) -> None:
    await scene.change(f"/api/patients/{scene.patient}", notes="likes mornings")
    await scene.post(scene.reception, "/api/patients", {"name": "Someone New"})


async def a_name(scene: Scene) -> None:
    await scene.change(f"/api/providers/{scene.office.provider}", name="Dr. Anna")


async def an_absence_of_another(scene: Scene) -> None:
    await away(scene.manager, scene.office, TODAY, TODAY, provider=1)


async def nothing(_: Scene) -> None: ...


@pytest.mark.parametrize(
    "happens",
    [
        nothing,
        seconds,
        a_booking_with_another,
        a_visit_taken_through_its_states,
        a_no_show,
        refusals,
        another_clinic,
        patients_data,
        a_name,
        an_absence_of_another,
    ],
    ids=lambda happens: happens.__name__,
)
async def test_what_does_not_change_the_answer_keeps_its_tag(
    scene: Scene, happens: Happens
) -> None:
    before = await scene.look()
    tag = before.headers["etag"]

    await happens(scene)

    unchanged = await scene.look(tag)
    assert (unchanged.status_code, unchanged.content) == (304, b""), happens
    assert unchanged.headers["etag"] == tag
    assert unchanged.headers["cache-control"] == "private, no-cache"
    again = await scene.look('W/"something else"')
    assert (again.status_code, again.json()) == (200, before.json())
    assert (await scene.look(f'W/"of yesterday", {tag}')).status_code == 304
