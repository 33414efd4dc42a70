"""Who works at the clinic, and as what. What is taken from someone ends their sessions at once."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from uuid import UUID

from litestar import Response
from msgspec.structs import replace

from topsmile.identity import mailbox, mailbox_queries, queries, staff_queries
from topsmile.identity.desk import Desk
from topsmile.identity.events import MemberInvited, MembershipEnded, RoleChanged
from topsmile.identity.models import Principal
from topsmile.identity.staff_models import (
    AlreadyStaff,
    ChangeMember,
    InviteMember,
    LastAdmin,
    Member,
    NoLongerStaff,
    NotYourself,
)
from topsmile.kernel.bodies import Archive, check_version
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid
from topsmile.kernel.events import Event, emit
from topsmile.kernel.ground import Ground, ground
from topsmile.kernel.idempotency import Once
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.kernel.trail import trail


async def listed(tx: Tx, cursor: str | None, limit: int, *, archived: bool) -> Page[Member]:
    after = read_cursor(cursor, tuple[str, UUID])
    found = await staff_queries.listed(tx, after, limit, archived=archived)
    return page(found, limit, lambda member: (member.name, member.id))


async def get(tx: Tx, member_id: UUID) -> Member:
    return await staff_queries.find(tx, member_id)


async def invite(
    desk: Desk,
    cause: Cause,
    principal: Principal,
    data: InviteMember,
    once_in: Callable[[Tx], Once],
) -> Response[Member]:
    """Whoever reads the mail of the address, from when they show it by the invitation."""
    unusable = await desk.passwords.hash(secrets.token_urlsafe(32))
    ended: list[UUID] = []
    async with ground(desk.database, cause) as transaction:
        tx = await transaction.within(principal.clinic_id)
        once = once_in(tx)

        async def invited() -> Member:
            person_id = await _person(transaction, tx, data, unusable)
            member = await _enrolled(desk, transaction, tx, person_id, data)
            ended.extend(await staff_queries.end_sessions(tx, person_id))
            return member

        answer = await once(invited)
    await desk.sessions.end(ended)
    return answer


async def _person(transaction: Ground, tx: Tx, data: InviteMember, password_hash: str) -> UUID:
    await mailbox_queries.lock_address(transaction, data.email)
    if await staff_queries.has_staff(tx, data.email):
        raise AlreadyStaff
    owner = await mailbox_queries.owner(transaction, data.email)
    return owner or await queries.insert_person(transaction, data.name, data.email, password_hash)


async def _enrolled(
    desk: Desk, transaction: Ground, tx: Tx, person_id: UUID, data: InviteMember
) -> Member:
    await _check_provider(tx, data.provider_id)
    member = await staff_queries.find(tx, await staff_queries.enrol(tx, person_id, data))
    token_id = await mailbox.give(desk.one_time, transaction, tx.clinic_id, person_id, "invite")
    await trail(tx, "user.invited", "person", person_id, after=member)
    await emit(tx, MemberInvited(person_id, token_id))
    return member


async def change(
    desk: Desk, cause: Cause, principal: Principal, member_id: UUID, data: ChangeMember
) -> Member:
    """Another role means new sessions: what the old ones were allowed is over for them."""
    async with desk.database.transaction(principal.clinic_id, cause) as tx:
        admins = await staff_queries.lock_admins(tx)
        before = await staff_queries.find(tx, member_id, lock=True)
        check_version(before, data.expected_version)
        wanted = replace(before, **data.changes())
        if wanted == before:
            return before
        if before.archived_at:
            raise NoLongerStaff
        if wanted.role != "admin":
            _check_another(admins, before)
        if wanted.provider_id != before.provider_id:
            await _check_provider(tx, wanted.provider_id)
        after, ended = await _written(tx, before, wanted)
    await desk.sessions.end(ended)
    return after


async def archive(
    desk: Desk, cause: Cause, principal: Principal, member_id: UUID, data: Archive | None
) -> Member:
    """They work here no more. What they have elsewhere is not this clinic's business."""
    async with desk.database.transaction(principal.clinic_id, cause) as tx:
        admins = await staff_queries.lock_admins(tx)
        before = await staff_queries.find(tx, member_id, lock=True)
        check_version(before, data.expected_version if data else None)
        if before.archived_at:
            return before
        if await staff_queries.person_of(tx, member_id) == principal.person_id:
            raise NotYourself
        _check_another(admins, before)
        after, ended = await _written(tx, before, replace(before, archived_at=tx.now))
    await desk.sessions.end(ended)
    return after


async def _written(tx: Tx, before: Member, wanted: Member) -> tuple[Member, list[UUID]]:
    """The member as they are now, and which sessions are over by it."""
    await staff_queries.update(tx, wanted)
    after = await staff_queries.find(tx, before.id)
    person_id = await staff_queries.person_of(tx, before.id)
    fact: Event | None = None
    action = "user.changed"
    if after.archived_at:
        action, fact = "user.membership_ended", MembershipEnded(person_id)
        await staff_queries.withdraw_invitations(tx, person_id)
    elif after.role != before.role:
        action, fact = "user.role_changed", RoleChanged(person_id, after.role)
    await trail(tx, action, "person", person_id, before=before, after=after)
    if fact is None:
        return after, []
    await emit(tx, fact)
    return after, await staff_queries.end_sessions(tx, person_id)


async def end_patient(tx: Tx, patient_id: UUID) -> list[UUID]:
    """The patient's own way in is closed. Which sessions are over: say so after the commit."""
    ended: list[UUID] = []
    for person_id in await staff_queries.end_patient(tx, patient_id):
        await trail(tx, "user.membership_ended", "person", person_id)
        await emit(tx, MembershipEnded(person_id))
        ended += await staff_queries.end_sessions(tx, person_id)
    return ended


async def rename_patient(tx: Tx, patient_id: UUID, name: str) -> None:
    """Who signs in as this patient is greeted by the name on the record."""
    await staff_queries.rename_patient(tx, patient_id, name)


def _check_another(admins: set[UUID], leaving: Member) -> None:
    if leaving.role == "admin" and not admins - {leaving.id}:
        raise LastAdmin


async def _check_provider(tx: Tx, provider_id: UUID | None) -> None:
    if provider_id is not None and not await staff_queries.has_provider(tx, provider_id):
        raise Invalid.on("provider_id", "The clinic has no such clinician.", "not_there")
