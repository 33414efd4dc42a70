"""The quotas hold however many upload at once."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from contracts.problems import problem
from domain import SignIn
from make import Connection, Office
from msgspec.structs import force_setattr
from shelf import keys_of, scratch_of, upload, uploaded

from topsmile.adapters.storage import Storage
from topsmile.files import uploading
from topsmile.files.inspection import Inspected
from topsmile.files.keeping import Keeping, Quotas
from topsmile.files.turns import Turns
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio
SIZE = 10_000
PLENTY = 10**12


async def believed(source: Path, **_: Any) -> Inspected:
    """Looking into each of fifty files is not what is tried here."""
    content = source.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    return Inspected("image/png", ".png", source, len(content), sha256)


@pytest.mark.parametrize(
    ("clinic", "person", "whose"), [(7, PLENTY, "clinic"), (PLENTY, 7, "person")]
)
async def test_of_fifty_at_once_exactly_as_many_are_kept_as_fit(
    sign_in: SignIn, office: Office, owner: Connection, storage: Storage, keeping: Keeping,
    settings: Settings, monkeypatch: pytest.MonkeyPatch, clinic: int, person: int, whose: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(uploading, "inspect", believed)
    force_setattr(keeping, "quotas", Quotas(clinic * SIZE + 1, person * SIZE + 1))
    sender = await sign_in(office, "receptionist" if whose == "clinic" else "patient")

    answers = await asyncio.gather(
        *(upload(sender, bytes([number]) * SIZE) for number in range(50))
    )

    kept = [each.json() for each in answers if each.status_code == 201]
    refused = [each for each in answers if each.status_code != 201]
    assert len(kept) == 7
    for each in refused:
        assert problem(each, 413, "quota_exceeded")["whose"] == whose
    assert len(await keys_of(storage, office.id)) == 7
    assert scratch_of(settings) == []
    usage = (await sender.get("/api/files/usage")).json()
    assert usage["clinic"]["used"] == usage["person"]["used"] == 7 * SIZE
    rows = await owner.fetchval("select count(*) from file_version where clinic_id = $1", office.id)
    assert rows == 7


@pytest.mark.stress
@pytest.mark.parametrize("settings", ["disk"], indirect=True)
async def test_fifty_real_pictures_at_the_edge(
    sign_in: SignIn, office: Office, keeping: Keeping, owner: Connection
) -> None:
    reception = await sign_in(office)
    first = await uploaded(reception)
    taken: int = await owner.fetchval(
        "select charged from file_version where file_id = $1", UUID(first["id"])
    )
    force_setattr(keeping, "quotas", Quotas(taken * 10, PLENTY))

    answers = await asyncio.gather(*(upload(reception) for _ in range(50)))

    assert sorted(each.status_code for each in answers).count(201) == 9
    assert {each.status_code for each in answers} == {201, 413}


async def test_what_a_patient_has_sent_is_theirs_alone(
    sign_in: SignIn, office: Office, other_office: Office, keeping: Keeping,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(uploading, "inspect", believed)
    force_setattr(keeping, "quotas", Quotas(3 * SIZE, SIZE))
    one, two = await sign_in(office, "patient"), await sign_in(office, "patient")
    stranger = await sign_in(other_office, "patient")

    assert (await upload(one, b"1" * SIZE)).status_code == 201
    problem(await upload(one, b"2" * SIZE), 413, "quota_exceeded")
    assert (await upload(two, b"3" * SIZE)).status_code == 201
    assert (await upload(stranger, b"4" * SIZE)).status_code == 201
    # What was refused for the person's sake is not counted for the clinic either.
    assert (await one.get("/api/files/usage")).json()["clinic"]["used"] == 2 * SIZE


async def test_staff_are_bound_by_the_clinics_quota_alone(
    sign_in: SignIn, office: Office, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "inspect", believed)
    force_setattr(keeping, "quotas", Quotas(3 * SIZE, SIZE))
    reception = await sign_in(office)

    for each in (b"1", b"2", b"3"):
        assert (await upload(reception, each * SIZE)).status_code == 201

    refused = problem(await upload(reception, b"4" * SIZE), 413, "quota_exceeded")
    assert refused["whose"] == "clinic"
    usage = (await reception.get("/api/files/usage")).json()
    assert usage["person"] == usage["clinic"] == {"used": 3 * SIZE, "quota": 3 * SIZE}


async def test_one_person_leaves_places_for_the_others(
    sign_in: SignIn, office: Office, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sends many large files at once waits for their own, and nobody else does."""
    one, other = await sign_in(office, "patient"), await sign_in(office)
    force_setattr(keeping, "looking", Turns(1, patience=0.2))
    looked, over = asyncio.Event(), asyncio.Event()

    async def slowly(source: Path, **more: Any) -> Inspected:
        if source.read_bytes()[:1] == b"1":
            looked.set()
            await over.wait()
        return await believed(source, **more)

    monkeypatch.setattr(uploading, "inspect", slowly)
    first = asyncio.create_task(upload(one, b"1" * SIZE))
    await looked.wait()
    assert (await upload(one, b"2" * SIZE)).status_code == 503
    assert (await upload(other, b"3" * SIZE)).status_code == 201
    over.set()
    assert (await first).status_code == 201
    assert keeping.looking._lines == {}
