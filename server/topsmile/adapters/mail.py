"""Outgoing mail: over SMTP, or kept in memory."""

from __future__ import annotations

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any, Literal, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import msgspec


class Attachment(msgspec.Struct, frozen=True):
    name: str
    content_type: str
    content: str


class Email(msgspec.Struct, frozen=True):
    """`message_id` stays the same however often this is tried."""

    message_id: str
    to: str
    subject: str
    body: str
    html: str
    attachments: list[Attachment]


class Sent(msgspec.Struct, frozen=True):
    """What became of it; anything that may pass by itself is raised instead."""

    state: Literal["sent", "failed", "suppressed"]
    why: str | None = None
    ref: str | None = None


class Mail(Protocol):
    async def send(self, email: Email) -> Sent:
        """Hand it over. Raises when it is not known, or may be better later."""


class NoMail:
    """No mail server is configured: the ledger is where messages are read."""

    async def send(self, email: Email) -> Sent:  # noqa: ARG002
        return Sent("suppressed", why="mail_not_configured")


class SmtpMail:
    """`smtp://user:password@host:port` (STARTTLS when offered) or `smtps://…`."""

    def __init__(self, url: str, sender: str, timeout: float = 15.0) -> None:
        parts = urlsplit(url)
        wanted = parse_qs(parts.query).get("starttls", ["auto"])[0]
        self._sender = sender
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
        try:
            _, answer = await aiosmtplib.send(message, recipients=[email.to], **self._options)
        except aiosmtplib.SMTPNotSupported:
            if email.to.isascii():
                raise
            return Sent("failed", why="the mail server does not know such addresses")
        except aiosmtplib.SMTPRecipientsRefused as refused:
            codes = [each.code for each in refused.recipients]
            if all(code >= 500 for code in codes):
                return Sent("failed", why=f"refused with {codes[0]}")
            raise
        except aiosmtplib.SMTPResponseException as refused:
            if refused.code >= 500 and not isinstance(refused, aiosmtplib.SMTPAuthenticationError):
                return Sent("failed", why=f"refused with {refused.code}")
            raise
        return Sent("sent", ref=answer[:200])


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
            each.content.encode(), maintype=main, subtype=subtype.strip(), filename=each.name
        )
    return message
