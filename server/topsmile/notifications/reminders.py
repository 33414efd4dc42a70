"""Reminders: planned when a visit is booked, written as it is when they are due."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from topsmile.clinics import service as clinics
from topsmile.kernel.db import Tx
from topsmile.kernel.events import NotYet, emit
from topsmile.notifications import (
    links,
    planning,
    preferences,
    preferences_queries,
    queries,
    service,
    settings,
    truth_queries,
)
from topsmile.notifications import reminder_queries as reminders
from topsmile.notifications.events import ReminderDue
from topsmile.notifications.models import Draft, Rendered
from topsmile.notifications.planning import COMING, Quiet
from topsmile.notifications.preferences_models import Destination, Reach
from topsmile.notifications.rendering import language, render, suffix, words_of_day
from topsmile.notifications.settings_models import MessageSettings
from topsmile.notifications.truth_queries import Waiting
from topsmile.scheduling import service as scheduling
from topsmile.scheduling.models import Appointment


async def plan(tx: Tx, visit: Appointment, since: datetime) -> None:
    """Every reminder of the visit that is still ahead `since` it was booked or moved."""
    if visit.status not in COMING:
        return
    decided, quiet = await _decided(tx)
    for minutes in decided.offsets(visit.service.id):
        await _plan(tx, visit.id, visit.starts_at, minutes, since, quiet)


async def plan_added(tx: Tx, minutes_before: int) -> None:
    """A reminder that the clinic did not have before, for visits that are booked already."""
    decided, quiet = await _decided(tx)
    for visit in await reminders.coming(tx):
        if minutes_before in decided.offsets(visit.service_id):
            await _plan(tx, visit.id, visit.starts_at, minutes_before, tx.now, quiet)


async def _plan(
    tx: Tx, visit_id: UUID, starts_at: datetime, minutes: int, since: datetime, quiet: Quiet
) -> None:
    due = planning.due_at(starts_at, minutes, since, quiet)
    if due is not None:
        await emit(tx, ReminderDue(visit_id, starts_at, minutes), due_at=due)


async def remind(tx: Tx, event: ReminderDue) -> None:
    """Silent unless the visit still begins when the reminder was planned for."""
    visit = await scheduling.get(tx, event.appointment_id)
    if visit.status not in COMING or visit.starts_at != event.starts_at:
        return
    decided, quiet = await _decided(tx)
    offsets = decided.offsets(visit.service.id)
    late = planning.overtaken(visit.starts_at, event.minutes_before, offsets, tx.now)
    if visit.starts_at <= tx.now or event.minutes_before not in offsets or late:
        return
    end = planning.quiet_until(tx.now, visit.starts_at, quiet)
    if end is not None and end >= visit.starts_at:
        return
    if end is not None:
        raise NotYet((end - tx.now).total_seconds())
    reader = await preferences.reach(tx, visit.patient.id)
    for where in preferences.destinations(reader):
        await _remind(tx, event, visit, reader, where)
    if not preferences.destinations(reader):
        where = Destination("email", reader.email or "")
        draft = await _draft(tx, event, [visit], reader, where)
        await queries.insert(tx, draft, "suppressed", preferences.why_none(reader))


async def _remind(
    tx: Tx, event: ReminderDue, visit: Appointment, reader: Reach, where: Destination
) -> None:
    """The first of a day that is due takes the others of its address along."""
    await reminders.lock_address(tx, where.channel, where.to)
    minutes = event.minutes_before
    sharing = await _sharing(tx, visit.starts_at, minutes, where)
    told = await reminders.told(tx, sharing, minutes, where.channel)
    visits = [await scheduling.get(tx, each) for each in sharing]
    untold = [each for each in visits if (each.id, each.starts_at) not in told]
    if visit.id not in {each.id for each in untold}:
        return  # an earlier one has told it
    message_id = await service.queue(tx, await _draft(tx, event, untold, reader, where))
    if message_id:
        await reminders.mark(tx, message_id, untold, minutes, where.channel)


async def _sharing(tx: Tx, starts_at: datetime, minutes: int, where: Destination) -> list[UUID]:
    """Visits of the same local day that this reminder is for, and whose patient reads there."""
    decided, quiet = await _decided(tx)
    expected = await reminders.expected(tx, *planning.day_around(starts_at, quiet.zone))
    patients = {each.patient_id for each in expected}
    readers = {
        each.patient_id: each for each in await preferences_queries.reaches(tx, list(patients))
    }
    return [
        each.id
        for each in expected
        if minutes in decided.offsets(each.service_id)
        and _reads_at(readers[each.patient_id], where)
    ]


def _reads_at(reader: Reach, where: Destination) -> bool:
    return any(
        each.channel == where.channel and each.to.lower() == where.to.lower()
        for each in preferences.destinations(reader)
    )


async def _draft(
    tx: Tx, event: ReminderDue, visits: list[Appointment], reader: Reach, where: Destination
) -> Draft:
    """Its key is of the visit that was due; the others are marked as told."""
    written, becoming = await _written(tx, visits, reader, where)
    start = int(event.starts_at.timestamp())
    return Draft(
        key=f"reminder:{event.appointment_id}:{start}:{event.minutes_before}:{where.channel}",
        kind="reminder",
        channel=where.channel,
        patient_id=reader.patient_id,
        to=where.to,
        locale=reader.locale,
        subject=written.subject,
        body=written.body,
        html=written.html,
        announces=[service.said(each) for each in visits],
        links=becoming,
    )


async def _written(
    tx: Tx, visits: list[Appointment], reader: Reach, where: Destination
) -> tuple[Rendered, dict[str, object]]:
    spoken = language(reader.locale)
    words = words_of_day(visits, reader.name, reader.clinic, reader.locale, where.channel)
    own = await service.own_words(tx, "reminder", where.channel, spoken)
    becoming: dict[str, object] = {}
    for number, each in enumerate(visits, 1):
        becoming |= links.of_visit(tx.clinic_id, each.id, each.starts_at, suffix(number))
    return render("reminder", where.channel, spoken, words, own), becoming


async def write_anew(tx: Tx, message: Waiting, appointment_ids: list[UUID]) -> None:
    """A reminder that waits, as these visits are now."""
    visits = [await scheduling.get(tx, each) for each in appointment_ids]
    people = [each.patient.id for each in visits]
    reader_id = message.patient_id if message.patient_id in people else people[0]
    reader = await preferences.reach(tx, reader_id)
    where = Destination(message.channel, message.to)
    written, becoming = await _written(tx, visits, reader, where)
    await truth_queries.rewrite(
        tx,
        message.id,
        written.subject,
        written.body,
        written.html,
        msgspec.json.encode(becoming).decode(),
    )


async def quiet_until(tx: Tx, starts_at: datetime) -> datetime | None:
    """When a reminder of a visit may leave; None for now, the visit's start for never."""
    _, quiet = await _decided(tx)
    return planning.quiet_until(tx.now, starts_at, quiet)


async def _decided(tx: Tx) -> tuple[MessageSettings, Quiet]:
    decided = await settings.find(tx)
    zone = ZoneInfo((await clinics.settings(tx)).timezone)
    return decided, Quiet(decided.quiet_from, decided.quiet_until, zone)
