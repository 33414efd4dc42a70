from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from topsmile.kernel.errors import Conflict
from topsmile.kernel.money import Money
from topsmile.payments.models import Purpose

Kind = Literal["invoice", "credit_note"]


class NotPaid(Conflict):
    detail = "There is no receipt for what has not been paid."


class BeingWritten(Conflict):
    detail = "The receipt is being written. Please try again in a moment."


class Invoice(msgspec.Struct, frozen=True):
    """An invoice for a payment, or a credit note for a refund of it. `number` has no gaps."""

    id: UUID
    number: str
    kind: Kind
    payment_id: UUID
    refund_id: UUID | None
    appointment_id: UUID
    patient_id: UUID
    amount: Money
    test: bool
    issued_at: datetime


class Says(msgspec.Struct, frozen=True):
    """All that stands on a paper, as it was when it was written. Times are the clinic's wall time.

    `of` is the number of the invoice that a credit note corrects.
    """

    clinic: str
    locale: str
    timezone: str
    patient: str
    service: str
    provider: str
    visit_local: datetime
    purpose: Purpose
    method: str | None
    paid_local: datetime
    issued_local: datetime
    of: str | None = None


class Written(msgspec.Struct, frozen=True):
    """A paper as it is kept."""

    id: UUID
    livemode: bool
    number: int
    kind: Kind
    payment_id: UUID
    refund_id: UUID | None
    appointment_id: UUID
    patient_id: UUID
    amount: int
    currency: str
    issued_at: datetime
    says: Says

    @property
    def shown_number(self) -> str:
        """Test money is told by its number already."""
        return f"{'' if self.livemode else 'TEST-'}{self.number:06d}"

    @property
    def shown(self) -> Invoice:
        return Invoice(
            self.id,
            self.shown_number,
            self.kind,
            self.payment_id,
            self.refund_id,
            self.appointment_id,
            self.patient_id,
            Money(self.amount, self.currency),
            not self.livemode,
            self.issued_at,
        )
