"""SQL of what proves that someone reads a mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from topsmile.identity.models import Purpose
from topsmile.kernel.db import Tx
from topsmile.kernel.ground import Ground


class Shown(NamedTuple):
    """A token as it was given, and to which mailbox."""

    id: UUID
    clinic_id: UUID
    person_id: UUID
    purpose: Purpose
    email: str


class Forgetful(NamedTuple):
    """Whose address it is, and where they were last."""

    person_id: UUID
    clinic_id: UUID
    confirmed: bool


async def insert(
    ground: Ground,
    token_id: UUID,
    clinic_id: UUID,
    person_id: UUID,
    *,
    purpose: Purpose,
    proof_hash: bytes,
    expires_at: datetime,
) -> None:
    await ground.run(
        """
        insert into one_time_token (id, clinic_id, person_id, purpose, proof_hash, expires_at,
          created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        """,
        token_id,
        clinic_id,
        person_id,
        purpose,
        proof_hash,
        expires_at,
        ground.now,
    )


async def find(
    ground: Ground, token_id: UUID, proof_hash: bytes, purposes: Sequence[Purpose]
) -> Shown | None:
    """Used or not, as long as its time has not run out."""
    return await ground.maybe(
        Shown,
        """
        select t.id, t.clinic_id, t.person_id, t.purpose, p.email
        from one_time_token t join person p on p.id = t.person_id
        where t.id = $1 and t.proof_hash = $2 and t.purpose = any($3::text[]) and t.expires_at > $4
        """,
        token_id,
        proof_hash,
        list(purposes),
        ground.now,
    )


async def is_unused(ground: Ground, token_id: UUID) -> bool:
    return bool(
        await ground.value(
            "select true from one_time_token where id = $1 and used_at is null", token_id
        )
    )


async def use(ground: Ground, person_id: UUID, purposes: Sequence[Purpose]) -> set[UUID]:
    """Mark all of the person's as used; which of them were not yet. Of two at once one has them."""
    return set(
        await ground.values(
            """
            update one_time_token set used_at = $3
            where person_id = $1 and purpose = any($2::text[]) and used_at is null returning id
            """,
            person_id,
            list(purposes),
            ground.now,
        )
    )


async def lock_address(ground: Ground, email: str) -> None:
    """Whoever decides whose an address is does so one after the other."""
    await ground.run("select pg_advisory_xact_lock(hashtextextended(lower($1), 0))", email)


async def forgetful(ground: Ground, email: str, most: int) -> list[Forgetful]:
    """Those with the address who belong anywhere: its confirmed owner, then the oldest others."""
    return await ground.all(
        Forgetful,
        """
        select p.id as person_id, m.clinic_id, p.email_confirmed_at is not null as confirmed
        from person p cross join lateral (
          select clinic_id from membership where person_id = p.id and ended_at is null
          order by last_used_at desc nulls last, created_at limit 1
        ) m
        where lower(p.email) = lower($1)
        order by p.email_confirmed_at is null, p.created_at, p.id limit $2
        """,
        email,
        most,
    )


async def owner(ground: Ground, email: str) -> UUID | None:
    """Who has confirmed the address."""
    found: UUID | None = await ground.value(
        "select id from person where lower(email) = lower($1) and email_confirmed_at is not null",
        email,
    )
    return found


async def confirm(ground: Ground, person_id: UUID) -> None:
    await ground.run(
        "update person set email_confirmed_at = $2 where id = $1", person_id, ground.now
    )


async def is_confirmed(ground: Ground, person_id: UUID) -> bool:
    return bool(
        await ground.value(
            "select true from person where id = $1 and email_confirmed_at is not null", person_id
        )
    )


async def is_confirmed_member(tx: Tx, person_id: UUID) -> bool:
    return bool(
        await tx.value(
            """
            select true from membership m join person p on p.id = m.person_id
            where m.clinic_id = $1 and m.person_id = $2 and p.email_confirmed_at is not null
            """,
            person_id,
        )
    )


async def set_password(ground: Ground, person_id: UUID, password_hash: str) -> None:
    await ground.run("update person set password_hash = $2 where id = $1", person_id, password_hash)


async def move_membership(ground: Ground, clinic_id: UUID, person_id: UUID, to: UUID) -> bool:
    """To another person, unless they have or had one in that clinic already."""
    return bool(
        await ground.value(
            """
            update membership set person_id = $3, version = version + 1
            where clinic_id = $1 and person_id = $2 and ended_at is null and not exists (
              select from membership own where own.clinic_id = $1 and own.person_id = $3
            )
            returning true
            """,
            clinic_id,
            person_id,
            to,
        )
    )


async def forget_old(tx: Tx, before: datetime) -> None:
    await tx.run(
        "delete from one_time_token where clinic_id = $1 and expires_at < $2::timestamptz", before
    )


async def accept_invitations(ground: Ground, person_id: UUID) -> None:
    """Of every clinic: they read the mail that each was sent to."""
    await ground.run("update membership set pending = false where person_id = $1", person_id)
