"""The account that a clinic is paid into: its own with Stripe, or the installation's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from topsmile.adapters.stripe import Call, NotFound, Object, Refused, Unknown
from topsmile.clinics import service as clinics
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.errors import Unavailable
from topsmile.kernel.events import emit
from topsmile.kernel.trail import trail
from topsmile.payments import connect_queries as queries
from topsmile.payments.connect_queries import PaidInto
from topsmile.payments.events import AccountChanged, AccountHeard
from topsmile.payments.models import Account, Onboarding, PaymentRefused, PaymentsOff
from topsmile.payments.till import Till

# Where Stripe sends people back to, whether they are done or the link was too old.
BACK = "/staff/payments?show=account"


async def ready(tx: Tx) -> PaidInto | None:
    """Where the money goes; None for a clinic that cannot be paid yet."""
    into = await queries.find(tx)
    return into if into and into.charges_enabled else None


async def paid_into(tx: Tx, till: Till) -> PaidInto:
    """Into the installation's own account every clinic can be paid, as soon as there is a key."""
    if not till.connect and await queries.find(tx) is None:
        await _write(tx, None, read({"charges_enabled": True}, "", tx, livemode=till.live))
    into = await ready(tx)
    if into is None or into.livemode != till.live or bool(into.stripe_account) != till.connect:
        raise PaymentsOff
    return into


async def is_its_account(tx: Tx, account: str, *, livemode: bool) -> bool:
    known = await queries.find(tx)
    return known is not None and (known.stripe_account, known.livemode) == (account, livemode)


async def learn_account(tx: Tx, account: Mapping[str, Any], *, livemode: bool) -> None:
    """Stripe spoke of the clinic's account. Its words may come in any order: it is asked anew."""
    if await is_its_account(tx, str(account.get("id")), livemode=livemode):
        await emit(tx, AccountHeard())


def read(account: Mapping[str, Any], name: str, tx: Tx, *, livemode: bool) -> PaidInto:
    wants = account.get("requirements") or {}
    due = [*(wants.get("currently_due") or []), *(wants.get("past_due") or [])]
    return PaidInto(
        name,
        livemode,
        bool(account.get("charges_enabled")),
        bool(account.get("payouts_enabled")),
        bool(account.get("details_submitted")),
        list(dict.fromkeys(str(each)[:200] for each in due))[:50],
        methods_of(account.get("capabilities") or {}),
        tx.now,
    )


def methods_of(capabilities: Mapping[str, Any]) -> list[str]:
    """Which ways to pay are switched on. Cards stand first, whatever is said of them."""
    others = [
        name for name in ("pix", "boleto") if capabilities.get(f"{name}_payments") == "active"
    ]
    return ["card", *others]


async def _write(tx: Tx, before: PaidInto | None, after: PaidInto) -> None:
    await queries.write(tx, after)
    if before is None or _without_time(before) != _without_time(after):
        await trail(
            tx, "payment_account.changed", "clinic", tx.clinic_id, before=before, after=after
        )
        await emit(tx, AccountChanged())
    await clinics.set_payments_ready(tx, after.charges_enabled)


def _without_time(into: PaidInto) -> dict[str, Any]:
    return {name: each for name, each in msgspec.structs.asdict(into).items() if name != "heard_at"}


async def show(database: Database, cause: Cause, till: Till, clinic_id: UUID) -> Account:
    """As Stripe has it now; as it was last heard where Stripe does not answer."""
    till.check_on()
    async with database.transaction(clinic_id, cause) as tx:
        known = await queries.find(tx)
    try:
        found = await look(till, known)
    except Unknown:
        return shown(till, known)
    async with database.transaction(clinic_id, cause) as tx:
        await keep(tx, till, known, found)
        return shown(till, await queries.find(tx))


async def look(till: Till, known: PaidInto | None) -> Object | None:
    """The account as it is now; None for one that there is not."""
    if not till.on:
        return None
    own = _of_this_mode(till, known)
    if till.connect and own is None:
        return None
    path = f"/v1/accounts/{own.stripe_account}" if own and till.connect else "/v1/account"
    try:
        return await till.stripe.ask(Call("get", path))
    except NotFound:
        # Test money has no account to look at.
        return None if till.connect else {}
    except Refused:
        return None


async def keep(tx: Tx, till: Till, known: PaidInto | None, found: Object | None) -> None:
    """Without a key nobody is paid, whatever was known before."""
    before = await queries.lock(tx)
    if not till.on and before is not None:
        await clinics.set_payments_ready(tx, False)
    if found is None or (before and known and before.stripe_account != known.stripe_account):
        return
    if till.connect:
        if before and before.stripe_account == found.get("id"):
            after = read(found, before.stripe_account, tx, livemode=before.livemode)
            await _write(tx, before, after)
        return
    # The key is there: that is all it takes. What its account can do besides, it says itself.
    own = msgspec.structs.replace(read(found, "", tx, livemode=till.live), charges_enabled=True)
    await _write(tx, before, own)


def shown(till: Till, known: PaidInto | None) -> Account:
    if till.connect:
        known = _of_this_mode(till, known)
    if known is None:
        return Account(
            connect=till.connect,
            connected=False,
            test=not till.live,
            charges_enabled=False,
            payouts_enabled=False,
            details_submitted=False,
            requirements=[],
            methods=[],
            heard_at=None,
        )
    return Account(
        connect=till.connect,
        connected=True,
        test=not known.livemode,
        charges_enabled=known.charges_enabled,
        payouts_enabled=known.payouts_enabled,
        details_submitted=known.details_submitted,
        requirements=known.requirements,
        methods=known.methods,
        heard_at=known.heard_at,
    )


async def onboard(database: Database, cause: Cause, till: Till, clinic_id: UUID) -> Onboarding:
    """An account of the clinic's own, made once, and where it tells Stripe about itself."""
    till.check_on()
    if not till.connect:
        raise PaymentsOff("Here all clinics are paid into one account; there is none to open.")
    async with database.transaction(clinic_id, cause) as tx:
        known = _of_this_mode(till, await queries.find(tx))
    try:
        name = known.stripe_account if known else await _open(database, cause, till, clinic_id)
        link = await till.stripe.ask(_link(till, name, cause))
    except (Refused, NotFound) as refused:
        raise PaymentRefused(reason=refused.code) from None
    except Unknown:
        raise Unavailable(2) from None
    return Onboarding(str(link["url"]))


async def _open(database: Database, cause: Cause, till: Till, clinic_id: UUID) -> str:
    made = await till.stripe.ask(
        Call(
            "post",
            "/v1/accounts",
            {"type": "standard", "metadata": {"clinic_id": str(clinic_id)}},
            key=f"account-{clinic_id}-{'live' if till.live else 'test'}",
        )
    )
    async with database.transaction(clinic_id, cause) as tx:
        before = await queries.lock(tx)
        if kept := _of_this_mode(till, before):
            return kept.stripe_account
        name = str(made["id"])
        await clinics.set_stripe_account(tx, name)
        await _write(tx, before, read(made, name, tx, livemode=till.live))
    return name


def _of_this_mode(till: Till, known: PaidInto | None) -> PaidInto | None:
    """Test money and real money have different accounts."""
    return known if known and known.stripe_account and known.livemode == till.live else None


def _link(till: Till, account: str, cause: Cause) -> Call:
    """A link is good once and for minutes: each click gets its own."""
    return Call(
        "post",
        "/v1/account_links",
        {
            "account": account,
            "return_url": till.origin + BACK,
            "refresh_url": till.origin + BACK,
            "type": "account_onboarding",
        },
        key=f"onboarding-{account}-{cause.request_id}",
    )
