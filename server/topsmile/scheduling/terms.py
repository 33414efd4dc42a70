"""What was agreed when a visit was booked, and how it ended."""

from __future__ import annotations

from uuid import UUID

from topsmile.clinics.models import Terms
from topsmile.kernel.db import Tx
from topsmile.scheduling import terms_queries
from topsmile.scheduling.models import Agreed, Ended


async def of(tx: Tx, appointment_id: UUID) -> Agreed | None:
    """None where nothing was agreed: it was booked while the clinic took no payments."""
    return await terms_queries.of(tx, appointment_id)


async def ended(tx: Tx, appointment_id: UUID) -> Ended | None:
    """None unless it was cancelled or its patient did not come."""
    return await terms_queries.ended(tx, appointment_id)


async def offered(tx: Tx, service_id: UUID) -> Terms | None:
    """What whoever books this service now agrees to; None while the clinic takes no payments."""
    return await terms_queries.offered(tx, service_id)


async def agree(tx: Tx, appointment_id: UUID, terms: Terms, currency: str) -> None:
    await terms_queries.insert(tx, appointment_id, terms, currency)
