"""The clinic's ledger of messages: what was said to whom, and saying it once more."""

from __future__ import annotations

from uuid import UUID, uuid4

from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Conflict
from topsmile.kernel.events import emit
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.kernel.trail import trail
from topsmile.notifications import ledger_queries as queries
from topsmile.notifications import preferences, truth
from topsmile.notifications.events import MessageQueued
from topsmile.notifications.ledger_queries import Original
from topsmile.notifications.models import Message
from topsmile.notifications.preferences_models import Destination


class NoLongerTrue(Conflict):
    detail = "What this message says is no longer so; it was not sent again."


class NoAddress(Conflict):
    detail = "There is no address to send this to. Add one to the patient's record."


class NotWanted(Conflict):
    detail = "The patient does not want messages this way."


class ForOneUse(Conflict):
    detail = "This message has a link for one use, which is not sent twice. Ask for a new one."


async def listed(
    tx: Tx,
    appointment_id: UUID | None,
    patient_id: UUID | None,
    cursor: str | None,
    limit: int,
) -> Page[Message]:
    found = await queries.listed(tx, appointment_id, patient_id, read_cursor(cursor, UUID), limit)
    return page(found, limit, lambda message: message.id)


async def resend(tx: Tx, message_id: UUID) -> Message:
    """The same words to the address of today, if they are still true."""
    original = await queries.original(tx, message_id)
    if original.token_id is not None:
        raise ForOneUse
    made = await queries.copy(
        tx, message_id, f"resend:{message_id}:{uuid4()}", await _address(tx, original)
    )
    if (await truth.checked(tx, made)).superseded:
        raise NoLongerTrue
    message = await queries.find(tx, made)
    await trail(
        tx,
        "message.resent",
        "message",
        made,
        after={"resend_of": message_id, "channel": message.channel, "to": message.to},
    )
    await emit(tx, MessageQueued(made))
    return message


async def _address(tx: Tx, original: Original) -> str:
    if original.patient_id is None:
        return original.to
    reader = await preferences.reach(tx, original.patient_id)
    address = preferences.address(reader, original.channel)
    if address is None:
        raise NoAddress
    if Destination(original.channel, address) not in preferences.destinations(reader):
        raise NotWanted
    return address
