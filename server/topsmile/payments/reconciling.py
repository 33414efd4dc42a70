"""Asking Stripe for what was missed: a question a payment, then its lists since the last time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.kernel.events import Again, emit
from topsmile.payments import applying, asking, connect_queries, story
from topsmile.payments import applying_queries as known
from topsmile.payments import queries as payments
from topsmile.payments import reconciling_queries as queries
from topsmile.payments.asking import KEY_LASTS
from topsmile.payments.events import ReconciliationDue
from topsmile.payments.inbox import objects_of
from topsmile.payments.inbox_hearing import of_payout
from topsmile.payments.models import PaymentsOff
from topsmile.payments.reconciling_asking import Answers, Question, Said, Task, ask
from topsmile.payments.reconciling_models import Reconciliation, Reconciliations
from topsmile.payments.reconciling_queries import Counts, Movement, OpenPayment
from topsmile.payments.story import Heard, Unreadable
from topsmile.payments.till import Till

OVERLAP = timedelta(hours=2)
UNDER_WAY = timedelta(minutes=15)
# Nothing that a patient has been asked for stays open for longer.
LONGEST_OPEN = timedelta(days=60)
AT_ONCE = 60
SHOWN = 20
MOST_DIFFERENCES = 100


async def show(tx: Tx) -> Reconciliations:
    return Reconciliations(await queries.latest(tx, SHOWN))


async def begin_by_hand(tx: Tx, till: Till) -> Reconciliation:
    till.check_on()
    begun = await begin(tx, by_hand=True)
    if begun is None:
        raise PaymentsOff("There is nothing to ask about: nothing has been paid online yet.")
    return begun


async def begin(tx: Tx, *, by_hand: bool = False) -> Reconciliation | None:
    """A new round, or the one that is under way; None where nothing was ever to be paid."""
    if running := await queries.running(tx, tx.now - UNDER_WAY):
        return running
    since = await queries.since(tx, int(OVERLAP.total_seconds()))
    if since is None:
        return None
    begun = await queries.insert(tx, since, by_hand=by_hand)
    await emit(tx, ReconciliationDue(begun.id))
    return begun


class Reconcile:
    """One step of a round: some payments, and after the last of them the lists."""

    async def prepare(self, tx: Tx, event: ReconciliationDue) -> Task | None:
        begun = await queries.locked(tx, event.reconciliation_id)
        if begun is None:
            return None
        opened = await queries.open_payments(tx, begun.asked_after, tx.now - LONGEST_OPEN, AT_ONCE)
        last = len(opened) < AT_ONCE
        into = await connect_queries.find(tx)
        return Task(
            begun.id,
            int(tx.now.timestamp()),
            [await question(tx, each) for each in opened],
            into.stripe_account if into else "",
            into.livemode if into else False,
            int(begun.asked_since.timestamp()) if last else None,
            None if last else opened[-1].id,
        )

    async def ask(self, outside: Any, task: Task) -> Answers:
        return await ask(outside.stripe, task)

    async def record(self, tx: Tx, task: Task, answers: Answers) -> Again | None:
        if answers.unanswered and not answers.said:
            return Again("Stripe did not answer.")
        refunds = sum(each.refunds for each in task.questions)
        found = await locked(tx, answers)
        changed = await believe_all(tx, task, found)
        counts = Counts(len(task.questions), refunds, answers.listed, changed)
        await queries.go_on(tx, task.round_id, counts, task.goes_on_after)
        if task.goes_on_after is not None:
            await emit(tx, ReconciliationDue(task.round_id))
            return None
        for movement in answers.movements:
            await keep(tx, task, movement)
        differences = await queries.differences(tx, MOST_DIFFERENCES)
        error = f"{answers.unanswered} questions had no answer" if answers.unanswered else None
        await queries.finish(tx, task.round_id, differences, error)
        return None

    async def give_up(self, tx: Tx, event: ReconciliationDue) -> None:
        await queries.finish(tx, event.reconciliation_id, [], "Stripe did not answer.")


async def question(tx: Tx, opened: OpenPayment) -> Question:
    """Where no answer to its creation ever came, asking again in the same words finds out."""
    again = None
    if opened.intent is None:
        payment = await payments.find(tx, opened.id)
        fresh = payment.asked_at is not None and tx.now - payment.created_at < KEY_LASTS
        if fresh and payment.withdrawn_at is None:
            again = asking.create(payment)
    return Question(opened.id, opened.intent, opened.account, opened.refunds, again)


async def locked(tx: Tx, answers: Answers) -> list[tuple[UUID | None, Said]]:
    """Whose each answer is. All their payments are locked at once, movements' too."""
    found = [(await payment_of(tx, each), each) for each in answers.said]
    moved = await queries.owners(
        tx, [story.id_of(each.get("source")) for each in answers.movements]
    )
    owners = {*(owner for owner, _ in found), *moved.values()}
    await queries.lock_payments(tx, [each for each in owners if each])
    return found


async def believe_all(tx: Tx, task: Task, found: list[tuple[UUID | None, Said]]) -> int:
    """How many of them said something new."""
    changed = 0
    for payment_id, each in found:
        if payment_id is not None:
            changed += await believe(tx, payment_id, each, task)
    for _, each in found:
        if each.obj.get("object") == "payout" and task.account:
            heard = Heard(task.at, task.account, task.livemode)
            await of_payout(tx, each.obj, heard)
    return changed


async def payment_of(tx: Tx, said: Said) -> UUID | None:
    metadata = said.obj.get("metadata") or {}
    if metadata.get("clinic_id", str(tx.clinic_id)) != str(tx.clinic_id):
        return None
    if said.payment_id is not None:
        return said.payment_id
    found = None
    try:
        named = UUID(str(metadata["payment_id"]))
        found = await known.maybe(tx, named)
    except (KeyError, ValueError):
        pass
    found = found or await known.about(tx, objects_of(said.obj))
    return found.id if found else None


async def believe(tx: Tx, payment_id: UUID, said: Said, task: Task) -> bool:
    payment = await known.locked(tx, payment_id)
    heard = Heard(task.at, said.account, task.livemode)
    if story.check_ours(payment, said.obj, heard):
        return False
    try:
        return await applying.learn(tx, payment_id, story.facts_of(said.obj, heard))
    except Unreadable:
        return False


async def keep(tx: Tx, task: Task, obj: dict[str, Any]) -> None:
    """A movement of the clinic's money, and the fee that Stripe took with it."""
    movement = msgspec.convert(
        {**obj, "source": story.id_of(obj.get("source"))}, Movement, strict=False
    )
    owners = await queries.owners(tx, [movement.source])
    if not owners and not task.account:
        return  # on an account that others use too, it is somebody else's
    payment_id = owners.get(movement.source)
    await queries.keep(tx, movement, task.account, payment_id)
    if payment_id is not None:
        heard = Heard(task.at, task.account, task.livemode)
        await applying.learn(tx, payment_id, story.facts_of(obj, heard))
