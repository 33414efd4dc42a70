"""Asking Stripe. One call, one answer; what goes wrong is one of four things.

A `Call` says all of a request, so it can be prepared in one transaction, kept, and asked again in
the same words: Stripe takes two different requests under one idempotency key for a mistake.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, Literal, Protocol, TypeAlias

import msgspec
import stripe

Object: TypeAlias = dict[str, Any]

# Stripe's own package writes down what it sends and gets, secrets included.
logging.getLogger("stripe").setLevel(logging.WARNING)
stripe.enable_telemetry = False


class Call(msgspec.Struct, frozen=True):
    """`account`: the connected account it is about, "" for the key's own.

    `key` makes a repeat the same request; Stripe remembers it for at least a day.
    """

    method: Literal["get", "post", "delete"]
    path: str
    params: dict[str, Any] = {}
    key: str | None = None
    account: str = ""


class Trouble(Exception):
    """Why there is no answer to use. `code` is Stripe's word for it, or ours."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unknown(Trouble):
    """Nobody knows whether it happened: the same call, with the same key, finds out."""


class Declined(Trouble):
    """The bank or the card said no. `intent` is the payment intent as it is after that."""

    def __init__(self, code: str, decline_code: str | None, intent: Object | None) -> None:
        super().__init__(code)
        self.decline_code = decline_code
        self.intent = intent


class Refused(Trouble):
    """It did not happen and, asked like this, never will."""


class NotFound(Refused):
    """Stripe has no such object, in this account and mode."""


class Stripe(Protocol):
    async def ask(self, call: Call) -> Object:
        """The object that it answers with, as plain JSON; raises Trouble."""

    async def close(self) -> None: ...


class HttpStripe:
    """Over the network. Nothing is repeated here: whoever asks knows when to ask again."""

    def __init__(self, key: str, url: str, timeout: float) -> None:
        self._timeout = timeout
        self._http = stripe.HTTPXClient(timeout=timeout)
        self._client = stripe.StripeClient(
            key,
            base_addresses={"api": url.rstrip("/")},
            max_network_retries=0,
            http_client=self._http,
        )

    async def ask(self, call: Call) -> Object:
        options: dict[str, Any] = {}
        if call.key is not None:
            options["idempotency_key"] = call.key
        if call.account:
            options["stripe_account"] = call.account
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._client.raw_request_async(
                    call.method, call.path, **call.params, **options
                )
        except TimeoutError:
            raise Unknown("timeout") from None
        except stripe.StripeError as error:
            raise trouble(error) from None
        if not isinstance(answer.data, dict):
            raise Unknown("unreadable")
        return answer.data

    async def close(self) -> None:
        await self._http.close_async()  # type: ignore[no-untyped-call]


def trouble(error: stripe.StripeError) -> Trouble:
    """Which of the four it is. What we do not understand, nobody knows how it ended."""
    said = _error_of(error.json_body)
    status, code = error.http_status or 0, str(said.get("code") or said.get("type") or "")
    if status == 402:
        intent = said.get("payment_intent")
        decline = said.get("decline_code")
        return Declined(
            code, str(decline) if decline else None, intent if isinstance(intent, dict) else None
        )
    if status == 404:
        return NotFound(code or "not_found")
    # 401: the key was changed there and not yet here; with the right one it can be asked again.
    lasting = 400 <= status < 500 and status not in (401, 408, 409, 425, 429)
    if lasting and said and code != "rate_limit":
        return Refused(code or f"http_{status}")
    return Unknown(code or (f"http_{status}" if status else "no_answer"))


def _error_of(body: object) -> Object:
    said = body.get("error") if isinstance(body, dict) else None
    return said if isinstance(said, dict) else {}


async def listed(asked: Stripe, call: Call) -> AsyncIterator[Object]:
    """Every object of a list, page by page as Stripe tells them: newest first."""
    after: str | None = None
    while True:
        params = {"limit": 100, **call.params}
        if after:
            params["starting_after"] = after
        found = await asked.ask(msgspec.structs.replace(call, params=params))
        items = found.get("data")
        if not isinstance(items, list):
            raise Unknown("unreadable")
        for each in items:
            yield each
        if not found.get("has_more") or not items:
            return
        after = items[-1]["id"]


class NoStripe:
    """Where there is no key nothing is asked; what was begun with one waits for it."""

    async def ask(self, call: Call) -> Object:  # noqa: ARG002 -- whatever it is
        raise Unknown("payments_off")

    async def close(self) -> None: ...


class MemoryStripe:
    """The twin: keeps what it is asked, and answers a repeat of a key as it did the first time."""

    def __init__(self, answers: Callable[[Call], Object]) -> None:
        self._answers = answers
        self._known: dict[tuple[str, str], Object] = {}
        self.asked: list[Call] = []

    async def ask(self, call: Call) -> Object:
        self.asked.append(call)
        if call.key is None:
            return self._answers(call)
        known = (call.account, call.key)
        if known not in self._known:
            self._known[known] = self._answers(call)
        return self._known[known]

    async def close(self) -> None: ...
