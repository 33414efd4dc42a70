from __future__ import annotations

from uuid import UUID

from topsmile.kernel.db import Tx
from topsmile.patients.models import CreatePatient, Patient

COLUMNS = "id, name, email, phone, birth_date, locale, notes, version, archived_at, created_at"


async def find(tx: Tx, patient_id: UUID) -> Patient:
    return await tx.one(
        Patient,
        f"select {COLUMNS} from patient where clinic_id = $1 and id = $2",
        patient_id,
    )


async def find_locked(tx: Tx, patient_id: UUID) -> Patient:
    return await tx.one(
        Patient,
        f"select {COLUMNS} from patient where clinic_id = $1 and id = $2 for no key update",
        patient_id,
    )


async def listed(
    tx: Tx, after: tuple[str, UUID] | None, limit: int, *, archived: bool
) -> list[Patient]:
    """By name as people sort it, one more than `limit`."""
    return await tx.all(
        Patient,
        f"""
        select {COLUMNS} from patient
        where clinic_id = $1 and (archived_at is not null) = $2
          and ($3::text is null or (sort_name, id) > (folded($3), $4::uuid))
        order by sort_name, id limit $5
        """,
        archived,
        *(after or (None, None)),
        limit + 1,
    )


async def search(
    tx: Tx, sought: str, after: tuple[str, UUID] | None, limit: int, *, archived: bool
) -> list[Patient]:
    """As `listed`, those in whom every word is found. Why it takes a function: 0002."""
    return await tx.all(
        Patient,
        f"""
        select {COLUMNS} from patient
        where clinic_id = $1
          and id = any(array(select found_patients($1, $2, $3, $4, $5, $6)))
        order by sort_name, id
        """,
        sought,
        archived,
        *(after or (None, None)),
        limit + 1,
    )


async def insert(tx: Tx, patient: CreatePatient, locale: str) -> Patient:
    return await tx.one(
        Patient,
        f"""
        insert into patient (clinic_id, name, email, phone, birth_date, locale, notes, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8) returning {COLUMNS}
        """,
        patient.name,
        patient.email,
        patient.phone,
        patient.birth_date,
        locale,
        patient.notes,
        tx.now,
    )


async def update(tx: Tx, patient: Patient) -> Patient:
    return await tx.one(
        Patient,
        f"""
        update patient
        set name = $3, email = $4, phone = $5, birth_date = $6, locale = $7, notes = $8,
          archived_at = $9, version = version + 1
        where clinic_id = $1 and id = $2 returning {COLUMNS}
        """,
        patient.id,
        patient.name,
        patient.email,
        patient.phone,
        patient.birth_date,
        patient.locale,
        patient.notes,
        patient.archived_at,
    )
