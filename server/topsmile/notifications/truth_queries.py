from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.notifications.models import Channel, Kind
from topsmile.scheduling.models import Status


class Said(msgspec.Struct, frozen=True):
    """What a message says of a visit, and what is so."""

    appointment_id: UUID
    starts_at: datetime
    provider_id: UUID
    is_at: datetime
    is_with: UUID
    status: Status


class Waiting(msgspec.Struct, frozen=True):
    """A message that is about to leave."""

    id: UUID
    kind: Kind
    channel: Channel
    patient_id: UUID | None
    to: str
    token_id: UUID | None


async def waiting(tx: Tx, message_id: UUID) -> Waiting:
    return await tx.one(
        Waiting,
        """
        select id, kind, channel, patient_id, to_address as to, token_id from message
        where clinic_id = $1 and id = $2
        """,
        message_id,
    )


async def said(tx: Tx, message_id: UUID) -> list[Said]:
    """By time. Until this transaction ends nobody moves or cancels what is read here."""
    return await tx.all(
        Said,
        """
        with locked as materialized (
          select a.id, a.starts_at, a.provider_id, a.status from appointment a
          where a.clinic_id = $1 and a.id in (
            select appointment_id from announced where clinic_id = $1 and message_id = $2
          )
          order by a.id for share
        )
        select told.appointment_id, told.starts_at, told.provider_id, locked.starts_at as is_at,
          locked.provider_id as is_with, locked.status
        from announced told join locked on locked.id = told.appointment_id
        where told.clinic_id = $1 and told.message_id = $2 and told.starts_at is not null
        order by told.starts_at, told.appointment_id
        """,
        message_id,
    )


async def drop_lines(tx: Tx, message_id: UUID, appointment_ids: list[UUID]) -> None:
    """The message no longer tells of them, and another may."""
    await tx.run(
        """
        with untold as (
          delete from announced
          where clinic_id = $1 and message_id = $2 and appointment_id = any($3::uuid[])
        )
        delete from reminded
        where clinic_id = $1 and message_id = $2 and appointment_id = any($3::uuid[])
        """,
        message_id,
        appointment_ids,
    )


async def rewrite(tx: Tx, message_id: UUID, subject: str, body: str, html: str, links: str) -> None:
    await tx.run(
        """
        update message set subject = $3, body = $4, html = $5, links = $6
        where clinic_id = $1 and id = $2
        """,
        message_id,
        subject,
        body,
        html,
        links,
    )
