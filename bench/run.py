"""How fast one server process is, as a share of what its database can do by itself.

Everything is measured in one run on one machine: the application over HTTP, pgbench running the
very SQL of the same operation on the same database, and `pgbench -b simple-update` as a yardstick
that our SQL cannot bend. Signing in is measured beside argon2 alone.

    python run.py [--seconds 8] [--clients 16]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from argon2 import PasswordHasher

import load
import world as worlds
from asking import Bench, sign_everyone_in
from operations import recorded
from servers import answering, servers, serving
from statements import script


class Line(NamedTuple):
    name: str
    ours: load.Measured
    database: float | None


def argon2_alone(seconds: float) -> float:
    """Checks a second with two threads and nothing else."""
    hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    hashed = hasher.hash(worlds.PASSWORD)
    until = time.perf_counter() + seconds

    def work(_: int) -> int:
        done = 0
        while time.perf_counter() < until:
            hasher.verify(hashed, worlds.PASSWORD)
            done += 1
        return done

    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(work, range(2))) / seconds


async def measure(bench: Bench) -> list[Line]:
    await sign_everyone_in(bench)
    lines = []
    for name in ("availability", "booking", "day"):
        statements, varying = await recorded(bench, name)
        varies = "\\set n random(0, 1000000)" if name != "booking" else NEXT_NUMBER
        sql = script(statements, bench.world.clinic, varying, varies)
        ours = await bench.over_http(getattr(bench, name))
        numbers = {"k": 0, "clients": bench.clients} if name == "booking" else {}
        alone = bench.pgbench(sql, **numbers)
        lines.append(Line(name, ours, alone))
        if name == "availability":
            lines.append(Line("  never asked", await bench.over_http(bench.fresh), alone))
        print(f"{name}: measured", file=sys.stderr)
    lines.append(Line("login", await bench.over_http(bench.sign_in), argon2_alone(bench.seconds)))
    return lines


# Every client counts for itself; together they never take the same visit twice.
NEXT_NUMBER = "\\set k :k + 1\n\\set n :k * :clients + :client_id"


def show(lines: list[Line], yardstick: float) -> None:
    print(
        f"{'operation':<14}{'per second':>12}{'p50 ms':>9}{'p99 ms':>9}"
        f"{'alone':>10}{'share':>8}{'yardstick':>11}"
    )
    for name, ours, alone in lines:
        share = f"{ours.rate / alone:8.1%}" if alone else ""
        print(
            f"{name:<14}{ours.rate:>12.0f}{ours.percentile(0.5):>9.1f}{ours.percentile(0.99):>9.1f}"
            f"{alone or 0:>10.0f}{share}{ours.rate / yardstick:>11.1%}   {ours.statuses}"
        )
    print(f"pgbench -b simple-update: {yardstick:.0f} per second, with as many clients.")
    print("never asked: availability where no answer can be one that was given lately.")
    print("alone: pgbench with the same SQL on the same database; for login, argon2 by itself.")


async def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=int, default=8)
    options.add_argument("--clients", type=int, default=16)
    chosen_options = options.parse_args()
    async with servers() as (chosen, postgres):
        owner_url = chosen.database_owner_url.get_secret_value()
        bench = Bench(chosen, postgres, await worlds.make(owner_url), chosen_options)
        bench.fill()
        process = serving(chosen)
        try:
            await answering()
            lines = await measure(bench)
            show(lines, bench.pgbench(None))
        finally:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    asyncio.run(main())
