"""Which of the demo's treatments are paid for beforehand."""

from __future__ import annotations

import pytest
from conftest import Connection
from demo.seeding import Demo

pytestmark = pytest.mark.anyio

ASKED = """
    select c.slug, s.deposit_kind is not null as asks, t.payments_ready,
      s.position = max(s.position) over (partition by c.slug) as is_last
    from service s join clinic c on c.id = s.clinic_id join clinic_settings t on t.clinic_id = c.id
"""


async def check(owner: Connection) -> None:
    rows = await owner.fetch(ASKED)
    assert len({row["slug"] for row in rows}) == 2
    assert all(row["payments_ready"] for row in rows)
    assert all(row["asks"] == row["is_last"] for row in rows)


async def test_the_last_of_each_clinic_and_no_other(demo: Demo) -> None:
    await demo.seed()
    await check(demo.owner)


async def test_a_demo_of_before_there_were_payments_begins_to_take_them(demo: Demo) -> None:
    await demo.seed()
    await demo.owner.execute("update clinic_settings set payments_ready = false")
    await demo.owner.execute(
        "update service set deposit_kind = null, deposit_amount = null, cancellation_hours = null,"
        " late_cancel_fee = null, no_show_fee = null"
    )
    await demo.seed()
    await check(demo.owner)


async def test_what_the_clinic_has_decided_since_stays(demo: Demo) -> None:
    await demo.seed()
    await demo.owner.execute(
        "update service set deposit_kind = 'full', deposit_amount = null, cancellation_hours = 48"
    )
    before = await demo.everything()

    await demo.seed()

    assert await demo.everything() == before
