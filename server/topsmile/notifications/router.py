from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from topsmile.identity.permissions import needs
from topsmile.kernel.db import Tx
from topsmile.kernel.pages import Page
from topsmile.notifications import service
from topsmile.notifications.models import Message


@get("/", opt=needs("messages.read"), operation_id="listMessages")
async def messages(
    tx: NamedDependency[Tx],
    appointment_id: FromQuery[UUID | None] = None,
    patient_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> Page[Message]:
    """The clinic's message ledger, newest first."""
    return await service.listed(tx, appointment_id, patient_id, cursor, limit)


router = Router("/api/messages", route_handlers=[messages], tags=["Messages"])
