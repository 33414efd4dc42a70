from __future__ import annotations

from typing import Protocol

from topsmile.adapters.mail import Email, Mail, Sent
from topsmile.kernel.db import Tx
from topsmile.kernel.events import errand, on
from topsmile.notifications import queries, service
from topsmile.notifications.events import MessageQueued
from topsmile.notifications.models import Outgoing
from topsmile.scheduling import service as scheduling
from topsmile.scheduling.events import AppointmentCancelled, AppointmentCreated


class Outside(Protocol):
    """What this package asks of the outside world."""

    @property
    def mail(self) -> Mail: ...

    @property
    def mail_domain(self) -> str: ...


@on(AppointmentCreated)
async def write_confirmation(tx: Tx, event: AppointmentCreated) -> None:
    visit = await scheduling.get(tx, event.appointment_id)
    if visit.status != "cancelled":  # what is true now, not when the event was written
        await service.write(tx, "confirmation", visit)


@on(AppointmentCancelled)
async def write_cancellation(tx: Tx, event: AppointmentCancelled) -> None:
    await service.write(tx, "cancellation", await scheduling.get(tx, event.appointment_id))


class SendMessage:
    """Hands a message over. Its Message-ID stays the same, so a repeat can be told as one."""

    async def prepare(self, tx: Tx, event: MessageQueued) -> Outgoing | None:
        message = await queries.outgoing(tx, event.message_id)
        return message if message.state == "sending" else None

    async def ask(self, outside: Outside, task: Outgoing) -> Sent:
        return await outside.mail.send(
            Email(
                message_id=f"<{task.id}@{outside.mail_domain}>",
                to=task.to,
                subject=task.subject,
                body=task.body,
                html=task.html,
                attachments=task.attachments,
            )
        )

    async def record(self, tx: Tx, task: Outgoing, outcome: Sent) -> None:
        await queries.record(tx, task.id, outcome)

    async def give_up(self, tx: Tx, event: MessageQueued) -> None:
        await queries.give_up(tx, event.message_id)


errand(MessageQueued, "send_message", SendMessage())
