"""What patients allow: e-mail unless they refuse it, text messages only with their consent."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

from topsmile.identity.models import Viewer
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import NotAllowed
from topsmile.kernel.trail import trail
from topsmile.notifications import preferences_queries as queries
from topsmile.notifications.models import Channel
from topsmile.notifications.phones import e164
from topsmile.notifications.preferences_models import (
    Choose,
    Destination,
    Preference,
    Preferences,
    Reach,
    Source,
)
from topsmile.patients import service as patients

CHANNELS: tuple[Channel, ...] = get_args(Channel)


async def reach(tx: Tx, patient_id: UUID) -> Reach:
    (found,) = await queries.reaches(tx, [patient_id])
    return found


def destinations(reader: Reach) -> list[Destination]:
    """Where the clinic may write to this patient. Pure."""
    found = []
    for channel in CHANNELS:
        to = address(reader, channel)
        consents = channel in reader.allowed or (
            channel == "email" and channel not in reader.refused
        )
        if to and consents and channel in reader.channels:
            found.append(Destination(channel, to))
    return found


def address(reader: Reach, channel: Channel) -> str | None:
    if channel == "email":
        return reader.email.strip().lower() if reader.email else None
    return e164(reader.phone, reader.clinic_locale) if reader.phone else None


def why_none(reader: Reach) -> str:
    """Why a patient without any destination hears nothing."""
    has_address = any(address(reader, channel) for channel in CHANNELS)
    return "not_allowed" if has_address else "no_address"


async def show(tx: Tx, patient_id: UUID) -> Preferences:
    await patients.get(tx, patient_id)
    said = {each.channel: each for each in await queries.of_patient(tx, patient_id)}
    return Preferences([said.get(channel) or unsaid(channel) for channel in CHANNELS])


def unsaid(channel: Channel) -> Preference:
    return Preference(channel, channel == "email", None, None)


async def choose(tx: Tx, patient_id: UUID, wanted: Choose, source: Source) -> Preferences:
    before = await show(tx, patient_id)
    for each in before.items:
        allowed: bool | None = getattr(wanted, each.channel)
        if allowed is None or (allowed == each.allowed and each.source is not None):
            continue
        consented_at = tx.now if allowed else None
        await queries.put(
            tx, patient_id, each.channel, source, allowed=allowed, consented_at=consented_at
        )
    after = await show(tx, patient_id)
    if after != before:
        await trail(tx, "patient.preferences", "patient", patient_id, before=before, after=after)
    return after


async def show_own(tx: Tx, viewer: Viewer) -> Preferences:
    return await show(tx, _own(viewer))


async def choose_own(tx: Tx, viewer: Viewer, wanted: Choose) -> Preferences:
    return await choose(tx, _own(viewer), wanted, "patient")


async def withdraw(tx: Tx, channel: Channel, to: str) -> None:
    """Whoever answers with STOP gets nothing more over that channel, nor do those who share it."""
    nothing = Choose(**{channel: False})
    for patient_id in await queries.written_to(tx, channel, to):
        await choose(tx, patient_id, nothing, "reply")


def _own(viewer: Viewer) -> UUID:
    if viewer.patient_id is None:
        raise NotAllowed("Only patients have messages of their own here.")
    return viewer.patient_id
