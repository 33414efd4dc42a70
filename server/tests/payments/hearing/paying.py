"""A payment that waits to be paid, and what became of it. Written as superuser."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import make
from make import Connection, Office
from payments.hearing.words import Said, signed

WEBHOOK = "/api/payments/webhook"


async def an_appointment(owner: Connection, office: Office) -> UUID:
    made: UUID = await owner.fetchval(
        """
        insert into appointment (clinic_id, service_id, provider_id, patient_id, starts_at, ends_at,
          price_amount, price_currency, created_at)
        values ($1, $2, $3, $4, $5, $5::timestamptz + interval '30 min', 15000, 'BRL', $5)
        returning id
        """,
        office.id,
        office.service,
        office.provider,
        office.patient,
        make.MONDAY,
    )
    return made


async def a_payment(owner: Connection, office: Office, **changes: Any) -> Said:
    """Stored and not yet known to Stripe; what Stripe will say of it."""
    columns = {
        "clinic_id": office.id,
        "id": uuid4(),
        "appointment_id": changes.pop("appointment_id", None)
        or await an_appointment(owner, office),
        "patient_id": office.patient,
        "purpose": "deposit",
        "amount": 15000,
        "currency": "BRL",
        "key": uuid4().hex,
        "livemode": False,
        "request_id": "tests",
        "created_at": make.MONDAY,
        **changes,
    }
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    await owner.execute(
        f"insert into payment ({', '.join(columns)}) values ({places})", *columns.values()
    )
    return Said(office.id, columns["id"], account=columns.get("account", ""))


async def paid_into(owner: Connection, office: Office) -> str:
    """An account of its own, whose money is not real."""
    account = f"acct_{uuid4().hex}"
    await owner.execute("update clinic set stripe_account = $2 where id = $1", office.id, account)
    await owner.execute(
        """
        insert into payment_account (clinic_id, stripe_account, livemode, created_at, heard_at)
        values ($1, $2, false, $3, $3)
        """,
        office.id,
        account,
        make.MONDAY,
    )
    return account


async def tell(client: httpx.AsyncClient, body: bytes, **signing: Any) -> httpx.Response:
    """As Stripe does: no cookies, no origin."""
    headers = {"stripe-signature": signed(body, **signing), "content-type": "application/json"}
    request = client.build_request("POST", WEBHOOK, content=body, headers=headers)
    del request.headers["origin"]
    return await client.send(request)


async def outcome(owner: Connection, said: Said) -> dict[str, Any]:
    """The payment, its refunds and its books: all that must not depend on order."""
    payment = await owner.fetchrow(
        """
        select status, refunded, disputed, last_error, intent, charge, method
        from payment where id = $1
        """,
        said.payment,
    )
    assert payment
    refunds = await owner.fetch(
        "select stripe_refund, status, amount, reason from refund where payment_id = $1 order by 1",
        said.payment,
    )
    return {
        **dict(payment),
        "refunds": [tuple(each) for each in refunds],
        "books": await books(owner, said),
    }


async def books(owner: Connection, said: Said) -> dict[tuple[str, str], int]:
    """By entry and account, what all its revisions come to."""
    rows = await owner.fetch(
        """
        select t.entry, l.account, sum(l.amount)::bigint as amount
        from ledger_transaction t join ledger_line l on l.transaction_id = t.id
        where t.payment_id = $1 group by 1, 2 having sum(l.amount) <> 0 order by 1, 2
        """,
        said.payment,
    )
    return {(row["entry"], row["account"]): row["amount"] for row in rows}


async def events(owner: Connection, said: Said) -> list[str]:
    """The facts that others hear of, in the order in which they were written."""
    rows = await owner.fetch(
        """
        select name from event
        where payload::jsonb ->> 'payment_id' = $1 order by id
        """,
        str(said.payment),
    )
    return [row["name"] for row in rows]


async def inbox(owner: Connection, said: Said) -> list[tuple[str, str, str | None]]:
    rows = await owner.fetch(
        "select type, state, reason from webhook_inbox where body like $1 order by id",
        f"%{said.tag}%",
    )
    return [tuple(row) for row in rows]
