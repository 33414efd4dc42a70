"""Whose address and password these are, and how often one may be wrong about them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from topsmile.identity import devices, queries
from topsmile.identity.desk import Desk
from topsmile.identity.models import Candidate, SignIn
from topsmile.kernel.cause import Cause
from topsmile.kernel.errors import InvalidCredentials, TooManyRequests
from topsmile.kernel.ground import ground
from topsmile.kernel.limits import SIGN_IN_BY_ADDRESS

# So many passwords are looked at before the answer is no, even where there is nobody: how long that
# takes must not tell who is known, not even to someone who registers with an address to find out.
PLACES = 4


class Recognised(NamedTuple):
    """`counted`: under which counters the attempt stands, to be given back as it was no failure.

    `password_hash` is what their password was compared with; it may have changed since.
    """

    person_id: UUID
    password_hash: str
    counted: list[str]


async def recognise(desk: Desk, cause: Cause, data: SignIn, mark: str | None) -> Recognised:
    """Attempts are counted before a password is looked at, so many at once cannot slip through.

    A person's own device counts apart, but for their password alone: anyone may register with
    anyone's address, and must not earn fresh attempts at its owner's password by that.
    """
    async with ground(desk.database, cause) as transaction:
        found = await queries.candidates(transaction, data.email, data.clinic, PLACES)
    everyone = counter_of(data.email)
    device = {each.id: devices.known(desk.tokens.device_key, mark, each.id) for each in found}
    own = [each for each in found if device[each.id]]
    others = [each for each in found if not device[each.id]]
    counted = [f"{everyone}:{device[own[0].id]}" if own else everyone]
    await desk.limiter.take(SIGN_IN_BY_ADDRESS, counted[0])
    whose = await _whose(desk, own, data.password)
    if own and whose is None:
        counted.append(everyone)
        if not await _may_try(desk, everyone):
            others = []
    nobody = Candidate(UUID(int=0), desk.passwords.nobody, confirmed=True)
    places = [*others, *[nobody] * PLACES][: PLACES - len(own)]
    whose = whose or await _whose(desk, places, data.password)
    if whose is None:
        raise InvalidCredentials
    return Recognised(whose.id, whose.password_hash, counted)


async def _whose(desk: Desk, places: Sequence[Candidate], password: str) -> Candidate | None:
    for each in places:
        if await desk.passwords.matches(each.password_hash, password) and each.id.int:
            return each
    return None


async def _may_try(desk: Desk, counter: str) -> bool:
    try:
        await desk.limiter.take(SIGN_IN_BY_ADDRESS, counter)
    except TooManyRequests:
        return False
    return True


def counter_of(email: str) -> str:
    """One counter for all ways to write an address that PostgreSQL's `lower` takes for the same."""
    folded = "".join(each.lower()[0] for each in email)  # "İ".lower() is two characters
    return hashlib.sha256(folded.encode()).hexdigest()[:32]
