from __future__ import annotations

from datetime import date
from typing import Annotated, NamedTuple
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, QueryParameter

from topsmile.identity.models import Viewer
from topsmile.identity.permissions import needs
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.pages import Limit, Page
from topsmile.payments import invoices, receipts, reports
from topsmile.payments.invoices_models import Invoice
from topsmile.payments.reports import Days

PRIVATE = {"cache-control": "private, no-store"}


class Asked(NamedTuple):
    """Who asks for a paper, and what reading it needs."""

    database: Database
    cause: Cause
    viewer: Viewer


async def asked(
    database: NamedDependency[Database],
    cause: NamedDependency[Cause],
    viewer: NamedDependency[Viewer],
) -> Asked:
    return Asked(database, cause, viewer)


async def days(from_: Annotated[date, QueryParameter(name="from")], to: FromQuery[date]) -> Days:
    return Days(from_, to)


@get("/invoices", opt=needs("payments.read"), operation_id="listInvoices")
async def listed(
    tx: NamedDependency[Tx],
    viewer: NamedDependency[Viewer],
    *,
    payment_id: FromQuery[UUID | None] = None,
    patient_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[Invoice]:
    """Invoices and credit notes, the newest first; patients see their own."""
    return await invoices.listed(
        tx, viewer, payment_id=payment_id, patient_id=patient_id, cursor=cursor, limit=limit
    )


@get(
    "/invoices/{invoice_id:str}/pdf",
    opt=needs("payments.read"),
    operation_id="downloadInvoice",
    media_type="application/pdf",
)
async def paper(who: NamedDependency[Asked], invoice_id: FromPath[UUID]) -> Response[bytes]:
    """An invoice or a credit note as a PDF, as it was written."""
    return attached(*await receipts.invoice(*who, invoice_id))


@get(
    "/{payment_id:str}/receipt",
    opt=needs("payments.read"),
    operation_id="downloadReceipt",
    media_type="application/pdf",
)
async def receipt(who: NamedDependency[Asked], payment_id: FromPath[UUID]) -> Response[bytes]:
    """The receipt of a payment as a PDF, with what has gone back of it."""
    return attached(*await receipts.receipt(*who, payment_id))


@get(
    "/reports/payments.csv",
    opt=needs("payments.report"),
    operation_id="exportPayments",
    media_type="text/csv",
)
async def payments_report(tx: NamedDependency[Tx], span: NamedDependency[Days]) -> Response[bytes]:
    """What came in and what went back on these days of the clinic, as a CSV file."""
    return attached(*await reports.payments(tx, span), "text/csv; charset=utf-8")


@get(
    "/reports/payouts.csv",
    opt=needs("payments.report"),
    operation_id="exportPayouts",
    media_type="text/csv",
)
async def payouts_report(tx: NamedDependency[Tx], span: NamedDependency[Days]) -> Response[bytes]:
    """What Stripe moved to the clinic's bank to arrive on these days, as a CSV file."""
    return attached(*await reports.payouts(tx, span), "text/csv; charset=utf-8")


@get(
    "/reports/ledger.csv",
    opt=needs("payments.report"),
    operation_id="exportLedger",
    media_type="text/csv",
)
async def ledger_report(tx: NamedDependency[Tx], span: NamedDependency[Days]) -> Response[bytes]:
    """The lines that were added to the books on these days of the clinic, as a CSV file."""
    return attached(*await reports.ledger(tx, span), "text/csv; charset=utf-8")


def attached(name: str, content: bytes, kind: str = "application/pdf") -> Response[bytes]:
    headers = {**PRIVATE, "content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


router = Router(
    "/api/payments",
    route_handlers=[listed, paper, receipt, payments_report, payouts_report, ledger_report],
    dependencies={"who": Provide(asked), "span": Provide(days)},
    tags=["Payments"],
)
