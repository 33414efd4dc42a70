"""Seals what PostgreSQL cannot: it has the key, and a place outside the database."""

from __future__ import annotations

import asyncio
from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.adapters.anchors import Anchors
from topsmile.audit import sealing
from topsmile.audit.models import Anchor, Entry, Head
from topsmile.audit.sealing import Keys


class Round(msgspec.Struct, frozen=True):
    """A committed head and the entries that follow it."""

    clinic_id: UUID
    at: datetime
    head: Head
    entries: list[Entry]


class Sealed(msgspec.Struct, frozen=True):
    macs: list[bytes]
    key_id: str


class Notary(msgspec.Struct, frozen=True):
    """`keys` never reach PostgreSQL."""

    keys: Keys
    anchors: Anchors

    async def seal(self, task: Round) -> Sealed:
        """Anchor where the chain ended when it was read, and say the codes of what follows."""
        return await asyncio.to_thread(self._seal, task)

    def _seal(self, task: Round) -> Sealed:
        key = self.keys.current
        head = task.head
        # Only what was committed before this round: what this round makes may never be recorded.
        if head.number > head.anchored_number:
            made = sealing.anchor(key, task.clinic_id, head.number, head.mac, task.at)
            self.anchors.append(task.clinic_id, line_of(made))
        return Sealed(sealing.macs(key, task.clinic_id, head, task.entries), key.id)


def line_of(anchor: Anchor) -> str:
    return msgspec.json.encode(anchor).decode()


def read_anchor(line: str) -> Anchor | None:
    """None for what is no anchor."""
    try:
        return msgspec.json.decode(line, type=Anchor)
    except msgspec.MsgspecError:
        return None
