from __future__ import annotations

from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.notifications.models import Draft, State

# Whoever said a language and no country reads dates as their clinic writes them.
READ_IN = """
case when p.locale is null or starts_with(c.locale, p.locale || '-') then c.locale
  else p.locale end"""


class Reader(msgspec.Struct, frozen=True):
    """Who a message is for, and from which clinic."""

    name: str
    email: str | None
    locale: str
    clinic: str


async def reader(tx: Tx, patient_id: UUID) -> Reader:
    return await tx.one(
        Reader,
        f"""
        select p.name, p.email, {READ_IN} as locale, c.name as clinic
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
