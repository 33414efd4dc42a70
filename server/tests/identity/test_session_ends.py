"""The end of a session, at once and in every process, and nothing that revives it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
from domain import TravelClock
from identity.conftest import LOGOUT, ME, REFRESH, SESSIONS, Browser, Open, code
from identity.cookies import refreshed_with, token
from make import Account, Connection, Office, an_account
from redis.asyncio import Redis

from topsmile.identity.tokens import ENDED
from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio


async def test_after_sign_out_the_very_next_request_fails_in_every_process(
    enter: Open, elsewhere: Callable[[Browser], Browser]
) -> None:
    known = await enter()
    access, refresh = token(known, "topsmile_access"), token(known)
    other = elsewhere(known)
    assert (await other.get(ME)).status_code == 200  # it has seen the session alive

    answer = await known.post(LOGOUT)

    assert answer.status_code == 204
    assert dict(known.cookies.items()).keys() <= {"topsmile_device"}
    other.cookies = httpx.Cookies({"topsmile_access": access, "topsmile_refresh": refresh})
    assert code(await other.get(ME)) == (401, "session_expired")
    assert code(await other.post(REFRESH)) == (401, "session_expired")


async def test_after_reuse_the_very_next_request_fails_in_every_process(
    app: Edge, enter: Open, elsewhere: Callable[[Browser], Browser], clock: TravelClock
) -> None:
    known = await enter()
    shown = token(known)
    await known.post(REFRESH)
    other = elsewhere(known)
    assert (await other.get(ME)).status_code == 200
    clock.travel(seconds=16)

    await refreshed_with(app, shown)

    assert code(await other.get(ME)) == (401, "session_expired")


async def test_signing_out_twice_or_as_nobody_is_no_error(
    client: httpx.AsyncClient, enter: Open
) -> None:
    known = await enter()
    refresh = token(known)
    assert (await known.post(LOGOUT)).status_code == 204
    assert (await known.post(LOGOUT)).status_code == 204
    assert (await client.post(LOGOUT)).status_code == 204
    client.cookies.set("topsmile_refresh", refresh)
    assert (await client.post(LOGOUT)).status_code == 204


async def test_the_refresh_cookie_alone_signs_out(client: httpx.AsyncClient, enter: Open) -> None:
    known = await enter()
    client.cookies.set("topsmile_refresh", token(known))

    await client.post(LOGOUT)

    assert code(await known.get(ME)) == (401, "session_expired")


async def test_another_session_of_the_same_person_lives_on(enter: Open) -> None:
    first, second = await enter(), await enter()
    await first.post(LOGOUT)
    assert (await second.get(ME)).status_code == 200


async def test_own_devices_are_listed_and_ended(
    enter: Open, elsewhere: Callable[[Browser], Browser]
) -> None:
    here, lost = await enter(), await enter()
    listed = (await here.get(SESSIONS)).json()["items"]
    assert [each["current"] for each in listed].count(True) == 1
    assert len(listed) == 2
    assert listed[0].keys() == {
        "id",
        "device",
        "address",
        "created_at",
        "last_used_at",
        "current",
    }
    (other,) = (each["id"] for each in listed if not each["current"])

    assert (await here.delete(f"{SESSIONS}/{other}")).status_code == 204

    assert code(await elsewhere(lost).get(ME)) == (401, "session_expired")
    assert (await here.get(ME)).status_code == 200
    assert len((await here.get(SESSIONS)).json()["items"]) == 1


async def test_nobody_ends_another_persons_session(
    enter: Open, owner: Connection, office: Office
) -> None:
    mine, theirs = await enter(), await enter(whose=await an_account(owner, office.id))
    (session,) = (await theirs.get(SESSIONS)).json()["items"]

    foreign = await mine.delete(f"{SESSIONS}/{session['id']}")
    unknown = await mine.delete(f"{SESSIONS}/{uuid4()}")

    assert code(foreign) == code(unknown) == (404, "not_found")
    assert foreign.json()["detail"] == unknown.json()["detail"]
    assert (await theirs.get(ME)).status_code == 200


# The deny list --------------------------------------------------------------------------------


async def test_a_late_writer_cannot_revive_an_ended_session(
    app: Edge, enter: Open, valkey: Redis, account: Account, owner: Connection
) -> None:
    known = await enter()
    session = await owner.fetchval("select id from session where person_id = $1", account.person)
    access = {"authorization": f"Bearer {token(known, 'topsmile_access')}"}
    await known.post(LOGOUT)
    sessions = app.app.api.state.desk.sessions  # type: ignore[attr-defined]

    await sessions.announce(session, 1)  # it read the row before the end, and writes after it

    assert int(await valkey.get(f"session:{session}") or 0) == ENDED
    assert code(await known.get(ME, headers=access)) == (401, "session_expired")


async def test_the_end_is_remembered_longer_than_any_access_token_lives(
    enter: Open, valkey: Redis, account: Account, owner: Connection
) -> None:
    known = await enter()
    session = await owner.fetchval("select id from session where person_id = $1", account.person)
    await known.post(LOGOUT)
    assert await valkey.ttl(f"session:{session}") > 600


async def test_valkey_restarted_empty_changes_nothing(
    enter: Open, elsewhere: Callable[[Browser], Browser], valkey: Redis
) -> None:
    leaving, staying = await enter(), await enter()
    access = {"authorization": f"Bearer {token(leaving, 'topsmile_access')}"}
    await leaving.post(LOGOUT)

    await valkey.flushdb()
    await valkey.script_flush()

    assert code(await elsewhere(leaving).get(ME, headers=access)) == (401, "session_expired")
    assert code(await leaving.get(ME, headers=access)) == (401, "session_expired")
    assert (await staying.get(ME)).status_code == 200
    assert (await staying.post(REFRESH)).status_code == 200
