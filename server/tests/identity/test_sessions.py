"""A session from its first refresh to its end, in one process and in many."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID, uuid4

import httpx
import pytest
from domain import TravelClock, browser
from identity.conftest import LOGIN, LOGOUT, ME, REFRESH, SESSIONS, Browser, Open, code, twin
from make import PASSWORD, Account, Connection, Office, an_account
from redis.asyncio import Redis

from topsmile.identity.tokens import ENDED
from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio


def token(client: Browser, name: str = "topsmile_refresh") -> str:
    return client.cookies[name]


async def refreshed_with(app: Edge, refresh: str) -> httpx.Response:
    async with browser(app) as tab:
        tab.cookies.set("topsmile_refresh", refresh)
        return await tab.post(REFRESH)


async def test_a_refresh_gives_new_cookies(enter: Open, account: Account) -> None:
    known = await enter()
    before = token(known)

    answer = await known.post(REFRESH)

    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == str(account.person)
    assert answer.headers["cache-control"] == "no-store"
    assert token(known) != before
    assert (await known.get(ME)).status_code == 200


async def test_fifty_tabs_that_refresh_at_once_get_one_successor(app: Edge, enter: Open) -> None:
    shown = token(await enter())

    answers = await asyncio.gather(*(refreshed_with(app, shown) for _ in range(50)))

    assert [answer.status_code for answer in answers] == [200] * 50
    assert len({answer.cookies["topsmile_refresh"] for answer in answers}) == 1
    successor = answers[0].cookies["topsmile_refresh"]
    assert (await refreshed_with(app, successor)).status_code == 200


async def test_the_previous_token_gives_the_same_successor_within_the_grace(
    app: Edge, enter: Open, clock: TravelClock
) -> None:
    shown = token(await enter())
    first = await refreshed_with(app, shown)
    clock.travel(seconds=15)

    second = await refreshed_with(app, shown)

    assert second.status_code == 200
    assert second.cookies["topsmile_refresh"] == first.cookies["topsmile_refresh"]


async def test_the_previous_token_ends_the_session_after_the_grace(
    app: Edge, enter: Open, clock: TravelClock, owner: Connection, account: Account
) -> None:
    known = await enter()
    shown = token(known)
    await known.post(REFRESH)
    clock.travel(seconds=16)

    losing = await refreshed_with(app, shown)

    assert code(losing) == (401, "session_expired")
    assert "set-cookie" not in losing.headers
    assert code(await known.get(ME)) == (401, "session_expired")
    assert code(await known.post(REFRESH)) == (401, "session_expired")
    why = await owner.fetchval("select ended_why from session where person_id = $1", account.person)
    assert why == "reused"


async def test_a_token_older_than_the_previous_ends_the_session_at_once(
    app: Edge, enter: Open
) -> None:
    known = await enter()
    shown = token(known)
    await known.post(REFRESH)
    await known.post(REFRESH)

    losing = await refreshed_with(app, shown)

    assert code(losing) == (401, "session_expired")
    assert "set-cookie" not in losing.headers
    # No descendant works any more, not even one that would be within the grace.
    assert code(await refreshed_with(app, token(known))) == (401, "session_expired")
    assert code(await known.get(ME)) == (401, "session_expired")


@pytest.mark.parametrize("shown", ["", "a.b.c", "é", f"{UUID(int=7)}.1.AAAA", "1.2", "x" * 4000])
async def test_what_is_no_refresh_token_is_refused(app: Edge, shown: str) -> None:
    async with browser(app) as tab:
        cookie = f"topsmile_refresh={shown}".encode()
        answer = await tab.post(REFRESH, headers=[(b"cookie", cookie)])
    assert code(answer) == (401, "session_expired")


async def test_a_forged_token_does_not_end_the_session_it_names(app: Edge, enter: Open) -> None:
    known = await enter()
    session, counter, proof = token(known).split(".")
    for forged in (
        f"{session}.{counter}.{proof[::-1]}",
        f"{session}.0.{proof}",
        f"{session}.-1.{proof}",
        f"{session}.99999999999999999999.{proof}",
        f"{session}.{counter}.",
    ):
        assert code(await refreshed_with(app, forged)) == (401, "session_expired")
    assert (await known.post(REFRESH)).status_code == 200


async def test_a_session_that_is_not_used_for_a_month_is_over(
    enter: Open, clock: TravelClock
) -> None:
    known = await enter()
    clock.travel(days=29)
    assert (await known.post(REFRESH)).status_code == 200
    clock.travel(days=31)
    assert code(await known.post(REFRESH)) == (401, "session_expired")


async def test_an_access_token_lives_ten_minutes(enter: Open, clock: TravelClock) -> None:
    known = await enter()
    clock.travel(minutes=9, seconds=59)
    assert (await known.get(ME)).status_code == 200
    clock.travel(seconds=1)
    assert code(await known.get(ME)) == (401, "not_signed_in")


async def test_an_access_token_two_turns_old_is_refused(enter: Open) -> None:
    known = await enter()
    first = token(known, "topsmile_access")
    bearer = {"authorization": f"Bearer {first}"}
    await known.post(REFRESH)
    assert (await known.get(ME, headers=bearer)).status_code == 200
    await known.post(REFRESH)
    assert code(await known.get(ME, headers=bearer)) == (401, "not_signed_in")


# Ends, everywhere -----------------------------------------------------------------------------


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


async def test_two_processes_refresh_one_session_in_turns(
    app: Edge, enter: Open, elsewhere: Callable[[Browser], Browser]
) -> None:
    known = await enter()
    other = elsewhere(known)
    for each in (known, other, known, other):
        assert (await each.post(REFRESH)).status_code == 200
    assert (await twin(app, known).get(ME)).status_code == 200


async def test_signing_in_while_signed_in_is_a_session_of_its_own(
    enter: Open, account: Account
) -> None:
    known = await enter()
    before = token(known)
    await known.post(LOGIN, json={"email": account.email, "password": PASSWORD})
    assert token(known).split(".")[0] != before.split(".")[0]
