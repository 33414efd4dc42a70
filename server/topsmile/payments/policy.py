"""What a clinic asks of whoever books, as its administrators see and change it."""

from __future__ import annotations

import zlib

import msgspec
from msgspec.structs import replace

from topsmile.clinics import service as clinics
from topsmile.clinics.models import Policy
from topsmile.kernel.bodies import check_version
from topsmile.kernel.db import Tx
from topsmile.payments.models import ChangePaymentSettings, PaymentSettings
from topsmile.payments.till import Till


async def show(tx: Tx, till: Till) -> PaymentSettings:
    return _shown(
        await clinics.policy(tx),
        (await clinics.settings(tx)).currency,
        till,
        ready=await clinics.payments_ready(tx),
    )


async def change(tx: Tx, till: Till, data: ChangePaymentSettings) -> PaymentSettings:
    """For bookings from now on. A deposit of another kind drops the amount it had."""
    check_version(await show(tx, till), data.expected_version)
    wanted = data.changes()
    if wanted.get("deposit_kind", "amount") != "amount":
        wanted.setdefault("deposit_amount", None)
    await clinics.change_policy(tx, replace(await clinics.policy(tx), **wanted))
    return await show(tx, till)


def _shown(policy: Policy, currency: str, till: Till, *, ready: bool) -> PaymentSettings:
    return PaymentSettings(
        version=zlib.crc32(msgspec.json.encode(policy)),
        currency=currency,
        deposit_kind=policy.deposit_kind,
        deposit_amount=policy.deposit_amount,
        cancellation_hours=policy.cancellation_hours,
        late_cancel_fee=policy.late_cancel_fee,
        no_show_fee=policy.no_show_fee,
        ready=ready,
        on=till.on,
        test=not till.live,
    )
