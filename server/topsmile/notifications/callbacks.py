"""Twilio's word: whether it is Twilio's, and about which message. Pure."""

from __future__ import annotations

import base64
import hmac
from typing import TypeAlias
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from topsmile.identity.tokens import derived
from topsmile.kernel.errors import TopSmileError

STATUS = "/api/messages/callbacks/twilio/status"
PROOF_BYTES = 16
Form: TypeAlias = dict[str, str]


class BadSignature(TopSmileError):
    status = 403
    detail = "This is not signed by who should have sent it."


class Callbacks:
    """`token` is the account's secret with Twilio; without one nobody is believed."""

    def __init__(self, secret: str, origin: str, token: str | None) -> None:
        self._key = derived(secret, "message-callback")
        self._origin = origin
        self._token = token.encode() if token else None

    def address(self, clinic_id: UUID, message_id: UUID) -> str:
        """Where Twilio tells what became of a message."""
        about = f"{clinic_id}.{message_id}"
        return f"{self._origin}{STATUS}?{urlencode({'about': f'{about}.{self._proof(about)}'})}"

    def read(self, about: str) -> tuple[UUID, UUID]:
        """The clinic and the message that an address of ours is about."""
        named, _, proof = about.rpartition(".")
        if not hmac.compare_digest(proof.encode(), self._proof(named).encode()):
            raise BadSignature
        clinic_id, _, message_id = named.partition(".")
        return UUID(clinic_id), UUID(message_id)

    def check(self, place: str, body: bytes, signature: str) -> None:
        """`place` is the path with its query. Raises BadSignature unless Twilio has signed it all.

        Its rule: the whole address, then each name and value in the order of the names.
        """
        if self._token is None:
            raise BadSignature
        fields = sorted(set(_fields(body)))
        said = self._origin + place + "".join(name + value for name, value in fields)
        expected = base64.b64encode(hmac.digest(self._token, said.encode(), "sha1"))
        if not hmac.compare_digest(expected, signature.encode()):
            raise BadSignature

    def _proof(self, about: str) -> str:
        proof = hmac.digest(self._key, about.encode(), "sha256")[:PROOF_BYTES]
        return base64.urlsafe_b64encode(proof).decode().rstrip("=")


def form(body: bytes) -> Form:
    """What a form says; of a name that comes twice, the last."""
    return dict(_fields(body))


def _fields(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        raise BadSignature from None
