"""What comes back: the provider's word of what arrived, and what people answer."""

from __future__ import annotations

from typing import Literal, TypeAlias
from uuid import UUID

from msgspec.structs import replace

from topsmile.identity.models import Principal, Viewer
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.events import emit
from topsmile.kernel.trail import trail
from topsmile.notifications import hearing_queries as queries
from topsmile.notifications import preferences, sending_queries
from topsmile.notifications.callbacks import Callbacks, Form
from topsmile.notifications.events import (
    MessageDelivered,
    MessageFailed,
    MessageReplied,
    MessageSent,
)
from topsmile.notifications.models import Channel, State
from topsmile.notifications.outcomes import LOST, MEANS, reported
from topsmile.scheduling import service as scheduling
from topsmile.scheduling.models import Change

Meaning: TypeAlias = Literal["confirms", "stops", "other"]
CONFIRMS = frozenset({"1", "sim", "yes", "confirmo"})
STOPS = frozenset({"stop", "parar", "sair"})
FACTS = {"sent": MessageSent, "delivered": MessageDelivered, "failed": MessageFailed}
LONGEST_KEPT = 500
NOBODY = UUID(int=0)


async def status(
    database: Database, cause: Cause, callbacks: Callbacks, about: str, form: Form
) -> None:
    """The provider tells what became of a message. Its words may come twice and in any order."""
    clinic_id, message_id = callbacks.read(about)
    async with database.transaction(clinic_id, cause) as tx:
        await _report(tx, message_id, form)


async def _report(tx: Tx, message_id: UUID, form: Form) -> None:
    heard = MEANS.get(form.get("MessageStatus", ""))
    before = await sending_queries.locked(tx, message_id)
    after: State = reported(before.state, heard) if heard else before.state
    if after == before.state:
        return
    code = form.get("ErrorCode", "")
    lost = f"{LOST}: {code}" if code.isdigit() else LOST
    await sending_queries.report(tx, message_id, after, lost if after == "failed" else None)
    await emit(tx, FACTS[after](message_id))


async def reply(tx: Tx, form: Form) -> None:
    """Somebody answers a message. Whoever was never written to is not known here."""
    channel, address = _from(form)
    answered = await queries.last_to(tx, channel, address)
    if answered is None:
        return
    text = form.get("Body", "")
    meaning = meant(text)
    said = {"channel": channel, "text": text[:LONGEST_KEPT], "meaning": meaning}
    await trail(tx, "message.replied", "message", answered.id, after=said)
    await emit(tx, MessageReplied(answered.id, meaning))
    if meaning == "stops":
        await preferences.withdraw(tx, channel, address)
    elif meaning == "confirms":
        await _confirm(tx, channel, address)


async def _confirm(tx: Tx, channel: Channel, address: str) -> None:
    """The next visit that this number was told of, if it waits for a word."""
    visit = await queries.next_told(tx, channel, address)
    if visit is None:
        return
    tx.cause = replace(tx.cause, actor_role="patient")
    patient = Principal(NOBODY, NOBODY, 0, tx.clinic_id, "patient", visit.patient_id, None)
    viewer = Viewer(tx.clinic_id, patient, tx.cause.address)
    await scheduling.take(tx, viewer, visit.id, "confirm", Change())


def meant(text: str) -> Meaning:
    """What a short answer says. Pure."""
    word = text.strip().strip(".!").strip().casefold()
    if word in CONFIRMS:
        return "confirms"
    return "stops" if word in STOPS else "other"


def _from(form: Form) -> tuple[Channel, str]:
    sender = form.get("From", "")
    prefix, _, number = sender.rpartition(":")
    return ("whatsapp" if prefix == "whatsapp" else "sms"), number
