"""What is free, who works when, and which appointments there are."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from topsmile.identity.models import Viewer
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid, NotFound
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.kernel.zones import day_of, instant_of, local_of, minute_at, minute_of
from topsmile.providers.models import Hours
from topsmile.providers.walltime import wall
from topsmile.scheduling import listing_queries, outlook, queries, service
from topsmile.scheduling.choosing import hold_hash
from topsmile.scheduling.hours import Day, Span, Weekly, day_of_work, days, opening, without
from topsmile.scheduling.listing_models import Calendar, CalendarProvider, Open, OpeningHours
from topsmile.scheduling.models import Appointment, Availability, Query, Status
from topsmile.scheduling.outlook import Asked, Outlook
from topsmile.scheduling.recent import RecentAnswers
from topsmile.scheduling.slots import slots

LONGEST_LISTING = 62
FURTHEST_LOOK = 400
recent = RecentAnswers()
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)


class Answer(msgspec.Struct, frozen=True):
    """`etag` names all that the answer depends on; `body` is its JSON, None if it is known."""

    etag: str
    body: bytes | None


async def opening_hours(tx: Tx) -> OpeningHours:
    open_ = opening(await listing_queries.weekly_hours(tx))
    return OpeningHours(
        [Hours(each.weekday, wall(each.opens), wall(each.closes)) for each in open_]
    )


async def availability(tx: Tx, viewer: Viewer, query: Query, known: str | None) -> Answer:
    check_dates(query.first, query.last, LONGEST_LISTING)
    query = await _for_whom(tx, viewer, query)
    seen = await _look(tx, query, query.first, query.last)
    if query.provider_id and not seen.providers and not await _performs(tx, query):
        raise NotFound
    own = _digest(query, viewer, seen, tx.now, seen.patient_version)
    etag = f'W/"{own.hex()}"'
    if _matches(known, etag):
        return Answer(etag, None)
    # What a patient's own visits do to the slots is in the spans, whoever the patient is.
    shared = _digest(
        msgspec.structs.replace(query, patient_id=None), viewer, seen, tx.now, seen.busy
    )
    body = recent.find(shared) or recent.find(own)
    if body is None:
        answer = await _answered(tx, viewer, query, seen)
        body = msgspec.json.encode(answer)
        # Without slots it names a later date, which later visits of this patient decide.
        recent.keep(shared if answer.slots else own, body)
    return Answer(etag, body)


async def _answered(tx: Tx, viewer: Viewer, query: Query, seen: Outlook) -> Availability:
    found = slots(seen, viewer.is_staff, tx.now, query.first, query.last)
    following = found[0].starts_local.date() if found else await _next(tx, viewer, query, seen)
    return Availability(seen.zone.key, found, following)


async def _for_whom(tx: Tx, viewer: Viewer, query: Query) -> Query:
    """The signed-in patient's own visits are left out; staff may ask for any patient."""
    if query.appointment_id:
        query = await _for_visit(tx, viewer, query, query.appointment_id)
    if query.patient_id is None:
        return msgspec.structs.replace(query, patient_id=viewer.patient_id)
    if viewer.only_patient not in (None, query.patient_id):
        raise NotFound
    await service.check_patient(tx, query.patient_id)
    return query


async def _for_visit(tx: Tx, viewer: Viewer, query: Query, appointment_id: UUID) -> Query:
    """Who may not see a visit learns nothing of it by asking what is free without it."""
    if viewer.member is None:
        raise NotFound
    visit = await queries.find(tx, appointment_id, viewer.only_patient)
    named = (query.service_id, query.patient_id or visit.patient.id)
    if named != (visit.service.id, visit.patient.id):
        raise NotFound
    service.check_movable(visit, tx.now)
    return msgspec.structs.replace(query, patient_id=visit.patient.id)


async def _performs(tx: Tx, query: Query) -> bool:
    """Whether the clinic has this provider at all: who does not perform it has no slots."""
    return any(each.id == query.provider_id for each in await listing_queries.providers(tx))


async def _look(tx: Tx, query: Query, first: date, last: date) -> Outlook:
    since, until = outlook.around(first, last)
    asked = Asked(
        query.service_id,
        query.provider_id,
        query.patient_id,
        hold_hash(query.hold_id),
        query.appointment_id,
        since,
        until,
    )
    return await outlook.read(tx, asked)


async def _next(tx: Tx, viewer: Viewer, query: Query, seen: Outlook) -> date | None:
    """The first date with a slot beyond the ones asked for."""
    today = day_of(minute_of(tx.now), seen.zone)
    first = max(query.last + timedelta(days=1), today)
    last = first + timedelta(days=FURTHEST_LOOK)
    if not viewer.is_staff:
        # A day more than the horizon, which may reach over a change of clocks.
        last = today + timedelta(days=1 + (seen.patients.horizon_days or 0))
    if first > last:
        return None
    wide = await _look(tx, query, first, last)
    earliest = [
        next(wide.starts(provider, viewer.is_staff, tx.now, first, last), None)
        for provider in wide.providers
    ]
    found = [start for start in earliest if start is not None]
    return day_of(min(found), wide.zone) if found else None


def _matches(known: str | None, etag: str) -> bool:
    """Whether `If-None-Match`, a list of tags, has this one."""
    return known is not None and etag in (each.strip() for each in known.split(","))


def _digest(query: Query, viewer: Viewer, seen: Outlook, now: datetime, patient: object) -> bytes:
    """Names an answer by all that it depends on. `patient`: what their own visits take from it."""
    parts = (
        query,
        viewer.clinic_id,
        viewer.is_staff,
        minute_of(now),
        seen.settings_version,
        patient,
        [(each.id, each.version) for each in seen.providers],
    )
    return hashlib.blake2b(msgspec.msgpack.encode(parts), digest_size=15).digest()


async def calendar(tx: Tx, first: date | None, last: date | None) -> Calendar:
    settings = await queries.settings(tx)
    now = minute_of(tx.now)
    today = day_of(now, settings.zone)
    first = first or today
    last = last or first
    check_dates(first, last, LONGEST_LISTING)
    since, until = _bounds(first, last, settings.zone)
    rows = await listing_queries.hours(tx, first, last, since, until)
    return Calendar(
        timezone=settings.timezone,
        today=today,
        now_local=local_of(tx.now, settings.zone),
        step_minutes=settings.step_minutes,
        providers=[_working(row, first, last, settings.zone) for row in rows],
        appointments=await listing_queries.on_the_calendar(tx, since, until),
    )


def _working(
    row: listing_queries.Hours, first: date, last: date, zone: ZoneInfo
) -> CalendarProvider:
    weekly = [Weekly(*each) for each in row.hours]
    exceptions = [outlook.exception(each) for each in row.exceptions]
    worked: list[Open] = []
    for day in days(first, last):
        work: Day = day_of_work(weekly, exceptions, day, zone)
        worked += [_open(span, zone) for span in without(work.open, work.off)]
    return CalendarProvider(row.id, row.name, row.specialty, worked)


def _open(span: Span, zone: ZoneInfo) -> Open:
    start, end = instant_of(span.start), instant_of(span.end)
    return Open(start, end, local_of(start, zone), local_of(end, zone))


async def appointments(
    tx: Tx,
    viewer: Viewer,
    *,
    first: date | None,
    last: date | None,
    provider_id: UUID | None,
    patient_id: UUID | None,
    status: Status | None,
    cursor: str | None,
    limit: int,
) -> Page[Appointment]:
    """From `first` (today when it is not given) to `last`, dates of the clinic."""
    after = read_cursor(cursor, tuple[datetime, UUID])
    settings = await queries.settings(tx)
    first = first or day_of(minute_of(tx.now), settings.zone)
    check_dates(first, last or first, None)
    since, until = _bounds(first, last or first, settings.zone)
    only = viewer.only_patient
    if only is not None and patient_id not in (None, only):
        return Page([])
    found = await listing_queries.listed(
        tx,
        first=since,
        until=until if last else None,
        provider_id=provider_id,
        patient_id=only or patient_id,
        status=status,
        after=after,
        limit=limit,
    )
    return page(found, limit, lambda each: (each.starts_at, each.id))


def _bounds(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return (
        instant_of(minute_at(first, 0, zone)),
        instant_of(minute_at(last + timedelta(days=1), 0, zone)),
    )


def check_dates(first: date, last: date, most: int | None) -> None:
    if not (EARLIEST <= first <= LATEST and EARLIEST <= last <= LATEST):
        raise Invalid.on("from", "Use dates between 2000 and 2200.")
    if last < first:
        raise Invalid.on("to", "This is before `from`.")
    if most is not None and (last - first).days >= most:
        raise Invalid.on("to", f"Ask for {most} days at the most.")
