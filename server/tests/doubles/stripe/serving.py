"""From a request to an answer: who asks, under which key, and what goes wrong meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

from doubles.stripe.accounts import no_access
from doubles.stripe.asking import Call, answered, found
from doubles.stripe.faults import Refusal, broken
from doubles.stripe.forms import decoded
from doubles.stripe.hostility import Deed, Hostility
from doubles.stripe.postman import Postman
from doubles.stripe.repeating import Keys, in_use
from doubles.stripe.shelf import PLATFORM, Shelf, World
from doubles.stripe.wire import Answer, Gone, Hung, Request

Said = tuple[int, Any]


class Desk:
    def __init__(self, world: World, hostility: Hostility, postman: Postman) -> None:
        self.world, self.hostility, self.postman = world, hostility, postman
        self.keys = Keys()
        self.requests: list[Request] = []

    async def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        name = self.world.name("req", 14)
        try:
            (status, body), more = await self._judged(request, name)
        except Refusal as refusal:
            status, body, more = refusal.status, refusal.body, {}
        return Answer(status, body, {"request-id": name, **more})

    async def _judged(self, request: Request, name: str) -> tuple[Said, dict[str, str]]:
        shelf = self._shelf(request)
        params = decoded(request.body if request.method == "POST" else request.query)
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        call = Call(self.world, shelf, request.method, request.path, params, key, name)
        deed = self.hostility.next_deed(call.method, found(call.method, call.path)[0].template)
        await self._before(deed, key)
        more = {"stripe-account": shelf.account} if shelf.account != PLATFORM else {}
        if key is None:
            said = self._done(call, deed)
        else:
            more |= {"idempotency-key": key, "original-request": name}
            said, repeated = await self._once(call, key, deed)
            more |= {"idempotent-replayed": "true"} if repeated else {}
        await self.postman.bring_before_the_answer()
        return await self._after(deed, said), more

    def _shelf(self, request: Request) -> Shelf:
        key = request.key
        if not key:
            words = "You did not provide an API key."
            raise Refusal(401, None, words, kept=False)
        if key not in self.world.keys:
            raise Refusal(401, None, f"Invalid API Key provided: {key[:8]}***", kept=False)
        live = self.world.keys[key]
        account = request.headers.get("stripe-account", "")
        if account not in ("", PLATFORM) and account not in self.world.shelf(live=live).things:
            raise no_access(account)
        return self.world.shelf(account, live)

    async def _before(self, deed: Deed, key: str | None) -> None:
        if deed == "slow":
            await asyncio.sleep(self.hostility.patience / 3)
        if deed == "hang before":
            raise Hung
        if deed == "drop before":
            raise Gone
        if deed == "500 before":
            raise broken()
        if deed == "429":
            words = "Request rate limit exceeded."
            raise Refusal(429, "rate_limit", words, kept=False)
        if deed == "409":
            raise in_use(key or "")

    async def _once(self, call: Call, key: str, deed: Deed) -> tuple[Said, bool]:
        place = (call.shelf.account, call.shelf.live, key)
        now = self.world.now()
        stored = self.keys.begin(place, call.method, call.path, call.params, now)
        if stored is not None:
            return stored, True
        try:
            if deed == "late":
                # Whoever asked has gone; what they asked for happens all the same.
                await asyncio.sleep(self.hostility.patience * 1.5)
            said = self._done(call, deed)
        except Refusal:
            self.keys.release(place)
            raise
        self.keys.finish(place, said)
        return said, False

    def _done(self, call: Call, deed: Deed) -> Said:
        self.world.asked_by = (call.request, call.key)
        try:
            said = 200, answered(call)
        except Refusal as refusal:
            if not refusal.kept:
                raise
            said = refusal.status, refusal.body
        finally:
            self.world.catch_up()
            self.world.asked_by = (None, None)
        return (500, broken().body) if deed == "500 for good" else said

    async def _after(self, deed: Deed, said: Said) -> Said:
        if deed == "hang after":
            raise Hung
        if deed == "drop after":
            raise Gone
        if deed == "500 after":
            raise broken()
        if deed == "nonsense":
            return 200, b"<html>upstream"
        return said
