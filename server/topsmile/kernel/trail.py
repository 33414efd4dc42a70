"""The audit entry: who changed what, from where, before and after, in the change's transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx


async def trail(
    tx: Tx, action: str, subject: str, subject_id: UUID, *, before: Any = None, after: Any = None
) -> None:
    """`action` reads like `appointment.cancelled`; `before` and `after` encode to JSON."""
    await tx.run(
        """
        insert into audit_entry (clinic_id, at, action, subject, subject_id, actor_id, actor_role,
          address, request_id, before, after)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        tx.now,
        action,
        subject,
        subject_id,
        tx.cause.actor_id,
        tx.cause.actor_role,
        tx.cause.address,
        tx.cause.request_id,
        _json(before),
        _json(after),
    )


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
