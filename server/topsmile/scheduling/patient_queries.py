"""SQL of what booking asks about a patient."""

from __future__ import annotations

from uuid import UUID

from topsmile.kernel.db import Tx


async def has_patient(tx: Tx, patient_id: UUID) -> bool:
    """Whether the clinic has a patient whom it would book for."""
    return bool(
        await tx.value(
            "select true from patient where clinic_id = $1 and id = $2 and archived_at is null",
            patient_id,
        )
    )


async def visits_ahead(tx: Tx, patient_id: UUID) -> int:
    return int(
        await tx.value(
            """
            select count(*) from appointment
            where clinic_id = $1 and patient_id = $2 and starts_at > $3
              and (status in ('scheduled', 'confirmed')
                or status = 'pending_payment' and pay_by > $3)
            """,
            patient_id,
            tx.now,
        )
    )
