from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from topsmile.identity.permissions import needs
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.pages import Limit
from topsmile.payments import ledger, reconciling
from topsmile.payments.inbox import Inbox
from topsmile.payments.ledger_models import Ledger
from topsmile.payments.reconciling_models import Reconciliation, Reconciliations
from topsmile.payments.till import Till


class Received(msgspec.Struct, frozen=True):
    received: bool = True


# Not counted per client: Stripe's few addresses tell all that happens, and wait for no Valkey.
@post(
    "/webhook",
    status_code=200,
    opt={**needs("public"), "counts_itself": True},
    operation_id="stripeWebhook",
)
async def webhook(
    request: Request[Any, Any, Any],
    inbox: NamedDependency[Inbox],
    cause: NamedDependency[Cause],
) -> Received:
    """Stripe tells what happened. 200 only once that is stored; signed by Stripe, just now."""
    signature = request.headers.get("stripe-signature", "")
    await inbox.take(await request.body(), signature, cause)
    return Received()


@get("/ledger", opt=needs("payments.report"), operation_id="showLedger")
async def show_ledger(
    tx: NamedDependency[Tx],
    payment_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Ledger:
    """The clinic's books: what every account holds, and the transactions, newest first."""
    return await ledger.show(tx, payment_id, cursor, limit)


@post(
    "/reconcile",
    status_code=202,
    opt=needs("payments.manage"),
    operation_id="reconcilePayments",
)
async def reconcile(tx: NamedDependency[Tx], till: NamedDependency[Till]) -> Reconciliation:
    """Ask Stripe now for what was missed, as is done every hour. One round at a time."""
    return await reconciling.begin_by_hand(tx, till)


@get("/reconcile", opt=needs("payments.manage"), operation_id="listReconciliations")
async def reconciliations(tx: NamedDependency[Tx]) -> Reconciliations:
    """The last rounds of asking Stripe and what came of them, newest first."""
    return await reconciling.show(tx)


router = Router(
    "/api/payments",
    route_handlers=[webhook, show_ledger, reconcile, reconciliations],
    tags=["Payments"],
)
