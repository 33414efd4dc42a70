"""A valid refresh is never limited; one that is refused is, like any request."""

from __future__ import annotations

import pytest
from identity.conftest import REFRESH, Open, code
from make import Account, Connection
from redis.asyncio import Redis

from topsmile.kernel.limits import REQUESTS

pytestmark = pytest.mark.anyio


async def test_a_crowd_behind_one_address_can_go_on(
    enter: Open, account: Account, valkey: Redis
) -> None:
    browser = await enter()
    for whose in ("127.0.0.1", str(account.person)):
        await valkey.set(REQUESTS.counter(whose), REQUESTS.most, ex=60)

    assert (await browser.post(REFRESH)).status_code == 200  # with an access token, and without
    browser.cookies.delete("topsmile_access")
    assert (await browser.post(REFRESH)).status_code == 200
    browser.cookies.clear()
    assert code(await browser.post(REFRESH)) == (429, "too_many_requests")


async def test_who_no_longer_belongs_here_has_no_session(
    enter: Open, account: Account, owner: Connection
) -> None:
    browser = await enter()
    await owner.execute(
        "update membership set ended_at = created_at where person_id = $1", account.person
    )

    assert code(await browser.post(REFRESH)) == (401, "session_expired")
    assert code(await browser.get("/api/auth/me")) == (401, "session_expired")
