from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from topsmile.kernel.money import Money

Purpose = Literal["deposit", "full", "balance", "late_cancel_fee", "no_show_fee"]
# What is stored. A failed attempt leaves a payment pending: the next one may succeed.
Status = Literal["pending", "processing", "succeeded", "cancelled"]
RefundReason = Literal["requested", "cancelled", "late_payment", "duplicate", "elsewhere"]
RefundStatus = Literal["pending", "succeeded", "failed", "cancelled"]


class Refund(msgspec.Struct, frozen=True):
    id: UUID
    amount: Money
    reason: RefundReason
    status: RefundStatus
    last_error: str | None
    created_at: datetime
    settled_at: datetime | None


class Payment(msgspec.Struct, frozen=True):
    """`refunded` is what has gone back for certain, `refundable` what may still be asked back."""

    id: UUID
    version: int
    appointment_id: UUID
    patient_id: UUID
    purpose: Purpose
    amount: int
    currency: str
    status: Status
    refunded: int
    refundable: int
    disputed: bool
    method: str | None
    last_error: str | None
    test: bool
    created_at: datetime
    succeeded_at: datetime | None
    cancelled_at: datetime | None
    refunds: list[Refund]


class Intent(msgspec.Struct, frozen=True):
    """What a browser needs to pay. `script_url` is only set where the money is not real."""

    payment_id: UUID
    client_secret: str
    publishable_key: str
    amount: int
    currency: str
    account: str | None
    script_url: str | None
    test: bool
    purpose: Purpose
    methods: list[str]
