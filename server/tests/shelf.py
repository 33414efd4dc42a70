"""Files that are kept already, written as superuser; and pictures to upload."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from uuid import UUID, uuid4

from make import MONDAY, Account, Connection
from PIL import Image


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
