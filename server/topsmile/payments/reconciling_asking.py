"""The questions of a reconciliation. No transaction is open here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from topsmile.adapters.stripe import Call, Declined, Object, Refused, Stripe, Unknown, listed

TOGETHER = 8
WITH_FEE = {"expand": ["latest_charge.balance_transaction"]}
LISTS = ("/v1/payment_intents", "/v1/refunds", "/v1/disputes", "/v1/payouts")
MOVEMENTS = "/v1/balance_transactions"


class Question(msgspec.Struct, frozen=True):
    """What became of a payment. `again` asks for its intent as the first time."""

    payment_id: UUID
    intent: str | None
    account: str
    refunds: int
    again: Call | None


class Task(msgspec.Struct, frozen=True):
    """`listed_since` is None for a step that asks for no lists; `goes_on_after` for the last."""

    round_id: UUID
    at: int
    questions: list[Question]
    account: str
    livemode: bool
    listed_since: int | None
    goes_on_after: UUID | None


class Said(msgspec.Struct, frozen=True):
    """`payment_id` where that payment was asked about."""

    obj: dict[str, Any]
    account: str
    payment_id: UUID | None = None


class Answers(msgspec.Struct):
    """`unanswered` questions may have been answered in ways that nobody knows."""

    said: list[Said] = []
    movements: list[dict[str, Any]] = []
    listed: int = 0
    unanswered: int = 0


async def ask(stripe: Stripe, task: Task) -> Answers:
    answers = Answers()
    room = asyncio.Semaphore(TOGETHER)

    async def carefully(verb: Callable[[], Awaitable[None]]) -> None:
        async with room:
            try:
                await verb()
            except Unknown:
                answers.unanswered += 1
            except Refused:
                pass  # it does not exist, or cannot be asked for in this account

    await asyncio.gather(
        *(carefully(partial(_payment, stripe, each, answers)) for each in task.questions)
    )
    if task.listed_since is not None:
        for path in LISTS:
            await carefully(partial(_listed, stripe, task, path, answers))
        await carefully(partial(_movements, stripe, task, answers))
    return answers


async def _payment(stripe: Stripe, question: Question, answers: Answers) -> None:
    intent = question.intent
    if intent is not None:
        call = Call("get", f"/v1/payment_intents/{intent}", WITH_FEE, account=question.account)
        answers.said.append(Said(await stripe.ask(call), question.account, question.payment_id))
    elif question.again is not None and (made := await _made(stripe, question.again)):
        answers.said.append(Said(made, question.account, question.payment_id))
    if question.refunds and intent is not None:
        call = Call("get", "/v1/refunds", {"payment_intent": intent}, account=question.account)
        async for each in listed(stripe, call):
            answers.said.append(Said(each, question.account, question.payment_id))


async def _made(stripe: Stripe, call: Call) -> Object | None:
    try:
        return await stripe.ask(call)
    except Declined as declined:
        return declined.intent


async def _listed(stripe: Stripe, task: Task, path: str, answers: Answers) -> None:
    async for each in _since(stripe, task, path):
        answers.listed += 1
        answers.said.append(Said(each, task.account))


async def _movements(stripe: Stripe, task: Task, answers: Answers) -> None:
    async for each in _since(stripe, task, MOVEMENTS):
        answers.listed += 1
        answers.movements.append(each)


def _since(stripe: Stripe, task: Task, path: str) -> AsyncIterator[Object]:
    params = {"created": {"gte": task.listed_since}}
    return listed(stripe, Call("get", path, params, account=task.account))
