"""Connected accounts. They lie on the platform's shelf; what is theirs lies on their own."""

from __future__ import annotations

from doubles.stripe.asking import Call, route
from doubles.stripe.faults import Refusal, bad_param, missing_param
from doubles.stripe.listing import PAGES, page
from doubles.stripe.shelf import PLATFORM, Shelf, Thing, World

CREATE = (
    "type country email business_type capabilities controller metadata business_profile "
    "default_currency settings company individual tos_acceptance"
)
DUE = ["business_profile.url", "external_account", "tos_acceptance.date"]


@route("POST", "/v1/accounts", CREATE)
def create(call: Call) -> Thing:
    if call.shelf.account != PLATFORM:
        raise Refusal(400, None, "Only a platform can create accounts.")
    kind = call.text("type")
    controller = call.params.get("controller")
    if kind and controller:
        raise bad_param("type", "You may only specify one of these: controller, type.")
    country = call.text("country", "BR")
    return account(call.shelf, country or "BR", call.text("email"), call.metadata(), kind)


def account(
    shelf: Shelf, country: str, email: str | None, metadata: Thing, kind: str | None
) -> Thing:
    name = shelf.world.name("acct", 16)
    made: Thing = {
        "id": name,
        "object": "account",
        "business_profile": {"name": None, "url": None},
        "business_type": None,
        "capabilities": {"card_payments": "inactive", "transfers": "inactive"},
        "charges_enabled": False,
        "country": country,
        "created": shelf.world.seconds(),
        "default_currency": {"BR": "brl", "JP": "jpy", "CL": "clp"}.get(country, "usd"),
        "details_submitted": False,
        "email": email,
        "metadata": metadata,
        "payouts_enabled": False,
        "requirements": requirements(DUE),
        "type": kind or "none",
    }
    shelf.things[name] = made
    # Announced on the account's own shelf: such events carry its name.
    shelf.world.shelf(name, shelf.live).emit("account.updated", made)
    return made


def requirements(due: list[str]) -> Thing:
    return {
        "currently_due": list(due),
        "eventually_due": list(due),
        "past_due": [],
        "pending_verification": [],
        "errors": [],
        "disabled_reason": "requirements.past_due" if due else None,
        "current_deadline": None,
    }


def onboard(world: World, name: str, *, enabled: bool = True, live: bool = False) -> Thing:
    """The clinic has filled in Stripe's forms, or Stripe has lost its trust again."""
    made = world.shelf(live=live).find("account", name)
    state = "active" if enabled else "inactive"
    made.update(
        charges_enabled=enabled,
        payouts_enabled=enabled,
        details_submitted=True,
        capabilities={"card_payments": state, "transfers": state},
        requirements=requirements([] if enabled else ["individual.verification.document"]),
    )
    world.shelf(name, live).emit("account.updated", made, charges_enabled=not enabled)
    return made


def deauthorize(world: World, name: str, *, live: bool = False) -> None:
    world.shelf(live=live).things.pop(name)
    shelf = world.shelf(name, live)
    shelf.emit("account.application.deauthorized", {"id": "ca_double", "object": "application"})


@route("GET", "/v1/accounts/{id}")
def retrieve(call: Call, name: str) -> Thing:
    if name == call.shelf.account:
        return own(call)
    try:
        return call.world.shelf(live=call.shelf.live).find("account", name)
    except Refusal:
        raise no_access(name) from None


@route("GET", "/v1/account")
def retrieve_own(call: Call) -> Thing:
    return own(call)


def own(call: Call) -> Thing:
    if call.shelf.account == PLATFORM:
        return {"id": PLATFORM, "object": "account", "charges_enabled": True, "country": "BR"}
    return call.world.shelf(live=call.shelf.live).find("account", call.shelf.account)


def no_access(name: str) -> Refusal:
    words = (
        f"The provided key 'sk_***' does not have access to account '{name}' (or that account "
        "does not exist). Application access may have been revoked."
    )
    return Refusal(403, "account_invalid", words, kept=False)


@route("GET", "/v1/accounts", PAGES)
def list_them(call: Call) -> Thing:
    return page(call, call.world.shelf(live=call.shelf.live).all("account"))


LINK = "account refresh_url return_url type collect collection_options"


@route("POST", "/v1/account_links", LINK)
def create_link(call: Call) -> Thing:
    made = retrieve(call, call.needed("account"))
    if call.needed("type") not in ("account_onboarding", "account_update"):
        raise bad_param("type", "Invalid type")
    for name in ("refresh_url", "return_url"):
        if call.text(name) is None:
            raise missing_param(name)
        if call.shelf.live and not call.needed(name).startswith("https://"):
            raise bad_param(name, "Livemode requests must always be redirected via HTTPS.")
    now = call.world.seconds()
    return {
        "object": "account_link",
        "created": now,
        "expires_at": now + 300,
        "url": f"https://connect.stripe.test/setup/{made['id']}/{call.world.name('x')[2:]}",
    }
