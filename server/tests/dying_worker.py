"""A worker that ends its own process at a chosen moment: `dying_worker.py <moment> [lane] [times]`.

The real one in everything else. It dies as kill -9 would have it: nothing is cleaned up.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import uvloop

from topsmile import app
from topsmile.adapters.mail import Email, Sent, SmtpMail
from topsmile.kernel import deliveries
from topsmile.kernel.db import Tx
from topsmile.kernel.deliveries import Delivery
from topsmile.kernel.events import subscribers
from topsmile.settings import settings


def die() -> None:
    os._exit(9)


def block() -> None:
    """The event loop stands still, as under an endless calculation."""
    time.sleep(3600)


def confirmations(ending: Any) -> None:
    """`ending` happens inside the handler that writes confirmations, before what it does."""

    async def fatal(tx: Tx, event: Any) -> None:
        await tx.value("select $1::uuid")
        ending()

    for handlers in subscribers.values():
        if "write_confirmation" in handlers:
            handlers["write_confirmation"] = fatal


def after_the_lease() -> None:
    lease = deliveries.lease

    async def leasing(*args: Any, **named: Any) -> list[Delivery]:
        taken = await lease(*args, **named)
        if taken:
            die()
        return taken

    deliveries.lease = leasing


def before_commit() -> None:
    """Everything is written, nothing of it stays."""
    for handlers in subscribers.values():
        for name, known in list(handlers.items()):
            if callable(known):
                handlers[name] = _dying_after(known)


def _dying_after(handler: Any) -> Any:
    async def fatal(tx: Tx, event: Any) -> None:
        await handler(tx, event)
        die()

    return fatal


def after_sending() -> None:
    """The mail server has it, the ledger does not know yet."""
    send = SmtpMail.send

    async def sending(self: SmtpMail, email: Email) -> Sent:
        sent = await send(self, email)
        die()
        return sent

    SmtpMail.send = sending  # type: ignore[method-assign]


MOMENTS = {
    "after-the-lease": after_the_lease,
    "in-the-handler": lambda: confirmations(die),
    "blocking": lambda: confirmations(block),
    "before-commit": before_commit,
    "after-sending": after_sending,
}

if __name__ == "__main__":
    MOMENTS[sys.argv[1]]()
    lane: Any = sys.argv[2] if len(sys.argv) > 2 else "main"
    uvloop.run(app.run_worker(settings(), lane))
