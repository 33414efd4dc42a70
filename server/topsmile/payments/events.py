from __future__ import annotations

from uuid import UUID

from topsmile.kernel.events import Event


class PaymentFact(Event, frozen=True):
    """Of one payment for one appointment."""

    payment_id: UUID
    appointment_id: UUID


class PaymentRequested(PaymentFact, frozen=True, tag="payment.requested"):
    """An amount is to be paid; Stripe may not know of it yet."""


class PaymentWithdrawn(PaymentFact, frozen=True, tag="payment.withdrawn"):
    """It is not to be paid any more; Stripe may not know that yet."""


class PaymentProcessing(PaymentFact, frozen=True, tag="payment.processing"):
    """The patient has done their part; the money is on its way."""


class PaymentSucceeded(PaymentFact, frozen=True, tag="payment.succeeded"):
    """The money is there."""


class PaymentDeclined(PaymentFact, frozen=True, tag="payment.declined"):
    """An attempt failed; another may follow."""


class PaymentCancelled(PaymentFact, frozen=True, tag="payment.cancelled"):
    """It can no longer be paid."""


class PaymentDisputed(PaymentFact, frozen=True, tag="payment.disputed"):
    """The cardholder's bank took the money back until it is decided whose it is."""


class PaymentDisputeClosed(PaymentFact, frozen=True, tag="payment.dispute_closed"):
    """It is decided whose the disputed money is."""


class RefundFact(Event, frozen=True):
    """Of one refund of a payment."""

    refund_id: UUID
    payment_id: UUID
    appointment_id: UUID


class RefundRequested(RefundFact, frozen=True, tag="payment.refund_requested"):
    """Money is to go back; Stripe may not know of it yet."""


class RefundSucceeded(RefundFact, frozen=True, tag="payment.refunded"):
    """The money went back."""


class RefundFailed(RefundFact, frozen=True, tag="payment.refund_failed"):
    """The money could not go back; a person decides."""


class InvoiceIssued(Event, frozen=True, tag="payment.invoice_issued"):
    """An invoice or a credit note has its number, and stays as it is."""

    invoice_id: UUID
    payment_id: UUID


class StripeEventStored(Event, frozen=True, tag="payment.heard"):
    """Stripe said something about this clinic's money; it is stored and to be applied."""

    inbox_id: UUID


class AccountHeard(Event, frozen=True, tag="payment.account_heard"):
    """Stripe said something of the clinic's account. What is so now, it is asked."""


class AccountChanged(Event, frozen=True, tag="payment.account_changed"):
    """Whether the clinic can be paid, or what Stripe still wants to know of it, has changed."""


class CardFact(Event, frozen=True):
    """Of one card of one patient."""

    card_id: UUID
    patient_id: UUID


class CardKept(CardFact, frozen=True, tag="payment.card_kept"):
    """A patient agreed to have their card kept."""


class CardRemoved(CardFact, frozen=True, tag="payment.card_removed"):
    """It is not charged any more; Stripe may not know that yet."""


class ReconciliationDue(Event, frozen=True, tag="payment.reconciliation_due"):
    """Stripe is to be asked for what was missed, from where the last question ended."""

    reconciliation_id: UUID
