"""Outgoing texts, SMS and WhatsApp: over Twilio, or kept in memory."""

from __future__ import annotations

import asyncio
import ssl
from typing import Literal, Protocol

import httpx
import msgspec

from topsmile.adapters.mail import Sent

NOT_CONFIGURED = Sent("suppressed", why="texts_not_configured")


class Text(msgspec.Struct, frozen=True):
    """`key` stays the same however often this is tried; `to` is in E.164."""

    key: str
    channel: Literal["sms", "whatsapp"]
    to: str
    body: str
    callback_url: str


class Texts(Protocol):
    async def send(self, text: Text) -> Sent:
        """Hand it over, and tell what is known of it."""


class NoTexts:
    """Nobody is configured who sends them: the ledger is where they are read."""

    async def send(self, text: Text) -> Sent:  # noqa: ARG002
        return NOT_CONFIGURED


class Account(msgspec.Struct, frozen=True):
    """With Twilio. Each channel has a sender of its own, and may have none."""

    sid: str
    token: str
    sms_from: str | None
    whatsapp_from: str | None
    url: str = "https://api.twilio.com"


class _Answer(msgspec.Struct):
    """The part of Twilio's answers that is read: the message's id, or the number of the error."""

    sid: str | None = None
    code: int | None = None


class TwilioTexts:
    """`timeout` is for the connection, and once more for the answer."""

    def __init__(self, account: Account, timeout: float = 12.0) -> None:
        self._account = account
        self._timeout = timeout
        self._trust = ssl.create_default_context()

    async def send(self, text: Text) -> Sent:
        senders = {"sms": self._account.sms_from, "whatsapp": self._account.whatsapp_from}
        sender = senders[text.channel]
        if sender is None:
            return NOT_CONFIGURED
        try:
            async with asyncio.timeout(self._timeout * 2):
                return understood(await self._post(text, sender))
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return Sent("later", why="Twilio was not reached")
        except (httpx.HTTPError, TimeoutError):
            return Sent("unknown", why="Twilio did not answer")

    async def _post(self, text: Text, sender: str) -> httpx.Response:
        prefix = "whatsapp:" if text.channel == "whatsapp" else ""
        # A connection of its own: one that was kept may die under the request, and whether the
        # request had been read nobody would know.
        async with httpx.AsyncClient(
            auth=(self._account.sid, self._account.token),
            timeout=self._timeout,
            verify=self._trust,
            trust_env=False,
        ) as client:
            return await client.post(
                f"{self._account.url}/2010-04-01/Accounts/{self._account.sid}/Messages.json",
                data={
                    "From": prefix + sender,
                    "To": prefix + text.to,
                    "Body": text.body,
                    "StatusCallback": text.callback_url,
                },
                headers={"idempotency-key": text.key},
            )


def understood(answer: httpx.Response) -> Sent:
    """A gateway that gives up for another does not know what that one has done."""
    status = answer.status_code
    said = _read(answer.content)
    if answer.is_success:
        return Sent("sent", ref=said.sid)
    why = f"refused with {said.code or status}"
    if status in (401, 403, 404, 408, 429, 503) or status < 400:
        return Sent("later", why=why)  # nothing is wrong with this text
    if status >= 500:
        return Sent("unknown", why=f"Twilio answered {status}")
    return Sent("failed", why=why)


def _read(content: bytes) -> _Answer:
    try:
        return msgspec.json.decode(content, type=_Answer)
    except msgspec.DecodeError:
        return _Answer()


class MemoryTexts:
    """The twin: keeps what it is given."""

    def __init__(self) -> None:
        self.outbox: list[Text] = []

    async def send(self, text: Text) -> Sent:
        self.outbox.append(text)
        return Sent("sent", ref=text.key)
