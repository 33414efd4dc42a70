"""What the scanner could not look at is shown to nobody until it has; large files go directly."""

from __future__ import annotations

from typing import Any

import httpx
import make
import pytest
from contracts.problems import problem
from domain import SignIn, TravelClock
from make import Connection, Office
from msgspec.structs import force_setattr, replace
from shelf import keys_of, picture, upload, uploaded

from topsmile.adapters.scanner import MemoryScanner
from topsmile.adapters.storage import MemoryStorage, Storage
from topsmile.files.keeping import Keeping
from topsmile.kernel.worker import Worker
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture
def scanner(keeping: Keeping, worker: Worker) -> MemoryScanner:
    made = MemoryScanner()
    force_setattr(keeping, "scanner", made)
    worker.outside = replace(worker.outside, scanner=made)
    return made


async def test_while_the_scanner_is_away_nobody_opens_it(
    undisturbed: None, sign_in: SignIn, office: Office, scanner: MemoryScanner, worker: Worker,
    clock: TravelClock,
) -> None:  # fmt: skip
    reception = await sign_in(office)
    scanner.away = True

    made = await uploaded(reception)
    await worker.drain()

    assert (made["status"], made["thumbnail_url"], made["preview_url"]) == ("checking", None, None)
    for path in ("content", "thumbnail"):
        answer = await reception.get(f"/api/files/{made['id']}/{path}")
        problem(answer, 409, "still_checking")
    problem(await reception.post(f"/api/files/{made['id']}/link"), 409, "still_checking")
    problem(await upload(reception, replaces=made["id"]), 409, "still_checking")
    scanner.away = False
    clock.travel(seconds=10)
    await worker.drain()
    reception = await sign_in(office)
    shown = (await reception.get(f"/api/files/{made['id']}")).json()
    assert shown["status"] == "ready"
    assert (await reception.get(shown["url"])).status_code == 200


async def test_what_it_finds_later_is_removed_and_counts_no_more(
    undisturbed: None, sign_in: SignIn, office: Office, scanner: MemoryScanner, worker: Worker,
    clock: TravelClock, storage: Storage, owner: Connection,
) -> None:  # fmt: skip
    reception = await sign_in(office)
    scanner.away = True
    made = await uploaded(reception)
    scanner.away = False
    scanner.marks = (b"PNG",)
    clock.travel(seconds=10)
    await worker.drain()

    reception = await sign_in(office)
    assert (await reception.get(f"/api/files/{made['id']}")).json()["status"] == "refused"
    problem(await reception.get(f"/api/files/{made['id']}/content"), 409, "not_kept")
    assert await keys_of(storage, office.id) == set()
    assert (await reception.get("/api/files/usage")).json()["clinic"]["used"] == 0
    told = "select count(*) from event where clinic_id = $1 and name = 'file.refused'"
    assert await owner.fetchval(told, office.id) == 1


@pytest.mark.parametrize("settings", ["disk"], indirect=True)
async def test_a_storage_that_is_empty_for_a_while_makes_nothing_infected(
    undisturbed: None, sign_in: SignIn, office: Office, scanner: MemoryScanner, worker: Worker,
    clock: TravelClock,
) -> None:  # fmt: skip
    reception = await sign_in(office)
    scanner.away = True
    made = await uploaded(reception)
    scanner.away = False
    kept, worker.outside = worker.outside, replace(worker.outside, storage=MemoryStorage())
    clock.travel(seconds=10)
    await worker.drain()
    reception = await sign_in(office)
    assert (await reception.get(f"/api/files/{made['id']}")).json()["status"] == "checking"

    worker.outside = kept
    clock.travel(minutes=10)
    await worker.drain()
    reception = await sign_in(office)
    assert (await reception.get(f"/api/files/{made['id']}")).json()["status"] == "ready"


async def test_what_it_finds_at_once_is_said_at_once(
    sign_in: SignIn, office: Office, scanner: MemoryScanner, storage: Storage
) -> None:
    reception = await sign_in(office)
    scanner.marks = (b"PNG",)

    problem(await upload(reception), 422, "infected")

    assert await keys_of(storage, office.id) == set()


# Directly ----------------------------------------------------------------------------------------


async def begun(client: httpx.AsyncClient, size: int, **more: Any) -> httpx.Response:
    wanted = {"name": "big.png", "size": size, "kind": "photo", **more}
    return await client.post("/api/files/direct", json=wanted)


@pytest.mark.parametrize("settings", ["disk"], indirect=True)
async def test_a_folder_takes_nothing_directly(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)
    problem(await begun(reception, 100), 422, "not_available")
    assert (await reception.get("/api/files/rules")).json()["direct"] is False


@pytest.mark.parametrize("settings", ["s3"], indirect=True)
async def test_what_went_to_the_storage_directly_is_looked_at_all_the_same(
    sign_in: SignIn, office: Office, storage: Storage, owner: Connection
) -> None:
    account = await make.an_account(owner, office.id)
    reception, other = await sign_in(office, account=account), await sign_in(office)
    content = picture(400, 300)
    started = (await begun(reception, len(content), patient_id=str(office.patient))).json()
    complete = f"/api/files/direct/{started['id']}/complete"
    assert (await reception.get("/api/files/usage")).json()["clinic"]["used"] == len(content)
    problem(await reception.post(complete), 409, "not_arrived")
    problem(await other.post(complete), 404, "not_found")

    async with httpx.AsyncClient() as browser:
        put = await browser.put(started["upload"]["url"], content=content)
    assert put.status_code == 200
    made = (await reception.post(complete)).json()
    again = (await reception.post(complete)).json()

    assert (made["status"], made["width"], made["name"]) == ("ready", 400, "big.png")
    assert again == made
    assert (await reception.get(made["url"])).status_code == 200
    assert len(await keys_of(storage, office.id)) == 2


@pytest.mark.parametrize("settings", ["s3"], indirect=True)
@pytest.mark.parametrize("content", [b"no picture at all", picture(300, 200)])
async def test_what_is_not_as_announced_is_not_kept(
    sign_in: SignIn, office: Office, storage: Storage, content: bytes
) -> None:
    reception = await sign_in(office)
    started = (await begun(reception, 100)).json()
    async with httpx.AsyncClient() as browser:
        await browser.put(started["upload"]["url"], content=content)

    answer = await reception.post(f"/api/files/direct/{started['id']}/complete")

    assert answer.status_code in (415, 422), answer.text
    assert await keys_of(storage, office.id) == set()
    assert (await reception.get("/api/files/usage")).json()["clinic"]["used"] == 0


@pytest.mark.parametrize("settings", ["s3"], indirect=True)
async def test_too_much_is_not_even_begun(
    sign_in: SignIn, office: Office, settings: Settings
) -> None:
    reception = await sign_in(office)
    problem(await begun(reception, 10**12), 413, "too_large")
    rules = (await reception.get("/api/files/rules")).json()
    for each in rules["kinds"]:
        most = each["max_direct_bytes"]
        assert 0 < most <= rules["max_direct_bytes"]
        problem(await begun(reception, most + 1, kind=each["kind"]), 413, "too_large")
        assert (await begun(reception, most, kind=each["kind"])).status_code == 201
