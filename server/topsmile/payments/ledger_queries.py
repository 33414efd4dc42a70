from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.payments.ledger_models import Balance, LedgerLine, LedgerTransaction
from topsmile.payments.story import Account


class Posted(msgspec.Struct, frozen=True):
    """What one account got from an entry so far, over all its revisions up to this."""

    entry: str
    account: Account
    amount: int
    revision: int


class Posting(msgspec.Struct, frozen=True):
    """A transaction to be written. Its amounts are signed and sum to zero."""

    entry: str
    revision: int
    currency: str
    livemode: bool
    amounts: Mapping[Account, int]
    payment_id: UUID | None = None
    payout_id: UUID | None = None


async def posted(tx: Tx, entries: list[str]) -> list[Posted]:
    return await tx.all(
        Posted,
        """
        select t.entry, l.account, sum(l.amount)::bigint as amount, max(t.revision) as revision
        from ledger_transaction t
        join ledger_line l on l.clinic_id = $1 and l.transaction_id = t.id
        where t.clinic_id = $1 and t.entry = any($2)
        group by t.entry, l.account
        """,
        entries,
    )


async def insert(tx: Tx, posting: Posting) -> None:
    await tx.run(
        """
        with made as (
          insert into ledger_transaction (clinic_id, entry, revision, payment_id, payout_id,
            currency, livemode, posted_at, request_id)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id
        )
        insert into ledger_line (clinic_id, transaction_id, account, amount)
        select $1, made.id, l.account, l.amount
        from made, unnest($10::text[], $11::bigint[]) l (account, amount)
        """,
        posting.entry,
        posting.revision,
        posting.payment_id,
        posting.payout_id,
        posting.currency,
        posting.livemode,
        tx.now,
        tx.cause.request_id,
        list(posting.amounts),
        list(posting.amounts.values()),
    )


async def balances(tx: Tx) -> list[Balance]:
    return await tx.all(
        Balance,
        """
        select l.account, t.currency, not t.livemode as test, sum(l.amount)::bigint as amount
        from ledger_transaction t
        join ledger_line l on l.clinic_id = $1 and l.transaction_id = t.id
        where t.clinic_id = $1
        group by l.account, t.currency, t.livemode
        order by t.currency, t.livemode, l.account
        """,
    )


async def page(
    tx: Tx, payment_id: UUID | None, before: tuple[datetime, UUID] | None, limit: int
) -> list[LedgerTransaction]:
    """The newest first."""
    moment, last = before or (None, None)
    return await tx.all(
        _transaction,
        """
        select t.id, t.entry, t.revision, t.payment_id, t.payout_id, t.currency, t.livemode,
          t.posted_at, (
            select jsonb_agg(jsonb_build_object('account', l.account, 'amount', l.amount)
              order by l.amount desc, l.account)
            from ledger_line l where l.clinic_id = $1 and l.transaction_id = t.id
          ) as lines
        from ledger_transaction t
        where t.clinic_id = $1 and ($2::uuid is null or t.payment_id = $2)
          and ($3::timestamptz is null or (t.posted_at, t.id) < ($3, $4::uuid))
        order by t.posted_at desc, t.id desc limit $5
        """,
        payment_id,
        moment,
        last,
        limit + 1,
    )


def _transaction(livemode: bool, lines: str, **columns: object) -> LedgerTransaction:
    read = msgspec.json.decode(lines, type=list[LedgerLine])
    return msgspec.convert({**columns, "test": not livemode, "lines": read}, LedgerTransaction)
