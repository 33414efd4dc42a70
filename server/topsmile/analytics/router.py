from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter
from litestar.response import Stream

from topsmile.analytics import reading, service
from topsmile.analytics.models import Breakdown, By, Overview, Question, Recount, Series, Step
from topsmile.identity.permissions import needs
from topsmile.kernel.db import Tx


async def asked(
    from_: Annotated[date, QueryParameter(name="from")],
    to: FromQuery[date],
    provider_id: FromQuery[UUID | None] = None,
    service_id: FromQuery[UUID | None] = None,
) -> Question:
    return Question(from_, to, provider_id, service_id)


@get("/overview", opt=needs("analytics.read"), operation_id="showAnalyticsOverview")
async def overview(tx: NamedDependency[Tx], question: NamedDependency[Question]) -> Overview:
    """The figures of some days of the clinic, and of as many days before."""
    return await reading.overview(tx, question)


@get("/series", opt=needs("analytics.read"), operation_id="showAnalyticsSeries")
async def series(
    tx: NamedDependency[Tx], question: NamedDependency[Question], by: FromQuery[Step] = "day"
) -> Series:
    """The same figures, day by day or gathered into weeks or months."""
    return await reading.series(tx, question, by)


@get("/breakdown", opt=needs("analytics.read"), operation_id="showAnalyticsBreakdown")
async def breakdown(
    tx: NamedDependency[Tx], question: NamedDependency[Question], by: FromQuery[By]
) -> Breakdown:
    """The same figures for each provider, service, source or weekday."""
    return await reading.breakdown(tx, question, by)


@get("/export", opt=needs("analytics.read"), operation_id="exportAnalytics", media_type="text/csv")
async def export(tx: NamedDependency[Tx], question: NamedDependency[Question]) -> Stream:
    """What the figures are made of, as a CSV file: a line per day, provider, service and source."""
    name, pieces = await reading.export(tx, question)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Stream(pieces, media_type="text/csv; charset=utf-8", headers=headers)


@post(
    "/rebuild",
    status_code=200,
    opt=needs("analytics.manage"),
    operation_id="rebuildAnalytics",
)
async def rebuild(tx: NamedDependency[Tx]) -> Recount:
    """Throw the figures away and count every visit again. They should come out the same."""
    return await service.rebuild(tx)


router = Router(
    "/api/analytics",
    route_handlers=[overview, series, breakdown, export, rebuild],
    dependencies={"question": Provide(asked)},
    tags=["Analytics"],
)
