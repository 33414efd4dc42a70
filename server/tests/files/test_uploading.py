"""What becomes of an upload: in words of HTTP, in the storage, and in the scratch folder."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import make
import pytest
from contracts.problems import problem
from domain import SignIn
from make import Connection, Office
from msgspec.structs import force_setattr
from shelf import keys_of, picture, scratch_of, upload, uploaded

from topsmile.adapters.storage import MemoryStorage, Storage, StorageFull, StorageGone
from topsmile.files.inspection.inspecting import EICAR
from topsmile.files.keeping import Keeping
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio
FORM = {"content-type": "multipart/form-data; boundary=x"}


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    called = f'; filename="{filename}"' if filename else ""
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'
    return head.encode() + content + b"\r\n"


async def test_it_is_kept_as_what_it_is_and_read_back(
    sign_in: SignIn, office: Office, storage: Storage, owner: Connection, settings: Settings
) -> None:
    reception = await sign_in(office)

    made = await uploaded(reception, filename="../../Ana's tooth.exe", patient_id=office.patient)

    read = await reception.get(made["url"])
    assert read.status_code == 200
    assert (made["size"], made["sha256"]) == (
        len(read.content),
        hashlib.sha256(read.content).hexdigest(),
    )
    assert (made["name"], made["kind"], made["content_type"], made["status"]) == (
        "Ana's tooth.png", "photo", "image/png", "ready",
    )  # fmt: skip
    assert made["created_by"] == {"name": "A receptionist", "role": "receptionist"}
    assert made["patient_id"] == str(office.patient)
    # The picture and its thumbnail, under the clinic, by names of ours.
    kept = await keys_of(storage, office.id)
    assert len(kept) == 2
    assert not any("tooth" in key for key in kept)
    assert scratch_of(settings) == []
    used = await owner.fetch("select used from file_usage where clinic_id = $1", office.id)
    charged = "select sum(charged)::bigint from file_version where clinic_id = $1"
    assert [each["used"] for each in used] == [await owner.fetchval(charged, office.id)] * 2


async def test_it_may_come_in_any_pieces(sign_in: SignIn, office: Office) -> None:
    """A form ends with a line's end, which may arrive by itself."""
    reception = await sign_in(office)
    whole = part("kind", b"photo") + part("file", picture(), "x") + b"--x--\r\n"

    async def byte_by_byte() -> AsyncIterator[bytes]:
        for each in whole:
            yield bytes([each])

    answer = await reception.post("/api/upload", content=byte_by_byte(), headers=FORM)
    assert answer.status_code == 201, answer.text


async def test_parts_come_in_any_order(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)
    parts = [
        part("file", picture(), "a.png"),
        part("kind", b"x-ray"),
        part("patient_id", str(office.patient).encode()),
        part("appointment_id", b""),
    ]
    for order in (parts, parts[::-1], parts[1:] + parts[:1]):
        answer = await reception.post(
            "/api/upload", content=b"".join(order) + b"--x--\r\n", headers=FORM
        )
        assert answer.status_code == 201, answer.text
        assert answer.json()["kind"] == "x_ray"


@pytest.mark.parametrize(
    ("body", "status", "code", "fields"),
    [
        (part("kind", b"photo"), 422, "invalid", ["file"]),
        (part("file", picture(), "a.png"), 422, "invalid", ["kind"]),
        (part("kind", b"novel") + part("file", b"x", "a.png"), 422, "invalid", ["kind"]),
        (part("file", b"x", "a") + part("file", b"y", "b"), 422, "invalid", ["file"]),
        (part("kind", b"photo") + part("kind", b"photo"), 422, "invalid", ["kind"]),
        (part("colour", b"red") + part("file", b"x", "a"), 422, "invalid", ["colour"]),
        (part("kind", b"photo" * 300) + part("file", b"x", "a"), 422, "invalid", ["kind"]),
        (part("kind", b"\xff") + part("file", b"x", "a"), 422, "invalid", ["kind"]),
        (part("kind", b"photo") + part("patient_id", b"1") + part("file", b"x", "a"), 422,
         "invalid", ["patient_id"]),
        (part("kind", b"photo") + part("shared", b"perhaps") + part("file", b"x", "a"), 422,
         "invalid", ["shared"]),
        (part("kind", b"photo") + part("file", b"", "a.png"), 422, "invalid", ["file"]),
        (part("kind", b"photo") + part("file", b"no picture", "a.png"), 415, "wrong_type", []),
        (part("kind", b"a\x00b") + part("file", b"x", "a"), 400, "malformed", []),
        (b"nonsense", 400, "malformed", []),
        (b"", 422, "invalid", ["file"]),
        (b"".join(part(f"p{n}", b"") for n in range(40)), 422, "invalid", ["p0"]),
        (part("file", b"x" * 1_048_577, "a.png"), 413, "too_large", []),
    ],
    ids=lambda each: repr(each[:30]) if isinstance(each, bytes) else "",
)  # fmt: skip
async def test_what_is_wrong_with_a_form_is_said(
    sign_in: SignIn, office: Office, storage: Storage, settings: Settings,
    body: bytes, status: int, code: str, fields: list[str],
) -> None:  # fmt: skip
    reception = await sign_in(office)

    answer = await reception.post("/api/upload", content=body + b"--x--\r\n", headers=FORM)

    problem(answer, status, code, *fields)
    assert await keys_of(storage, office.id) == set()
    assert scratch_of(settings) == []


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "image/png", ""])
async def test_what_is_no_form_is_refused(sign_in: SignIn, office: Office, kind: str) -> None:
    reception = await sign_in(office)
    answer = await reception.post("/api/upload", content=b"x", headers={"content-type": kind})
    assert answer.status_code in (400, 415)


async def test_a_form_that_ends_early_is_malformed(
    sign_in: SignIn, office: Office, settings: Settings
) -> None:
    reception = await sign_in(office)
    body = part("kind", b"photo") + part("file", picture(), "a.png")[:-20]
    problem(await reception.post("/api/upload", content=body, headers=FORM), 400, "malformed")
    assert scratch_of(settings) == []


async def test_the_same_upload_with_the_same_key_is_one(
    sign_in: SignIn, office: Office, storage: Storage
) -> None:
    reception = await sign_in(office)
    key = {"idempotency-key": "the first try"}

    first, again = [await upload(reception, headers=key) for _ in range(2)]
    other = await upload(reception, picture(61), headers=key)
    elsewhere = await upload(reception, kind="document", headers=key)

    assert (first.status_code, again.content) == (201, first.content)
    problem(other, 422, "idempotency_mismatch")
    problem(elsewhere, 422, "idempotency_mismatch")
    assert len(await keys_of(storage, office.id)) == 2


async def test_what_is_harmful_is_not_kept_and_stands_in_the_trail(
    sign_in: SignIn, office: Office, storage: Storage, owner: Connection
) -> None:
    reception = await sign_in(office)

    problem(await upload(reception, EICAR, patient_id=office.patient), 422, "infected")

    assert await keys_of(storage, office.id) == set()
    told = "select subject_id from audit_entry where clinic_id = $1 and action = 'file.refused'"
    assert await owner.fetchval(told, office.id) == office.patient


TROUBLES: list[Any] = [StorageGone("away"), StorageFull("full")]


@pytest.mark.parametrize("trouble", TROUBLES, ids=["away", "full"])
@pytest.mark.parametrize("settings", ["disk"], indirect=True)
async def test_a_storage_in_trouble_is_said_and_nothing_is_half_kept(
    sign_in: SignIn, office: Office, owner: Connection, keeping: Keeping, settings: Settings,
    trouble: StorageGone,
) -> None:  # fmt: skip
    reception = await sign_in(office)
    made = await uploaded(reception)
    away = MemoryStorage()
    away.trouble = trouble
    force_setattr(keeping, "storage", away)

    answer = await upload(reception)
    read = await reception.get(made["url"])

    problem(answer, 503, "unavailable")
    problem(read, 503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0
    rows = "select count(*) from file_version where clinic_id = $1"
    assert await owner.fetchval(rows, office.id) == 1
    used = "select max(used) from file_usage where clinic_id = $1"
    charged = "select sum(charged)::bigint from file_version where clinic_id = $1"
    assert await owner.fetchval(used, office.id) == await owner.fetchval(charged, office.id)
    assert scratch_of(settings) == []


@pytest.mark.parametrize("settings", ["disk"], indirect=True)
async def test_a_missing_blob_is_not_a_fault_of_the_server(
    sign_in: SignIn, office: Office, storage: Storage
) -> None:
    reception = await sign_in(office)
    made = await uploaded(reception)
    await storage.delete(*await keys_of(storage, office.id))

    problem(await reception.get(made["url"]), 404, "not_found")


async def test_a_patient_who_is_not_there_has_no_files(
    sign_in: SignIn, office: Office, other_office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    theirs = other_office.patient
    problem(await upload(reception, patient_id=theirs), 422, "invalid", "patient_id")
    problem(await upload(reception, replaces=theirs), 422, "invalid", "replaces")
    problem(await upload(reception, appointment_id=theirs), 422, "invalid", "appointment_id")
    patient = await sign_in(office, "patient", await make.an_account(owner, office.id, "patient"))
    answer = await upload(patient, patient_id=office.patient)
    problem(answer, 422, "invalid", "patient_id")
