from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class Entry(msgspec.Struct, frozen=True):
    """An audit entry as it stands in the table; `before` and `after` as PostgreSQL writes JSON."""

    id: UUID
    at: datetime
    action: str
    subject: str
    subject_id: UUID
    actor_id: UUID | None
    actor_role: str
    address: str
    request_id: str
    before: str | None
    after: str | None


class Head(msgspec.Struct, frozen=True):
    """Where a clinic's chain ends. Number 0 is before its first entry."""

    number: int
    mac: bytes
    newest: UUID | None
    anchored_number: int


class Link(msgspec.Struct, frozen=True):
    number: int
    entry_id: UUID
    mac: bytes
    key_id: str


class LinkedEntry(msgspec.Struct, frozen=True):
    """A link beside what is found under its entry's id: None when nothing is."""

    link: Link
    entry: Entry | None


class Anchor(msgspec.Struct, frozen=True):
    """What was written outside the database: this head was committed by then."""

    clinic: UUID
    number: int
    mac: str
    at: datetime
    key: str
    seal: str


class Finding(msgspec.Struct, frozen=True):
    """Something that is not as it was written. `kind` is for programs, the sentence for people."""

    clinic: str
    kind: str
    sentence: str


class ActorRef(msgspec.Struct, frozen=True):
    """Who did it. `name` is null for people who are no members, and for the system itself."""

    id: UUID | None
    name: str | None
    role: str


class AuditEntry(msgspec.Struct, frozen=True):
    """`number` is its place in the chain, null for the minute until it has one.

    `at_local` is the clinic's wall time.
    """

    id: UUID
    number: int | None
    at: datetime
    action: str
    subject: str
    subject_id: UUID
    actor: ActorRef
    address: str
    request_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    at_local: datetime | None = None


class Wanted(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is looked for in the trail. `since` and `until` are instants, the last exclusive."""

    since: datetime | None = None
    until: datetime | None = None
    actor_id: UUID | None = None
    action: str | None = None
    subject: str | None = None
    subject_id: UUID | None = None
    request_id: str | None = None


class ChainState(msgspec.Struct, frozen=True):
    """How far the chain has come, and how far it is anchored outside the database."""

    number: int
    chained_at: datetime | None
    unchained: int
    anchored_number: int
    anchored_at: datetime | None
