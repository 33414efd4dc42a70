"""Handing out papers: read in a transaction, drawn after it."""

from __future__ import annotations

import asyncio
from uuid import UUID

from topsmile.identity.models import Viewer
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.payments import invoices_queries as queries
from topsmile.payments import queries as payment_queries
from topsmile.payments.invoices_models import BeingWritten, NotPaid, Written
from topsmile.payments.receipts_paper import Paper, drawn, locale_of, money

Pdf = tuple[str, bytes]


async def receipt(database: Database, cause: Cause, viewer: Viewer, payment_id: UUID) -> Pdf:
    """Of a payment, with what went back of it until now."""
    async with database.transaction(viewer.clinic_id, cause) as tx:
        payment = await payment_queries.find(tx, payment_id, viewer.only_patient)
        written = await queries.of_payment(tx, payment.id)
    if not written:
        raise NotPaid if payment.succeeded_at is None else BeingWritten
    return await pdf(Paper("receipt", written[0], written[1:]))


async def invoice(database: Database, cause: Cause, viewer: Viewer, invoice_id: UUID) -> Pdf:
    """As it was written, for ever."""
    async with database.transaction(viewer.clinic_id, cause) as tx:
        written = await queries.find(tx, invoice_id, viewer.only_patient)
    return await pdf(Paper(written.kind, written))


async def written(tx: Tx, invoice_id: UUID) -> Written:
    return await queries.find(tx, invoice_id)


def as_mail(written: Written) -> Paper:
    """What goes out with a message: the receipt of a payment, or the credit note."""
    return Paper("receipt" if written.kind == "invoice" else "credit_note", written)


async def pdf(paper: Paper) -> Pdf:
    """In a thread: the loop has other things to do meanwhile."""
    return paper.file_name, await asyncio.to_thread(drawn, paper)


def amount_of(paper: Paper, locale: str) -> str:
    return money(paper.main.amount, paper.main.currency, locale_of(locale))
