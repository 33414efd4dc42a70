from __future__ import annotations

from topsmile.identity.events import (
    ConfirmationAsked,
    MemberInvited,
    PasswordForgotten,
    UserRegistered,
)
from topsmile.kernel.db import Tx
from topsmile.kernel.events import on
from topsmile.notifications import (
    identity_mail,
    receipts,  # noqa: F401 -- what is paid is confirmed by mail
    reminders,
    sending,  # noqa: F401 -- messages that are written also leave
    service,
)
from topsmile.notifications.events import ReminderAdded, ReminderDue
from topsmile.notifications.planning import COMING
from topsmile.scheduling import service as scheduling
from topsmile.scheduling.events import (
    AppointmentCancelled,
    AppointmentCreated,
    AppointmentFact,
    AppointmentRescheduled,
    AppointmentSecured,
)


@on(AppointmentCreated, AppointmentSecured)
async def write_confirmation(tx: Tx, event: AppointmentFact) -> None:
    """As the visit is now, which may be elsewhere than when the event was written.

    One that is to be paid first is told of when it is.
    """
    visit = await scheduling.get(tx, event.appointment_id)
    if visit.status in COMING:
        await service.announce(tx, "confirmation", visit)


@on(AppointmentRescheduled)
async def write_change(tx: Tx, event: AppointmentRescheduled) -> None:
    visit = await scheduling.get(tx, event.appointment_id)
    if visit.status in COMING:
        await service.announce(tx, "change", visit)


@on(AppointmentCancelled)
async def write_cancellation(tx: Tx, event: AppointmentCancelled) -> None:
    """Nobody was told of a visit that ended unpaid; one that was paid late may be booked again."""
    visit = await scheduling.get(tx, event.appointment_id)
    if visit.status == "cancelled" and visit.pay_by is None:
        await service.announce(tx, "cancellation", visit)


@on(AppointmentCreated, AppointmentRescheduled, AppointmentSecured)
async def plan_reminders(tx: Tx, event: AppointmentFact) -> None:
    """What was still ahead when it happened, however late this is heard of."""
    visit = await scheduling.get(tx, event.appointment_id)
    since = tx.cause.event.at if tx.cause.event else tx.now
    await reminders.plan(tx, visit, since)


@on(ReminderDue)
async def write_reminder(tx: Tx, event: ReminderDue) -> None:
    await reminders.remind(tx, event)


@on(ReminderAdded)
async def plan_added_reminders(tx: Tx, event: ReminderAdded) -> None:
    await reminders.plan_added(tx, event.minutes_before)


@on(UserRegistered)
async def write_welcome(tx: Tx, event: UserRegistered) -> None:
    await identity_mail.write(tx, "welcome", event.person_id, event.token_id)


@on(ConfirmationAsked)
async def write_welcome_again(tx: Tx, event: ConfirmationAsked) -> None:
    await identity_mail.write(tx, "welcome", event.person_id, event.token_id)


@on(PasswordForgotten)
async def write_password_reset(tx: Tx, event: PasswordForgotten) -> None:
    await identity_mail.write(tx, "password_reset", event.person_id, event.token_id)


@on(MemberInvited)
async def write_invitation(tx: Tx, event: MemberInvited) -> None:
    await identity_mail.write(tx, "invitation", event.person_id, event.token_id)
