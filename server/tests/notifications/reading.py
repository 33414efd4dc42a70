"""A patient's mailbox in tests: what each message says of which visit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from icalendar import Calendar

from topsmile.adapters.mail import Email, Sent
from topsmile.notifications.links import Links, VisitLink
from topsmile.settings import Settings

TOKEN = re.compile(r"/visit#([\w-]+)")


@dataclass(frozen=True)
class Told:
    """What a message says of one visit; `starts_at` is None where it says that there is none."""

    appointment_id: UUID
    starts_at: datetime | None
    is_reminder: bool
    message_id: UUID


@dataclass
class Mailbox:
    """Mail to known addresses, in the order in which it came; `refusing` turns it away."""

    settings: Settings
    addresses: set[str]
    refusing: bool = False
    received: list[Email] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    async def send(self, email: Email) -> Sent:
        if email.to not in self.addresses:
            return Sent("sent", ref=email.message_id)
        if self.refusing:
            return Sent("later", why="451 not now")
        self.received.append(email)
        self.told += self.read(email)
        return Sent("sent", ref=email.message_id)

    def read(self, email: Email) -> list[Told]:
        message_id = UUID(email.message_id.strip("<>").partition("@")[0])
        if email.attachments and "METHOD:CANCEL" in email.attachments[0].content:
            calendar = Calendar.from_ical(email.attachments[0].content)
            (event,) = calendar.walk("VEVENT")
            gone = UUID(str(event["uid"]).partition("@")[0])
            return [Told(gone, None, is_reminder=False, message_id=message_id)]
        links = {self.link(token) for token in TOKEN.findall(email.body)}
        about = {(link.appointment_id, link.starts_at) for link in links if link}
        return [
            Told(visit, starts_at, is_reminder=not email.attachments, message_id=message_id)
            for visit, starts_at in sorted(about, key=str)
        ]

    def link(self, token: str) -> VisitLink | None:
        made = Links(self.settings.secret.get_secret_value(), self.settings.origin)
        return made.read(token)
