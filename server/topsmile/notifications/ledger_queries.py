from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.notifications.models import AttachmentName, Channel, Kind, Message

COLUMNS = """
  id, kind, channel, to_address as to, subject, body, attachments, state, why, request_id,
  created_at, sent_at, delivered_at, unknown_outcomes, appointment_id, patient_id, resend_of,
  case when appointment_id is null then '{}' else array(
    -- what was written before messages told of several visits tells of its own
    select appointment_id union
    select told.appointment_id from announced told
    where told.clinic_id = $1 and told.message_id = message.id order by 1
  ) end as appointments
"""


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
        f"""
        select {COLUMNS}
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


async def find(tx: Tx, message_id: UUID) -> Message:
    return await tx.one(
        _message,
        f"select {COLUMNS} from message where clinic_id = $1 and id = $2",
        message_id,
    )


class Original(msgspec.Struct, frozen=True):
    """What decides whether a message may be sent again, and where to."""

    kind: Kind
    channel: Channel
    patient_id: UUID | None
    to: str
    token_id: UUID | None


async def original(tx: Tx, message_id: UUID) -> Original:
    """Nobody else sends it again at the same moment."""
    return await tx.one(
        Original,
        """
        select kind, channel, patient_id, to_address as to, token_id from message
        where clinic_id = $1 and id = $2 for no key update
        """,
        message_id,
    )


async def copy(tx: Tx, message_id: UUID, key: str, to: str) -> UUID:
    """The same words about the same visits, to be sent to that address."""
    made: UUID = await tx.value(
        """
        with copied as (
          insert into message (clinic_id, key, kind, channel, appointment_id, patient_id,
            to_address, locale, subject, body, html, attachments, links, resend_of, state,
            request_id, created_at)
          select $1, $3, kind, channel, appointment_id, patient_id, $4, locale, subject, body, html,
            attachments, links, id, 'queued', $5, $6
          from message where clinic_id = $1 and id = $2
          returning id
        ), told as (
          insert into announced (clinic_id, message_id, appointment_id, version, starts_at,
            provider_id)
          select $1, copied.id, a.appointment_id, a.version, a.starts_at, a.provider_id
          from copied join announced a on a.clinic_id = $1 and a.message_id = $2
        )
        select id from copied
        """,
        message_id,
        key,
        to,
        tx.cause.request_id,
        tx.now,
    )
    return made


def _message(*, attachments: str, **own: Any) -> Message:
    names = msgspec.json.decode(attachments, type=list[AttachmentName])
    return Message(attachments=names, **own)
