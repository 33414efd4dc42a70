"""Who reads a mailbox proves it with a token that was sent there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from topsmile.identity import mailbox_queries
from topsmile.identity.events import UserConfirmed
from topsmile.identity.mailbox_queries import Shown
from topsmile.identity.models import Purpose, TokenInvalid
from topsmile.identity.one_time import OneTime
from topsmile.kernel.db import Tx
from topsmile.kernel.events import emit
from topsmile.kernel.ground import Ground
from topsmile.kernel.schedules import every
from topsmile.kernel.trail import trail

LIFE: dict[Purpose, timedelta] = {
    "confirm": timedelta(days=7),
    "reset": timedelta(minutes=15),
    "invite": timedelta(days=7),
}
KEPT = timedelta(days=30)


async def give(
    one_time: OneTime, transaction: Ground, clinic_id: UUID, person_id: UUID, purpose: Purpose
) -> UUID:
    """The id of a new token; whoever writes the mail makes its text from that."""
    token_id = uuid4()
    await mailbox_queries.insert(
        transaction,
        token_id,
        clinic_id,
        person_id,
        purpose=purpose,
        proof_hash=one_time.proof_hash(token_id),
        expires_at=transaction.now + LIFE[purpose],
    )
    return token_id


async def shown(
    one_time: OneTime, transaction: Ground, text: str, purposes: Sequence[Purpose]
) -> Shown:
    """What the token proves; raises TokenInvalid, the same for forged, unknown and expired."""
    token_id = one_time.read(text)
    if token_id is None:
        raise TokenInvalid
    proof_hash = one_time.proof_hash(token_id)
    found = await mailbox_queries.find(transaction, token_id, proof_hash, purposes)
    if found is None:
        raise TokenInvalid
    return found


async def confirm_unless_taken(transaction: Ground, tx: Tx, person_id: UUID, email: str) -> UUID:
    """Who owns the address: this person from now on, if nobody did. Its lock is held."""
    owner = await mailbox_queries.owner(transaction, email)
    if owner is None:
        await mailbox_queries.confirm(transaction, person_id)
        await trail(tx, "user.confirmed", "person", person_id)
        await emit(tx, UserConfirmed(person_id))
    return owner or person_id


@every("47 4 * * *")
async def forget_old_tokens(tx: Tx) -> None:
    """They are of no use to anyone; when they were given and used the audit trail tells."""
    await mailbox_queries.forget_old(tx, tx.now - KEPT)
