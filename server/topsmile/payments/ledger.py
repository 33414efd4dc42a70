"""The clinic's books: double entries that are only ever added to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from topsmile.kernel.db import Tx
from topsmile.kernel.pages import page, read_cursor
from topsmile.payments import ledger_queries as queries
from topsmile.payments.applying_queries import Known
from topsmile.payments.ledger_models import Ledger
from topsmile.payments.ledger_queries import Posted, Posting
from topsmile.payments.story import Account, Entry


async def post(tx: Tx, payment: Known, entries: Sequence[Entry]) -> None:
    """Bring the books of a payment, whose row is locked, to what they are to hold."""
    had = await queries.posted(tx, [each.key for each in entries])
    for posting in corrections(entries, had, payment.livemode, payment_id=payment.id):
        await queries.insert(tx, posting)


async def post_payout(tx: Tx, payout_id: UUID, livemode: bool, entry: Entry) -> None:
    """The same for a payout, whose row is locked."""
    had = await queries.posted(tx, [entry.key])
    for posting in corrections([entry], had, livemode, payout_id=payout_id):
        await queries.insert(tx, posting)


def corrections(
    entries: Sequence[Entry],
    had: Sequence[Posted],
    livemode: bool,
    *,
    payment_id: UUID | None = None,
    payout_id: UUID | None = None,
) -> Iterator[Posting]:
    """What is still to be written: an entry the first time, then only the difference. Pure."""
    amounts: dict[str, dict[Account, int]] = defaultdict(dict)
    revisions: dict[str, int] = defaultdict(int)
    for each in had:
        amounts[each.entry][each.account] = each.amount
        revisions[each.entry] = max(revisions[each.entry], each.revision)
    for entry in entries:
        missing = difference(entry.amounts, amounts[entry.key])
        if missing:
            yield Posting(
                entry.key,
                revisions[entry.key] + 1,
                entry.currency,
                livemode,
                missing,
                payment_id,
                payout_id,
            )


def difference(wanted: Mapping[Account, int], had: Mapping[Account, int]) -> dict[Account, int]:
    """What added to the one gives the other, without zeros. Pure."""
    accounts = sorted({*wanted, *had})
    found = {each: wanted.get(each, 0) - had.get(each, 0) for each in accounts}
    return {account: amount for account, amount in found.items() if amount}


async def show(tx: Tx, payment_id: UUID | None, cursor: str | None, limit: int) -> Ledger:
    before = read_cursor(cursor, tuple[datetime, UUID])
    found = await queries.page(tx, payment_id, before, limit)
    shown = page(found, limit, lambda each: (each.posted_at, each.id))
    return Ledger(await queries.balances(tx), shown.items, shown.next_cursor)
