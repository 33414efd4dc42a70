from __future__ import annotations

from topsmile.kernel.db import Tx
from topsmile.kernel.events import on
from topsmile.payments import invoices
from topsmile.payments.events import PaymentSucceeded, RefundSucceeded


@on(PaymentSucceeded)
async def issue_invoice(tx: Tx, event: PaymentSucceeded) -> None:
    await invoices.issue(tx, event.payment_id)


@on(RefundSucceeded)
async def issue_credit_note(tx: Tx, event: RefundSucceeded) -> None:
    await invoices.credit(tx, event.payment_id, event.refund_id)
