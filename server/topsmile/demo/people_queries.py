from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from topsmile.demo.cast import REQUEST_ID
from topsmile.demo.people import Patient
from topsmile.demo.queries import columns
from topsmile.kernel.db import Tx

PATIENT = "id, name, email, phone, birth_date, locale, notes, version, archived_at, created_at"


async def insert(tx: Tx, patients: Sequence[Patient]) -> UUID:
    """All of them; answers with the id of the first."""
    found = await tx.value(
        f"""
        with made as (
          insert into patient (clinic_id, name, email, phone, birth_date, locale, notes, created_at)
          select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::date[], $6::text[],
            $7::text[], $8::timestamptz[])
          returning {PATIENT}
        ), noted as (
          insert into audit_entry (clinic_id, at, action, subject, subject_id, actor_role,
            request_id, after)
          select $1, created_at, 'patient.registered', 'patient', id, 'receptionist', $9,
            to_jsonb(made) from made
        )
        select id from made where email = $10
        """,
        *columns(patients, len(Patient._fields)),
        REQUEST_ID,
        patients[0].email,
    )
    assert isinstance(found, UUID)
    return found
