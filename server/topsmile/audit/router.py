from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Stream

from topsmile.audit import service
from topsmile.audit.models import AuditEntry, ChainState, Wanted
from topsmile.identity.permissions import needs
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.pages import Limit, Page

From = Annotated[date | None, QueryParameter(name="from")]
Word = Annotated[str | None, QueryParameter(max_length=200)]


@get("/", opt=needs("audit.read"), operation_id="listAuditEntries")
async def listed(
    tx: NamedDependency[Tx],
    *,
    from_: From = None,
    to: FromQuery[date | None] = None,
    actor_id: FromQuery[UUID | None] = None,
    action: Word = None,
    subject: Word = None,
    subject_id: FromQuery[UUID | None] = None,
    request_id: Word = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[AuditEntry]:
    """Who did what, newest first. `from` and `to` are days of the clinic, inclusive."""
    asked = Wanted(None, None, actor_id, action, subject, subject_id, request_id)
    wanted = await service.wanted_between(tx, from_, to, asked)
    return await service.listed(tx, wanted, cursor, limit)


@get("/export", opt=needs("audit.read"), operation_id="exportAuditEntries", media_type="text/csv")
async def export(
    tx: NamedDependency[Tx],
    database: NamedDependency[Database],
    *,
    from_: From = None,
    to: FromQuery[date | None] = None,
    actor_id: FromQuery[UUID | None] = None,
    action: Word = None,
    subject: Word = None,
    subject_id: FromQuery[UUID | None] = None,
    request_id: Word = None,
) -> Stream:
    """The same as CSV, all of it."""
    asked = Wanted(None, None, actor_id, action, subject, subject_id, request_id)
    wanted = await service.wanted_between(tx, from_, to, asked)
    return Stream(
        await service.export(database, tx, wanted),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": 'attachment; filename="audit.csv"',
            "cache-control": "private, no-store",
        },
    )


@get("/state", opt=needs("audit.read"), operation_id="showAuditState")
async def state(tx: NamedDependency[Tx]) -> ChainState:
    """How far the chain of entries has come, and how far it is anchored."""
    return await service.state(tx)


@get("/{entry_id:str}", opt=needs("audit.read"), operation_id="showAuditEntry")
async def show(tx: NamedDependency[Tx], entry_id: FromPath[UUID]) -> AuditEntry:
    """One entry."""
    return await service.get(tx, entry_id)


router = Router("/api/audit", route_handlers=[listed, export, state, show], tags=["Audit"])
