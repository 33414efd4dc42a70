"""A message leaves the house. What became of it stands in the ledger, also when nobody knows.

After an outcome that is not known it is tried once more with the same key; after a second one a
person decides. So nothing is lost, and there are no more duplicates than unknown outcomes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Protocol

from msgspec.structs import replace

from topsmile.adapters.mail import Email, Mail, Sent
from topsmile.adapters.texts import Text, Texts
from topsmile.clinics import service as clinics
from topsmile.kernel.db import Tx
from topsmile.kernel.events import Again, NotYet, emit, errand
from topsmile.notifications import preferences, truth
from topsmile.notifications import sending_queries as queries
from topsmile.notifications.callbacks import Callbacks
from topsmile.notifications.events import MessageFailed, MessageQueued, MessageSent
from topsmile.notifications.models import State
from topsmile.notifications.outcomes import answered
from topsmile.notifications.phones import e164
from topsmile.notifications.sending_queries import Outgoing, Standing

WAIT_SECONDS = 2.0  # for a message about the same visit
MOST_UNKNOWN = 2  # the first is followed by one retry
MOST_A_DAY = 20  # to an address that nobody has confirmed
GONE = "whoever was sending it is gone"
NO_NUMBER = "not a phone number that a message can be sent to"


class Fills(Protocol):
    def fill(self, text: str, links: dict[str, Any]) -> str:
        """The text with an address for every placeholder."""


class Outside(Protocol):
    """What sending asks of the outside world, and what is known only there."""

    @property
    def mail(self) -> Mail: ...

    @property
    def mail_domain(self) -> str: ...

    @property
    def texts(self) -> Texts: ...

    @property
    def links(self) -> Fills: ...

    @property
    def callbacks(self) -> Callbacks: ...


class SendMessage:
    """Hands a message over. Its key stays the same, so a repeat can be told as one."""

    async def prepare(self, tx: Tx, event: MessageQueued) -> Outgoing | None:
        standing = await queries.locked(tx, event.message_id)
        if not _may_leave(standing):
            return None
        if standing.state == "sending":
            await queries.count_unknown(tx, standing.id, GONE)
            standing = await queries.locked(tx, standing.id)
            if standing.unknown_outcomes >= MOST_UNKNOWN:
                return await queries.outgoing(tx, standing.id)  # held, without asking anybody
        why = await self._obstacle(tx, standing)
        if why is not None:
            await self._stop(tx, standing, *why)
            return None
        await queries.mark_sending(tx, standing.id)
        return await queries.outgoing(tx, standing.id)

    async def _obstacle(self, tx: Tx, standing: Standing) -> tuple[State, str] | None:
        """Why it must not leave any more; raises NotYet when it must wait."""
        await queries.take_turn(tx, standing.id)
        if await queries.others_first(tx, standing.id):
            raise NotYet(WAIT_SECONDS)
        found = await truth.checked(tx, standing.id)
        if found.superseded:
            return "suppressed", found.superseded
        if found.not_before and found.not_before > tx.now:
            raise NotYet((found.not_before - tx.now).total_seconds())
        message = await queries.outgoing(tx, standing.id)
        if message.channel == "email":
            return await self._crowded(tx, message)
        return await self._numbered(tx, message)

    async def _crowded(self, tx: Tx, message: Outgoing) -> tuple[State, str] | None:
        since = tx.now - timedelta(days=1)
        if await queries.recent(tx, message.to, since) < MOST_A_DAY:
            return None
        return ("suppressed", "too_many") if await queries.is_unconfirmed(tx, message.to) else None

    async def _numbered(self, tx: Tx, message: Outgoing) -> tuple[State, str] | None:
        if message.patient_id is not None:
            reader = await preferences.reach(tx, message.patient_id)
            if message.channel not in reader.allowed:  # withdrawn since it was written
                return "suppressed", "not_allowed"
        number = e164(message.to, (await clinics.settings(tx)).locale)
        if number is None:
            return "failed", NO_NUMBER
        await queries.readdress(tx, message.id, number)
        return None

    async def _stop(self, tx: Tx, standing: Standing, state: State, why: str) -> None:
        # What may have arrived is not said to have been kept back.
        await queries.settle(
            tx, standing.id, "unknown" if standing.unknown_outcomes else state, why
        )
        if state == "failed":
            await emit(tx, MessageFailed(standing.id))

    async def ask(self, outside: Outside, task: Outgoing) -> Sent:
        if task.state != "sending":
            return Sent("unknown", why=GONE)
        body = outside.links.fill(task.body, task.links)
        if task.channel == "email":
            html = outside.links.fill(task.html, task.links)
            return await outside.mail.send(_email(outside, replace(task, body=body, html=html)))
        callback = outside.callbacks.address(task.clinic_id, task.id)
        return await outside.texts.send(Text(str(task.id), task.channel, task.to, body, callback))

    async def record(self, tx: Tx, task: Outgoing, sent: Sent) -> Again | None:
        if task.state != "sending":
            return Again(GONE, hold=True)
        before = await queries.locked(tx, task.id)
        state = answered(before.state, before.why, before.unknown_outcomes, sent)
        unknown = sent.state == "unknown"
        why = sent.why if state != before.state or state == "unknown" else before.why
        await queries.record(tx, task.id, state, why, sent.ref, unknown=unknown)
        await _tell(tx, before, state)
        if state not in ("queued", "unknown"):
            return None
        held = unknown and before.unknown_outcomes + 1 >= MOST_UNKNOWN
        return Again(sent.why or sent.state, hold=held)

    async def give_up(self, tx: Tx, event: MessageQueued) -> None:
        standing = await queries.locked(tx, event.message_id)
        if standing.state == "sending":
            await queries.count_unknown(tx, standing.id, GONE)
        elif standing.state == "queued":
            await queries.settle(tx, standing.id, "failed", "gave_up")
            await emit(tx, MessageFailed(standing.id))


def _may_leave(standing: Standing) -> bool:
    """One that was given up may be tried again; one that was refused may not."""
    given_up = standing.state == "failed" and standing.why == "gave_up"
    return given_up or standing.state in ("queued", "sending", "unknown")


def _email(outside: Outside, message: Outgoing) -> Email:
    return Email(
        message_id=f"<{message.id}@{outside.mail_domain}>",
        to=message.to,
        subject=message.subject,
        body=message.body,
        html=message.html,
        attachments=message.attachments,
    )


async def _tell(tx: Tx, before: Standing, state: State) -> None:
    if state == before.state:
        return
    if state == "sent":
        await emit(tx, MessageSent(before.id))
    elif state == "failed":
        await emit(tx, MessageFailed(before.id))


errand(MessageQueued, "send_message", SendMessage())
