"""A worker that dies, as a process: nothing is lost, nothing is written twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from conftest import Database as Cloned
from practice import Killer, Practice, at_work
from programs import Postman, dying_worker, environment, eventually, lines, postman, running, worker

pytestmark = [pytest.mark.anyio, pytest.mark.processes]


@pytest.fixture
async def post() -> AsyncIterator[Postman]:
    async with postman() as made:
        yield made


@pytest.fixture
async def practice(
    fresh_database: Cloned, valkey_url: str, tmp_path: Path, post: Postman
) -> AsyncIterator[Practice]:
    async with at_work(fresh_database, valkey_url, tmp_path) as made:
        yield made


def given(practice: Practice, post: Postman, **more: str) -> dict[str, str]:
    return environment(practice.settings, SMTP_URL=post.url, **more)


async def test_the_confirmation_is_there_two_seconds_after_the_booking(
    practice: Practice, post: Postman, tmp_path: Path
) -> None:
    async with running(worker(), tmp_path / "log", given(practice, post)) as both:
        await practice.book(0)
        await practice.settle()  # the worker has come up
        waited = []
        for number in range(1, 4):
            answer = await practice.book(number)
            began = asyncio.get_running_loop().time()
            ledger = {"appointment_id": answer.json()["id"]}

            async def written(ledger: dict[str, str] = ledger) -> bool:
                found = await practice.client.get("/api/messages", params=ledger)
                return bool(found.json()["items"])

            await eventually(written)
            waited.append(asyncio.get_running_loop().time() - began)
        await practice.settle()
        both.terminate()
        assert await both.wait() == 0
    assert min(waited) < 2
    await practice.check_every_confirmation_once()
    assert [each["state"] for each in await practice.messages()] == ["sent"] * 4
    assert len(post.got) == 4


@pytest.mark.parametrize("moment", ["after-the-lease", "in-the-handler", "before-commit"])
async def test_a_worker_that_dies_before_it_commits_has_done_nothing(
    practice: Practice, post: Postman, tmp_path: Path, moment: str
) -> None:
    await practice.book(0)
    await practice.book(1)
    async with running(dying_worker(moment), tmp_path / "log", given(practice, post)) as dying:
        assert await dying.wait() == 9
    assert await practice.messages() == []

    async with running(worker(), tmp_path / "log", given(practice, post)):
        await practice.settle()

    await practice.check_every_confirmation_once()
    assert set(post.message_ids().values()) == {1}


async def test_a_worker_that_dies_between_sending_and_recording_sends_again(
    practice: Practice, post: Postman, tmp_path: Path
) -> None:
    await practice.book(0)
    async with running(
        dying_worker("after-sending"), tmp_path / "log", given(practice, post)
    ) as dying:
        assert await dying.wait() == 9

    async with running(worker(), tmp_path / "log", given(practice, post)):
        await practice.settle()

    await practice.check_every_confirmation_once()
    assert list(post.message_ids().values()) == [2]  # one kill, one repeat, one Message-ID
    assert [each["state"] for each in await practice.messages()] == ["sent"]


@pytest.mark.parametrize("moment", ["in-the-handler", "blocking"])
async def test_a_handler_that_ends_its_process_ends_held_and_others_go_on(
    practice: Practice, post: Postman, tmp_path: Path, moment: str
) -> None:
    await practice.book(0)
    await practice.owner.execute("update delivery set attempts = 6")  # two are left
    hasty = given(
        practice,
        post,
        DELIVERY_TIMEOUT_SECONDS="0.5",
        DELIVERY_BACKOFF_SECONDS="0.2",
        DELIVERY_LEASE_SECONDS="0.5",
    )
    for lane in ("main", "quarantine"):
        async with running(dying_worker(moment, lane), tmp_path / "log", hasty) as dying:
            assert await dying.wait() != 0

    async with running(worker(), tmp_path / "log", hasty):
        await practice.book(1)
        await practice.settle()

    (held,) = await practice.held()
    assert held["handler"] == "write_confirmation"
    assert held["error"]
    listed = (await practice.client.get("/api/deliveries")).json()["items"]
    assert [each["id"] for each in listed] == [str(held["id"])]
    assert len(await practice.messages()) == 1

    await practice.client.post(f"/api/deliveries/{held['id']}/replay")
    async with running(worker(), tmp_path / "log", hasty):
        await practice.settle()
    await practice.check_every_confirmation_once()


async def test_a_few_kills_at_random_moments(
    practice: Practice, post: Postman, tmp_path: Path
) -> None:
    both = Killer(worker("main"), given(practice, post), tmp_path / "log")
    await both.start()
    async with running(worker("quarantine"), tmp_path / "log", given(practice, post)):
        raging = asyncio.create_task(both.rage(3, 2.5))
        for number in range(20):
            assert (await practice.book(number)).status_code == 201
        await raging
        await practice.settle()
        await practice.decide()
        await practice.settle()
        await both.kill()
    await practice.check_every_confirmation_once()
    await practice.check_every_confirmation_arrived(post)
    assert not await practice.held()


async def test_a_stopped_worker_says_goodbye(
    practice: Practice, post: Postman, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    await practice.book(0)
    async with running(worker("main"), log, given(practice, post)) as process:
        await practice.settle()
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 20) == 0
    assert "delivered" in {each["event"] for each in lines(log)}
