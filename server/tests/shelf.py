"""Files to upload, and files that are kept already, written as superuser."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from make import MONDAY, Account, Connection
from PIL import Image

from topsmile.adapters.storage import Storage
from topsmile.settings import Settings


def picture(width: int = 60, height: int = 40, form: str = "PNG") -> bytes:
    """Two of different sizes differ in their bytes too."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), (10, 120, 200)).save(made, form)
    return made.getvalue()


async def a_file(
    owner: Connection,
    clinic: UUID,
    account: Account,
    folder: Path,
    *,
    state: str = "ready",
    content: bytes | None = None,
) -> tuple[UUID, UUID]:
    """A photo that a patient sent of themselves, in a storage on this disk; its id and the name of
    where a browser was to put it."""
    content = picture() if content is None else content
    blob, thumbnail, incoming = uuid4(), uuid4(), uuid4()
    file_id: UUID = await owner.fetchval(
        """
        insert into file (clinic_id, patient_id, kind, name, shared, number, created_at, creator_id,
          creator_role)
        values ($1, $2, 'photo', 'tooth.png', true, $3, $4, $5, 'patient') returning id
        """,
        clinic,
        account.patient,
        1 if state == "ready" else None,
        MONDAY,
        account.person,
    )
    await owner.execute(
        """
        insert into file_version (clinic_id, file_id, number, state, blob, thumbnail, incoming,
          content_type, size, thumbnail_size, sha256, width, height, charged, creator_id,
          creator_role, created_at, changed_at)
        values ($1, $2, 1, $3, $4, $5, $6, 'image/png', $7, $7, $8, 60, 40, $7, $9, 'patient', $10,
          $10)
        """,
        clinic,
        file_id,
        state,
        blob,
        thumbnail,
        incoming,
        len(content),
        hashlib.sha256(content).hexdigest(),
        account.person,
        MONDAY,
    )
    place = folder / str(clinic)
    place.mkdir(parents=True, exist_ok=True)
    for name in (blob, thumbnail, incoming):
        (place / name.hex).write_bytes(content)
    return file_id, incoming


async def upload(
    client: httpx.AsyncClient, content: bytes | None = None, **said: Any
) -> httpx.Response:
    headers = said.pop("headers", {})
    name = said.pop("filename", "tooth.png")
    form = {"kind": "photo", **{key: str(value) for key, value in said.items()}}
    content = picture() if content is None else content
    return await client.post(
        "/api/upload", data=form, files={"file": (name, content)}, headers=headers
    )


async def uploaded(client: httpx.AsyncClient, content: bytes | None = None, **said: Any) -> Any:
    answer = await upload(client, content, **said)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def keys_of(storage: Storage, clinic_id: Any) -> set[str]:
    return {blob.key async for blob in storage.listed(str(clinic_id))}


def scratch_of(settings: Settings) -> list[Path]:
    """What lies in the scratch folders of all processes."""
    return [each for each in (settings.home / "scratch").rglob("*") if each.is_file()]
