from __future__ import annotations

from datetime import datetime

import msgspec

from topsmile.kernel.db import Tx

COLUMNS = """
stripe_account, livemode, charges_enabled, payouts_enabled, details_submitted, requirements,
methods, heard_at
"""


class PaidInto(msgspec.Struct, frozen=True):
    """Where a clinic's money goes. `stripe_account` is "" for the installation's own account."""

    stripe_account: str
    livemode: bool
    charges_enabled: bool
    payouts_enabled: bool
    details_submitted: bool
    requirements: list[str]
    methods: list[str]
    heard_at: datetime


async def find(tx: Tx) -> PaidInto | None:
    return await tx.maybe(PaidInto, f"select {COLUMNS} from payment_account where clinic_id = $1")


async def lock(tx: Tx) -> PaidInto | None:
    return await tx.maybe(
        PaidInto, f"select {COLUMNS} from payment_account where clinic_id = $1 for no key update"
    )


async def write(tx: Tx, account: PaidInto) -> None:
    await tx.run(
        """
        insert into payment_account (clinic_id, stripe_account, livemode, charges_enabled,
          payouts_enabled, details_submitted, requirements, methods, heard_at, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict on constraint payment_account_pkey do update
        set stripe_account = excluded.stripe_account, livemode = excluded.livemode,
          charges_enabled = excluded.charges_enabled, payouts_enabled = excluded.payouts_enabled,
          details_submitted = excluded.details_submitted, requirements = excluded.requirements,
          methods = excluded.methods, heard_at = excluded.heard_at
        """,
        account.stripe_account,
        account.livemode,
        account.charges_enabled,
        account.payouts_enabled,
        account.details_submitted,
        account.requirements,
        account.methods,
        account.heard_at,
        tx.now,
    )
