from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from topsmile.adapters.mail import Attachment, Sent
from topsmile.kernel.db import Tx
from topsmile.notifications.models import (
    AttachmentName,
    Draft,
    Message,
    Outgoing,
    State,
)


class Reader(msgspec.Struct, frozen=True):
    """Who a message is for, and from which clinic."""

    name: str
    email: str | None
    locale: str
    clinic: str


async def reader(tx: Tx, patient_id: UUID) -> Reader:
    return await tx.one(
        Reader,
        """
        select p.name, p.email, p.locale, c.name as clinic
        from patient p join clinic c on c.id = $1
        where p.clinic_id = $1 and p.id = $2
        """,
        patient_id,
    )


async def insert(tx: Tx, draft: Draft, state: State, why: str | None) -> UUID | None:
    """The new message's id; None when the ledger has it already."""
    found: UUID | None = await tx.value(
        """
        with written as (
          insert into message (clinic_id, key, kind, channel, appointment_id, patient_id,
            to_address, locale, subject, body, html, attachments, links, token_id, resend_of,
            state, why, request_id, created_at)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19)
          on conflict on constraint one_message_per_key do nothing
          returning id
        ), told as (
          insert into announced (clinic_id, message_id, appointment_id, version, starts_at,
            provider_id)
          select $1, written.id, visit.*
          from written, unnest($20::uuid[], $21::integer[], $22::timestamptz[], $23::uuid[]) visit
        )
        select id from written
        """,
        draft.key,
        draft.kind,
        draft.channel,
        draft.announces[0].appointment_id if draft.announces else None,
        draft.patient_id,
        draft.to,
        draft.locale,
        draft.subject,
        draft.body,
        draft.html,
        msgspec.json.encode(draft.attachments).decode(),
        msgspec.json.encode(draft.links).decode(),
        draft.token_id,
        draft.resend_of,
        state,
        why,
        tx.cause.request_id,
        tx.now,
        [each.appointment_id for each in draft.announces],
        [each.version for each in draft.announces],
        [each.starts_at for each in draft.announces],
        [each.provider_id for each in draft.announces],
    )
    return found


async def outgoing(tx: Tx, message_id: UUID) -> Outgoing:
    """The message, marked as being sent; one that was given up may be tried again."""
    return await tx.one(
        _outgoing,
        """
        update message
        set state = case when state in ('queued', 'failed') then 'sending' else state end,
          attempts = attempts + 1
        where clinic_id = $1 and id = $2
        returning id, kind, channel, patient_id, to_address as to, subject, body, html,
          attachments, links, token_id, state, unknown_outcomes, created_at
        """,
        message_id,
    )


async def give_up(tx: Tx, message_id: UUID) -> None:
    await tx.run(
        """
        update message set state = 'failed', why = 'gave_up'
        where clinic_id = $1 and id = $2 and state in ('queued', 'sending')
        """,
        message_id,
    )


async def record(tx: Tx, message_id: UUID, sent: Sent) -> None:
    await tx.run(
        """
        update message set state = $3, why = $4, provider_ref = $5,
          sent_at = case when $3 = 'sent' then $6::timestamptz end
        where clinic_id = $1 and id = $2 and state <> 'sent'
        """,
        message_id,
        sent.state,
        sent.why,
        sent.ref,
        tx.now,
    )


async def listed(
    tx: Tx,
    appointment_id: UUID | None,
    patient_id: UUID | None,
    before: UUID | None,
    limit: int,
) -> list[Message]:
    """Newest first, one more than `limit`."""
    return await tx.all(
        _message,
        """
        select id, kind, channel, to_address as to, subject, body, attachments, state, why,
          request_id, created_at, sent_at, delivered_at, unknown_outcomes, appointment_id,
          patient_id, resend_of,
          case when appointment_id is null then '{}' else array(
            -- what was written before messages told of several visits tells of its own
            select appointment_id union
            select told.appointment_id from announced told
            where told.clinic_id = $1 and told.message_id = message.id order by 1
          ) end as appointments
        from message
        where clinic_id = $1 and ($2::uuid is null or appointment_id = $2 or id in (
            select message_id from announced where clinic_id = $1 and appointment_id = $2
          ))
          and ($3::uuid is null or patient_id = $3) and ($4::uuid is null or id < $4)
        order by id desc limit $5
        """,
        appointment_id,
        patient_id,
        before,
        limit + 1,
    )


def _message(*, attachments: str, **own: Any) -> Message:
    names = msgspec.json.decode(attachments, type=list[AttachmentName])
    return Message(attachments=names, **own)


def _outgoing(*, attachments: str, links: str, **own: Any) -> Outgoing:
    return Outgoing(
        attachments=msgspec.json.decode(attachments, type=list[Attachment]),
        links=msgspec.json.decode(links, type=dict[str, Any]),
        **own,
    )
