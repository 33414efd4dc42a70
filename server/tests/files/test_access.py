"""Whose files are whose, versions, and what deleting means."""

from __future__ import annotations

from typing import Any

import httpx
import make
import pytest
from contracts.problems import problem
from domain import SignIn
from make import Connection, Office
from shelf import picture, upload, uploaded

pytestmark = pytest.mark.anyio


async def a_patient(
    sign_in: SignIn, office: Office, owner: Connection
) -> tuple[httpx.AsyncClient, Any]:
    account = await make.an_account(owner, office.id, "patient")
    return await sign_in(office, "patient", account), account.patient


async def ids(client: httpx.AsyncClient, **query: Any) -> set[str]:
    answer = await client.get("/api/files", params=query)
    assert answer.status_code == 200, answer.text
    return {each["id"] for each in answer.json()["items"]}


async def test_patients_see_what_is_theirs_or_shared_and_nothing_else(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    patient, patient_id = await a_patient(sign_in, office, owner)
    other, _ = await a_patient(sign_in, office, owner)
    kept = await uploaded(reception, patient_id=patient_id)
    shared = await uploaded(reception, patient_id=patient_id, shared="true")
    own = await uploaded(patient, kind="insurance-card")
    clinics = await uploaded(reception)

    assert own["patient_id"] == str(patient_id)
    assert own["shared"]
    assert await ids(patient) == {shared["id"], own["id"]}
    assert await ids(other) == set()
    assert await ids(reception) == {each["id"] for each in (kept, shared, own, clinics)}
    for each in (kept, clinics):
        problem(await patient.get(f"/api/files/{each['id']}"), 404, "not_found")
        problem(await patient.get(each["url"]), 404, "not_found")
        problem(await patient.get(each["thumbnail_url"]), 404, "not_found")
        problem(await patient.post(f"/api/files/{each['id']}/link"), 404, "not_found")
    # To see it is not to change it.
    for method, body in (("DELETE", None), ("PATCH", {"name": "x"})):
        answer = await patient.request(method, f"/api/files/{shared['id']}", json=body)
        problem(answer, 404, "not_found")
    assert (await patient.delete(f"/api/files/{own['id']}")).status_code == 204


async def test_a_patient_sends_to_their_own_visit(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    patient, patient_id = await a_patient(sign_in, office, owner)
    visit = "/api/scheduling/appointments"
    mine = (await reception.post(visit, json=office.booking(patient_id=patient_id))).json()
    later = office.booking(starts_at="2030-01-07T11:00:00Z")
    theirs = (await reception.post(visit, json=later)).json()

    made = await uploaded(patient, appointment_id=mine["id"])
    refused = await upload(patient, appointment_id=theirs["id"])

    assert made["appointment_id"] == mine["id"]
    problem(refused, 422, "invalid", "appointment_id")
    assert await ids(reception, appointment_id=mine["id"]) == {made["id"]}
    # Staff who name the visit need not name its patient.
    staffs = await uploaded(reception, appointment_id=theirs["id"])
    assert staffs["patient_id"] == str(office.patient)


async def test_a_new_version_takes_the_place_of_the_one_before(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    first = await uploaded(reception, picture(60), patient_id=office.patient)

    second = await uploaded(reception, picture(80), replaces=first["id"])

    assert (second["id"], second["number"], second["versions"]) == (first["id"], 2, 2)
    assert second["patient_id"] == str(office.patient)
    assert second["version"] > first["version"]
    (listed,) = (await reception.get("/api/files")).json()["items"]
    assert listed == second
    both = (await reception.get(f"/api/files/{first['id']}/versions")).json()["items"]
    assert [each["number"] for each in both] == [2, 1]
    assert [each["sha256"] for each in both] == [second["sha256"], first["sha256"]]
    for each in both:
        read = await reception.get(each["url"])
        assert read.headers["etag"] == f'"{each["sha256"]}"'
    problem(await upload(reception, replaces=first["id"], kind="document"), 422, "invalid", "kind")


async def test_changes_are_checked_and_versioned(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)
    made = await uploaded(reception, patient_id=office.patient)
    path = f"/api/files/{made['id']}"

    changed = (
        await reception.patch(
            path, json={"name": "../Left", "kind": "x-ray", "shared": True, "expected_version": 1}
        )
    ).json()

    assert (changed["name"], changed["kind"], changed["shared"]) == ("Left.png", "x_ray", True)
    assert changed["version"] == 2
    late = await reception.patch(path, json={"name": "Right", "expected_version": 1})
    assert problem(late, 409, "version_conflict")["current"] == changed
    problem(await reception.patch(path, json={"kind": "novel"}), 422, "invalid", "kind")
    clinics = await uploaded(reception)
    answer = await reception.patch(f"/api/files/{clinics['id']}", json={"shared": True})
    problem(answer, 422, "invalid", "shared")


async def test_deleting_hides_and_restoring_brings_back(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    patient, _ = await a_patient(sign_in, office, owner)
    own, other = await uploaded(patient), await uploaded(patient)
    path = f"/api/files/{own['id']}"

    for client, file in ((patient, own), (reception, other)):
        for _ in range(2):
            assert (await client.delete(f"/api/files/{file['id']}")).status_code == 204

    problem(await patient.get(own["url"]), 404, "not_found")
    problem(await patient.patch(path, json={"name": "x"}), 404, "not_found")
    problem(await upload(patient, replaces=own["id"]), 422, "invalid", "replaces")
    assert await ids(patient) == set()
    # What the clinic took away is not the patient's to bring back.
    assert await ids(patient, deleted=True) == {own["id"]}
    problem(await patient.post(f"/api/files/{other['id']}/restore"), 404, "not_found")
    assert await ids(reception, deleted=True) == {own["id"], other["id"]}
    restored = await patient.post(f"{path}/restore")
    assert restored.json()["deleted_at"] is None
    assert (await patient.get(own["url"])).status_code == 200


async def test_whoever_may_see_it_hears_of_it(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    await uploaded(reception, patient_id=office.patient)
    shared = await uploaded(reception, patient_id=office.patient, shared="true")
    await reception.patch(f"/api/files/{shared['id']}", json={"shared": False})
    await reception.delete(f"/api/files/{shared['id']}")

    told = await owner.fetch(
        """
        select name, payload::jsonb ->> 'patient_id' as patient from event
        where clinic_id = $1 and name like 'file.%' order by id
        """,
        office.id,
    )
    mine = str(office.patient)
    assert [tuple(each) for each in told] == [
        ("file.uploaded", None),
        ("file.uploaded", mine),
        # So that it leaves their screen too.
        ("file.changed", mine),
        ("file.deleted", None),
    ]


async def test_what_staff_added_to_a_patients_file_is_not_the_patients_to_change(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    patient, _ = await a_patient(sign_in, office, owner)
    own = await uploaded(patient)
    await uploaded(patient, replaces=own["id"])
    address = f"/api/files/{own['id']}"
    assert (await patient.patch(address, json={"name": "tooth"})).status_code == 200

    await uploaded(reception, replaces=own["id"])

    problem(await upload(patient, replaces=own["id"]), 422, "invalid", "replaces")
    problem(await patient.patch(address, json={"name": "mine"}), 404, "not_found")
    problem(await patient.delete(address), 404, "not_found")
    assert (await patient.get(address)).json()["versions"] == 3
