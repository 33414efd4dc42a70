"""What Stripe says of one payment, in the words of its events."""

from __future__ import annotations

import hashlib
import hmac
import itertools
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import make
import msgspec

SECRET = "whsec_of_the_tests"
NOW = int(make.MONDAY.timestamp())
numbers = itertools.count(1)


def signed(body: bytes, at: int = NOW, secret: str = SECRET) -> str:
    said = f"{at}.".encode() + body
    return f"t={at},v1={hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()}"


@dataclass
class Said:
    """Objects of one payment of 150.00, as Stripe would have them. Each has ids of its own."""

    clinic: UUID
    payment: UUID
    amount: int = 15000
    currency: str = "brl"
    account: str = ""
    livemode: bool = False
    tag: str = field(default_factory=lambda: uuid4().hex[:10])

    @property
    def metadata(self) -> dict[str, str]:
        return {"clinic_id": str(self.clinic), "payment_id": str(self.payment)}

    def intent(self, status: str, **changes: Any) -> dict[str, Any]:
        received = self.amount if status == "succeeded" else 0
        return {
            "id": f"pi_{self.tag}",
            "object": "payment_intent",
            "status": status,
            "amount": self.amount,
            "amount_received": received,
            "currency": self.currency,
            "livemode": self.livemode,
            "metadata": self.metadata,
            "latest_charge": f"ch_{self.tag}_2" if status == "succeeded" else None,
            "last_payment_error": None,
            **changes,
        }

    def failed(self) -> dict[str, Any]:
        """The intent after its first attempt."""
        error = {"code": "card_declined", "decline_code": "insufficient_funds"}
        return self.intent(
            "requires_payment_method",
            latest_charge=f"ch_{self.tag}_1",
            last_payment_error={**error, "charge": f"ch_{self.tag}_1"},
        )

    def charge(self, status: str = "succeeded", number: int = 2, **changes: Any) -> dict[str, Any]:
        return {
            "id": f"ch_{self.tag}_{number}",
            "object": "charge",
            "status": status,
            "amount": self.amount,
            "amount_captured": self.amount if status == "succeeded" else 0,
            "amount_refunded": 0,
            "captured": status == "succeeded",
            "currency": self.currency,
            "created": NOW + number,
            "livemode": self.livemode,
            "metadata": self.metadata,
            "payment_intent": f"pi_{self.tag}",
            "payment_method_details": {"type": "card"},
            **changes,
        }

    def refund(self, status: str, amount: int = 4000, **changes: Any) -> dict[str, Any]:
        return {
            "id": f"re_{self.tag}_1",
            "object": "refund",
            "status": status,
            "amount": amount,
            "currency": self.currency,
            "created": NOW + 60,
            "charge": f"ch_{self.tag}_2",
            "payment_intent": f"pi_{self.tag}",
            "metadata": {},
            **changes,
        }

    def dispute(self, status: str, **changes: Any) -> dict[str, Any]:
        return {
            "id": f"dp_{self.tag}",
            "object": "dispute",
            "status": status,
            "amount": self.amount,
            "currency": self.currency,
            "livemode": self.livemode,
            "charge": f"ch_{self.tag}_2",
            "payment_intent": f"pi_{self.tag}",
            "metadata": {},
            "balance_transactions": [],
            **changes,
        }

    def event(self, kind: str, obj: dict[str, Any], at: int = NOW, **changes: Any) -> bytes:
        told = {
            "id": f"evt_{self.tag}_{next(numbers)}",
            "object": "event",
            "type": kind,
            "created": at,
            "livemode": self.livemode,
            "api_version": "2026-08-27.basil",
            "data": {"object": obj},
            **({"account": self.account} if self.account else {}),
            **changes,
        }
        return msgspec.json.encode(told)
