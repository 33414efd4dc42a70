"""Real server processes, a real worker, and a client that knows nothing of ours."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import make
import pytest
from conftest import Database
from contracts.serving import SECRET, Serving
from make import Account, Connection, Office
from realtime.conftest import PATIENCE, book
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from wire import Wire

from topsmile.identity.models import Membership, Session
from topsmile.identity.tokens import Tokens
from topsmile.kernel.clock import SystemClock
from topsmile.realtime.sockets import STUCK_SECONDS
from topsmile.running.processes import own

pytestmark = [pytest.mark.anyio, pytest.mark.processes]


class Person:
    """Someone signed in at a clinic of today's."""

    def __init__(self, token: str) -> None:
        self.token = token

    def at(self, serving: Serving) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=serving.address, headers={"authorization": f"Bearer {self.token}"}
        )

    def listen(self, serving: Serving, query: str = "") -> connect:
        address = serving.address.replace("http", "ws") + "/api/realtime" + query
        headers = {"cookie": f"topsmile_access={self.token}"}
        return connect(
            address,
            origin=serving.origin,  # type: ignore[arg-type]
            additional_headers=headers,
            compression=None,
            max_queue=1,
        )


@pytest.fixture
async def reception(owner: Connection, office: Office) -> Person:
    now = SystemClock().now()
    account: Account = await make.an_account(owner, office.id)
    session = Session(**await make.a_session(owner, office.id, account, now))
    member = Membership(office.id, account.membership, account.person, "receptionist", None, None)
    return Person(Tokens(SECRET).access(session, member, now))


def a_visit(office: Office, days: int = 2) -> dict[str, Any]:
    start = SystemClock().now().replace(hour=10, minute=0, second=0, microsecond=0)
    return office.booking(starts_at=(start + timedelta(days=days)).isoformat())


@contextlib.contextmanager
def running(serving: Serving) -> Iterator[Serving]:
    serving.start()
    try:
        yield serving
    finally:
        serving.stop()


@pytest.fixture(scope="module")
def serving(
    database: Database, valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    log = tmp_path_factory.mktemp("serving") / "log"
    with running(Serving(log, database.app_url, valkey_url)) as made:
        yield made


@pytest.fixture
def two(database: Database, valkey_url: str, tmp_path: Path) -> Iterator[list[Serving]]:
    """Server processes that share a PostgreSQL and a Valkey."""
    with contextlib.ExitStack() as stack:
        yield [
            stack.enter_context(
                running(Serving(tmp_path / f"log-{number}", database.app_url, valkey_url))
            )
            for number in range(2)
        ]


@pytest.fixture
def a_worker(database: Database, valkey_url: str, tmp_path: Path) -> Iterator[None]:
    environment = Serving(tmp_path / "worker", database.app_url, valkey_url).environment
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(own("worker"), env=environment, stdout=log, stderr=log)
    yield
    process.send_signal(signal.SIGTERM)
    process.wait(20)


async def heard(ear: ClientConnection, event: str) -> str:
    async with asyncio.timeout(PATIENCE):
        while f'"{event}"' not in (text := str(await ear.recv())):
            pass
    return text


async def greeted(deaf: socket.socket) -> None:
    """Let in: whoever comes later than the frames it shall not read has none waiting."""
    seen = b""
    async with asyncio.timeout(PATIENCE):
        while b'"hello"' not in seen:
            seen += await asyncio.get_running_loop().sock_recv(deaf, 256)


async def said(owner: Connection, office: Office, event: str, times: int = 1) -> None:
    """Frames of no event, as nobody but the table tells of them."""
    await owner.execute(
        """
        with next as (
          update realtime_channel set seq = seq + $2 where clinic_id = $1 returning seq
        )
        insert into realtime_frame (clinic_id, channel, seq, event_id, event, ids, at)
        select $1, 'staff', seq - n, uuidv7(), $3, '{}', now()
        from next, generate_series(0, $2::int - 1) n
        """,
        office.id,
        times,
        event,
    )


async def test_a_change_reaches_the_sockets_of_every_process(
    two: list[Serving], a_worker: None, reception: Person, office: Office
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        ears = [await stack.enter_async_context(reception.listen(each)) for each in two]
        public = [
            await stack.enter_async_context(
                connect(
                    f"{each.address.replace('http', 'ws')}/api/realtime?clinic={office.slug}",
                    origin=each.origin,  # type: ignore[arg-type]
                )
            )
            for each in two
        ]
        for ear in (*ears, *public):
            await heard(ear, "hello")
        client = await stack.enter_async_context(reception.at(two[0]))

        visit = await book(client, a_visit(office))

        for ear in ears:
            assert str(visit) in await heard(ear, "appointment.created")
        for ear in public:
            frame = await heard(ear, "availability.changed")
            assert frame == '{"seq":1,"event":"availability.changed","ids":{}}'


async def test_signing_out_at_one_process_ends_sockets_at_the_other(
    two: list[Serving], reception: Person
) -> None:
    async with reception.listen(two[1]) as ear, reception.at(two[0]) as client:
        await heard(ear, "hello")
        assert (await client.post("/api/auth/logout")).status_code == 204

        with pytest.raises(ConnectionClosed) as ended:
            await asyncio.wait_for(heard(ear, "never"), PATIENCE)

    assert ended.value.rcvd
    assert ended.value.rcvd.code == 4401


async def test_a_foreign_page_is_refused_and_the_server_lives(
    serving: Serving, reception: Person, office: Office
) -> None:
    for path in ("/api/realtime", f"/api/realtime?clinic={office.slug}", "/api/patients", "/"):
        for origin in ("https://evil.example", None):
            if origin is None and "?" in path:
                continue
            with pytest.raises(InvalidStatus) as refused:
                await connect(
                    serving.address.replace("http", "ws") + path,
                    origin=origin,  # type: ignore[arg-type]
                    additional_headers={"cookie": f"topsmile_access={reception.token}"},
                )
            assert refused.value.response.status_code == 403
    async with reception.listen(serving) as ear:
        await heard(ear, "hello")


async def test_who_does_not_read_is_sent_away(
    request: pytest.FixtureRequest,
    serving: Serving,
    reception: Person,
    office: Office,
    owner: Connection,
) -> None:
    """Also when what the kernel buffers for it is full, and closing it takes no word to it."""
    channels = "insert into realtime_channel (clinic_id, channel, seq) values ($1, 'staff', $2)"
    await owner.execute(channels, office.id, 500)
    await owner.execute(
        """
        insert into realtime_frame (clinic_id, channel, seq, event_id, event, ids, at)
        select $1, 'staff', n, uuidv7(), repeat('x', 20000), '{}', now()
        from generate_series(1, 500) n
        """,
        office.id,
    )
    deaf = socket.socket()
    request.addfinalizer(deaf.close)
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.connect(("127.0.0.1", serving.port))
    deaf.setblocking(False)
    deaf.sendall(
        (
            f"GET /api/realtime?since=0 HTTP/1.1\r\nhost: x\r\norigin: {serving.origin}\r\n"
            "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
            f"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"cookie: topsmile_access={reception.token}\r\n\r\n"
        ).encode()
    )
    await greeted(deaf)
    async with reception.listen(serving) as ear:
        await heard(ear, "hello")
        await said(owner, office, "test.happened", 80)
        for _ in range(80):
            await heard(ear, "test.happened")
        await asyncio.sleep(STUCK_SECONDS)
        await said(owner, office, "test.again")
        await heard(ear, "test.again")
        async with asyncio.timeout(PATIENCE):
            while "4408" not in serving.said():
                await asyncio.sleep(0.1)


async def test_without_valkey_frames_arrive_and_nothing_is_missed_when_it_is_back(
    database: Database,
    cable: Wire,
    tmp_path: Path,
    worker_number: int,
    reception: Person,
    office: Office,
    a_worker: None,
) -> None:
    url = f"redis://127.0.0.1:{cable.port}/{worker_number}"
    with running(Serving(tmp_path / "log", database.app_url, url)) as serving:
        async with reception.listen(serving) as ear, reception.at(serving) as client:
            await heard(ear, "hello")
            cable.cut()
            await book(client, a_visit(office, 2))
            assert '"seq":1,' in await heard(ear, "appointment.created")
            cable.jam()
            await book(client, a_visit(office, 3))
            first = await heard(ear, "appointment.created")
            cable.mend()
            await book(client, a_visit(office, 4))
            second = await heard(ear, "appointment.created")
            assert first != second


async def test_a_server_that_stops_tells_its_sockets(
    database: Database, valkey_url: str, tmp_path: Path, reception: Person
) -> None:
    with running(Serving(tmp_path / "log", database.app_url, valkey_url)) as serving:
        async with reception.listen(serving) as ear:
            await heard(ear, "hello")
            assert serving.process
            os.kill(serving.process.pid, signal.SIGTERM)
            with pytest.raises(ConnectionClosed) as ended:
                await asyncio.wait_for(heard(ear, "never"), PATIENCE)
            assert ended.value.rcvd
            assert ended.value.rcvd.code == 1012
            assert await asyncio.to_thread(serving.process.wait, PATIENCE) == 0
