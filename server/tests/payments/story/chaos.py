"""People who pay while everything fails, and the time that passes afterwards."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import make
from doubles.stripe import Deed, Double
from doubles.stripe.methods import attach, of_card
from payments.conftest import PRICE, PayingOffice
from payments.story.mortals import Mortal
from payments.story.scene import VISITS, Json, intent_of

from topsmile.identity.models import Membership, Session
from topsmile.identity.tokens import Tokens

ODDS: dict[Deed, float] = {
    "hang before": 0.01,
    "hang after": 0.02,
    "late": 0.02,
    "drop before": 0.02,
    "drop after": 0.04,
    "500 before": 0.02,
    "500 after": 0.03,
    "500 for good": 0.005,
    "429": 0.03,
    "409": 0.01,
    "nonsense": 0.02,
    "slow": 0.02,
}
GIVES_UP = 60  # troubles that were answered, then a person goes away
KINDS = ("pays", "pays", "pays twice", "gets back", "gets back", "cancels", "kept", "kept")


class Chaos:
    def __init__(
        self,
        pool: asyncpg.Pool[Any],
        office: PayingOffice,
        stripe: Double,
        address: str,
        tokens: Tokens,
    ) -> None:
        self.pool, self.office, self.stripe = pool, office, stripe
        self.address, self.tokens = address, tokens
        self.done: Counter[str] = Counter()
        self.tries = 0
        # With each answer somebody may be killed, wherever they are.
        self.mortals: list[Mortal] = []
        self.kills = 0.0
        self._chance = random.Random(11)

    async def run(self, lives: int, at_once: int = 12) -> None:
        room = asyncio.Semaphore(at_once)

        async def one(number: int) -> None:
            async with room:
                await self.life(number)

        await asyncio.gather(*(one(number) for number in range(lives)))

    async def life(self, number: int) -> None:
        chance, kind = random.Random(number), KINDS[number % len(KINDS)]
        async with self.pool.acquire() as owner:
            cookie = await self.signed_in(owner)  # type: ignore[arg-type]
            visit = await self.visit(owner, kept=kind == "kept")  # type: ignore[arg-type]
        async with httpx.AsyncClient(
            base_url=self.address,
            headers={"origin": self.address},
            cookies={"topsmile_access": cookie},
            timeout=chance.choice((0.7, 2, 5)),
        ) as browser:
            ended = await getattr(self, kind.replace(" ", "_"))(browser, visit, chance)
        self.done[f"{kind}: {ended}"] += 1

    async def pays(self, browser: httpx.AsyncClient, visit: UUID, chance: random.Random) -> str:
        asked = await self.insist(
            browser, "/api/payments/create-intent", {"appointment_id": str(visit)}
        )
        if asked is None:
            return "went away"
        if chance.random() < 0.25:
            self.pay(intent_of(asked), "pm_card_chargeDeclined")
        if chance.random() < 0.05:
            return "left it"
        return self.pay(intent_of(asked))

    async def pays_twice(self, browser: httpx.AsyncClient, visit: UUID, _: random.Random) -> str:
        """Two tabs, one for all of it and one for what is owed, both of them paid in."""
        path, asking = "/api/payments/create-intent", {"appointment_id": str(visit)}
        tabs = await asyncio.gather(*(self.insist(browser, path, asking) for _ in range(2)))
        for intent in {intent_of(each) for each in tabs if each}:
            self.pay(intent)
        return "paid"

    async def gets_back(
        self, browser: httpx.AsyncClient, visit: UUID, chance: random.Random
    ) -> str:
        ended = await self.pays(browser, visit, chance)
        if ended != "paid":
            return ended
        payment = await self.until_paid(browser, visit)
        if payment is None:
            return "unheard"
        path = f"/api/payments/{payment['id']}/refund"
        wanted = [chance.randrange(1000, 6000), chance.randrange(1000, 9000)]
        keys = [uuid4().hex for _ in wanted]
        await asyncio.gather(
            *(
                self.insist(browser, path, {"amount": amount}, {"idempotency-key": key})
                for amount, key in zip(wanted, keys, strict=True)
            )
        )
        return "asked back"

    async def cancels(self, browser: httpx.AsyncClient, visit: UUID, chance: random.Random) -> str:
        ended = await self.pays(browser, visit, chance)
        if chance.random() < 0.5:
            await asyncio.sleep(chance.random())
        await self.insist(browser, f"{VISITS}/{visit}/cancel", {})
        return f"{ended}, cancelled"

    async def kept(self, browser: httpx.AsyncClient, visit: UUID, _: random.Random) -> str:
        """The desk charges the card, again and again until it hears that it did."""
        asking = {"appointment_id": str(visit), "purpose": "full"}
        done = await self.insist(browser, "/api/payments/charge", asking)
        return done["status"] if done else "no answer of its own"

    def pay(self, intent: str, card: str = "pm_card_visa") -> str:
        """In the browser, straight to Stripe."""
        if not self.stripe.thing(intent)["status"].startswith("requires_"):
            return "could not"
        self.stripe.pay(intent, card)
        return "paid"

    async def until_paid(self, browser: httpx.AsyncClient, visit: UUID) -> Json | None:
        path, troubles = f"/api/payments?appointment_id={visit}&status=succeeded", 0
        while troubles < GIVES_UP:
            found = await self.once(browser, "GET", path)
            troubles += found is not None
            if found is not None and found.status_code == 200 and found.json()["items"]:
                item: Json = found.json()["items"][0]
                return item
            await asyncio.sleep(0.3)
        return None

    async def insist(
        self,
        browser: httpx.AsyncClient,
        path: str,
        wanted: Json,
        headers: dict[str, str] | None = None,
    ) -> Json | None:
        """What a person's browser does who will not take no answer for an answer."""
        troubles = 0
        while troubles < GIVES_UP:
            answer = await self.once(browser, "POST", path, wanted, headers)
            troubles += answer is not None
            if answer is not None and answer.status_code < 300:
                found: Json = answer.json()
                return found
            if answer is not None and answer.status_code in (400, 404, 422):
                self.done[f"({answer.json()['code']})"] += 1
                return None
            assert answer is None or answer.status_code in (409, 429, 502, 503, 504), answer.text
            await asyncio.sleep(0.3)
        return None

    async def once(
        self,
        browser: httpx.AsyncClient,
        method: str,
        path: str,
        wanted: Json | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response | None:
        self.tries += 1
        try:
            answer = await browser.request(method, path, json=wanted, headers=headers or {})
        except httpx.TransportError:
            return None
        if self._chance.random() < self.kills:
            self._chance.choice(self.mortals).kill()
        return answer

    async def signed_in(self, owner: make.Connection) -> str:
        account, now = await make.an_account(owner, self.office.id, "admin"), datetime.now(UTC)
        session = Session(**await make.a_session(owner, self.office.id, account, now))
        membership = Membership(
            self.office.id, account.membership, account.person, "admin", None, None
        )
        return self.tokens.access(session, membership, now)

    async def visit(self, owner: make.Connection, *, kept: bool) -> UUID:
        """Of a patient of its own, in some weeks; `kept`: who left a card."""
        patient = await make.a_patient(owner, self.office.id)
        now = datetime.now(UTC)
        visit: UUID = await owner.fetchval(
            """
            insert into appointment (clinic_id, service_id, provider_id, patient_id, starts_at,
              ends_at, price_amount, price_currency, created_at)
            values ($1, $2, $3, $4, $5, $5::timestamptz + interval '1 hour', $6, 'BRL', $7)
            returning id
            """,
            self.office.id,
            self.office.deposit_service,
            self.office.provider,
            patient,
            now + timedelta(days=20),
            PRICE,
            now,
        )
        if kept:
            await self.keep_card(owner, patient, now)
        return visit

    async def keep_card(self, owner: make.Connection, patient: UUID, now: datetime) -> None:
        shelf = self.stripe.world.shelf(self.office.account)
        customer = shelf.put("customer", "cus", metadata={})
        card = of_card(shelf, "pm_card_visa")
        attach(shelf, card, customer["id"])
        ours = (self.office.id, patient, self.office.account)
        await owner.execute(
            """
            insert into payment_customer (clinic_id, patient_id, account, stripe_customer,
              created_at) values ($1, $2, $3, $4, $5)
            """,
            *ours,
            customer["id"],
            now,
        )
        await owner.execute(
            """
            insert into payment_card (clinic_id, patient_id, account, stripe_method, brand, last4,
              expires_month, expires_year, consent, consented_at)
            values ($1, $2, $3, $4, 'visa', '4242', 12, 2034, 'I agree.', $5)
            """,
            *ours,
            card["id"],
            now,
        )
