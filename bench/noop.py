"""An event whose handler does nothing; run as a program, one lane of the real worker for it."""

from __future__ import annotations

import uvloop

from topsmile import app
from topsmile.kernel.db import Tx
from topsmile.kernel.events import Event, on
from topsmile.settings import settings


class Nothing(Event, frozen=True, tag="bench.nothing"):
    number: int


@on(Nothing)
async def do_nothing(tx: Tx, event: Nothing) -> None: ...


if __name__ == "__main__":
    uvloop.run(app.run_worker(settings(), "main"))
