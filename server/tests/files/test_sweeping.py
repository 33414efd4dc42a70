"""What dies on its way is swept, what was deleted is purged, and nothing else is."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import make
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office
from msgspec.structs import replace
from programs import environment
from shelf import keys_of, picture, scratch_of, uploaded

from topsmile.adapters.storage import Storage
from topsmile.files.scratch import Scratch
from topsmile.files.sweeping import Patience
from topsmile.identity.models import Membership, Session
from topsmile.identity.tokens import Tokens
from topsmile.kernel import schedules
from topsmile.kernel.clock import SystemClock
from topsmile.kernel.worker import Worker
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio
DYING = Path(__file__).parent / "dying_upload.py"


async def sweep(worker: Worker, owner: Connection, office: Office, **patience: Any) -> None:
    """As by the hour, and by the day; the storage's clock does not travel with ours."""
    await schedules.ensure(worker.database)
    worker.outside = replace(worker.outside, patience=Patience(**patience))
    for schedule in ("sweep_files", "sweep_blobs"):
        await owner.execute(
            "update delivery set due_at = $3 where clinic_id = $1 and schedule = $2",
            office.id,
            schedule,
            worker.database.clock.now(),
        )
        await worker.drain()


async def rows(owner: Connection, office: Office) -> int:
    count = "select count(*) from file_version where clinic_id = $1"
    return int(await owner.fetchval(count, office.id))


async def used(owner: Connection, office: Office) -> int:
    most = "select coalesce(max(used), 0) from file_usage where clinic_id = $1"
    return int(await owner.fetchval(most, office.id))


async def a_token(owner: Connection, office: Office, settings: Settings) -> str:
    account = await make.an_account(owner, office.id)
    now = SystemClock().now()
    session = Session(**await make.a_session(owner, office.id, account, now))
    member = Membership(office.id, account.membership, account.person, "receptionist", None, None)
    return Tokens(settings.secret.get_secret_value()).access(session, member, now)


def where(settings: Settings) -> dict[str, str]:
    secret = settings.s3_secret_access_key
    chosen = {
        "STORAGE_URL": settings.storage_url,
        "S3_ENDPOINT": settings.s3_endpoint,
        "S3_ACCESS_KEY_ID": settings.s3_access_key_id,
        "S3_SECRET_ACCESS_KEY": secret.get_secret_value() if secret else None,
    }
    return {name: value for name, value in chosen.items() if value}


@pytest.mark.processes
@pytest.mark.parametrize(("when", "blobs"), [("before", 0), ("after", 2)])
async def test_an_upload_killed_at_the_seam_leaves_nothing(
    undisturbed: None, office: Office, owner: Connection, storage: Storage, settings: Settings,
    worker: Worker, clock: TravelClock, when: str, blobs: int,
) -> None:  # fmt: skip
    token = await a_token(owner, office, settings)
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(DYING), when, token,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment(settings, PUBLIC_URL="http://localhost:8000", **where(settings)),
    )  # fmt: skip
    said, _ = await process.communicate(picture())

    assert process.returncode == -9, said.decode()
    assert (await rows(owner, office), len(await keys_of(storage, office.id))) == (1, blobs)
    assert await used(owner, office) > 0
    assert scratch_of(settings) != []

    assert Scratch(settings.home / "scratch").sweep() == 1
    assert scratch_of(settings) == []
    # It may still be on its way: the real process wrote the real time, which is before ours.
    await owner.execute(
        "update file_version set changed_at = $2 where clinic_id = $1", office.id, clock.now()
    )
    await sweep(worker, owner, office)
    assert await rows(owner, office) == 1
    clock.travel(hours=3)
    await sweep(worker, owner, office)
    assert await rows(owner, office) == 0
    assert await keys_of(storage, office.id) == set()
    assert await used(owner, office) == 0


async def test_blobs_that_no_row_knows_go_and_all_others_stay(
    undisturbed: None, sign_in: SignIn, office: Office, owner: Connection, storage: Storage,
    worker: Worker, tmp_path: Path,
) -> None:  # fmt: skip
    reception = await sign_in(office)
    made = await uploaded(reception)
    known = await keys_of(storage, office.id)
    source = tmp_path / "blob"
    source.write_bytes(b"left behind")
    foreign = f"{office.id}/README"
    await storage.put(f"{office.id}/{uuid4().hex}", source)
    await storage.put(foreign, source)

    await sweep(worker, owner, office, grace=timedelta(hours=1))
    assert len(await keys_of(storage, office.id)) == len(known) + 2
    await sweep(worker, owner, office, grace=timedelta(seconds=-60))

    assert await keys_of(storage, office.id) == known | {foreign}
    assert (await reception.get(made["url"])).status_code == 200


async def test_what_was_deleted_goes_when_its_retention_is_over(
    undisturbed: None, sign_in: SignIn, office: Office, owner: Connection, storage: Storage,
    worker: Worker, clock: TravelClock,
) -> None:  # fmt: skip
    account = await make.an_account(owner, office.id)
    reception = await sign_in(office, account=account)
    stays, goes = await uploaded(reception), await uploaded(reception)
    await uploaded(reception, picture(61), replaces=goes["id"])
    before = await used(owner, office)
    await reception.delete(f"/api/files/{goes['id']}")

    clock.travel(days=29, hours=23)
    await sweep(worker, owner, office)
    assert await rows(owner, office) == 3
    clock.travel(hours=1)
    await sweep(worker, owner, office)

    assert await rows(owner, office) == 1
    assert len(await keys_of(storage, office.id)) == 2
    assert 0 < await used(owner, office) < before
    reception = await sign_in(office, account=account)
    assert (await reception.get(stays["url"])).status_code == 200
    answer = await reception.post(f"/api/files/{goes['id']}/restore")
    assert answer.status_code == 404
