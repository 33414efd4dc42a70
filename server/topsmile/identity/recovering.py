"""A way back in for whoever forgot their password, and in for whoever was invited."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from topsmile.identity import mailbox, mailbox_queries, queries
from topsmile.identity.desk import Desk
from topsmile.identity.events import PasswordForgotten, PasswordReset
from topsmile.identity.mailbox_queries import Forgetful
from topsmile.identity.models import Forgotten, NewPassword, Purpose, TokenInvalid
from topsmile.identity.recognising import PLACES, counter_of
from topsmile.kernel.cause import Cause
from topsmile.kernel.errors import TooManyRequests
from topsmile.kernel.events import emit
from topsmile.kernel.ground import Ground, ground
from topsmile.kernel.limits import FORGOT_BY_ADDRESS, FORGOT_BY_CLIENT
from topsmile.kernel.trail import trail

RECOVERING: Sequence[Purpose] = ("reset", "invite")
# Many times what the work takes: how long the answer takes tells nothing of what there was to do.
ANSWER_AFTER = 0.5


async def forgot(desk: Desk, cause: Cause, data: Forgotten) -> None:
    """The same answer after the same time, whether the address is known or not."""
    await desk.limiter.take(FORGOT_BY_CLIENT, cause.address)
    clock = asyncio.get_running_loop().time
    answer_at = clock() + ANSWER_AFTER
    await _write_to(desk, cause, data.email)
    await asyncio.sleep(answer_at - clock())


async def _write_to(desk: Desk, cause: Cause, email: str) -> None:
    try:
        await desk.limiter.take(FORGOT_BY_ADDRESS, counter_of(email))
    except TooManyRequests:
        return  # what was sent to them in the last minutes is still good
    async with ground(desk.database, cause) as transaction:
        found = await mailbox_queries.forgetful(transaction, email, PLACES)
        # Where nobody has confirmed the address, whoever reads its mail may be any of them.
        for each in found[:1] if found and found[0].confirmed else found:
            await _forgotten(desk, transaction, each)


async def _forgotten(desk: Desk, transaction: Ground, who: Forgetful) -> None:
    token_id = await mailbox.give(desk.one_time, transaction, who.clinic_id, who.person_id, "reset")
    tx = await transaction.within(who.clinic_id)
    await trail(tx, "user.password_forgotten", "person", who.person_id)
    await emit(tx, PasswordForgotten(who.person_id, token_id))


async def reset(desk: Desk, cause: Cause, data: NewPassword) -> None:
    """A new password for whoever reads the mailbox; every session they had is over."""
    async with ground(desk.database, cause) as transaction:
        token = await mailbox.shown(desk.one_time, transaction, data.token, RECOVERING)
        if not await mailbox_queries.is_unused(transaction, token.id):
            raise TokenInvalid
    password_hash = await desk.passwords.hash(data.password)
    async with ground(desk.database, cause) as transaction:
        token = await mailbox.shown(desk.one_time, transaction, data.token, RECOVERING)
        await mailbox_queries.lock_address(transaction, token.email)
        if token.id not in await mailbox_queries.use(transaction, token.person_id, RECOVERING):
            raise TokenInvalid
        await mailbox_queries.set_password(transaction, token.person_id, password_hash)
        await mailbox_queries.accept_invitations(transaction, token.person_id)
        ended = await queries.end_all(transaction, token.person_id)
        tx = await transaction.within(token.clinic_id, _theirs(cause, token))
        await trail(tx, "user.password_reset", "person", token.person_id)
        await emit(tx, PasswordReset(token.person_id))
        await mailbox.confirm_unless_taken(transaction, tx, token.person_id, token.email)
    await desk.sessions.end(ended)


def _theirs(cause: Cause, token: mailbox_queries.Shown) -> Cause:
    return Cause(cause.request_id, token.person_id, cause.actor_role, cause.address)
