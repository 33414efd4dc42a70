from __future__ import annotations

from datetime import date
from typing import Annotated, Any, cast
from uuid import UUID

from litestar import MediaType, Request, Response, Router, delete, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from topsmile.identity.desk import Desk
from topsmile.identity.guards import public_transaction, public_viewer
from topsmile.identity.models import Viewer
from topsmile.identity.permissions import needs
from topsmile.kernel.db import Tx
from topsmile.kernel.idempotency import Once
from topsmile.kernel.pages import Page
from topsmile.scheduling import holds, listing, listing_queries, service
from topsmile.scheduling.listing_models import (
    Calendar,
    OpeningHours,
    PublicProviders,
    PublicServices,
)
from topsmile.scheduling.models import (
    Action,
    Appointment,
    Availability,
    BookAppointment,
    Change,
    DetailedAppointment,
    Hold,
    PlaceHold,
    Query,
    Reschedule,
    Status,
)

PUBLIC = {
    "viewer": Provide(public_viewer),
    "tx": Provide(public_transaction),
}
From = Annotated[date, QueryParameter(name="from")]
MaybeFrom = Annotated[date | None, QueryParameter(name="from")]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]


@get("/services", opt=needs("public"), dependencies=PUBLIC, operation_id="listBookableServices")
async def services(tx: NamedDependency[Tx]) -> PublicServices:
    """What can be booked."""
    return PublicServices(await listing_queries.services(tx))


@get("/providers", opt=needs("public"), dependencies=PUBLIC, operation_id="listBookableProviders")
async def providers(tx: NamedDependency[Tx]) -> PublicProviders:
    """Who can be booked."""
    return PublicProviders(await listing_queries.providers(tx))


@get("/hours", opt=needs("public"), dependencies=PUBLIC, operation_id="showOpeningHours")
async def hours(tx: NamedDependency[Tx]) -> OpeningHours:
    """When the clinic is open in a usual week: whenever anybody works."""
    return await listing.opening_hours(tx)


@get("/availability", opt=needs("public"), dependencies=PUBLIC, operation_id="showAvailability")
async def availability(
    request: Request[Any, Any, Any],
    tx: NamedDependency[Tx],
    viewer: NamedDependency[Viewer],
    *,
    service_id: FromQuery[UUID],
    from_: From,
    to: FromQuery[date],
    provider_id: FromQuery[UUID | None] = None,
    patient_id: FromQuery[UUID | None] = None,
    hold_id: FromQuery[UUID | None] = None,
    appointment_id: FromQuery[UUID | None] = None,
) -> Response[Availability]:
    """Free times, from the same rules that booking obeys. Answers 304 when nothing has changed.

    With `appointment_id` the times are those that this visit can be moved to.
    """
    query = Query(service_id, provider_id, patient_id, hold_id, from_, to, appointment_id)
    known = request.headers.get("if-none-match")
    answer = await listing.availability(tx, viewer, query, known)
    return _cacheable(answer)


@post("/holds", opt=needs("public"), dependencies=PUBLIC, operation_id="placeHold")
async def place_hold(
    tx: NamedDependency[Tx],
    viewer: NamedDependency[Viewer],
    desk: NamedDependency[Desk],
    once: NamedDependency[Once],
    data: JSONBody[PlaceHold],
) -> Response[Hold]:
    """Keep a time for ten minutes. The answer's id is a secret: who has it can book the time."""
    return await once(lambda: holds.place(tx, viewer, desk.tokens.client_key, data))


@delete(
    "/holds/{hold_id:str}", opt=needs("public"), dependencies=PUBLIC, operation_id="releaseHold"
)
async def release_hold(tx: NamedDependency[Tx], hold_id: FromPath[UUID]) -> None:
    """Give a kept time back."""
    await holds.release(tx, hold_id)


@post("/appointments", opt=needs("appointments.book"), operation_id="bookAppointment")
async def book(
    tx: NamedDependency[Tx],
    viewer: NamedDependency[Viewer],
    once: NamedDependency[Once],
    data: JSONBody[BookAppointment],
) -> Response[Appointment]:
    """Book a time. A patient books for themself; staff name the patient."""
    return await once(lambda: service.book(tx, viewer, data))


@get("/appointments", opt=needs("appointments.read"), operation_id="listAppointments")
async def appointments(
    tx: NamedDependency[Tx],
    viewer: NamedDependency[Viewer],
    *,
    from_: MaybeFrom = None,
    to: FromQuery[date | None] = None,
    provider_id: FromQuery[UUID | None] = None,
    patient_id: FromQuery[UUID | None] = None,
    status: FromQuery[Status | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[Appointment]:
    """Appointments by start, from today unless `from` says otherwise; patients see their own."""
    return await listing.appointments(
        tx,
        viewer,
        first=from_,
        last=to,
        provider_id=provider_id,
        patient_id=patient_id,
        status=status,
        cursor=cursor,
        limit=limit,
    )


@get("/calendar", opt=needs("calendar.read"), operation_id="showCalendar")
async def calendar(
    tx: NamedDependency[Tx], from_: MaybeFrom = None, to: FromQuery[date | None] = None
) -> Calendar:
    """Who works when and every visit on those dates, for the staff's calendar."""
    return await listing.calendar(tx, from_, to)


@get(
    "/appointments/{appointment_id:str}",
    opt=needs("appointments.read"),
    operation_id="showAppointment",
)
async def show(
    tx: NamedDependency[Tx], viewer: NamedDependency[Viewer], appointment_id: FromPath[UUID]
) -> DetailedAppointment:
    """One appointment and what happened to it."""
    return await service.show(tx, viewer, appointment_id)


@post(
    "/appointments/{appointment_id:str}/reschedule",
    status_code=200,
    opt=needs("appointments.change"),
    operation_id="rescheduleAppointment",
)
async def reschedule(
    tx: NamedDependency[Tx],
    viewer: NamedDependency[Viewer],
    once: NamedDependency[Once],
    appointment_id: FromPath[UUID],
    data: JSONBody[Reschedule],
) -> Response[Appointment]:
    """Move the visit to another time or clinician, or leave it where it is and say why.

    A repeat with the same Idempotency-Key is not judged by the version that it names.
    """
    return await once(lambda: service.reschedule(tx, viewer, appointment_id, data), status=200)


def _cacheable(answer: listing.Answer) -> Response[Availability]:
    """The body is JSON already; the type is what the contract publishes."""
    headers = {"etag": answer.etag, "cache-control": "private, no-cache"}
    status = 304 if answer.body is None else 200
    body = cast("Availability", answer.body)
    return Response(body, status_code=status, headers=headers, media_type=MediaType.JSON)


def _action(action: Action, permission: Any) -> Any:
    """Each action is an operation of its own, with its own permission."""

    @post(
        f"/appointments/{{appointment_id:str}}/{action}",
        status_code=200,
        opt=needs(permission),
        operation_id=f"{action.replace('-', '_')}_appointment",
        summary=f"Take the appointment through: {action}",
    )
    async def take(
        tx: NamedDependency[Tx],
        viewer: NamedDependency[Viewer],
        once: NamedDependency[Once],
        appointment_id: FromPath[UUID],
        data: JSONBody[Change | None] = None,
    ) -> Response[Appointment]:
        change = data or Change()
        return await once(
            lambda: service.take(tx, viewer, appointment_id, action, change), status=200
        )

    return take


router = Router(
    "/api/scheduling",
    tags=["Scheduling"],
    route_handlers=[
        services,
        providers,
        hours,
        availability,
        place_hold,
        release_hold,
        book,
        appointments,
        calendar,
        show,
        reschedule,
        _action("confirm", "appointments.change"),
        _action("cancel", "appointments.change"),
        _action("check-in", "appointments.run"),
        _action("start", "appointments.run"),
        _action("complete", "appointments.run"),
        _action("no-show", "appointments.run"),
    ],
)
