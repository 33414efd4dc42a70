"""Valkey gone: revoked stays revoked, valid people keep working, and nobody waits for it."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from domain import browser
from identity.conftest import LOGIN, LOGOUT, ME, REFRESH, Open, code, twin
from make import PASSWORD, Account, Connection
from redis.asyncio import Redis
from wire import Wire

from topsmile.identity.tokens import ENDED
from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["cut", "jam"])
def go(request: pytest.FixtureRequest, cable: Wire) -> object:
    """Killed, or asleep."""
    return getattr(cable, request.param)


async def test_people_keep_working_and_revoked_stays_revoked(
    app: Edge, wired: Edge, enter: Open, go: object
) -> None:
    staying, leaving = await enter(wired), await enter(wired)
    access = {"authorization": f"Bearer {leaving.cookies['topsmile_access']}"}
    for each in (staying, leaving):
        assert (await each.get(ME)).status_code == 200
    assert callable(go)
    go()

    assert (await leaving.post(LOGOUT)).status_code == 204

    assert code(await leaving.get(ME, headers=access)) == (401, "session_expired")
    # In another process too, and although Valkey there still says that the session lives.
    assert (await staying.get(ME)).status_code == 200
    assert (await staying.post(REFRESH)).status_code == 200
    assert (await staying.get(ME)).status_code == 200


async def test_nobody_waits_for_it_after_the_first(wired: Edge, enter: Open, cable: Wire) -> None:
    known = await enter(wired)
    cable.jam()
    await known.get(ME)  # this one finds out

    began = time.monotonic()
    answers = [await known.get(ME) for _ in range(20)]

    assert {answer.status_code for answer in answers} == {200}
    # Twenty times the half second after which a silent server counts as absent would be ten.
    assert time.monotonic() - began < 5


async def test_people_can_sign_in_without_it(wired: Edge, account: Account, cable: Wire) -> None:
    cable.cut()
    async with browser(wired) as client:
        answer = await client.post(LOGIN, json={"email": account.email, "password": PASSWORD})
        assert answer.status_code == 200
        assert (await client.get(ME)).status_code == 200
        assert (await client.post(REFRESH)).status_code == 200


async def test_without_it_failures_are_limited_more_strictly(
    wired: Edge, account: Account, cable: Wire
) -> None:
    cable.cut()
    async with browser(wired) as client:
        wrong = {"email": account.email, "password": "wrong"}
        answers = [await client.post(LOGIN, json=wrong) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


async def test_health_says_that_it_is_away_and_is_well_all_the_same(
    wired: Edge, cable: Wire
) -> None:
    async with browser(wired) as client:
        assert (await client.get("/api/health/ready")).json()["checks"]["valkey"] == "ok"
        cable.cut()
        answer = await client.get("/api/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "checks": {"postgresql": "ok", "valkey": "away"}}


async def test_an_end_it_did_not_hear_is_said_again_when_it_is_back(
    wired: Edge,
    enter: Open,
    cable: Wire,
    valkey: Redis,
    account: Account,
    owner: Connection,
) -> None:
    known = await enter(wired)
    session = await owner.fetchval("select id from session where person_id = $1", account.person)
    assert int(await valkey.get(f"session:{session}") or 0) == 1
    cable.cut()
    await known.post(LOGOUT)
    assert int(await valkey.get(f"session:{session}") or 0) == 1

    cable.mend()

    async with asyncio.timeout(20):
        while int(await valkey.get(f"session:{session}") or 0) != ENDED:
            await asyncio.sleep(0.02)


async def test_what_it_says_after_an_absence_is_not_believed_at_once(
    app: Edge,
    wired: Edge,
    enter: Open,
    cable: Wire,
    valkey: Redis,
    owner: Connection,
    account: Account,
) -> None:
    """It may have slept through a sign-out that nobody has told it of yet."""
    known = await enter(wired)
    access = known.cookies["topsmile_access"]
    cable.cut()
    await known.get(ME)  # the process has noticed
    await owner.execute(
        "update session set ended_at = created_at, ended_why = 'revoked' where person_id = $1",
        account.person,
    )
    cable.mend()
    desk = wired.app.api.state.desk  # type: ignore[attr-defined]
    async with asyncio.timeout(20):
        while desk.sessions.cache._looking and not desk.sessions.cache._looking.done():
            await asyncio.sleep(0.02)

    there = twin(wired, known)
    there.cookies = httpx.Cookies({"topsmile_access": access})

    assert code(await there.get(ME)) == (401, "session_expired")
