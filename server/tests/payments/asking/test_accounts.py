"""Whom a clinic's money goes to: its own account, the installation's, or nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from contracts.problems import problem
from domain import SignIn, TravelClock, access_cookie, browser
from doubles.stripe import Double
from make import Connection, Office, an_account
from payments.asking.conftest import asking
from payments.asking.paying import INTENT, Practice, intent_of

from topsmile.app import create_app, outside
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database
from topsmile.kernel.edge import Edge
from topsmile.payments import connect, connect_queries
from topsmile.payments.handlers import LookAtAccount
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio
ACCOUNT = "/api/payments/account"
ONBOARDING = f"{ACCOUNT}/onboarding"
SETTINGS = "/api/payments/settings"
CAUSE = Cause("a-request-of-tests", None, "system", "")


async def test_an_account_is_opened_once_and_ready_when_stripe_says_so(
    double: Double, sign_in: SignIn, office: Office, practice: Practice, other_office: Office
) -> None:
    admin = await sign_in(other_office, "admin")
    before = (await admin.get(ACCOUNT)).json()
    links = [(await admin.post(ONBOARDING)).json()["url"] for _ in range(2)]
    opened = (await admin.get(ACCOUNT)).json()
    name = await practice.owner.fetchval(
        "select stripe_account from clinic where id = $1", other_office.id
    )
    double.onboard(name)
    await practice.deliver()
    ready = (await admin.get(ACCOUNT)).json()

    assert (before["connect"], before["connected"]) == (True, False)
    assert len(set(links)) == 2
    assert all(each.startswith("https://connect.stripe.test/") for each in links)
    assert (opened["connected"], opened["charges_enabled"]) == (True, False)
    assert opened["requirements"]
    assert (ready["charges_enabled"], ready["requirements"]) == (True, [])
    accounts = [each for each in double.all("account") if each["id"] == name]
    assert accounts[0]["metadata"] == {"clinic_id": str(other_office.id)}
    assert (await admin.get(SETTINGS)).json()["ready"]


@pytest.mark.parametrize("fault", ["drop after", "hang before"])
async def test_an_account_that_was_opened_unheard_is_not_opened_twice(
    double: Double, sign_in: SignIn, office: Office, fault: str
) -> None:
    admin = await sign_in(office, "admin")
    double.plan["POST /v1/accounts"].append(fault)  # type: ignore[arg-type]
    problem(await admin.post(ONBOARDING), 503, "unavailable")
    assert (await admin.post(ONBOARDING)).status_code == 200

    own = [
        each for each in double.all("account") if each["metadata"] == {"clinic_id": str(office.id)}
    ]
    assert len(own) == 1


async def test_an_account_that_is_switched_off_takes_nothing(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, admin = await sign_in(office, "patient"), await sign_in(office, "admin")
    visit = await practice.booked(patient)
    practice.double.onboard(practice.account, enabled=False)
    await practice.deliver()

    problem(await patient.post(INTENT, json={"appointment_id": visit}), 422, "payments_off")
    due = (await patient.get(f"/api/payments/terms/{visit}")).json()
    assert not due["payable"]
    assert not (await admin.get(SETTINGS)).json()["ready"]


async def test_another_accounts_word_changes_nothing(
    practice: Practice, sign_in: SignIn, office: Office, settings: Settings, clock: TravelClock
) -> None:
    database = Database(settings.database_url.get_secret_value(), clock, 2)
    await database.open()
    async with database.transaction(office.id, CAUSE) as tx:
        await connect.learn_account(tx, {"id": "acct_other"}, livemode=False)
        await connect.learn_account(tx, {"id": practice.account}, livemode=True)
    heard = await practice.owner.fetchval(
        "select count(*) from event where clinic_id = $1 and name = 'payment.account_heard'",
        office.id,
    )
    await database.close()

    assert heard == 0


@pytest.fixture
async def platform(
    settings: Settings, double: Double, clock: TravelClock, app: Edge
) -> AsyncIterator[Edge]:
    """Where all clinics are paid into the key's own account."""
    changed = asking(settings, double.url, stripe_connect=False)
    app = create_app(changed, clock=clock)
    async with app.app.api.lifespan():  # type: ignore[attr-defined]
        yield app


async def test_without_connect_the_key_is_enough(
    platform: Edge, owner: Connection, office: Office, double: Double, practice: Practice
) -> None:
    await owner.execute("delete from payment_account where clinic_id = $1", office.id)
    async with browser(platform) as patient:
        account = await an_account(owner, office.id, "patient")
        cookie = await access_cookie(platform, owner, office, "patient", account)
        patient.cookies.set("topsmile_access", cookie)
        visit = await practice.booked(patient)
        intent = await practice.asked(patient, visit)

    assert intent["account"] is None
    assert double.thing(intent_of(intent))["amount"] == 5000
    assert intent_of(intent) in [each["id"] for each in double.all("payment_intent")]


async def test_the_key_switches_payments_on_by_itself(
    settings: Settings, double: Double, office: Office, owner: Connection, clock: TravelClock
) -> None:
    changed = asking(settings, double.url, stripe_connect=False)
    asked = outside(changed)
    database = Database(settings.database_url.get_secret_value(), clock, 2)
    await database.open()
    runner = LookAtAccount()
    async with database.transaction(office.id, CAUSE) as tx:
        task = await runner.prepare(tx, None)
    outcome = await runner.ask(asked, task)
    async with database.transaction(office.id, CAUSE) as tx:
        await runner.record(tx, task, outcome)
        found = await connect_queries.find(tx)
    await database.close()
    await asked.stripe.close()
    await asked.broadcast.close()

    assert found
    assert (found.stripe_account, found.charges_enabled) == ("", True)
    assert await owner.fetchval(
        "select payments_ready from clinic_settings where clinic_id = $1", office.id
    )


@pytest.fixture
async def penniless(
    settings: Settings, clock: TravelClock, app: Edge, tmp_path: Path
) -> AsyncIterator[Edge]:
    """Without a key."""
    changed = settings.model_copy(update={"stripe_secret_key": None})
    app = create_app(changed, clock=clock)
    async with app.app.api.lifespan():  # type: ignore[attr-defined]
        yield app


async def test_without_a_key_every_operation_says_so(
    penniless: Edge, owner: Connection, office: Office, practice: Practice
) -> None:
    async def signed_in(client: httpx.AsyncClient, role: str) -> None:
        account = await an_account(owner, office.id, role)
        cookie = await access_cookie(penniless, owner, office, role, account)
        client.cookies.set("topsmile_access", cookie)

    async with browser(penniless) as patient, browser(penniless) as admin:
        await signed_in(patient, "patient")
        await signed_in(admin, "admin")
        visit = await practice.booked(patient)
        wanted = {"appointment_id": visit}
        for answer in (
            await patient.post(INTENT, json=wanted),
            await patient.post("/api/payments/cards/setup", json={}),
            await patient.post("/api/payments/cards", json={"setup_intent": "seti_any"}),
            await admin.post("/api/payments/charge", json=wanted),
            await admin.get(ACCOUNT),
            await admin.post(ONBOARDING),
        ):
            problem(answer, 422, "payments_off")
        assert (await patient.get("/api/payments")).json()["items"] == []
        assert not (await patient.get(f"/api/payments/terms/{visit}")).json()["payable"]
        assert not (await admin.get(SETTINGS)).json()["on"]


async def test_the_policy_is_changed_by_who_saw_it(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    admin = await sign_in(office, "admin")
    seen = (await admin.get(SETTINGS)).json()
    changed = await admin.patch(
        SETTINGS, json={"deposit_kind": "full", "expected_version": seen["version"]}
    )
    stale = await admin.patch(
        SETTINGS, json={"no_show_fee": 1, "expected_version": seen["version"]}
    )

    assert changed.status_code == 200, changed.text
    assert (changed.json()["deposit_kind"], changed.json()["deposit_amount"]) == ("full", None)
    assert changed.json()["late_cancel_fee"] == 4000
    problem(stale, 409, "version_conflict")
    problem(await admin.patch(SETTINGS, json={"deposit_kind": "amount"}), 422, "invalid")
    problem(await admin.patch(SETTINGS, json={"no_show_fee": -1}), 422, "invalid")
