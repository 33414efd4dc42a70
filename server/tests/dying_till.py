"""Our programs, dying around what they ask Stripe: `dying_till.py serve|worker <chance> <seed>`.

The real ones in everything else. Half of the deaths come before Stripe is asked, half after it has
answered and before anything of that is written down.
"""

from __future__ import annotations

import os
import random
import sys

import uvloop

from topsmile import app
from topsmile.adapters.stripe import Call, HttpStripe, Object
from topsmile.running.serving import serve
from topsmile.settings import settings


def doom(chance: float, seed: int) -> None:
    ask, drawn = HttpStripe.ask, random.Random(seed)

    async def asking(self: HttpStripe, call: Call) -> Object:
        fate = drawn.random()
        if fate < chance / 2:
            os._exit(9)
        answer = await ask(self, call)
        if fate < chance:
            os._exit(9)
        return answer

    HttpStripe.ask = asking  # type: ignore[method-assign]


if __name__ == "__main__":
    what, chance, seed = sys.argv[1:4]
    doom(float(chance), int(seed))
    if what == "worker":
        uvloop.run(app.run_worker(settings(), "main"))
    else:
        serve(settings())
