from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias
from uuid import UUID

import msgspec

from topsmile.kernel.bodies import LINE, Body
from topsmile.notifications.models import Channel, Kind, Language
from topsmile.notifications.templating import LONGEST_BODY, LONGEST_SUBJECT

Subject: TypeAlias = Annotated[str, msgspec.Meta(max_length=LONGEST_SUBJECT, pattern=LINE)]
Source: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_BODY)]


class Template(msgspec.Struct, frozen=True):
    """`own`: the clinic's own words; else ours. `variables` says what may stand in it."""

    kind: Kind
    channel: Channel
    language: Language
    subject: str
    body: str
    own: bool
    version: int
    changed_at: datetime | None
    variables: dict[str, str]


class Templates(msgspec.Struct, frozen=True):
    items: list[Template]


class WriteTemplate(Body, frozen=True):
    """`expected_version` is 0 for words that the clinic has not changed yet."""

    body: Source
    subject: Subject = ""
    expected_version: int | None = None


class Try(Body, frozen=True):
    """Words to look at; without a body, those in force."""

    kind: Kind
    channel: Channel
    language: Language
    subject: Subject = ""
    body: Source | None = None


class Preview(msgspec.Struct, frozen=True):
    """With invented visits. `segments`: how many text messages it is paid as, 0 for others."""

    subject: str
    body: str
    html: str
    segments: int


class TestSent(msgspec.Struct, frozen=True):
    message_id: UUID
