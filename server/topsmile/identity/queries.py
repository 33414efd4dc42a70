from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from topsmile.clinics.models import Clinic
from topsmile.identity.models import (
    Candidate,
    Device,
    Membership,
    Session,
    User,
    permissions_of,
)
from topsmile.kernel.errors import NotFound
from topsmile.kernel.ground import Ground

MEMBERSHIP = "clinic_id, id, person_id, role, patient_id, provider_id"
SESSION = "id, clinic_id, membership_id, person_id, seed, counter, rotated_at, expires_at, ended_at"


async def candidates(
    ground: Ground, email: str, slug: str | None = None, most: int = 1
) -> list[Candidate]:
    """Who may be signing in: the confirmed owner of the address, then the oldest unconfirmed.

    With a `slug`, only members of that clinic: who registers at two clinics is two people.
    """
    return await ground.all(
        Candidate,
        """
        select id, password_hash, email_confirmed_at is not null as confirmed from person
        where lower(email) = lower($1) and ($2::text is null or exists (
          select from membership m join clinic c on c.id = m.clinic_id
          where m.person_id = person.id and m.ended_at is null and not m.pending and c.slug = $2
        ))
        order by email_confirmed_at is null, created_at, id limit $3
        """,
        email,
        slug,
        most,
    )


async def password_hash(ground: Ground, person_id: UUID) -> str:
    hashed: str = await ground.value("select password_hash from person where id = $1", person_id)
    return hashed


async def keeps_password(ground: Ground, person_id: UUID, password_hash: str) -> bool:
    """Whether it is still their password; a change waits until this transaction is over."""
    return bool(
        await ground.value(
            "select true from person where id = $1 and password_hash = $2 for share",
            person_id,
            password_hash,
        )
    )


async def insert_person(
    ground: Ground, name: str, email: str, password_hash: str, *, confirmed: bool = False
) -> UUID:
    person_id: UUID = await ground.value(
        """
        insert into person (name, email, password_hash, created_at, email_confirmed_at)
        values ($1, $2, $3, $4, case when $5 then $4::timestamptz end) returning id
        """,
        name,
        email,
        password_hash,
        ground.now,
        confirmed,
    )
    return person_id


async def insert_membership(
    ground: Ground,
    clinic_id: UUID,
    person_id: UUID,
    role: str,
    patient_id: UUID | None,
    provider_id: UUID | None,
) -> Membership:
    return await ground.one(
        Membership,
        f"""
        insert into membership (clinic_id, person_id, role, patient_id, provider_id, created_at)
        values ($1, $2, $3, $4, $5, $6) returning {MEMBERSHIP}
        """,
        clinic_id,
        person_id,
        role,
        patient_id,
        provider_id,
        ground.now,
    )


async def membership(ground: Ground, person_id: UUID, slug: str | None) -> Membership | None:
    """The person's living membership in that clinic, or the one used last; marks it as used.

    Said twice whose it is: it may have been waited for, and be another's or over by now.
    """
    return await ground.maybe(
        Membership,
        f"""
        update membership set last_used_at = $3
        where (clinic_id, id) = (
          select m.clinic_id, m.id from membership m join clinic c on c.id = m.clinic_id
          where m.person_id = $1 and m.ended_at is null and not m.pending
            and ($2::text is null or c.slug = $2)
          order by m.last_used_at desc nulls last, m.created_at limit 1
        ) and person_id = $1 and ended_at is null and not pending
        returning {MEMBERSHIP}
        """,
        person_id,
        slug,
        ground.now,
    )


async def user(ground: Ground, membership: Membership) -> User:
    return await ground.one(
        _user,
        """
        select p.id, coalesce(m.name, p.name) as name, p.email, m.role, m.patient_id, m.provider_id,
          c.id as clinic_id, c.slug, c.name as clinic_name, c.timezone, c.currency, c.locale,
          c.brand_color
        from membership m join person p on p.id = m.person_id join clinic c on c.id = m.clinic_id
        where m.clinic_id = $1 and m.id = $2
        """,
        membership.clinic_id,
        membership.id,
    )


async def member(ground: Ground, clinic_id: UUID, person_id: UUID) -> Membership:
    found = await maybe_member(ground, clinic_id, person_id)
    if found is None:
        raise NotFound
    return found


async def maybe_member(
    ground: Ground, clinic_id: UUID, person_id: UUID, *, lock: bool = False
) -> Membership | None:
    """With `lock`, its end or change waits until this transaction is over."""
    return await ground.maybe(
        Membership,
        f"""
        select {MEMBERSHIP} from membership
        where clinic_id = $1 and person_id = $2 and ended_at is null and not pending
        {"for share" * lock}
        """,
        clinic_id,
        person_id,
    )


async def insert_session(
    ground: Ground,
    membership: Membership,
    seed: bytes,
    device: str,
    address: str,
    expires_at: datetime,
) -> Session:
    return await ground.one(
        Session,
        f"""
        insert into session (clinic_id, membership_id, person_id, seed, device, address, rotated_at,
          created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7, $8) returning {SESSION}
        """,
        membership.clinic_id,
        membership.id,
        membership.person_id,
        seed,
        device,
        address,
        ground.now,
        expires_at,
    )


async def session(ground: Ground, session_id: UUID, *, lock: bool = False) -> Session | None:
    return await ground.maybe(
        Session,
        f"select {SESSION} from session where id = $1 {'for update' * lock}",
        session_id,
    )


async def rotate(ground: Ground, session_id: UUID, counter: int, expires_at: datetime) -> Session:
    return await ground.one(
        Session,
        f"""
        update session set counter = $2, rotated_at = $3, expires_at = $4
        where id = $1 returning {SESSION}
        """,
        session_id,
        counter,
        ground.now,
        expires_at,
    )


class Ended(NamedTuple):
    clinic_id: UUID
    person_id: UUID


async def end(ground: Ground, session_id: UUID, why: str) -> Ended | None:
    """Whose it was, if it ends by this."""
    return await ground.maybe(
        Ended,
        """
        update session set ended_at = $2, ended_why = $3 where id = $1 and ended_at is null
        returning clinic_id, person_id
        """,
        session_id,
        ground.now,
        why,
    )


async def end_all(ground: Ground, person_id: UUID) -> list[UUID]:
    """All sessions of the person, in every clinic."""
    return await ground.values(
        """
        update session set ended_at = $2, ended_why = 'revoked'
        where person_id = $1 and ended_at is null returning id
        """,
        person_id,
        ground.now,
    )


async def over(ground: Ground, watched: list[tuple[UUID, str]]) -> list[tuple[UUID, str]]:
    """Which sessions no longer live, or are of someone who is no member of that role any more."""
    return await ground.all(
        lambda id, role: (id, role),  # noqa: A006
        """
        select watched.id, watched.role from unnest($1::uuid[], $2::text[]) watched (id, role)
        left join session s
          on s.id = watched.id and s.ended_at is null and s.expires_at > $3
        left join membership m
          on m.clinic_id = s.clinic_id and m.id = s.membership_id
          and m.ended_at is null and not m.pending and m.role = watched.role
        where m.id is null
        """,
        [session_id for session_id, _ in watched],
        [role for _, role in watched],
        ground.now,
    )


async def devices(ground: Ground, person_id: UUID, current: UUID) -> list[Device]:
    return await ground.all(
        Device,
        """
        select id, device, address, created_at, rotated_at as last_used_at, id = $2 as current
        from session where person_id = $1 and ended_at is null and expires_at > $3
        order by rotated_at desc limit 200
        """,
        person_id,
        current,
        ground.now,
    )


def _user(
    *,
    clinic_id: UUID,
    slug: str,
    clinic_name: str,
    timezone: str,
    currency: str,
    locale: str,
    brand_color: str | None,
    role: Any,
    **own: Any,
) -> User:
    return User(
        clinic=Clinic(clinic_id, slug, clinic_name, timezone, currency, locale, brand_color),
        role=role,
        permissions=permissions_of(role),
        **own,
    )
