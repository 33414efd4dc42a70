"""Messages are rows first; sending one is an errand of its own."""

from __future__ import annotations

from uuid import UUID

from topsmile.kernel.db import Tx
from topsmile.kernel.events import emit
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.notifications import queries
from topsmile.notifications.events import MessageQueued
from topsmile.notifications.models import Announced, Draft, Kind, Message
from topsmile.notifications.rendering import calendar_file, render
from topsmile.scheduling.models import Appointment


async def write(tx: Tx, kind: Kind, visit: Appointment) -> None:
    """Put the message into the ledger once; whoever has no address is told nothing, visibly."""
    reader = await queries.reader(tx, visit.patient.id)
    words = render(kind, reader.locale, reader.name, reader.clinic, visit)
    cancelled = kind == "cancellation"
    draft = Draft(
        key=f"{kind}:{visit.id}:{visit.version}:email",
        kind=kind,
        announces=[Announced(visit.id, visit.version, visit.starts_at, visit.provider.id)],
        patient_id=visit.patient.id,
        to=reader.email or "",
        locale=reader.locale,
        subject=words.subject,
        body=words.body,
        html=words.html,
        attachments=[calendar_file(visit, reader.clinic, cancelled=cancelled, now=tx.now)],
    )
    if reader.email is None:
        await queries.insert(tx, draft, "suppressed", "no_address")
        return
    message_id = await queries.insert(tx, draft, "queued", None)
    if message_id:
        await emit(tx, MessageQueued(message_id))


async def listed(
    tx: Tx,
    appointment_id: UUID | None,
    patient_id: UUID | None,
    cursor: str | None,
    limit: int,
) -> Page[Message]:
    found = await queries.listed(tx, appointment_id, patient_id, read_cursor(cursor, UUID), limit)
    return page(found, limit, lambda message: message.id)
