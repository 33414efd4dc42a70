"""Signing in and out. Passwords are checked between transactions, never inside one."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import NoReturn
from uuid import UUID

from topsmile.adapters.cache import CacheGone
from topsmile.identity import mailbox_queries, queries
from topsmile.identity.desk import Desk
from topsmile.identity.events import UserSignedIn, UserSignedOut
from topsmile.identity.models import (
    Device,
    Grant,
    Membership,
    Principal,
    Session,
    SignIn,
    User,
)
from topsmile.identity.permissions import Role
from topsmile.identity.recognising import recognise
from topsmile.identity.tokens import ENDED, SESSION_LIFE, Refresh, read_refresh, rotation
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import InvalidCredentials, NotFound, SessionExpired
from topsmile.kernel.events import emit
from topsmile.kernel.ground import Ground, ground
from topsmile.kernel.limits import REQUESTS, SIGN_IN_BY_ADDRESS, SIGN_IN_BY_CLIENT
from topsmile.kernel.trail import trail


async def sign_in(desk: Desk, cause: Cause, data: SignIn, agent: str, mark: str | None) -> Grant:
    """`mark` is what the device shows of earlier sign-ins. Only failures stay counted."""
    await desk.limiter.take(SIGN_IN_BY_CLIENT, cause.address)
    person_id, password_hash, counted = await recognise(desk, cause, data, mark)
    async with ground(desk.database, cause) as transaction:
        if not await queries.keeps_password(transaction, person_id, password_hash):
            raise InvalidCredentials
        membership = await queries.membership(transaction, person_id, data.clinic)
        if membership is None:
            raise InvalidCredentials
        grant = await _entered(desk, transaction, membership, agent)
    await desk.limiter.give_back(SIGN_IN_BY_CLIENT, cause.address)
    for counter in counted:
        await desk.limiter.give_back(SIGN_IN_BY_ADDRESS, counter)
    await desk.sessions.announce(grant.session_id, grant.counter)
    return grant


async def sign_in_again(
    desk: Desk, cause: Cause, password: str, agent: str, *, clinic_id: UUID, person_id: UUID
) -> Grant:
    """A new session for a person who is known already, if this is still their password."""
    async with ground(desk.database, cause) as transaction:
        password_hash = await queries.password_hash(transaction, person_id)
    if not await desk.passwords.matches(password_hash, password):
        raise InvalidCredentials
    async with ground(desk.database, cause) as transaction:
        if not await queries.keeps_password(transaction, person_id, password_hash):
            raise InvalidCredentials
        membership = await queries.maybe_member(transaction, clinic_id, person_id, lock=True)
        if membership is None:
            raise InvalidCredentials
        grant = await _entered(desk, transaction, membership, agent)
    await desk.sessions.announce(grant.session_id, grant.counter)
    return grant


async def _entered(desk: Desk, transaction: Ground, membership: Membership, agent: str) -> Grant:
    grant = await open_session(desk, transaction, membership, agent)
    cause = transaction.cause
    whose = Cause(cause.request_id, membership.person_id, membership.role, cause.address)
    tx = await transaction.within(membership.clinic_id, whose)
    await trail(tx, "user.signed_in", "person", membership.person_id)
    await emit(tx, UserSignedIn(membership.person_id, grant.session_id))
    return grant


async def open_session(
    desk: Desk, transaction: Ground, membership: Membership, agent: str
) -> Grant:
    """A new session on this device. Announce it once the transaction has committed."""
    session = await queries.insert_session(
        transaction,
        membership,
        os.urandom(32),
        agent[:200],
        transaction.cause.address,
        transaction.now + SESSION_LIFE,
    )
    return Grant(
        user=await queries.user(transaction, membership),
        session_id=session.id,
        counter=session.counter,
        access=desk.tokens.access(session, membership, transaction.now),
        refresh=desk.tokens.refresh(session, session.counter),
    )


async def refresh(desk: Desk, cause: Cause, token: str | None) -> Grant:
    shown = read_refresh(token)
    if shown is None:
        return await _refuse(desk, cause)
    async with ground(desk.database, cause) as transaction:
        session = await queries.session(transaction, shown.session_id, lock=True)
        is_of = session is not None and desk.tokens.is_of(shown, session)
        grant = await _turned(desk, transaction, session, shown) if session and is_of else None
    if is_of:
        await desk.sessions.announce(shown.session_id, grant.counter if grant else ENDED)
    return grant or await _refuse(desk, cause)


async def _turned(
    desk: Desk, transaction: Ground, session: Session, shown: Refresh
) -> Grant | None:
    """The session's next tokens; None when it is over, or ends by this."""
    turn = rotation(session, shown.counter, transaction.now)
    membership = await queries.maybe_member(transaction, session.clinic_id, session.person_id)
    over = session.ended_at is not None or session.expires_at <= transaction.now
    if over or turn.ends or membership is None:
        why = "expired" if over else "reused" if turn.ends else "revoked"
        await _end(transaction, session.id, why)
        return None
    if turn.counter != session.counter:
        until = transaction.now + SESSION_LIFE
        session = await queries.rotate(transaction, session.id, turn.counter, until)
    return Grant(
        user=await queries.user(transaction, membership),
        session_id=session.id,
        counter=session.counter,
        access=desk.tokens.access(session, membership, transaction.now),
        refresh=desk.tokens.refresh(session, session.counter),
    )


async def _refuse(desk: Desk, cause: Cause) -> NoReturn:
    """Only what is refused is counted."""
    with suppress(CacheGone):  # then it was counted in this process instead
        await desk.limiter.admit(REQUESTS, cause.address, None)
    raise SessionExpired


async def sign_out(
    desk: Desk, cause: Cause, principal: Principal | None, token: str | None
) -> None:
    """End the session of the access token or of the refresh token; nothing to end is no error."""
    shown = read_refresh(token)
    async with ground(desk.database, cause) as transaction:
        session = await queries.session(transaction, shown.session_id) if shown else None
        if shown and session and not desk.tokens.is_of(shown, session):
            session = None
        ending = {session.id} if session else set()
        ending |= {principal.session_id} if principal else set()
        for session_id in ending:
            await _end(transaction, session_id, "signed_out")
    await desk.sessions.end(ending)


async def _end(transaction: Ground, session_id: UUID, why: str) -> None:
    """Once: what has ended already ends no more."""
    ended = await queries.end(transaction, session_id, why)
    if ended:
        tx = await transaction.within(ended.clinic_id)
        after = {"session_id": session_id, "why": why}
        await trail(tx, "user.signed_out", "person", ended.person_id, after=after)
        await emit(tx, UserSignedOut(ended.person_id, session_id))


async def me(desk: Desk, cause: Cause, principal: Principal) -> User:
    async with ground(desk.database, cause) as transaction:
        membership = await queries.member(transaction, principal.clinic_id, principal.person_id)
        return await queries.user(transaction, membership)


async def devices(desk: Desk, cause: Cause, principal: Principal) -> list[Device]:
    async with ground(desk.database, cause) as transaction:
        return await queries.devices(transaction, principal.person_id, principal.session_id)


async def revoke(desk: Desk, cause: Cause, principal: Principal, session_id: UUID) -> None:
    """End one of the person's own sessions."""
    async with ground(desk.database, cause) as transaction:
        session = await queries.session(transaction, session_id)
        if session is None or session.person_id != principal.person_id:
            raise NotFound
        await _end(transaction, session_id, "revoked")
    await desk.sessions.announce(session_id, ENDED)


async def add_person(
    transaction: Ground, name: str, email: str, password_hash: str, *, confirmed: bool = False
) -> UUID:
    return await queries.insert_person(transaction, name, email, password_hash, confirmed=confirmed)


async def add_member(
    transaction: Ground,
    clinic_id: UUID,
    person_id: UUID,
    role: Role,
    *,
    patient_id: UUID | None = None,
    provider_id: UUID | None = None,
) -> Membership:
    return await queries.insert_membership(
        transaction, clinic_id, person_id, role, patient_id, provider_id
    )


async def member_of(transaction: Ground, clinic_id: UUID, person_id: UUID) -> Membership:
    return await queries.member(transaction, clinic_id, person_id)


async def is_confirmed(tx: Tx, person_id: UUID) -> bool:
    """Whether this member of the clinic has confirmed their address."""
    return await mailbox_queries.is_confirmed_member(tx, person_id)
