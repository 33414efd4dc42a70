"""One call on its way out, and what its receiver's library makes of it."""

from __future__ import annotations

from typing import Any

import time_machine
from standardwebhooks.webhooks import Webhook
from webhooks.receiver import Received

from topsmile.adapters.hooks import Answer, Hook, PublicHooks

SIGNED = {"content-type": "application/json", "webhook-id": "evt_1"}


async def told(hooks: PublicHooks, url: str) -> Answer:
    return await hooks.post(Hook(url, SIGNED, '{"type":"x"}'))


def verified(received: Received, secret: str) -> dict[str, Any]:
    """As the receiver's library judges it, at the moment it came."""
    at = int(received.headers["webhook-timestamp"])
    with time_machine.travel(at, tick=False):
        return dict(Webhook(secret).verify(received.body, received.headers))
