"""The chain's arithmetic. Pure: bytes in, codes out.

Everything that is sealed is written in one exact form, which depends neither on how PostgreSQL
prints values nor on their order: each field is its length in four bytes and then its bytes; what is
null has the length 0xFFFFFFFF. Numbers are eight bytes, ids sixteen, instants microseconds since
1970 as a number, texts UTF-8. JSON has its keys in order and no spaces; a fraction is a text of NUL
and its digits without trailing zeros.
"""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from topsmile.audit.models import Anchor, Entry, Head

BEGINNING = bytes(32)
LINK = b"topsmile audit link 1"
ANCHOR = b"topsmile audit anchor 1"
KEY = b"topsmile audit key 1"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NULL = b"\xff\xff\xff\xff"
Field: TypeAlias = bytes | UUID | int | str | datetime | None


class Key(msgspec.Struct, frozen=True):
    """`id` tells which key a code was made with, and nothing about it."""

    id: str
    secret: bytes


class Keys(msgspec.Struct, frozen=True):
    """The one that seals now, and those that sealed before."""

    current: Key
    earlier: tuple[Key, ...] = ()

    def named(self, key_id: str) -> Key | None:
        return next((key for key in (self.current, *self.earlier) if key.id == key_id), None)


def key_of(said: str) -> Key:
    """A key from what the operator chose; another purpose makes another key of the same words."""
    secret = hmac.digest(said.encode(), KEY, "sha256")
    return Key(sha256(b"id" + secret).hexdigest()[:16], secret)


def keys_of(current: str, *earlier: str) -> Keys:
    return Keys(key_of(current), tuple(key_of(each) for each in earlier))


def link_mac(key: Key, previous: bytes, number: int, clinic_id: UUID, entry: Entry) -> bytes:
    sealed = written(LINK, previous, number, clinic_id, canonical(clinic_id, entry))
    return hmac.digest(key.secret, sealed, "sha256")


def macs(key: Key, clinic_id: UUID, head: Head, entries: list[Entry]) -> list[bytes]:
    """The codes of the entries as they follow that head."""
    made: list[bytes] = []
    previous = head.mac
    for number, entry in enumerate(entries, head.number + 1):
        previous = link_mac(key, previous, number, clinic_id, entry)
        made.append(previous)
    return made


def anchor(key: Key, clinic_id: UUID, number: int, mac: bytes, at: datetime) -> Anchor:
    seal = anchor_seal(key, clinic_id, number, mac.hex(), at)
    return Anchor(clinic_id, number, mac.hex(), at, key.id, seal)


def anchor_seal(key: Key, clinic_id: UUID, number: int, mac: str, at: datetime) -> str:
    return hmac.digest(
        key.secret, written(ANCHOR, clinic_id, number, mac, at, key.id), "sha256"
    ).hex()


def is_genuine(keys: Keys, found: Anchor) -> bool:
    key = keys.named(found.key)
    return key is not None and hmac.compare_digest(
        found.seal, anchor_seal(key, found.clinic, found.number, found.mac, found.at)
    )


def canonical(clinic_id: UUID, entry: Entry) -> bytes:
    return written(
        clinic_id,
        entry.id,
        entry.at,
        entry.action,
        entry.subject,
        entry.subject_id,
        entry.actor_id,
        entry.actor_role,
        entry.address,
        entry.request_id,
        canonical_json(entry.before),
        canonical_json(entry.after),
    )


def written(*fields: Field) -> bytes:
    return b"".join(_written(each) for each in fields)


def _written(field: Field) -> bytes:
    if field is None:
        return NULL
    if isinstance(field, datetime):
        field = (field - EPOCH) // timedelta(microseconds=1)
    if isinstance(field, str):
        said = field.encode()
    elif isinstance(field, UUID):
        said = field.bytes
    elif isinstance(field, int):
        said = field.to_bytes(8, "big", signed=True)
    else:
        said = field
    return len(said).to_bytes(4, "big") + said


def canonical_json(said: str | None) -> str | None:
    if said is None:
        return None
    value: Any = json.loads(said, parse_float=_fraction)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _fraction(said: str) -> str:
    """A fraction as a text that no text of PostgreSQL's equals: those have no NUL."""
    return f"\0{Decimal(said).normalize()}"
