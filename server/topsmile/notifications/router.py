from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from topsmile.identity.permissions import needs
from topsmile.kernel.db import Tx
from topsmile.kernel.idempotency import Once
from topsmile.kernel.pages import Page
from topsmile.notifications import ledger
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
    return await ledger.listed(tx, appointment_id, patient_id, cursor, limit)


@post("/{message_id:str}/resend", opt=needs("messages.send"), operation_id="resendMessage")
async def resend(
    tx: NamedDependency[Tx], once: NamedDependency[Once], message_id: FromPath[UUID]
) -> Response[Message]:
    """The same words once more, to the address of today, if they are still true."""
    return await once(lambda: ledger.resend(tx, message_id))


router = Router("/api/messages", route_handlers=[messages, resend], tags=["Messages"])
