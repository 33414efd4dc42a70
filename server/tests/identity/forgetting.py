"""Whoever has forgotten their password: asking for a link, using it, signing in."""

from __future__ import annotations

import httpx
from identity.conftest import FORGOT, LOGIN, RESET, Browser

ASKED = "user.password_forgotten"
NEW = " a new long password "


async def forget(client: Browser, email: str) -> httpx.Response:
    answer = await client.post(FORGOT, json={"email": email})
    assert (answer.status_code, answer.json()) == (202, None), answer.text
    return answer


async def reset(client: Browser, token: str, password: str = NEW) -> httpx.Response:
    return await client.post(RESET, json={"token": token, "password": password})


async def sign_in(client: Browser, email: str, password: str) -> int:
    client.cookies.clear()
    return (await client.post(LOGIN, json={"email": email, "password": password})).status_code
