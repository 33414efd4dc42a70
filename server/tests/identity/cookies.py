"""The cookies of a browser, and a tab that has only the one for refreshing."""

from __future__ import annotations

import httpx
from domain import browser
from identity.conftest import REFRESH, Browser

from topsmile.kernel.edge import Edge


def token(client: Browser, name: str = "topsmile_refresh") -> str:
    return client.cookies[name]


async def refreshed_with(app: Edge, refresh: str) -> httpx.Response:
    async with browser(app) as tab:
        tab.cookies.set("topsmile_refresh", refresh)
        return await tab.post(REFRESH)
