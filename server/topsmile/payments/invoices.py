"""An invoice for what was paid, a credit note for what went back. Written once, for good."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from topsmile.identity.models import Viewer
from topsmile.kernel.db import Tx
from topsmile.kernel.events import emit
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.kernel.trail import trail
from topsmile.kernel.zones import local_of
from topsmile.payments import invoices_queries as queries
from topsmile.payments import queries as payment_queries
from topsmile.payments.events import InvoiceIssued
from topsmile.payments.invoices_models import Invoice, Says, Written
from topsmile.payments.invoices_queries import NewPaper
from topsmile.payments.models import Stored
from topsmile.scheduling import service as scheduling


async def issue(tx: Tx, payment_id: UUID) -> Written | None:
    """The invoice for a payment; the one there is, however often it is asked for."""
    await queries.lock_payment(tx, payment_id)
    if had := await queries.of_payment(tx, payment_id):
        return had[0]
    payment = await payment_queries.find(tx, payment_id)
    if payment.succeeded_at is None:
        return None
    says = await _said_of(tx, payment)
    return await _write(
        tx,
        NewPaper(
            kind="invoice",
            livemode=payment.livemode,
            payment_id=payment.id,
            refund_id=None,
            corrects=None,
            appointment_id=payment.appointment_id,
            patient_id=payment.patient_id,
            amount=payment.amount,
            currency=payment.currency,
            says=says,
        ),
    )


async def credit(tx: Tx, payment_id: UUID, refund_id: UUID) -> Written | None:
    """The credit note for a refund. If that is heard of first, the invoice is written first."""
    invoice = await issue(tx, payment_id)
    back = await queries.paid_back(tx, refund_id)
    written = await queries.of_payment(tx, payment_id)
    if invoice is None or back.status != "succeeded":
        return None
    if had := next((each for each in written if each.refund_id == refund_id), None):
        return had
    payment = await payment_queries.find(tx, payment_id)
    return await _write(
        tx,
        NewPaper(
            kind="credit_note",
            livemode=invoice.livemode,
            payment_id=payment_id,
            refund_id=refund_id,
            corrects=invoice.id,
            appointment_id=invoice.appointment_id,
            patient_id=invoice.patient_id,
            amount=back.amount,
            currency=invoice.currency,
            says=await _said_of(tx, payment, of=invoice.shown_number),
        ),
    )


async def _said_of(tx: Tx, payment: Stored, of: str | None = None) -> Says:
    clinic = await queries.clinic(tx)
    visit = await scheduling.get(tx, payment.appointment_id)
    zone = ZoneInfo(clinic.timezone)
    return Says(
        clinic=clinic.name,
        locale=clinic.locale,
        timezone=clinic.timezone,
        patient=visit.patient.name,
        service=visit.service.name,
        provider=visit.provider.name,
        visit_local=visit.starts_local,
        purpose=payment.purpose,
        method=payment.method,
        paid_local=local_of(payment.succeeded_at or tx.now, zone),
        issued_local=local_of(tx.now, zone),
        of=of,
    )


async def _write(tx: Tx, paper: NewPaper) -> Written:
    """The number is taken last: whoever waits for it waits for one statement."""
    number = await queries.next_number(tx, livemode=paper.livemode)
    written = await queries.find(tx, await queries.insert(tx, number, paper))
    await trail(tx, f"{paper.kind}.issued", "invoice", written.id, after=written.shown)
    await emit(tx, InvoiceIssued(written.id, written.payment_id))
    return written


async def listed(
    tx: Tx,
    viewer: Viewer,
    *,
    payment_id: UUID | None,
    patient_id: UUID | None,
    cursor: str | None,
    limit: int,
) -> Page[Invoice]:
    """Newest first. Patients see their own."""
    own = viewer.only_patient
    if own is not None and patient_id not in (None, own):
        return Page([])
    found = await queries.listed(
        tx,
        payment_id=payment_id,
        only_patient=own or patient_id,
        before=read_cursor(cursor, UUID),
        limit=limit,
    )
    shown = page(found, limit, lambda each: each.id)
    return Page([each.shown for each in shown.items], shown.next_cursor)
