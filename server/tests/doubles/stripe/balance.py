"""The money itself: every movement is a balance transaction, and a payout empties the balance."""

from __future__ import annotations

from collections import defaultdict

from doubles.stripe.asking import Call, route
from doubles.stripe.faults import missing_thing
from doubles.stripe.listing import PAGES, page
from doubles.stripe.shelf import Shelf, Thing

CATEGORIES = {
    "payment": "charge",
    "payment_refund": "refund",
    "adjustment": "dispute",
}


def move(
    shelf: Shelf, kind: str, source: Thing, amount: int, fee: int = 0, category: str | None = None
) -> Thing:
    details = [
        {
            "amount": fee,
            "application": None,
            "currency": source["currency"],
            "description": "Stripe processing fees" if fee > 0 else None,
            "type": "stripe_fee",
        }
    ]
    moved = shelf.put(
        "balance_transaction",
        "txn",
        amount=amount,
        available_on=shelf.world.seconds() + 2 * 24 * 3600,
        balance_type="payments",
        currency=source["currency"],
        description=source.get("description"),
        exchange_rate=None,
        fee=fee,
        fee_details=details if fee else [],
        net=amount - fee,
        reporting_category=category or CATEGORIES.get(kind, kind),
        source=source["id"],
        status="pending",
        type=kind,
    )
    del moved["livemode"]  # the one object of Stripe's that does not say
    return moved


def totals(shelf: Shelf) -> dict[str, int]:
    """What is left of all movements, by currency."""
    sums: defaultdict[str, int] = defaultdict(int)
    for moved in shelf.all("balance_transaction"):
        sums[moved["currency"]] += moved["net"]
    return dict(sums)


def pay_out(shelf: Shelf, currency: str, *, fails: bool = False) -> Thing:
    """All that has not been paid out, to the bank."""
    unpaid = [
        each
        for each in shelf.all("balance_transaction", currency=currency)
        if "payout" not in shelf.secrets[each["id"]]
    ]
    payout = shelf.put(
        "payout",
        "po",
        amount=sum(each["net"] for each in unpaid),
        arrival_date=shelf.world.seconds() + 24 * 3600,
        automatic=True,
        balance_transaction=None,
        currency=currency,
        description="STRIPE PAYOUT",
        destination=shelf.world.name("ba"),
        failure_balance_transaction=None,
        failure_code=None,
        failure_message=None,
        metadata={},
        method="standard",
        original_payout=None,
        reconciliation_status="completed",
        reversed_by=None,
        source_type="card",
        statement_descriptor=None,
        status="in_transit",
        type="bank_account",
    )
    moved = move(shelf, "payout", payout, -payout["amount"])
    payout["balance_transaction"] = moved["id"]
    for each in (*unpaid, moved):
        shelf.secrets[each["id"]]["payout"] = payout["id"]
        each["status"] = "available"
    shelf.emit("payout.created", payout)
    arrive(shelf, payout, fails=fails)
    return payout


def arrive(shelf: Shelf, payout: Thing, *, fails: bool) -> None:
    if not fails:
        payout["status"] = "paid"
        shelf.emit("payout.paid", payout, status="in_transit")
        return
    back = move(shelf, "payout_failure", payout, payout["amount"])
    payout.update(
        status="failed",
        failure_balance_transaction=back["id"],
        failure_code="account_closed",
        failure_message="The bank account has been closed.",
    )
    shelf.emit("payout.failed", payout, status="in_transit")


@route("GET", "/v1/balance_transactions", f"{PAGES} currency payout source type")
def list_movements(call: Call) -> Thing:
    moved = call.shelf.all("balance_transaction")
    if payout := call.text("payout"):
        secrets = call.shelf.secrets
        moved = [each for each in moved if secrets[each["id"]].get("payout") == payout]
    return page(call, moved, "currency", "source", "type")


@route("GET", "/v1/balance_transactions/{id}")
def retrieve_movement(call: Call, name: str) -> Thing:
    return call.shelf.find("balance_transaction", name)


@route("GET", "/v1/balance")
def retrieve_balance(call: Call) -> Thing:
    sums = [
        {"amount": amount, "currency": currency, "source_types": {"card": amount}}
        for currency, amount in totals(call.shelf).items()
    ]
    return {"object": "balance", "available": sums, "pending": [], "livemode": call.shelf.live}


@route("GET", "/v1/payouts", f"{PAGES} status arrival_date destination")
def list_payouts(call: Call) -> Thing:
    return page(call, call.shelf.all("payout"), "status", "destination")


@route("GET", "/v1/payouts/{id}")
def retrieve_payout(call: Call, name: str) -> Thing:
    return call.shelf.find("payout", name, "payout")


@route("GET", "/v1/events", f"{PAGES} type types delivery_success")
def list_events(call: Call) -> Thing:
    """Of the last thirty days."""
    since = call.world.seconds() - 30 * 24 * 3600
    chosen = [each for each in call.shelf.events if each["created"] >= since]
    if types := call.listing("types"):
        chosen = [each for each in chosen if each["type"] in types]
    return page(call, chosen, "type")


@route("GET", "/v1/events/{id}")
def retrieve_event(call: Call, name: str) -> Thing:
    for event in call.shelf.events:
        if event["id"] == name:
            return event
    raise missing_thing("event", name)
