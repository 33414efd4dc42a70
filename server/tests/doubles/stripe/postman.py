"""Webhooks: signed, and brought as badly as a test wants. Without a test's word they are kept."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

import httpx
from doubles.stripe.shelf import Thing, World

SECRET = "whsec_double"
Bring: TypeAlias = Callable[[bytes, dict[str, str]], Awaitable[int]]


def signed(payload: bytes, secrets: tuple[str, ...], at: int) -> str:
    """Several secrets while one replaces another: a signature for each."""
    marks = [
        hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
        for secret in secrets
    ]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks), f"v0={'0' * 64}"])


@dataclass
class Letter:
    event: Thing
    attempts: int = 0
    delivered: bool = False

    @property
    def payload(self) -> bytes:
        return json.dumps(self.event, indent=2).encode()


@dataclass
class Postman:
    """`letters` is everything that was ever announced, in order."""

    world: World
    secrets: tuple[str, ...] = (SECRET,)
    letters: list[Letter] = field(default_factory=list)
    # Before whoever caused an event has heard the answer to what they asked.
    early: Bring | None = None
    # Seconds between attempts at a letter that nobody took.
    backoff: tuple[float, ...] = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)

    def __post_init__(self) -> None:
        self.world.listeners.append(lambda event: self.letters.append(Letter(event)))

    def of(self, thing: str, *kinds: str) -> list[Letter]:
        """About one object and what belongs to it, oldest first."""
        return [
            each
            for each in self.letters
            if concerns(each.event, thing) and (not kinds or each.event["type"] in kinds)
        ]

    def headers(
        self, payload: bytes, *, secrets: tuple[str, ...] = (), ahead: float = 0
    ) -> dict[str, str]:
        """`ahead`: seconds by which its clock is wrong."""
        at = int(self.world.now() + ahead)
        return {
            "content-type": "application/json; charset=utf-8",
            "stripe-signature": signed(payload, secrets or self.secrets, at),
            "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }

    async def bring(self, letter: Letter, to: Bring) -> int:
        letter.attempts += 1
        status = await to(letter.payload, self.headers(letter.payload))
        letter.delivered = letter.delivered or 200 <= status < 300
        return status

    async def bring_before_the_answer(self) -> None:
        if self.early:
            for letter in [each for each in self.letters if not each.attempts]:
                await self.bring(letter, self.early)

    async def bring_all(
        self,
        to: Bring,
        *,
        seed: int | None = None,
        twice: float = 0,
        late: float = 0,
        lost: float = 0,
    ) -> int:
        """All that is not delivered. With a seed: shuffled, some twice, some in another round.

        `lost` letters are never brought: only who asks Stripe learns of them.
        """
        chance = random.Random(seed)
        waiting = [each for each in self.letters if not each.delivered]
        if seed is not None:
            waiting += [each for each in waiting if chance.random() < twice]
            chance.shuffle(waiting)
        taken = 0
        for letter in waiting:
            drawn = chance.random()
            if drawn < lost:
                letter.delivered = True
            elif drawn >= lost + late:
                taken += 200 <= await self.bring(letter, to) < 300
        return taken

    async def insist(self, letter: Letter, to: Bring) -> int:
        """Again and again, until it is taken; how often it was tried."""
        for pause in (*self.backoff, 0):
            if 200 <= await self.bring(letter, to) < 300:
                break
            await asyncio.sleep(pause)
        return letter.attempts


def concerns(event: Thing, thing: str) -> bool:
    about = event["data"]["object"]
    return thing in (about.get("id"), about.get("payment_intent"), about.get("charge"))


def to_url(client: httpx.AsyncClient, url: str) -> Bring:
    """599 when nobody answered."""

    async def bring(payload: bytes, headers: dict[str, str]) -> int:
        try:
            return (await client.post(url, content=payload, headers=headers)).status_code
        except httpx.TransportError:
            return 599

    return bring
