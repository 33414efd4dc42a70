"""The demo's clinics take payments; a demo of before there were any begins to."""

from __future__ import annotations

from topsmile.catalog import service as catalog
from topsmile.catalog.models import ChangeService
from topsmile.clinics import service as clinics
from topsmile.demo.cast import Cast
from topsmile.kernel.db import Tx

MOST = 200


async def begin(tx: Tx, cast: Cast) -> None:
    if await clinics.payments_ready(tx):
        return
    services = (await catalog.listed(tx, None, MOST, archived=False)).items
    if services and not any(each.policy for each in services):
        await catalog.change(tx, services[-1].id, ChangeService(policy=cast.policy))
    await clinics.set_payments_ready(tx, True)
