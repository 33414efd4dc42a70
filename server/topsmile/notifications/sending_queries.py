from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from topsmile.adapters.mail import Attachment
from topsmile.kernel.db import Tx
from topsmile.notifications.models import Channel, State

# Longer than a worker may be busy with a message, or dead before another takes over.
IN_HAND = timedelta(seconds=60)


class Standing(msgspec.Struct, frozen=True):
    """What the ledger says of a message right now."""

    id: UUID
    state: State
    why: str | None
    unknown_outcomes: int


class Outgoing(msgspec.Struct, frozen=True):
    """A message as it is handed over."""

    clinic_id: UUID
    id: UUID
    channel: Channel
    patient_id: UUID | None
    to: str
    subject: str
    body: str
    html: str
    attachments: list[Attachment]
    links: dict[str, Any]
    state: State


async def locked(tx: Tx, message_id: UUID) -> Standing:
    return await tx.one(
        Standing,
        """
        select id, state, why, unknown_outcomes from message
        where clinic_id = $1 and id = $2 for no key update
        """,
        message_id,
    )


async def outgoing(tx: Tx, message_id: UUID) -> Outgoing:
    return await tx.one(
        _outgoing,
        """
        select clinic_id, id, channel, patient_id, to_address as to, subject, body, html,
          attachments, links, state
        from message where clinic_id = $1 and id = $2
        """,
        message_id,
    )


async def take_turn(tx: Tx, message_id: UUID) -> None:
    """One at a time decides whether a message about these visits may leave."""
    await tx.run(
        """
        select count(pg_advisory_xact_lock(hashtextextended(told.appointment_id::text, 0)))
        from (
          select appointment_id from announced where clinic_id = $1 and message_id = $2
          order by appointment_id
        ) told
        """,
        message_id,
    )


async def others_first(tx: Tx, message_id: UUID) -> bool:
    """Whether a message about the same visit is in somebody's hands, or older and untried.

    A reminder that waits for its hour is in nobody's way.
    """
    return bool(
        await tx.value(
            """
            select true from announced mine
            join announced theirs on theirs.clinic_id = $1
              and theirs.appointment_id = mine.appointment_id and theirs.message_id <> $2
            join message other on other.clinic_id = $1 and other.id = theirs.message_id
            where mine.clinic_id = $1 and mine.message_id = $2 and (
              (other.state = 'sending' and other.sending_until > $3)
              or (other.state = 'queued' and other.attempts = 0 and other.kind <> 'reminder'
                and other.id < $2)
            )
            limit 1
            """,
            message_id,
            tx.now,
        )
    )


async def recent(tx: Tx, address: str, since: datetime) -> int:
    """How many messages went to the address since then."""
    found: int = await tx.value(
        """
        select count(*) from message
        where clinic_id = $1 and to_address = $2 and created_at > $3
          and state in ('sending', 'sent', 'delivered', 'unknown')
        """,
        address,
        since,
    )
    return found


async def is_unconfirmed(tx: Tx, address: str) -> bool:
    """Whether somebody signed up here with the address, and nobody has shown that it is theirs."""
    return bool(
        await tx.value(
            """
            select bool_and(p.email_confirmed_at is null)
            from membership m join person p on p.id = m.person_id
            where m.clinic_id = $1 and lower(p.email) = lower($2)
            """,
            address,
        )
    )


async def readdress(tx: Tx, message_id: UUID, address: str) -> None:
    await tx.run(
        "update message set to_address = $3 where clinic_id = $1 and id = $2", message_id, address
    )


async def mark_sending(tx: Tx, message_id: UUID) -> None:
    await tx.run(
        """
        update message set state = 'sending', attempts = attempts + 1, sending_until = $3
        where clinic_id = $1 and id = $2
        """,
        message_id,
        tx.now + IN_HAND,
    )


async def count_unknown(tx: Tx, message_id: UUID, why: str) -> None:
    """Whoever had it in hand is gone, and what became of it nobody knows."""
    await tx.run(
        """
        update message set state = 'unknown', why = $3, unknown_outcomes = unknown_outcomes + 1,
          sending_until = null
        where clinic_id = $1 and id = $2
        """,
        message_id,
        why,
    )


async def settle(tx: Tx, message_id: UUID, state: State, why: str | None) -> None:
    await tx.run(
        """
        update message set state = $3, why = $4, sending_until = null
        where clinic_id = $1 and id = $2
        """,
        message_id,
        state,
        why,
    )


async def record(
    tx: Tx, message_id: UUID, state: State, why: str | None, ref: str | None, *, unknown: bool
) -> None:
    await tx.run(
        """
        update message set state = $3, why = $4, provider_ref = coalesce($5, provider_ref),
          unknown_outcomes = unknown_outcomes + $6::boolean::integer, sending_until = null,
          sent_at = case when $3 in ('sent', 'delivered') then coalesce(sent_at, $7)
            else sent_at end
        where clinic_id = $1 and id = $2
        """,
        message_id,
        state,
        why,
        ref,
        unknown,
        tx.now,
    )


async def report(tx: Tx, message_id: UUID, state: State, why: str | None) -> None:
    """What the provider has said of it."""
    await tx.run(
        """
        update message set state = $3, why = $4,
          sent_at = case when $3 in ('sent', 'delivered') then coalesce(sent_at, $5)
            else sent_at end,
          delivered_at = case when $3 = 'delivered' then coalesce(delivered_at, $5) end
        where clinic_id = $1 and id = $2
        """,
        message_id,
        state,
        why,
        tx.now,
    )


def _outgoing(*, attachments: str, links: str, **own: Any) -> Outgoing:
    return Outgoing(
        attachments=msgspec.json.decode(attachments, type=list[Attachment]),
        links=msgspec.json.decode(links, type=dict[str, Any]),
        **own,
    )
