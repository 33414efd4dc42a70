"""At which moment a carrier falls silent, and what is known then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from doubles.carriers import Twilio, mail_server, twilio
from msgspec.structs import replace
from notifications.conftest import PATIENCE
from running.installation import free_port

from topsmile.adapters.mail import Email, Sent, SmtpMail
from topsmile.adapters.texts import Account, Text, TwilioTexts

pytestmark = pytest.mark.anyio
LETTER = Email("<1@clinic.test>", "maria@example.test", "Hi", "Hi.\n.\n..\n", "<p>Hi.</p>", [])
TEXT = Text("key-1", "sms", "+5511912345678", "Olá!", "https://topsmile.test/callback")

# What a mail server says, line by line: to being called, EHLO, MAIL, RCPT, DATA, and the message.
WORDS = ["220 hi", "250 hello", "250 yes", "250 yes", "354 go on", "250 taken"]


@asynccontextmanager
async def silent_after(words: list[str], *, hangs: bool) -> AsyncIterator[str]:
    """A mail server that says so much and then hangs, or is gone. Its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for word in words:
                writer.write(f"{word}\r\n".encode())
                await reader.readuntil(b"\r\n.\r\n" if word.startswith("354") else b"\r\n")
            if hangs:
                await reader.read()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}?starttls=false"
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("hangs", [True, False], ids=["hangs", "is gone"])
@pytest.mark.parametrize("said", range(5), ids=["call", "EHLO", "MAIL", "RCPT", "DATA"])
async def test_a_mail_server_that_has_no_message_yet_was_not_given_it(
    said: int, hangs: bool
) -> None:
    async with silent_after(WORDS[:said], hangs=hangs) as url:
        sent = await SmtpMail(url, "no-reply@clinic.test", PATIENCE).send(LETTER)
    assert sent == Sent("later", why="the mail server was not reached")


@pytest.mark.parametrize("hangs", [True, False], ids=["hangs", "is gone"])
async def test_a_mail_server_that_has_the_message_may_have_taken_it(hangs: bool) -> None:
    async with silent_after(WORDS[:5], hangs=hangs) as url:
        sent = await SmtpMail(url, "no-reply@clinic.test", PATIENCE).send(LETTER)
    assert sent == Sent("unknown", why="the mail server did not answer")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("250 taken", "sent"),
        ("451 later", "later"),
        ("421 closing", "later"),
        ("554 never", "failed"),
        ("999 what", "unknown"),
        ("gibberish", "unknown"),
    ],
)
async def test_what_a_mail_server_says_of_the_message(answer: str, state: str) -> None:
    async with silent_after([*WORDS[:5], answer], hangs=False) as url:
        sent = await SmtpMail(url, "no-reply@clinic.test", 5).send(LETTER)
    assert sent.state == state


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (["554 no service here"], "later"),
        (["220 hi", "500 what", "500 what"], "later"),
        (["220 hi", "250 hello", "550 not from you"], "failed"),
        (["220 hi", "250 hello", "250 yes", "550 nobody"], "failed"),
        (["220 hi", "250 hello", "250 yes", "450 grey"], "later"),
        (["220 hi", "250 hello", "250 yes", "250 yes", "554 no data"], "failed"),
        (["220 hi", "250 hello", "250 yes", "250 yes", "421 busy"], "later"),
    ],
)
async def test_a_refusal_counts_for_good_only_where_it_is_about_the_message(
    words: list[str], state: str
) -> None:
    async with silent_after(words, hangs=False) as url:
        sent = await SmtpMail(url, "no-reply@clinic.test", 5).send(LETTER)
    assert sent.state == state


async def test_dots_arrive_as_they_were_written() -> None:
    async with mail_server() as post:
        got: list[bytes] = []
        take = post.handle_DATA

        async def keep(server: Any, session: Any, envelope: Any) -> str:
            got.append(envelope.original_content)
            return await take(server, session, envelope)

        post.handle_DATA = keep  # type: ignore[assignment,method-assign]
        await SmtpMail(post.url, "no-reply@clinic.test").send(LETTER)
    assert b"Hi.\r\n.\r\n..\r\n" in got[0]


# Texts ----------------------------------------------------------------------------------------


@pytest.fixture
async def phone() -> AsyncIterator[Twilio]:
    async with twilio() as made:
        yield made


def sender(phone: Twilio, patience: float = 5) -> TwilioTexts:
    return TwilioTexts(
        Account("AC1", "secret", "+15005550006", "+15005550007", phone.url), patience
    )


async def test_what_twilio_is_asked(phone: Twilio) -> None:
    sent = await sender(phone).send(TEXT)
    assert sent == Sent("sent", ref="SM1key1")
    (asked,) = phone.requests
    assert asked["path"] == "/2010-04-01/Accounts/AC1/Messages.json"
    assert asked["idempotency-key"] == "key-1"
    assert asked["authorization"] == "Basic QUMxOnNlY3JldA=="
    assert asked["content-type"] == "application/x-www-form-urlencoded"
    assert (asked["From"], asked["To"], asked["Body"]) == (
        "+15005550006",
        "+5511912345678",
        "Olá!",
    )
    assert asked["StatusCallback"] == "https://topsmile.test/callback"


async def test_whatsapp_has_a_sender_of_its_own(phone: Twilio) -> None:
    await sender(phone).send(replace(TEXT, channel="whatsapp"))
    (asked,) = phone.requests
    assert (asked["From"], asked["To"]) == ("whatsapp:+15005550007", "whatsapp:+5511912345678")


async def test_a_channel_without_a_sender_is_not_configured(phone: Twilio) -> None:
    texts = TwilioTexts(Account("AC1", "secret", None, None, phone.url))
    assert await texts.send(TEXT) == Sent("suppressed", why="texts_not_configured")
    assert phone.requests == []


@pytest.mark.parametrize(
    ("deed", "state"),
    [
        ("refuse", "failed"),
        ("refuse for now", "later"),
        ("drop before", "unknown"),
        ("drop after", "unknown"),
        ("hang after", "unknown"),
    ],
)
async def test_what_is_known_when_twilio_behaves_like_this(
    phone: Twilio, deed: Any, state: str
) -> None:
    phone.plan[TEXT.to].append(deed)
    assert (await sender(phone, PATIENCE).send(TEXT)).state == state


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, "sent"), (302, "later"), (401, "later"), (404, "later"), (409, "failed"), (429, "later"),
     (500, "unknown"), (502, "unknown"), (503, "later"), (504, "unknown")],
)  # fmt: skip
async def test_what_a_status_says(phone: Twilio, status: int, state: str) -> None:
    async def judged(*_: Any) -> tuple[int, dict[str, Any]]:
        return status, {}

    phone._judged = judged  # type: ignore[assignment,method-assign]
    assert (await sender(phone).send(TEXT)).state == state


async def test_a_twilio_that_is_not_there_was_not_asked() -> None:
    texts = TwilioTexts(Account("AC1", "s", "+1", None, f"http://127.0.0.1:{free_port()}"))
    assert (await texts.send(TEXT)).state == "later"
