"""Two hundred bookings while the worker is killed again and again: every confirmation, once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from conftest import Database as Cloned
from practice import Killer, at_work
from programs import dying_worker, environment, postman, running, worker

pytestmark = [pytest.mark.anyio, pytest.mark.stress]
BOUNDARIES = ["after-the-lease", "in-the-handler", "before-commit", "after-sending"]


async def test_twenty_kills_of_the_worker_during_two_hundred_bookings(
    fresh_database: Cloned, valkey_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    async with postman() as post, at_work(fresh_database, valkey_url, tmp_path) as practice:
        given = environment(practice.settings, SMTP_URL=post.url)
        main = Killer(worker("main"), given, log)
        await main.start()
        async with running(worker("quarantine"), log, given):
            raging = asyncio.create_task(main.rage(20, 3))
            for number in range(200):
                assert (await practice.book(number)).status_code == 201
                await asyncio.sleep(0.12)
            await raging
            await practice.settle(within=180)
            await practice.decide()
            await practice.settle(within=180)
            await main.kill()

        assert main.kills == 21
        await practice.check_every_confirmation_once()
        await practice.check_every_confirmation_arrived(post)
        assert not await practice.held()
        assert len(post.message_ids()) == 200


@pytest.mark.parametrize("boundary", BOUNDARIES)
async def test_deaths_at_a_boundary_again_and_again(
    fresh_database: Cloned, valkey_url: str, tmp_path: Path, boundary: str
) -> None:
    """Five workers in a row die there; real ones then finish everything."""
    log = tmp_path / "log"
    async with postman() as post, at_work(fresh_database, valkey_url, tmp_path) as practice:
        given = environment(practice.settings, SMTP_URL=post.url, WORKER_CONCURRENCY="1")
        kills = 0
        for number in range(5):
            for turn in range(8):
                assert (await practice.book(number * 8 + turn)).status_code == 201
            async with running(dying_worker(boundary), log, given) as dying:
                assert await asyncio.wait_for(dying.wait(), 60) == 9
            kills += 1
        async with running(worker(), log, given):
            await practice.settle(within=180)
            await practice.decide()
            await practice.settle(within=180)

        await practice.check_every_confirmation_once()
        await practice.check_every_confirmation_arrived(post)
        assert not await practice.held()
        ids = post.message_ids()
        assert len(ids) == 40
        assert ids.total() - len(ids) <= (kills if boundary == "after-sending" else 0)
