"""SQL of visits whose deposit is not paid yet, or was paid late."""

from __future__ import annotations

from uuid import UUID

from topsmile.kernel.db import Tx

CLAIMS = 2  # of a visit: its provider's and its patient's


async def keeps_its_time(tx: Tx, appointment_id: UUID) -> bool:
    """Whether nobody has taken its time. Its resources are locked."""
    claims = await tx.value(
        "select count(*) from claim where clinic_id = $1 and appointment_id = $2", appointment_id
    )
    return bool(claims == CLAIMS)


async def secure(tx: Tx, appointment_id: UUID) -> None:
    """It is paid: nothing about it expires any more."""
    await tx.run(
        """
        with kept as (
          update claim set expires_at = null where clinic_id = $1 and appointment_id = $2
        )
        update appointment
        set status = 'confirmed', version = version + 1, pay_by = null, ended_at = null,
          ended_by_role = null, ended_why = null
        where clinic_id = $1 and id = $2
        """,
        appointment_id,
    )
