"""Whoever reads the mail of an address owns it, and everything that was registered with it."""

from __future__ import annotations

from uuid import UUID

from topsmile.identity import mailbox, mailbox_queries, queries
from topsmile.identity.desk import Desk
from topsmile.identity.events import ConfirmationAsked, UserConfirmed
from topsmile.identity.mailbox_queries import Shown
from topsmile.identity.models import Confirmation, Principal, TokenInvalid, User
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.events import emit
from topsmile.kernel.ground import Ground, ground
from topsmile.kernel.limits import CONFIRMATIONS
from topsmile.kernel.trail import trail


async def confirm(desk: Desk, cause: Cause, data: Confirmation) -> User:
    """Clicking again changes nothing and gets the same answer. It signs nobody in."""
    async with ground(desk.database, cause) as transaction:
        token = await mailbox.shown(desk.one_time, transaction, data.token, ("confirm",))
        await mailbox_queries.lock_address(transaction, token.email)
        ended: list[UUID] = []
        if token.id in await mailbox_queries.use(transaction, token.person_id, ("confirm",)):
            ended = await _confirmed(transaction, token)
        user = await _user(transaction, token)
    await desk.sessions.end(ended)
    return user


async def _confirmed(transaction: Ground, token: Shown) -> list[UUID]:
    """The sessions that are over by this."""
    whose = Cause(
        transaction.cause.request_id,
        token.person_id,
        transaction.cause.actor_role,
        transaction.cause.address,
    )
    tx = await transaction.within(token.clinic_id, whose)
    owner = await mailbox.confirm_unless_taken(transaction, tx, token.person_id, token.email)
    if owner == token.person_id:
        return []
    return await _attached(transaction, tx, token, owner)


async def _attached(transaction: Ground, tx: Tx, token: Shown, owner: UUID) -> list[UUID]:
    """The newcomer's membership becomes the owner's, unless they have one in that clinic.

    Anyone may register with anyone's address. Whoever did keeps neither their session nor their
    password: they would act as the owner, who signs in with a password of their own.
    """
    if not await mailbox_queries.move_membership(
        transaction, token.clinic_id, token.person_id, owner
    ):
        return []
    ended = await queries.end_all(transaction, token.person_id)
    moved = {"person_id": token.person_id}, {"person_id": owner}
    await trail(tx, "user.attached", "person", owner, before=moved[0], after=moved[1])
    await emit(tx, UserConfirmed(owner))
    return ended


async def _user(transaction: Ground, token: Shown) -> User:
    """Whose the membership is now: the newcomer's still, or the owner's of the address."""
    found = await queries.maybe_member(transaction, token.clinic_id, token.person_id)
    if found is None:
        owner = await mailbox_queries.owner(transaction, token.email)
        if owner is not None:
            found = await queries.maybe_member(transaction, token.clinic_id, owner)
    if found is None:
        raise TokenInvalid
    return await queries.user(transaction, found)


async def send_again(desk: Desk, cause: Cause, principal: Principal) -> None:
    """The link once more; to whoever has confirmed their address there is nothing to send."""
    await desk.limiter.take(CONFIRMATIONS, str(principal.person_id))
    async with ground(desk.database, cause) as transaction:
        if await mailbox_queries.is_confirmed(transaction, principal.person_id):
            return
        token_id = await mailbox.give(
            desk.one_time, transaction, principal.clinic_id, principal.person_id, "confirm"
        )
        tx = await transaction.within(principal.clinic_id)
        await trail(tx, "user.confirmation_asked", "person", principal.person_id)
        await emit(tx, ConfirmationAsked(principal.person_id, token_id))
