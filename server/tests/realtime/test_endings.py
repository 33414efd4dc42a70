"""A socket ends with its session, with a reader that is too slow, with a client that talks."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import make
import pytest
from domain import ORIGIN, SignIn
from make import Connection, Office
from realtime.conftest import PATIENCE, Connect, cookie, live_of, open_ear, told, written
from wire import Wire

from topsmile.identity import watching
from topsmile.kernel.edge import Edge
from topsmile.kernel.errors import Unavailable
from topsmile.kernel.worker import Worker
from topsmile.realtime import rounds, sockets
from topsmile.realtime.models import Numbered, text_of
from topsmile.realtime.sockets import MANY_WAITING, MOST_WAITING

pytestmark = pytest.mark.anyio
ENDINGS: dict[str, str] = {
    "sign-out or reset": "update session set ended_at = $2, ended_why = 'signed_out'"
    " where person_id = $1",
    "expiry": "update session set expires_at = $2 where person_id = $1",
    "membership": "update membership set ended_at = $2 where person_id = $1",
    "role": "update membership set role = 'dentist', last_used_at = $2 where person_id = $1",
}


async def beat(app: Edge) -> None:
    """Everyone's turn to be pinged."""
    for turn in live_of(app).rounds.turns:
        for socket in tuple(turn):
            socket.ping()
    await asyncio.sleep(0)


async def test_signing_out_ends_the_socket_and_no_other(
    connect: Connect, sign_in: SignIn, office: Office
) -> None:
    leaving, staying = await sign_in(office), await sign_in(office)
    ears = [await connect(leaving), await connect(leaving)]
    other = await connect(staying)

    await leaving.post("/api/auth/logout")

    began = time.monotonic()
    assert [await ear.closed() for ear in ears] == [4401, 4401]
    # Two seconds are promised; a machine that is busy with other tests may take its time.
    assert time.monotonic() - began < 10
    assert other.is_quiet()


@pytest.mark.parametrize("ending", ENDINGS)
async def test_whatever_ends_a_session_ends_its_socket_without_valkey_too(
    wired: Edge,
    cable: Wire,
    connect: Connect,
    sign_in: SignIn,
    office: Office,
    owner: Connection,
    ending: str,
) -> None:
    reception = await sign_in(office)
    ear = await connect(reception, at=wired)
    cable.cut()

    account = reception.account  # type: ignore[attr-defined]
    await owner.execute(ENDINGS[ending], account.person, make.MONDAY)

    assert await ear.closed() == 4401


async def test_without_a_word_of_postgresql_nobody_is_believed_for_long(
    app: Edge,
    connect: Connect,
    sign_in: SignIn,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A moment's absence ends nothing."""
    ear, anyone = await connect(await sign_in(office)), await connect(query=f"clinic={office.slug}")
    gone = asyncio.Event()

    async def away(*_: Any) -> Any:
        gone.set()
        raise Unavailable

    monkeypatch.setattr(watching, "over", away)
    await gone.wait()
    await live_of(app).rounds.end_what_is_over()
    assert ear.is_quiet()

    monkeypatch.setattr(rounds, "DOUBT_SECONDS", -1.0)

    assert await ear.closed() == 1013
    assert anyone.is_quiet()


async def test_a_slow_reader_is_sent_away_and_others_notice_nothing(
    connect: Connect,
    sign_in: SignIn,
    office: Office,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reception = await sign_in(office)
    slow, quick = await connect(reception), await connect(reception)
    slow.reading.clear()

    for _ in range(MANY_WAITING + 2):
        await told(worker, office, await written(worker, office))
    assert len(await quick.frames(MANY_WAITING + 2)) == MANY_WAITING + 2
    assert slow.outbox.empty()  # they came together: that is no fault yet

    monkeypatch.setattr(sockets, "STUCK_SECONDS", 0.0)
    await told(worker, office, await written(worker, office))

    assert await slow.closed() == 4408
    assert (await quick.frame()).seq == MANY_WAITING + 3


async def test_a_crowd_of_frames_sends_nobody_away(
    connect: Connect, sign_in: SignIn, office: Office, worker: Worker
) -> None:
    ear = await connect(await sign_in(office))
    frames = [frame for _ in range(200) for frame in await written(worker, office)]

    await told(worker, office, frames)

    assert [each.seq for each in await ear.frames(200)] == list(range(1, 201))


async def test_nobody_keeps_more_than_so_many_waiting(
    connect: Connect, sign_in: SignIn, office: Office, worker: Worker
) -> None:
    slow = await connect(await sign_in(office))
    slow.reading.clear()
    crowd = [Numbered("staff", seq, text_of(seq, "x")) for seq in range(1, MOST_WAITING + 3)]

    await told(worker, office, crowd)

    assert await slow.closed() == 4408


async def test_every_socket_is_greeted_again_and_again(
    app: Edge, connect: Connect, sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    quick, slow = await connect(reception, "since=0"), await connect(reception)
    slow.reading.clear()

    await beat(app)
    assert (await quick.event())["text"] == '{"seq":0,"event":"ping","ids":{}}'
    await beat(app)
    assert slow.is_quiet()
    await beat(app)
    assert await slow.closed() == 4408


async def test_who_stops_reading_while_it_catches_up_is_sent_away(
    app: Edge,
    connect: Connect,
    sign_in: SignIn,
    office: Office,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reception = await sign_in(office)
    await written(worker, office)
    deaf = open_ear(app, "since=0", {"origin": ORIGIN, **cookie(reception)})
    deaf.reading.clear()
    assert (await deaf.event())["type"] == "websocket.accept"
    quick = await connect(reception, "since=0")
    assert (await quick.frame()).seq == 1

    await beat(app)
    assert deaf.is_quiet()  # it may still be thinking

    monkeypatch.setattr(sockets, "SILENT_SECONDS", 0.0)
    async with asyncio.timeout(PATIENCE):
        while not deaf.outbox.qsize():
            await beat(app)
    assert await deaf.closed() == 4408
    assert (await quick.event())["type"] == "websocket.send"


async def test_a_client_has_nothing_to_say(
    connect: Connect, sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    modest, loud, long = [await connect(reception) for _ in range(3)]

    for _ in range(20):
        modest.say("anyone there?")
    for _ in range(21):
        loud.say("hello")
    long.say("x" * 1025)

    assert await loud.closed() == 1008
    assert await long.closed() == 1009
    assert modest.is_quiet()
