"""The whole of it, and how a test starts and looks into it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from doubles.stripe import accounts, balance, charges, intents, methods, setups
from doubles.stripe.customer import Outside
from doubles.stripe.hostility import Hostility
from doubles.stripe.postman import Postman
from doubles.stripe.serving import Desk
from doubles.stripe.shelf import Thing, World
from doubles.stripe.wire import Listener

ROUTED = (accounts, balance, charges, intents, methods, setups)  # importing them is enough


class Double(Outside):
    """`plan` and `rage` make it hostile; `postman` has every event."""

    def __init__(self, now: Callable[[], float] = time.time, seed: int = 1) -> None:
        super().__init__(World(now, seed))
        self.hostility = Hostility()
        self.plan = self.hostility.plan
        self.postman = Postman(self.world)
        self.desk = Desk(self.world, self.hostility, self.postman)
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connected(self, *, country: str = "BR", enabled: bool = True, live: bool = False) -> str:
        """A clinic's account that has been through Stripe's forms."""
        shelf = self.world.shelf(live=live)
        made = accounts.account(shelf, country, None, {}, "express")
        if enabled:
            accounts.onboard(self.world, made["id"], live=live)
        name: str = made["id"]
        return name

    def onboard(self, account: str, *, enabled: bool = True) -> Thing:
        return accounts.onboard(self.world, account, enabled=enabled)

    def pay_out(self, account: str = "", currency: str = "brl", *, fails: bool = False) -> Thing:
        return balance.pay_out(self.world.shelf(account), currency, fails=fails)

    def all(self, kind: str, account: str = "", **where: object) -> list[Thing]:
        return self.world.shelf(account).all(kind, **where)

    def thing(self, name: str) -> Thing:
        return self.world.holder(name).things[name]

    def asked(self, path: str) -> int:
        """How often somebody asked there."""
        return sum(each.path == path for each in self.desk.requests)


@asynccontextmanager
async def running(
    now: Callable[[], float] = time.time, seed: int = 1, port: int = 0
) -> AsyncIterator[Double]:
    double = Double(now, seed)
    listener = Listener(double.desk.answer)
    double.port = await listener.open(port)
    try:
        yield double
    finally:
        await listener.close()
