"""What of Stripe's words is kept, of whom, and for how long."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest
from domain import TravelClock
from make import Connection, Office
from payments.hearing.paying import a_payment, inbox, paid_into, tell
from payments.hearing.test_believing import look_again
from payments.hearing.test_books import payout
from payments.hearing.words import NOW, Said

from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio
LATER = NOW + 91 * 86400


async def test_the_secret_that_pays_is_not_kept(
    client: httpx.AsyncClient, worker: Worker, owner: Connection, office: Office
) -> None:
    said = await a_payment(owner, office)
    secret = f"pi_{said.tag}_secret_Ab3xYz"
    url = f"https://hooks.stripe.com/authenticate?payment_intent_client_secret={secret}"
    action = {"type": "redirect_to_url", "redirect_to_url": {"url": url}}
    told = said.intent("requires_action", client_secret=secret, next_action=action)

    await tell(client, said.event("payment_intent.requires_action", told))
    await worker.drain()

    assert [state for _, state, _ in await inbox(owner, said)] == ["applied"]
    body = await owner.fetchval(
        "select body from webhook_inbox where body like $1", f"%{said.tag}%"
    )
    assert "Ab3xYz" not in body


@pytest.mark.parametrize("livemode", [True, False])
async def test_a_payout_of_another_account_is_not_in_the_books(
    client: httpx.AsyncClient, worker: Worker, owner: Connection, office: Office, livemode: bool
) -> None:
    """Whoever has an account with Stripe writes whatever they like into its metadata."""
    own = await paid_into(owner, office)
    account = own if livemode else "acct_of_nobody"
    said = Said(office.id, office.id, account=account, livemode=livemode)
    forged = payout(said, "paid") | {"metadata": said.metadata}

    await tell(client, said.event("payout.paid", forged))
    await worker.drain()

    assert await inbox(owner, said) == [("payout.paid", "refused", "another account")]
    assert await owner.fetchval("select count(*) from payout where clinic_id = $1", office.id) == 0


async def test_what_nobody_ever_knew_is_forgotten_too(
    client: httpx.AsyncClient, worker: Worker, owner: Connection, office: Office, clock: TravelClock
) -> None:
    """A word of a payer's name and address is kept no longer because it was not understood."""
    said = Said(office.id, uuid4())
    nobodys = said.intent("succeeded", id=f"pi_{said.tag}_of_nobody", metadata={}, latest_charge="")
    product = {"id": f"prod_{said.tag}", "object": "product"}
    await tell(client, said.event("payment_intent.succeeded", said.intent("succeeded")))
    await tell(client, said.event("payment_intent.succeeded", nobodys))
    await tell(client, said.event("product.created", product))
    await worker.drain()
    assert [each[1] for each in await inbox(owner, said)] == ["unknown", "unknown", "ignored"]

    clock.travel(days=91)
    await look_again(worker, office)
    later = Said(office.id, uuid4())
    another = {"id": f"prod_{later.tag}", "object": "product"}
    await tell(client, later.event("product.created", another, at=LATER), at=LATER)

    assert await inbox(owner, said) == []
    assert await inbox(owner, later) == [("product.created", "ignored", None)]
