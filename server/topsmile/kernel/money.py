"""Money is an integer of minor units and a currency; nothing here rounds."""

from __future__ import annotations

import msgspec


class Money(msgspec.Struct, frozen=True):
    """`amount` in minor units (cents), `currency` in ISO 4217."""

    amount: int
    currency: str
