"""Signed addresses that carry who may read one file until when; nothing is stored. Pure."""

from __future__ import annotations

import base64
import binascii
import hmac
import struct
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from topsmile.identity.tokens import derived

LIFE = timedelta(minutes=5)
PACKED = struct.Struct(">16s16sI16s16sQ")
PROOF_BYTES = 32


class FileLink(msgspec.Struct, frozen=True):
    """`number` is a version. `person_id` had it made; `only` is the patient they are, if they are
    one: what is taken from that patient's sight ends the link."""

    clinic_id: UUID
    file_id: UUID
    number: int
    person_id: UUID
    only: UUID | None
    expires_at: datetime


class FileLinks:
    """Makes and reads them with one secret of the installation."""

    def __init__(self, secret: str, origin: str) -> None:
        self._key = derived(secret, "file-link")
        self._origin = origin

    def address(self, link: FileLink) -> str:
        return f"{self._origin}/api/files/links/{self.token(link)}"

    def token(self, link: FileLink) -> str:
        packed = PACKED.pack(
            link.clinic_id.bytes,
            link.file_id.bytes,
            link.number,
            link.person_id.bytes,
            (link.only or UUID(int=0)).bytes,
            int(link.expires_at.timestamp()),
        )
        return base64.urlsafe_b64encode(packed + self._proof(packed)).decode().rstrip("=")

    def read(self, token: str, now: datetime) -> FileLink | None:
        """What a living token of ours says; None for whatever else this may be."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars="-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        packed, proof = raw[: PACKED.size], raw[PACKED.size :]
        if len(packed) != PACKED.size or not hmac.compare_digest(proof, self._proof(packed)):
            return None
        clinic, file, number, person, only, until = PACKED.unpack(packed)
        link = FileLink(
            UUID(bytes=clinic),
            UUID(bytes=file),
            number,
            UUID(bytes=person),
            UUID(bytes=only) if any(only) else None,
            datetime.fromtimestamp(until, UTC),
        )
        return link if now < link.expires_at and self.token(link) == token else None

    def _proof(self, packed: bytes) -> bytes:
        return hmac.digest(self._key, packed, "sha256")[:PROOF_BYTES]
