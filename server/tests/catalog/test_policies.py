"""What a clinic asks of whoever books: its policy, a service's own, and what they come to."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from domain import SignIn
from make import Connection, Office

from topsmile.clinics import policies
from topsmile.clinics import service as clinics
from topsmile.clinics.models import Policy, Terms
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database
from topsmile.kernel.errors import Invalid
from topsmile.kernel.money import Money
from topsmile.settings import Settings

PRICE = Money(15000, "BRL")
OWN = {
    "deposit_kind": "amount",
    "deposit_amount": 4000,
    "cancellation_hours": 48,
    "late_cancel_fee": 2500,
    "no_show_fee": None,
}


@pytest.mark.parametrize(
    ("policy", "price", "deposit"),
    [
        (Policy("none"), 15000, None),
        (Policy("full"), 15000, 15000),
        (Policy("full"), 0, None),
        (Policy("amount", 4000), 15000, 4000),
        (Policy("amount", 4000), 3000, 3000),
        (Policy("amount", 4000), 0, None),
        (Policy("amount", 0), 15000, None),
    ],
)
def test_a_deposit_is_never_more_than_the_price(
    policy: Policy, price: int, deposit: int | None
) -> None:
    asked = policies.terms(policy, Money(price, "BRL")).deposit
    assert asked == (Money(deposit, "BRL") if deposit else None)


def test_a_services_own_policy_stands_instead_of_the_clinics() -> None:
    clinic = Policy("full", None, 24, 1000, 2000)
    own = Policy("none", None, 2)
    assert policies.asked(True, own, clinic, PRICE) == Terms(None, 2, None, None)
    assert policies.asked(True, None, clinic, PRICE) == Terms(
        PRICE, 24, Money(1000, "BRL"), Money(2000, "BRL")
    )
    assert policies.asked(False, own, clinic, PRICE) is None


@pytest.mark.parametrize("policy", [Policy("amount"), Policy("full", 1), Policy("none", 0)])
def test_an_amount_belongs_to_a_deposit_of_an_amount(policy: Policy) -> None:
    with pytest.raises(Invalid):
        policies.check(policy)


async def services(client: httpx.AsyncClient, office: Office) -> dict[str, Any]:
    answer = await client.get("/api/scheduling/services", params={"clinic": office.slug})
    return {each["id"]: each["terms"] for each in answer.json()["items"]}


@pytest.mark.anyio
async def test_everyone_sees_what_is_asked(
    sign_in: SignIn, office: Office, client: httpx.AsyncClient, settings: Settings, clock: Any
) -> None:
    manager = await sign_in(office, "manager")
    there = f"/api/services/{office.service}"
    changed = (await manager.patch(there, json={"policy": OWN})).json()
    assert (changed["policy"], changed["terms"], changed["version"]) == (OWN, None, 2)
    assert set((await services(client, office)).values()) == {None}
    pool = Database(settings.database_url.get_secret_value(), clock, 1, "topsmile-test-policy")
    await pool.open()
    async with pool.transaction(office.id, Cause("a-test-of-policies")) as tx:
        await clinics.set_payments_ready(tx, True)
        await clinics.set_payments_ready(tx, True)
        await clinics.change_policy(tx, Policy("none", None, 12, None, 7000))
        assert await clinics.policy(tx) == Policy("none", None, 12, None, 7000)
        assert await clinics.payments_ready(tx)
    await pool.close()

    terms = {
        "deposit": {"amount": 4000, "currency": "BRL"},
        "cancellation_hours": 48,
        "late_cancel_fee": {"amount": 2500, "currency": "BRL"},
        "no_show_fee": None,
    }
    clinics_own = {
        "deposit": None,
        "cancellation_hours": 12,
        "late_cancel_fee": None,
        "no_show_fee": {"amount": 7000, "currency": "BRL"},
    }
    found = await services(client, office)
    assert found.pop(str(office.service)) == terms
    assert all(each == clinics_own for each in found.values())
    assert (await manager.get(there)).json()["terms"] == terms
    back = (await manager.patch(there, json={"policy": None})).json()
    assert (back["policy"], back["terms"]) == (None, clinics_own)


@pytest.mark.anyio
async def test_what_makes_no_sense_is_refused_on_its_field(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")
    there = f"/api/services/{office.service}"
    for policy in ({**OWN, "deposit_amount": None}, {**OWN, "deposit_kind": "full"}):
        answer = await manager.patch(there, json={"policy": policy})
        assert answer.status_code == 422
        assert "policy.deposit_amount" in answer.text
    for wrong in ({"late_cancel_fee": -1}, {"deposit_kind": "half"}, {"x": 1}):
        answer = await manager.patch(there, json={"policy": {**OWN, **wrong}})
        assert answer.status_code == 422
    assert (await (await sign_in(office)).patch(there, json={"policy": OWN})).status_code == 403
    assert (
        await owner.fetchval("select deposit_kind from service where id = $1", office.service)
        is None
    )
