from __future__ import annotations

from datetime import timedelta
from typing import Protocol

import msgspec

from topsmile.adapters.stripe import Call, Object, Refused, Stripe
from topsmile.kernel import schedules
from topsmile.kernel.db import Tx
from topsmile.kernel.events import NotYet, errand, on
from topsmile.patients import service as patients
from topsmile.patients.events import PatientUpdated
from topsmile.payments import (
    answers,
    asking,
    card_queries,
    cards,
    connect,
    connect_queries,
    queries,
    refunds,
    settling,
)
from topsmile.payments.answers import Answer, Asked
from topsmile.payments.connect_queries import PaidInto
from topsmile.payments.events import (
    AccountHeard,
    CardRemoved,
    PaymentRequested,
    PaymentSucceeded,
    PaymentWithdrawn,
    RefundRequested,
)
from topsmile.payments.models import Stored
from topsmile.payments.refunds import Back, Said
from topsmile.payments.till import Till
from topsmile.scheduling.events import (
    AppointmentCancelled,
    AppointmentCheckedIn,
    AppointmentNoShow,
)

# Whoever clicked asks by themselves; if nothing has come of it by then, we ask.
FOLLOW_UP = timedelta(minutes=1)
# All within the day for which Stripe remembers a key.
WAITS = (2.0, 10.0, 60.0, 300.0, 1800.0, 7200.0, 14400.0, 21600.0)


class Outside(Protocol):
    @property
    def till(self) -> Till: ...

    @property
    def stripe(self) -> Stripe: ...


@on(PaymentSucceeded)
async def secure_visit(tx: Tx, event: PaymentSucceeded) -> None:
    await settling.paid(tx, event.payment_id, event.appointment_id)


@on(AppointmentCancelled, AppointmentNoShow)
async def settle_visit(tx: Tx, event: AppointmentCancelled | AppointmentNoShow) -> None:
    await settling.settle(tx, event.appointment_id)


@on(AppointmentCheckedIn)
async def drop_no_show_fee(tx: Tx, event: AppointmentCheckedIn) -> None:
    await settling.came_after_all(tx, event.appointment_id)


@on(PatientUpdated)
async def forget_cards(tx: Tx, event: PatientUpdated) -> None:
    if (await patients.get(tx, event.patient_id)).archived_at is not None:
        await cards.forget(tx, event.patient_id)


class AskPayment:
    """Charges a kept card, and finds out what became of a request that was cut off."""

    async def prepare(self, tx: Tx, event: PaymentRequested) -> Asked | None:
        payment = await queries.find(tx, event.payment_id)
        if payment.intent or not payment.is_open or payment.asked_at is None:
            return None
        ahead = payment.asked_at + FOLLOW_UP - tx.now
        if not payment.off_session and ahead > timedelta():
            raise NotYet(ahead.total_seconds())
        if tx.now - payment.asked_at >= asking.KEY_LASTS:
            await answers.withdraw_by_id(tx, payment.id, "unknown")
            return None
        return Asked(payment, asking.create(payment), int(tx.now.timestamp()))

    async def ask(self, outside: Outside, task: Asked) -> Answer:
        if not task.payment.off_session:
            return await answers.answer(outside.stripe, task.call)
        said = await answers.answer_or_find(outside.stripe, task)
        if _waits_to_be_confirmed(said):
            assert said.obj, "it says so itself"
            return await answers.answer(outside.stripe, asking.confirmed(task.payment, said.obj))
        return said

    async def record(self, tx: Tx, task: Asked, outcome: Answer) -> None:
        await answers.record(tx, task, outcome)

    async def give_up(self, tx: Tx, event: PaymentRequested) -> None:
        """Reconciliation finds what Stripe made of it."""


def _waits_to_be_confirmed(said: Answer) -> bool:
    return said.obj is not None and said.obj.get("status") == "requires_confirmation"


class Withdrawal(msgspec.Struct, frozen=True):
    payment: Stored
    at: int


class WithdrawPayment:
    """Nobody can pay it any more: Stripe is told. Without an intent it first learns of one."""

    async def prepare(self, tx: Tx, event: PaymentWithdrawn) -> Withdrawal | None:
        payment = await queries.find(tx, event.payment_id)
        if payment.status == "succeeded":
            return None
        if payment.intent is None and (
            # Asking again would charge the card, or make what nobody has the secret of.
            payment.off_session
            or payment.asked_at is None
            or tx.now - payment.asked_at >= asking.KEY_LASTS
        ):
            return None
        return Withdrawal(payment, int(tx.now.timestamp()))

    async def ask(self, outside: Outside, task: Withdrawal) -> Answer:
        payment, intent = task.payment, task.payment.intent
        if intent is None:
            made = await answers.answer(outside.stripe, asking.create(payment))
            if made.obj is None:
                return made
            intent = str(made.obj["id"])
        said = await answers.answer(outside.stripe, asking.cancel(payment, intent))
        if said.refused:  # it is over: paid, or cancelled already
            return await answers.answer(outside.stripe, asking.show_intent(payment, intent))
        return said

    async def record(self, tx: Tx, task: Withdrawal, outcome: Answer) -> None:
        call = asking.create(task.payment)
        await answers.believe(tx, Asked(task.payment, call, task.at), outcome)

    async def give_up(self, tx: Tx, event: PaymentWithdrawn) -> None:
        """If it is paid all the same, the money is given back."""


class AskRefund:
    async def prepare(self, tx: Tx, event: RefundRequested) -> Back | None:
        return await refunds.prepare(tx, event.refund_id)

    async def ask(self, outside: Outside, task: Back) -> Said:
        return await refunds.ask(outside.stripe, task)

    async def record(self, tx: Tx, task: Back, outcome: Said) -> None:
        await refunds.record(tx, task, outcome)

    async def give_up(self, tx: Tx, event: RefundRequested) -> None:
        """It is held: a person asks again, and it is looked for before it is asked for."""


class NewCard(msgspec.Struct, frozen=True):
    payment: Stored


class KeepCard:
    """After a payment whose payer agreed to that: which card it was, Stripe knows."""

    async def prepare(self, tx: Tx, event: PaymentSucceeded) -> NewCard | None:
        payment = await queries.find(tx, event.payment_id)
        wanted = payment.keeps_card and payment.card_id is None and payment.intent
        return NewCard(payment) if wanted else None

    async def ask(self, outside: Outside, task: NewCard) -> Object | None:
        call = asking.show(task.payment)
        expanded = msgspec.structs.replace(call, params={"expand": ["payment_method"]})
        method = (await outside.stripe.ask(expanded)).get("payment_method")
        return method if isinstance(method, dict) else None

    async def record(self, tx: Tx, task: NewCard, outcome: Object | None) -> None:
        if outcome is None or outcome.get("type") != "card":
            return
        payment = task.payment
        card = await cards.add(tx, payment.patient_id, payment.account, outcome)
        await queries.set_card(tx, payment.id, card.id)

    async def give_up(self, tx: Tx, event: PaymentSucceeded) -> None:
        """The card is not kept: the patient is asked for one again."""


class DetachCard:
    async def prepare(self, tx: Tx, event: CardRemoved) -> Call:
        card = await card_queries.find(tx, event.card_id, None)
        path = f"/v1/payment_methods/{card.stripe_method}/detach"
        return Call("post", path, key=f"detach-{card.id}", account=card.account)

    async def ask(self, outside: Outside, task: Call) -> None:
        try:
            await outside.stripe.ask(task)
        except Refused:
            return  # it hangs on nobody already

    async def record(self, tx: Tx, task: Call, outcome: None) -> None:
        """Nothing: here it was gone at once."""

    async def give_up(self, tx: Tx, event: CardRemoved) -> None:
        """It is not charged from here, whatever Stripe keeps."""


class LookAtAccount:
    """Whether the clinic can be paid: when Stripe speaks of it, and should it not have."""

    async def prepare(self, tx: Tx, _: AccountHeard | None) -> PaidInto | bool:
        return await connect_queries.find(tx) or False

    async def ask(self, outside: Outside, task: PaidInto | bool) -> tuple[Till, Object | None]:
        known = task if isinstance(task, PaidInto) else None
        return outside.till, await connect.look(outside.till, known)

    async def record(
        self, tx: Tx, task: PaidInto | bool, outcome: tuple[Till, Object | None]
    ) -> None:
        known = task if isinstance(task, PaidInto) else None
        await connect.keep(tx, outcome[0], known, outcome[1])

    async def give_up(self, tx: Tx, _: AccountHeard | None) -> None:
        """The next hour comes."""


errand(PaymentRequested, "ask_payment", AskPayment(), waits=WAITS)
errand(PaymentWithdrawn, "withdraw_payment", WithdrawPayment(), waits=WAITS)
errand(RefundRequested, "ask_refund", AskRefund(), waits=WAITS)
errand(PaymentSucceeded, "keep_card", KeepCard(), waits=WAITS)
errand(CardRemoved, "detach_card", DetachCard(), waits=WAITS)
errand(AccountHeard, "ask_account", LookAtAccount(), waits=WAITS)
schedules.errand("7 * * * *", "look_at_account", LookAtAccount())
