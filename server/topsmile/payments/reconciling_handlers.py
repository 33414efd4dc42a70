from __future__ import annotations

from topsmile.kernel.db import Tx
from topsmile.kernel.events import errand
from topsmile.kernel.schedules import every
from topsmile.payments import reconciling
from topsmile.payments.events import ReconciliationDue


@every("41 * * * *")
async def reconcile_every_hour(tx: Tx) -> None:
    """What no event told us."""
    await reconciling.begin(tx)


errand(ReconciliationDue, "reconcile_payments", reconciling.Reconcile(), waits=(5, 60, 300, 900))
