from __future__ import annotations

from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.notifications.queries import READ_IN


class Addressee(msgspec.Struct, frozen=True):
    """A member of the clinic, in the language that it writes to them in."""

    name: str
    email: str
    patient_id: UUID | None
    locale: str
    clinic: str


async def addressee(tx: Tx, person_id: UUID) -> Addressee:
    return await tx.one(
        Addressee,
        f"""
        select coalesce(m.name, who.name) as name, who.email, m.patient_id,
          {READ_IN} as locale, c.name as clinic
        from membership m
        join person who on who.id = m.person_id
        join clinic c on c.id = $1
        left join patient p on p.clinic_id = $1 and p.id = m.patient_id
        where m.clinic_id = $1 and m.person_id = $2
        order by m.created_at desc limit 1
        """,
        person_id,
    )


async def is_good(tx: Tx, token_id: UUID) -> bool:
    """Whether a one-time token can still be used."""
    return bool(
        await tx.value(
            """
            select true from one_time_token
            where clinic_id = $1 and id = $2 and used_at is null and expires_at > $3
            """,
            token_id,
            tx.now,
        )
    )
