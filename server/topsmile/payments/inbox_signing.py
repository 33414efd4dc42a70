"""Whether Stripe has said it, and lately. Pure."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime

from topsmile.kernel.errors import TopSmileError

TOLERANCE_SECONDS = 300
MOST_SIGNATURES = 10


class BadSignature(TopSmileError):
    status = 400
    detail = "This is not signed by Stripe, or was not signed just now."


def check(body: bytes, header: str, secrets: Sequence[str], now: datetime) -> None:
    """Raises BadSignature. The time may be off by five minutes, either way: one that lies ahead
    would stay fresh for as long as it liked. Any of the secrets will do, so they can be changed.
    """
    moment, signatures = _read(header)
    if moment is None or abs(now.timestamp() - int(moment)) > TOLERANCE_SECONDS:
        raise BadSignature
    said = moment.encode() + b"." + body
    expected = [hmac.digest(each.encode(), said, "sha256").hex().encode() for each in secrets]
    # Every one is compared, whichever fits: how long it takes tells nothing.
    fits = [hmac.compare_digest(one, other) for one in expected for other in signatures]
    if not any(fits):
        raise BadSignature


def _read(header: str) -> tuple[str | None, list[bytes]]:
    """`t=1700000000,v1=…,v1=…,v0=…`; other schemes say nothing."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    moments = [value for name, _, value in parts if name == "t"]
    signatures = [value.encode() for name, _, value in parts if name == "v1"][:MOST_SIGNATURES]
    one = moments[0] if len(moments) == 1 else ""
    plain = one.isascii() and one.isdigit() and len(one) <= 12
    return (one if plain else None), signatures
