"""SQL of the people who work at a clinic."""

from __future__ import annotations

from uuid import UUID

from topsmile.identity.staff_models import InviteMember, Member
from topsmile.kernel.db import Tx

MEMBER = """
m.id, coalesce(m.name, p.name) as name, lower(p.email) as email, m.role, m.provider_id, m.version,
m.last_used_at, m.ended_at as archived_at, m.created_at
"""


async def listed(
    tx: Tx, after: tuple[str, UUID] | None, limit: int, *, archived: bool
) -> list[Member]:
    """By name, one more than `limit`."""
    return await tx.all(
        Member,
        f"""
        select {MEMBER} from membership m join person p on p.id = m.person_id
        where m.clinic_id = $1 and m.role <> 'patient' and (m.ended_at is not null) = $2
          and ($3::text is null or (coalesce(m.name, p.name), m.id) > ($3, $4::uuid))
        order by coalesce(m.name, p.name), m.id limit $5
        """,
        archived,
        *(after or (None, None)),
        limit + 1,
    )


async def find(tx: Tx, member_id: UUID, *, lock: bool = False) -> Member:
    """With `lock`, whoever signs in waits for what becomes of their membership."""
    return await tx.one(
        Member,
        f"""
        select {MEMBER} from membership m join person p on p.id = m.person_id
        where m.clinic_id = $1 and m.id = $2 and m.role <> 'patient'
        {"for no key update of m" * lock}
        """,
        member_id,
    )


async def person_of(tx: Tx, member_id: UUID) -> UUID:
    found: UUID = await tx.value(
        "select person_id from membership where clinic_id = $1 and id = $2", member_id
    )
    return found


async def lock_admins(tx: Tx) -> set[UUID]:
    """Who administrates the clinic and can sign in. Changes of its staff wait for each other."""
    return set(
        await tx.values(
            """
            select m.id from membership m join person p on p.id = m.person_id
            where m.clinic_id = $1 and m.role = 'admin' and m.ended_at is null
              and not m.pending and p.email_confirmed_at is not null
            order by m.id for no key update of m
            """
        )
    )


async def has_staff(tx: Tx, email: str) -> bool:
    return bool(
        await tx.value(
            """
            select true from membership m join person p on p.id = m.person_id
            where m.clinic_id = $1 and m.role <> 'patient' and m.ended_at is null
              and lower(p.email) = lower($2)
            limit 1
            """,
            email,
        )
    )


async def has_provider(tx: Tx, provider_id: UUID) -> bool:
    return bool(
        await tx.value(
            "select true from provider where clinic_id = $1 and id = $2 and archived_at is null",
            provider_id,
        )
    )


async def enrol(tx: Tx, person_id: UUID, data: InviteMember) -> UUID:
    """Their membership: a new one, or the one they had as a patient or in earlier days."""
    found: UUID = await tx.value(
        """
        insert into membership (clinic_id, person_id, role, provider_id, name, created_at, pending)
        values ($1, $2, $3, $4, $5, $6, true)
        on conflict on constraint one_membership_per_person do update
        set role = excluded.role, provider_id = excluded.provider_id, name = excluded.name,
          ended_at = null, pending = true, version = membership.version + 1
        returning id
        """,
        person_id,
        data.role,
        data.provider_id,
        data.name,
        tx.now,
    )
    return found


async def update(tx: Tx, member: Member) -> None:
    await tx.run(
        """
        update membership set name = $3, role = $4, provider_id = $5, ended_at = $6,
          version = version + 1
        where clinic_id = $1 and id = $2
        """,
        member.id,
        member.name,
        member.role,
        member.provider_id,
        member.archived_at,
    )


async def rename_patient(tx: Tx, patient_id: UUID, name: str) -> None:
    """Who also works here is called there as the staff's list says."""
    await tx.run(
        """
        update membership set name = $3, version = version + 1
        where clinic_id = $1 and patient_id = $2 and role = 'patient' and ended_at is null
        """,
        patient_id,
        name,
    )


async def end_patient(tx: Tx, patient_id: UUID) -> list[UUID]:
    """Whose membership as this patient ends by this. Who also works here stays."""
    return await tx.values(
        """
        update membership set ended_at = $3, version = version + 1
        where clinic_id = $1 and patient_id = $2 and role = 'patient' and ended_at is null
        returning person_id
        """,
        patient_id,
        tx.now,
    )


async def end_sessions(tx: Tx, person_id: UUID) -> list[UUID]:
    """All that the person has at this clinic."""
    return await tx.values(
        """
        update session set ended_at = $3, ended_why = 'revoked'
        where clinic_id = $1 and person_id = $2 and ended_at is null returning id
        """,
        person_id,
        tx.now,
    )


async def withdraw_invitations(tx: Tx, person_id: UUID) -> None:
    await tx.run(
        """
        update one_time_token set used_at = $3
        where clinic_id = $1 and person_id = $2 and purpose = 'invite' and used_at is null
        """,
        person_id,
        tx.now,
    )
