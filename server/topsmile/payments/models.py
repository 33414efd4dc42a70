from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

import msgspec

from topsmile.clinics.models import Amount as PolicyAmount
from topsmile.clinics.models import DepositKind, Hours, Terms
from topsmile.kernel.bodies import Body, Change, Line
from topsmile.kernel.errors import Conflict, TopSmileError, Unavailable
from topsmile.kernel.money import Money
from topsmile.scheduling.models import Named

Purpose = Literal["deposit", "full", "balance", "late_cancel_fee", "no_show_fee"]
# What is stored. A failed attempt leaves a payment pending: the next one may succeed.
Status = Literal["pending", "processing", "succeeded", "cancelled"]
# late_payment: its time was given to somebody else; duplicate: it had been paid already.
RefundReason = Literal["requested", "cancelled", "late_payment", "duplicate", "elsewhere"]
RefundStatus = Literal["pending", "succeeded", "failed", "cancelled"]
Amount: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=10**12)]


class PaymentsOff(TopSmileError):
    status = 422
    detail = "This clinic does not take payments online."


class NothingDue(TopSmileError):
    status = 422
    detail = "There is nothing to pay for this appointment."


class PaymentRefused(TopSmileError):
    """`reason` is Stripe's word for why it cannot be asked like this."""

    status = 422
    detail = "This payment cannot be taken online. Please call the clinic."


class TooLateToPay(Conflict):
    detail = "The time to pay for this appointment is over. Please book again."


class PaymentUnderway(Conflict):
    detail = "This payment is on its way already."


class PaymentUnknown(Unavailable):
    detail = "We do not know yet whether the payment went through. Please try again in a moment."


class NoCard(TopSmileError):
    status = 422
    detail = "The patient has no card on file."


class Refund(msgspec.Struct, frozen=True):
    id: UUID
    amount: Money
    reason: RefundReason
    status: RefundStatus
    last_error: str | None
    created_at: datetime
    settled_at: datetime | None


class PaymentVisit(msgspec.Struct, frozen=True):
    """The visit as it is now; `starts_local` is the clinic's wall time."""

    service: Named
    starts_local: datetime


class Payment(msgspec.Struct, frozen=True):
    """`refunded` is what has gone back for certain, `refundable` what may still be asked back."""

    id: UUID
    version: int
    appointment_id: UUID
    patient_id: UUID
    patient: Named
    visit: PaymentVisit
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


class Cancelling(msgspec.Struct, frozen=True):
    """What it means for the money if whoever asks cancels the visit now.

    `fee` is owed, and `charge` of it still to be paid. Of what was paid, `refund` goes back by
    itself and `by_hand` is transferred by the clinic. A patient cancels without a fee until
    `free_until`, and at any time where that is null; local is the clinic's wall time.
    """

    free_until: datetime | None
    free_until_local: datetime | None
    fee: Money
    charge: Money
    refund: Money
    by_hand: Money


class Dues(msgspec.Struct, frozen=True):
    """`due` is what is asked first; `purposes` all that may be paid for now. `payable` online.

    `cancelling` is null where nothing was agreed, and where nothing can be cancelled any more.
    `consent` is the sentence that a patient agrees to who has their card kept.
    """

    terms: Terms | None
    paid: Money
    due: Money | None
    purposes: list[Purpose]
    payable: bool
    cancelling: Cancelling | None
    consent: str


class Account(msgspec.Struct, frozen=True):
    """What Stripe says of the clinic's account. `requirements` are what it still wants to know.

    `connect`: the clinic has an account of its own to open; else the installation's is used.
    """

    connect: bool
    connected: bool
    test: bool
    charges_enabled: bool
    payouts_enabled: bool
    details_submitted: bool
    requirements: list[str]
    methods: list[str]
    heard_at: datetime | None


class Onboarding(msgspec.Struct, frozen=True):
    """Where the clinic tells Stripe about itself. The address is good for a few minutes, once."""

    url: str


class PaymentSettings(msgspec.Struct, frozen=True):
    """What the clinic asks of whoever books, unless a service says otherwise.

    `on`: this installation has a key to ask Stripe with. `ready`: this clinic can be paid.
    """

    version: int
    currency: str
    deposit_kind: DepositKind
    deposit_amount: int | None
    cancellation_hours: int
    late_cancel_fee: int | None
    no_show_fee: int | None
    ready: bool
    on: bool
    test: bool


class CreateIntent(Body, frozen=True):
    """The amount is the server's to say. With `keep_card` the patient agreed to have it kept."""

    appointment_id: UUID
    purpose: Purpose | None = None
    keep_card: bool = False


class AskRefund(Body, frozen=True):
    """Without `amount` all that is left. `reason` is for the record."""

    amount: Amount | None = None
    reason: Line = ""


class ChargeCard(Body, frozen=True):
    appointment_id: UUID
    purpose: Purpose | None = None


class ChangePaymentSettings(Change, frozen=True):
    deposit_kind: DepositKind | msgspec.UnsetType = msgspec.UNSET
    deposit_amount: PolicyAmount | msgspec.UnsetType | None = msgspec.UNSET
    cancellation_hours: Hours | msgspec.UnsetType = msgspec.UNSET
    late_cancel_fee: PolicyAmount | msgspec.UnsetType | None = msgspec.UNSET
    no_show_fee: PolicyAmount | msgspec.UnsetType | None = msgspec.UNSET


class Stored(msgspec.Struct, frozen=True):
    """A payment as it is kept. `asks` is what Stripe is asked, in the words of the first time.

    `promised` is what has gone back or is about to.
    """

    id: UUID
    version: int
    appointment_id: UUID
    patient_id: UUID
    purpose: Purpose
    amount: int
    currency: str
    status: Status
    refunded: int
    disputed: bool
    last_error: str | None
    key: str
    asks: str
    asked_at: datetime | None
    account: str
    livemode: bool
    intent: str | None
    card_id: UUID | None
    keeps_card: bool
    off_session: bool
    method: str | None
    created_at: datetime
    succeeded_at: datetime | None
    cancelled_at: datetime | None
    withdrawn_at: datetime | None
    promised: int

    @property
    def params(self) -> dict[str, Any]:
        return msgspec.json.decode(self.asks, type=dict[str, Any])

    @property
    def is_open(self) -> bool:
        return self.status in ("pending", "processing") and self.withdrawn_at is None

    @property
    def kept(self) -> int:
        """Of the money that came, what stays."""
        return self.amount - self.promised if self.status == "succeeded" else 0

    @property
    def refundable(self) -> int:
        """Disputed money is the bank's until it is decided whose it is."""
        return 0 if self.disputed else max(0, self.kept)
