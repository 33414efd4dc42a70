"""Messages are rows first; sending one is an errand of its own."""

from __future__ import annotations

from uuid import UUID

from topsmile.kernel.db import Tx
from topsmile.kernel.events import emit
from topsmile.notifications import links, preferences, queries, templating_queries
from topsmile.notifications.events import MessageQueued
from topsmile.notifications.models import (
    Announced,
    Channel,
    Draft,
    Kind,
    Language,
    Wording,
)
from topsmile.notifications.preferences_models import Destination, Reach
from topsmile.notifications.rendering import calendar_file, language, render, words_of
from topsmile.scheduling.models import Appointment


async def announce(tx: Tx, kind: Kind, visit: Appointment) -> None:
    """Tell the patient over every channel they allow; who cannot be told is told nothing, visibly.

    However often it is asked for, what is told of one version of a visit is told once.
    """
    reader = await preferences.reach(tx, visit.patient.id)
    for each in preferences.destinations(reader):
        await queue(tx, await _draft(tx, kind, visit, reader, each))
    if not preferences.destinations(reader):
        nowhere = Destination("email", reader.email or "")
        draft = await _draft(tx, kind, visit, reader, nowhere)
        await queries.insert(tx, draft, "suppressed", preferences.why_none(reader))


async def queue(tx: Tx, draft: Draft) -> UUID | None:
    """Put a message into the ledger to be sent; None when it is there already."""
    message_id = await queries.insert(tx, draft, "queued", None)
    if message_id:
        await emit(tx, MessageQueued(message_id))
    return message_id


async def own_words(tx: Tx, kind: Kind, channel: Channel, spoken: Language) -> Wording | None:
    own = await templating_queries.find(tx, kind, channel, spoken)
    return own.wording if own else None


def said(visit: Appointment) -> Announced:
    return Announced(visit.id, visit.version, visit.starts_at, visit.provider.id)


async def _draft(
    tx: Tx, kind: Kind, visit: Appointment, reader: Reach, where: Destination
) -> Draft:
    spoken = language(reader.locale)
    words = words_of(visit, reader.name, reader.clinic, reader.locale, where.channel)
    own = await own_words(tx, kind, where.channel, spoken)
    written = render(kind, where.channel, spoken, words, own)
    file = calendar_file(visit, reader.clinic, cancelled=kind == "cancellation", now=tx.now)
    return Draft(
        key=f"{kind}:{visit.id}:{visit.version}:{where.channel}",
        kind=kind,
        channel=where.channel,
        patient_id=visit.patient.id,
        to=where.to,
        locale=reader.locale,
        subject=written.subject,
        body=written.body,
        html=written.html,
        attachments=[file] if where.channel == "email" else [],
        announces=[said(visit)],
        links=links.of_visit(tx.clinic_id, visit.id, visit.starts_at),
    )
