"""The table of who may call what, asked of the running application."""

from __future__ import annotations

import itertools

import make
import pytest
from contracts.permissions import ACTORS, OPERATIONS, STATUS, Operation
from contracts.stage import Stage
from domain import SignIn
from make import Account, Connection, Office

from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio


def test_the_table_is_whole() -> None:
    assert len({each.name for each in OPERATIONS}) == len(OPERATIONS)
    for operation, actor in itertools.product(OPERATIONS, ACTORS):
        expected = operation.expected[actor]
        assert expected == "-" or expected.isdigit() or expected in STATUS
    for operation in OPERATIONS:
        if operation.permission != "public":
            assert operation.expected["anyone"] == "not_signed_in"
        if "_id}" in operation.path:
            assert operation.expected["stranger"] == "not_found"


# Every operation, by everyone ------------------------------------------------------------------


@pytest.fixture
def stage(app: Edge, owner: Connection, sign_in: SignIn) -> Stage:
    return Stage(app, owner, sign_in)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
async def test_who_may(stage: Stage, operation: Operation) -> None:
    for actor, expected in operation.expected.items():
        if expected == "-":
            continue
        answer = await stage.ask(operation, actor)
        if expected.isdigit():
            assert answer.status_code == int(expected), f"{actor}: {answer.text}"
            continue
        assert (answer.status_code, answer.json()["code"]) == (STATUS[expected], expected), actor
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["request_id"] == answer.headers["x-request-id"]


ROLES = {
    "receptionist": "reception",
    "dentist": "reception",
    "hygienist": "reception",
    "manager": "manager",
    "admin": "admin",
}

CLINICIANS = ("dentist", "hygienist")  # who treats takes no money


@pytest.mark.parametrize(("role", "column"), ROLES.items())
async def test_every_role_of_the_staff_may_what_its_column_says(
    sign_in: SignIn, office: Office, role: str, column: str
) -> None:
    """Asked of what lists, and of what would make something if it were told what."""
    member = await sign_in(office, role)
    for operation in OPERATIONS:
        if "{" in operation.path or operation.path.startswith("/api/auth"):
            continue
        refused = operation.expected[column] == "not_allowed" or (
            role in CLINICIANS and operation.permission.startswith("payments.")
        )
        answer = await member.request(
            operation.method,
            operation.path,
            json={} if operation.method in ("POST", "PUT") else None,
        )
        not_allowed = answer.status_code == 403 and answer.json()["code"] == "not_allowed"
        assert not_allowed == refused, f"{operation.name}: {answer.text}"


async def test_a_person_of_two_clinics_acts_in_the_one_of_their_session(
    sign_in: SignIn, office: Office, other_office: Office, owner: Connection
) -> None:
    here = await make.an_account(owner, office.id, "manager")
    as_patient = await make.a_patient(owner, other_office.id)
    there = await owner.fetchval(
        "insert into membership (clinic_id, person_id, role, patient_id, created_at)"
        " values ($1, $2, 'patient', $3, $4) returning id",
        other_office.id,
        here.person,
        as_patient,
        make.MONDAY,
    )
    patient = await sign_in(
        other_office, "patient", Account(here.person, there, here.email, as_patient)
    )

    assert (await patient.get("/api/patients")).status_code == 403
    assert (await patient.get(f"/api/patients/{office.patient}")).status_code == 403
    assert (await patient.get("/api/auth/me")).json()["user"]["clinic"]["slug"] == other_office.slug
