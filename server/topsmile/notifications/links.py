"""Links in messages. A visit's link carries all it may do, signed; nothing of it is stored. Pure.

Messages are stored with placeholders such as `[[confirm]]`, and the addresses are made when they
leave: whoever reads the ledger or the database cannot act for a patient.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import struct
from datetime import datetime
from typing import Any, Literal, TypeAlias, get_args
from uuid import UUID

import msgspec

from topsmile.identity.one_time import OneTime
from topsmile.identity.tokens import derived
from topsmile.kernel.zones import instant_of, minute_of

Purpose = Literal["confirm", "reschedule", "cancel"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
PLACEHOLDER = re.compile(r"\[\[([a-z_]+(?::[0-9]+)?)\]\]")
PACKED = struct.Struct(">B16s16sI")
PROOF_BYTES = 16  # a text message pays for every character


class VisitLink(msgspec.Struct, frozen=True, tag="visit", tag_field="to"):
    """One purpose, about one visit at one starting time; it dies when the visit begins."""

    purpose: Purpose
    clinic_id: UUID
    appointment_id: UUID
    starts_at: datetime


class AccountLink(msgspec.Struct, frozen=True, tag="account", tag_field="to"):
    """To the page that takes a one-time token."""

    page: Literal["confirm", "reset"]
    token_id: UUID


Link: TypeAlias = VisitLink | AccountLink


class Links:
    """Makes and reads them with one secret of the installation."""

    def __init__(self, secret: str, origin: str) -> None:
        self._key = derived(secret, "visit-link")
        self._one_time = OneTime(secret)
        self._origin = origin

    def address(self, link: Link) -> str:
        """The token stands in the fragment, which browsers do not send and servers do not log."""
        if isinstance(link, AccountLink):
            return f"{self._origin}/{link.page}#{self._one_time.text(link.token_id)}"
        return f"{self._origin}/visit#{self.token(link)}"

    def fill(self, text: str, links: dict[str, Any]) -> str:
        """The text with an address for every placeholder that `links` names."""

        def filled(found: re.Match[str]) -> str:
            link = links.get(found[1])
            return found[0] if link is None else self.address(msgspec.convert(link, Link))

        return PLACEHOLDER.sub(filled, text)

    def token(self, link: VisitLink) -> str:
        packed = PACKED.pack(
            PURPOSES.index(link.purpose),
            link.clinic_id.bytes,
            link.appointment_id.bytes,
            minute_of(link.starts_at),
        )
        return base64.urlsafe_b64encode(packed + self._proof(packed)).decode().rstrip("=")

    def read(self, token: str) -> VisitLink | None:
        """What a token of ours says; None for whatever else this may be."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars="-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        packed, proof = raw[: PACKED.size], raw[PACKED.size :]
        if len(packed) != PACKED.size or not hmac.compare_digest(proof, self._proof(packed)):
            return None
        purpose, clinic, appointment, minute = PACKED.unpack(packed)
        link = VisitLink(
            PURPOSES[purpose],
            UUID(bytes=clinic),
            UUID(bytes=appointment),
            instant_of(minute),
        )
        return link if self.token(link) == token else None  # written one way only

    def _proof(self, packed: bytes) -> bytes:
        return hmac.digest(self._key, packed, "sha256")[:PROOF_BYTES]


def of_visit(
    clinic_id: UUID, appointment_id: UUID, starts_at: datetime, suffix: str = ""
) -> dict[str, Any]:
    """What the placeholders of one visit become; `suffix` tells it from others in the message."""
    return {
        f"{purpose}{suffix}": msgspec.to_builtins(
            VisitLink(purpose, clinic_id, appointment_id, starts_at)
        )
        for purpose in PURPOSES
    }


def of_account(name: str, page: Literal["confirm", "reset"], token_id: UUID) -> dict[str, Any]:
    return {name: msgspec.to_builtins(AccountLink(page, token_id))}
