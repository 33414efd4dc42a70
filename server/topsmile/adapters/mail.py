"""Outgoing mail: over SMTP, or kept in memory."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import re
from email import policy
from email.errors import MessageError
from email.generator import BytesGenerator
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, Literal, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import msgspec


class Attachment(msgspec.Struct, frozen=True):
    """`content` is text where the type is; of any other type it is base64."""

    name: str
    content_type: str
    content: str

    @property
    def octets(self) -> bytes:
        is_text = self.content_type.startswith("text/")
        return self.content.encode() if is_text else base64.b64decode(self.content)


class Email(msgspec.Struct, frozen=True):
    """`message_id` stays the same however often this is tried."""

    message_id: str
    to: str
    subject: str
    body: str
    html: str
    attachments: list[Attachment]


class Sent(msgspec.Struct, frozen=True):
    """What became of it.

    `later`: it was not taken, and may be another time. `unknown`: it was handed over and no answer
    came, so the other side may have it or not.
    """

    state: Literal["sent", "failed", "suppressed", "later", "unknown"]
    why: str | None = None
    ref: str | None = None


class Mail(Protocol):
    async def send(self, email: Email) -> Sent:
        """Hand it over, and tell what is known of it."""


class NoMail:
    """No mail server is configured: the ledger is where messages are read."""

    async def send(self, email: Email) -> Sent:  # noqa: ARG002
        return Sent("suppressed", why="mail_not_configured")


class SmtpMail:
    """`smtp://user:password@host:port` (STARTTLS when offered) or `smtps://…`.

    `timeout` is for all that comes before the message, and once more for the answer to it.
    """

    def __init__(self, url: str, sender: str, timeout: float = 12.0) -> None:
        parts = urlsplit(url)
        wanted = parse_qs(parts.query).get("starttls", ["auto"])[0]
        self._sender = sender
        self._timeout = timeout
        self._options: dict[str, Any] = {
            "hostname": parts.hostname or "localhost",
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None,
            "use_tls": parts.scheme == "smtps",
            "start_tls": {"true": True, "false": False}.get(wanted),
            "timeout": timeout,
        }

    async def send(self, email: Email) -> Sent:
        try:
            message = composed(email, self._sender)
        except (ValueError, IndexError, MessageError):
            return Sent("failed", why="not an address that mail can be sent to")
        client = aiosmtplib.SMTP(**self._options)
        try:
            async with asyncio.timeout(self._timeout):
                await self._hand_over(client, message, email.to)
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            return not_taken(error, email.to)
        return await self._answer(client)

    async def _hand_over(self, client: aiosmtplib.SMTP, message: EmailMessage, to: str) -> None:
        """The last step writes the message: whatever is raised, nothing of it has left."""
        await client.connect()
        await client.ehlo()
        beyond_ascii = not to.isascii()
        if beyond_ascii and not client.supports_extension("smtputf8"):
            raise aiosmtplib.SMTPNotSupported("SMTPUTF8")
        eight_bits = client.supports_extension("8bitmime")
        options = ["SMTPUTF8"] * beyond_ascii + ["BODY=8BITMIME"] * eight_bits
        encoding = "utf-8" if beyond_ascii else "ascii"
        await client.mail(parseaddr(self._sender)[1], options=options, encoding=encoding)
        await client.rcpt(to, encoding=encoding)
        code, words = await client.execute_command(b"DATA")
        if code != 354:
            raise aiosmtplib.SMTPDataError(code, words)
        if client.protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("before the message")
        client.protocol.write(on_the_wire(message, utf8=beyond_ascii, eight_bits=eight_bits))

    async def _answer(self, client: aiosmtplib.SMTP) -> Sent:
        """What the server says of the message that it has been given."""
        try:
            async with asyncio.timeout(self._timeout):
                if client.protocol is None:
                    raise aiosmtplib.SMTPServerDisconnected("before its answer")
                code, words = await client.protocol.read_response()
        except (aiosmtplib.SMTPException, OSError):
            client.close()
            return Sent("unknown", why="the mail server did not answer")
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await client.quit(timeout=min(1.0, self._timeout))
        client.close()
        if code == 250:
            return Sent("sent", ref=words[:200])
        if 400 <= code < 600:
            return Sent("failed" if code >= 500 else "later", why=f"refused with {code}")
        return Sent("unknown", why=f"the mail server answered {code}")


def not_taken(error: Exception, to: str) -> Sent:
    """Why the server has nothing of the message: for good, if it said so of this message."""
    if isinstance(error, aiosmtplib.SMTPNotSupported) and not to.isascii():
        return Sent("failed", why="the mail server does not know such addresses")
    if not isinstance(error, aiosmtplib.SMTPResponseException):
        return Sent("later", why="the mail server was not reached")
    about_it = (
        aiosmtplib.SMTPSenderRefused,
        aiosmtplib.SMTPRecipientRefused,
        aiosmtplib.SMTPDataError,
    )
    for_good = error.code >= 500 and isinstance(error, about_it)
    return Sent("failed" if for_good else "later", why=f"refused with {error.code}")


class MemoryMail:
    """The twin: keeps what it is given."""

    def __init__(self) -> None:
        self.outbox: list[Email] = []

    async def send(self, email: Email) -> Sent:
        self.outbox.append(email)
        return Sent("sent", ref=email.message_id)


def composed(email: Email, sender: str) -> EmailMessage:
    """The e-mail as it goes over the wire: text, HTML beside it, attachments after both."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = Address(addr_spec=email.to)  # one address, whatever is in it
    message["Subject"] = email.subject
    message["Message-ID"] = email.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(email.body)
    if email.html:
        message.add_alternative(email.html, subtype="html")
    for each in email.attachments:
        main, _, rest = each.content_type.partition("/")
        subtype, _, _ = rest.partition(";")
        message.add_attachment(
            each.octets, maintype=main, subtype=subtype.strip(), filename=each.name
        )
    return message


def on_the_wire(message: EmailMessage, *, utf8: bool, eight_bits: bool) -> bytes:
    """With the line ends of SMTP, a dot more where a line begins with one, and the last dot."""
    rules = policy.SMTPUTF8 if utf8 else policy.SMTP
    written = io.BytesIO()
    BytesGenerator(written, policy=rules.clone(cte_type="8bit" if eight_bits else "7bit")).flatten(
        message
    )
    return re.sub(rb"(?m)^\.", b"..", written.getvalue()) + b".\r\n"
