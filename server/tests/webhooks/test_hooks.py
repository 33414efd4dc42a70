"""The way out, to a real server of somebody else: so much, so long, and no more."""

from __future__ import annotations

import asyncio
import ssl

import pytest
from webhooks.conftest import reachable
from webhooks.receiver import NAME, Answers, Receiver, saying
from webhooks.telling import told

from topsmile.adapters.destinations import Destinations
from topsmile.adapters.hooks import MOST_BYTES, PublicHooks, retry_after

pytestmark = pytest.mark.anyio


async def test_it_says_what_it_is_told_and_hears_the_answer(
    hooks: PublicHooks, receiver: Receiver
) -> None:
    answer = await told(hooks, receiver.url)

    assert (answer.status, answer.error, answer.excerpt) == (200, None, "heard")
    (received,) = receiver.received
    assert (received.path, received.body) == ("/hooks?clinic=1", '{"type":"x"}')
    assert received.headers["host"] == f"{NAME}:{receiver.port}"
    assert received.headers["webhook-id"] == "evt_1"
    assert "cookie" not in received.headers


# How much and how long ---------------------------------------------------------------------------


def impatient(trust: ssl.SSLContext) -> PublicHooks:
    return PublicHooks(
        Destinations(), resolver=Answers(["127.0.0.1"]), judge=reachable, trust=trust, deadline=0.6
    )


async def test_a_server_that_never_answers_is_left(
    receiver: Receiver, trust: ssl.SSLContext
) -> None:
    async def silent(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    receiver.answers = [silent]

    answer = await told(impatient(trust), receiver.url)

    assert (answer.status, answer.error) == (None, "No answer in time.")


async def test_a_head_that_drips_is_cut_off(receiver: Receiver, trust: ssl.SSLContext) -> None:
    async def dripping(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(200):
            writer.write(b"x-drip-%d: 1\r\n" % number)
            await writer.drain()
            await asyncio.sleep(0.05)

    receiver.answers = [dripping]

    assert (await told(impatient(trust), receiver.url)).error == "No answer in time."


async def test_a_body_that_drips_is_cut_off_and_its_status_holds(
    receiver: Receiver, trust: ssl.SSLContext
) -> None:
    ended = asyncio.Event()

    async def dripping(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
        try:
            for _ in range(200):
                writer.write(b".")
                await writer.drain()
                await asyncio.sleep(0.05)
        finally:
            ended.set()

    receiver.answers = [dripping]

    answer = await told(impatient(trust), receiver.url)

    assert (answer.status, answer.error) == (200, None)
    assert 0 < len(answer.excerpt) < 200
    await asyncio.wait_for(ended.wait(), 5)


async def test_of_a_big_body_a_little_is_read(receiver: Receiver, hooks: PublicHooks) -> None:
    written = 0

    async def flooding(writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(b"HTTP/1.1 500 No\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x" * MOST_BYTES)
            await writer.drain()
            written += MOST_BYTES

    receiver.answers = [flooding]

    answer = await told(hooks, receiver.url)

    assert (answer.status, len(answer.excerpt)) == (500, 500)
    assert written < 500 * MOST_BYTES, "it stopped listening"


async def test_what_comes_back_is_fit_for_the_database(
    receiver: Receiver, hooks: PublicHooks
) -> None:
    receiver.answers = [saying(400, b"\x00\xff\x1b[31m caf\xc3\xa9\n" + "é".encode() * 900)]

    excerpt = (await told(hooks, receiver.url)).excerpt

    assert excerpt.startswith("�[31m café\n")
    assert len(excerpt) == 500


async def test_what_is_no_http_is_said_so(receiver: Receiver, hooks: PublicHooks) -> None:
    async def rubbish(writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.9\r\n")
        await writer.drain()

    receiver.answers = [rubbish]

    answer = await told(hooks, receiver.url)

    assert answer.error == "The connection broke, or what came back was no HTTP."


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120),
        (b" 7 ", 7),
        (b"0", 0),
        (b"99999999999999999999", 100_000_000),
        (b"Sun, 06 Nov 1994 08:49:37 GMT", 0),
        (b"-5", None),
        (b"soon", None),
        (b"", None),
        (b"\xb2", None),
        (None, None),
    ],
)
def test_when_to_come_back(header: bytes | None, seconds: int | None) -> None:
    assert retry_after(header) == seconds
