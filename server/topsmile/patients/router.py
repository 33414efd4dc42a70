from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from topsmile.identity import cookies
from topsmile.identity.desk import Desk
from topsmile.identity.guards import once_for
from topsmile.identity.models import Signed, Viewer
from topsmile.identity.permissions import needs
from topsmile.kernel.bodies import Archive
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.idempotency import Once
from topsmile.kernel.pages import Limit, Page
from topsmile.patients import service
from topsmile.patients.models import (
    ChangePatient,
    ChangeProfile,
    CreatePatient,
    Patient,
    Profile,
    Register,
)

AnyRequest = Request[Any, Any, Any]
Sought = Annotated[str, QueryParameter(max_length=200)]


@get("/", opt=needs("patients.read"), operation_id="listPatients")
async def listed(
    tx: NamedDependency[Tx],
    q: Sought = "",
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    archived: FromQuery[bool] = False,
) -> Page[Patient]:
    """By name; `q` seeks words in name, e-mail address and phone number."""
    return await service.listed(tx, q, cursor, limit, archived=archived)


@post("/", opt=needs("patients.write"), operation_id="createPatient")
async def create(
    tx: NamedDependency[Tx], once: NamedDependency[Once], data: JSONBody[CreatePatient]
) -> Response[Patient]:
    """Write a new patient down."""
    return await once(lambda: service.create(tx, data))


@get("/me", opt=needs("profile.own"), operation_id="showOwnProfile")
async def show_own(tx: NamedDependency[Tx], viewer: NamedDependency[Viewer]) -> Profile:
    """The signed-in patient's own record, without what the staff wrote down for themselves."""
    return await service.show_own(tx, viewer)


@patch("/me", opt=needs("profile.own"), operation_id="changeOwnProfile")
async def change_own(
    tx: NamedDependency[Tx], viewer: NamedDependency[Viewer], data: JSONBody[ChangeProfile]
) -> Profile:
    """Change what is sent and keep the rest. The e-mail address stays: it is the way in."""
    return await service.change_own(tx, viewer, data)


@get("/{patient_id:str}", opt=needs("patients.read"), operation_id="showPatient")
async def show(tx: NamedDependency[Tx], patient_id: FromPath[UUID]) -> Patient:
    """One patient."""
    return await service.show(tx, patient_id)


@patch("/{patient_id:str}", opt=needs("patients.write"), operation_id="changePatient")
async def change(
    tx: NamedDependency[Tx], patient_id: FromPath[UUID], data: JSONBody[ChangePatient]
) -> Patient:
    """Change what is sent and keep the rest."""
    return await service.change(tx, patient_id, data)


@post(
    "/{patient_id:str}/archive",
    status_code=200,
    opt=needs("patients.write"),
    operation_id="archivePatient",
)
async def archive(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    viewer: NamedDependency[Viewer],
    patient_id: FromPath[UUID],
    data: JSONBody[Archive | None] = None,
) -> Patient:
    """No more appointments for them, and no way in. Their record stays."""
    return await service.archive(desk, cause, viewer.clinic_id, patient_id, data)


@post("/register", opt=needs("public"), operation_id="register")
async def register(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    data: JSONBody[Register],
) -> Response[Signed]:
    """Become a patient of a clinic. Sets the cookies of a new session."""
    agent = request.headers.get("user-agent", "")
    # A repeat may carry the cookies of the first answer and is still the same request.
    once_in = await once_for(request, None)
    grant = await service.register(desk, cause, data, agent, once_in)
    # The device is not marked as known: the address is not proven to be theirs.
    return cookies.signed_in(desk, grant, status=201)


router = Router(
    "/api/patients",
    route_handlers=[listed, create, show_own, change_own, show, change, archive],
    tags=["Patients"],
)
registration = Router("/api/auth", route_handlers=[register], tags=["Sign-in"])
