"""The books: double entries that always balance, are only added to, and are the clinic's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from conftest import Database
from contracts.problems import problem
from domain import SignIn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import Connection, Office
from payments.hearing.paying import a_payment, inbox, outcome, paid_into, tell
from payments.hearing.test_learning import learn
from payments.hearing.words import NOW, Said

from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio
LEDGER = "/api/payments/ledger"


async def post(connection: Any, clinic: UUID, *amounts: tuple[str, int]) -> None:
    """As the application, in one transaction."""
    async with connection.transaction():
        await connection.execute(f"set local app.clinic_id = '{clinic}'")
        made = await connection.fetchval(
            """
            insert into ledger_transaction (clinic_id, entry, currency, livemode, posted_at,
              request_id) values ($1, $2, 'BRL', false, now(), 'r') returning id
            """,
            clinic,
            f"test:{uuid4()}",
        )
        for account, amount in amounts:
            await connection.execute(
                """
                insert into ledger_line (clinic_id, transaction_id, account, amount)
                values ($1, $2, $3, $4)
                """,
                clinic,
                made,
                account,
                amount,
            )


UNBALANCED: dict[str, list[tuple[str, int]]] = {
    "a cent too much": [("stripe_balance", 100), ("patient_payments", -99)],
    "one side only": [("stripe_balance", 100)],
    "nothing": [],
    "three that do not sum": [("stripe_balance", 100), ("patient_payments", -50), ("fees", -49)],
}


@pytest.mark.parametrize("lines", UNBALANCED.values(), ids=UNBALANCED.keys())
async def test_postgresql_refuses_what_does_not_balance(
    database: Database, owner: Connection, office: Office, lines: list[tuple[str, int]]
) -> None:
    application = await asyncpg.connect(database.app_url)
    try:
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await post(application, office.id, *lines)
        assert refused.value.constraint_name == "ledger_balances"
        await post(application, office.id, ("stripe_balance", 100), ("patient_payments", -100))
    finally:
        await application.close()
    assert await owner.fetchval(COUNT, office.id) == 1


COUNT = "select count(*) from ledger_transaction where clinic_id = $1"


async def test_who_turns_to_another_clinic_before_the_end_is_refused(
    database: Database, office: Office, other_office: Office
) -> None:
    """Behind another fence the lines cannot be seen, and so not be judged."""
    application = await asyncpg.connect(database.app_url)
    try:
        turning = application.transaction()
        await turning.start()
        await post(application, office.id, ("stripe_balance", 100), ("fees", -100))
        await application.execute(f"set local app.clinic_id = '{other_office.id}'")
        with pytest.raises(asyncpg.CheckViolationError):
            await turning.commit()
    finally:
        await application.close()


@pytest.mark.parametrize("change", ["update {} set clinic_id = clinic_id", "delete from {}"])
@pytest.mark.parametrize("table", ["ledger_transaction", "ledger_line"])
async def test_what_is_written_stays(
    database: Database, office: Office, table: str, change: str
) -> None:
    application = await asyncpg.connect(database.app_url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await application.execute(change.format(table))
    finally:
        await application.close()


WORDS = st.lists(st.integers(0, 9), min_size=1, max_size=12)


def word(said: Said, number: int) -> dict[str, Any]:
    fee = {"id": f"txn_{said.tag}", "object": "balance_transaction", "type": "charge", "fee": 600}
    return [
        said.failed(),
        said.intent("processing"),
        said.intent("succeeded"),
        said.charge(balance_transaction={**fee, "source": "x", "currency": "brl"}),
        said.charge(amount_refunded=4000),
        said.refund("pending", balance_transaction="txn_2"),
        said.refund("succeeded"),
        said.refund("failed"),
        said.dispute("needs_response"),
        said.dispute("won"),
    ][number]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(numbers=WORDS)
async def test_whatever_is_heard_the_books_sum_to_zero(
    worker: Worker, owner: Connection, office: Office, numbers: list[int]
) -> None:
    """And another order of the same words writes the same books."""
    one, other = await a_payment(owner, office), await a_payment(owner, office)
    await learn(worker, one, *(word(one, each) for each in numbers))
    await learn(worker, other, *(word(other, each) for each in reversed(numbers)), at=NOW)

    found, same = await outcome(owner, one), await outcome(owner, other)
    assert sum(found["books"].values()) == 0
    assert sorted(found["books"].values()) == sorted(same["books"].values())
    assert found["refunded"] == same["refunded"]
    unbalanced = """
        select transaction_id from ledger_line where clinic_id = $1
        group by transaction_id having sum(amount) <> 0
    """
    assert await owner.fetch(unbalanced, office.id) == []


# To be read -----------------------------------------------------------------------------------


async def test_the_manager_reads_the_books(
    worker: Worker, owner: Connection, office: Office, other_office: Office, sign_in: SignIn
) -> None:
    said = await a_payment(owner, office)
    await learn(worker, said, said.intent("succeeded"), said.refund("succeeded"))
    await learn(worker, said, said.refund("failed"))
    elsewhere = await a_payment(owner, other_office)
    await learn(worker, elsewhere, elsewhere.intent("succeeded"))
    manager = await sign_in(office, "manager")

    shown = (await manager.get(LEDGER)).json()
    balances = {each["account"]: each["amount"] for each in shown["balances"]}
    assert balances == {"patient_payments": -15000, "refunds": 0, "stripe_balance": 15000}
    assert sum(balances.values()) == 0
    assert [(each["entry"], each["revision"]) for each in shown["items"]] == [
        (f"refund:re_{said.tag}_1", 2),
        (f"refund:re_{said.tag}_1", 1),
        (f"charge:ch_{said.tag}_2", 1),
    ]
    assert shown["items"][0]["lines"] == [
        {"account": "stripe_balance", "amount": 4000},
        {"account": "refunds", "amount": -4000},
    ]
    assert shown["items"][0]["test"] is True

    first = (await manager.get(LEDGER, params={"limit": 2})).json()
    second = (await manager.get(LEDGER, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert [*first["items"], *second["items"]] == shown["items"]
    assert second["next_cursor"] is None
    of_one = await manager.get(LEDGER, params={"payment_id": str(said.payment)})
    assert of_one.json()["items"] == shown["items"]
    of_another = await manager.get(LEDGER, params={"payment_id": str(elsewhere.payment)})
    assert of_another.json()["items"] == []
    problem(await (await sign_in(office)).get(LEDGER), 403, "not_allowed")


# Payouts --------------------------------------------------------------------------------------


def payout(said: Said, status: str) -> dict[str, Any]:
    return {
        "id": f"po_{said.tag}",
        "object": "payout",
        "amount": 14372,
        "currency": "brl",
        "status": status,
        "arrival_date": NOW + 86400,
        "created": NOW,
        "failure_code": "account_closed" if status == "failed" else None,
    }


@pytest.mark.parametrize(
    ("told", "bank"),
    [
        (("in_transit",), 14372),
        (("in_transit", "paid", "paid"), 14372),
        (("paid", "in_transit"), 14372),
        (("paid", "failed"), 0),
        (("failed", "in_transit", "paid"), 0),
        (("canceled",), 0),
    ],
)
async def test_what_is_paid_out_moves_to_the_bank_and_back(
    client: httpx.AsyncClient,
    worker: Worker,
    owner: Connection,
    office: Office,
    told: tuple[str, ...],
    bank: int,
) -> None:
    account = await paid_into(owner, office)
    said = Said(office.id, office.id, account=account)
    for status in told:
        await tell(client, said.event(f"payout.{status}", payout(said, status)))
        await worker.drain()

    assert {state for _, state, _ in await inbox(owner, said)} == {"applied"}
    sums = """
        select l.account, sum(l.amount)::bigint from ledger_line l
        where clinic_id = $1 group by 1 having sum(l.amount) <> 0
    """
    held = {row[0]: row[1] for row in await owner.fetch(sums, office.id)}
    assert held == ({"bank": bank, "stripe_balance": -bank} if bank else {})
    row = await owner.fetchrow("select * from payout where clinic_id = $1", office.id)
    assert row
    assert (row["amount"], row["currency"], row["account"]) == (14372, "BRL", account)
    assert row["arrival_date"].isoformat() == "2030-01-08"


async def test_a_payout_that_stripe_would_not_write_is_refused(
    client: httpx.AsyncClient, worker: Worker, owner: Connection, office: Office
) -> None:
    account = await paid_into(owner, office)
    said = Said(office.id, office.id, account=account)
    for broken in ({"amount": "much"}, {"status": "lost"}):
        await tell(client, said.event("payout.paid", payout(said, "paid") | broken))
    await worker.drain()
    assert [state for _, state, _ in await inbox(owner, said)] == ["refused", "refused"]
