from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from topsmile.kernel.db import Tx
from topsmile.notifications.models import Channel
from topsmile.notifications.preferences_models import Preference, Reach, Source
from topsmile.notifications.queries import READ_IN


async def reaches(tx: Tx, patient_ids: Sequence[UUID]) -> list[Reach]:
    return await tx.all(
        Reach,
        f"""
        select p.id as patient_id, p.name, p.email, p.phone, {READ_IN} as locale, c.name as clinic,
          c.locale as clinic_locale,
          coalesce(s.channels, '{{email, sms, whatsapp}}') as channels,
          array(
            select channel from message_preference
            where clinic_id = $1 and patient_id = p.id and allowed
          ) as allowed,
          array(
            select channel from message_preference
            where clinic_id = $1 and patient_id = p.id and not allowed
          ) as refused
        from patient p join clinic c on c.id = $1
        left join message_settings s on s.clinic_id = $1
        where p.clinic_id = $1 and p.id = any($2::uuid[])
        """,
        list(patient_ids),
    )


async def of_patient(tx: Tx, patient_id: UUID) -> list[Preference]:
    return await tx.all(
        Preference,
        """
        select channel, allowed, consented_at, source from message_preference
        where clinic_id = $1 and patient_id = $2
        """,
        patient_id,
    )


async def put(
    tx: Tx,
    patient_id: UUID,
    channel: Channel,
    source: Source,
    *,
    allowed: bool,
    consented_at: datetime | None,
) -> None:
    await tx.run(
        """
        insert into message_preference (clinic_id, patient_id, channel, source, allowed,
          consented_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict on constraint message_preference_pkey do update
        set source = excluded.source, allowed = excluded.allowed,
          consented_at = excluded.consented_at, changed_at = excluded.changed_at
        """,
        patient_id,
        channel,
        source,
        allowed,
        consented_at,
        tx.now,
    )


async def written_to(tx: Tx, channel: Channel, address: str) -> list[UUID]:
    """The patients about whom messages went to an address."""
    return await tx.values(
        """
        select patient_id from message
        where clinic_id = $1 and to_address = $3 and channel = $2 and patient_id is not null
        union
        select a.patient_id from message m
        join announced told on told.clinic_id = $1 and told.message_id = m.id
        join appointment a on a.clinic_id = $1 and a.id = told.appointment_id
        where m.clinic_id = $1 and m.to_address = $3 and m.channel = $2
        order by 1
        """,
        channel,
        address,
    )
