"""The last moment at which a visit is cancelled without a fee, and what moves do to it. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec


class Moment(msgspec.Struct, frozen=True):
    """Until when a visit is cancelled without a fee; None counts the hours before it.

    While the clinic has moved it, `own_starts_at` is the time that its patient last said yes to,
    and `own_free_until` their moment for that one.
    """

    free_until: datetime | None = None
    own_starts_at: datetime | None = None
    own_free_until: datetime | None = None


HOURS_COUNT = Moment()


class Move(msgspec.Struct, frozen=True):
    """`unpaid`: its deposit was not paid yet, so nothing was certain."""

    before: datetime
    after: datetime
    at: datetime
    by_patient: bool
    unpaid: bool


def moved(moment: Moment, move: Move, *, hours: int, binds: bool) -> Moment:
    """What becomes of the moment.

    A patient for whom it is too late does not make it early again by moving. A clinic that moves
    a visit so near that it would be too late leaves its patient free to say no; and a visit that it
    brings back to the time that the patient chose is as it was.
    """
    notice = timedelta(hours=hours)
    if move.unpaid:
        return HOURS_COUNT
    if move.before == move.after:
        return moment
    counted = move.after - notice
    if not move.by_patient:
        return _moved_by_clinic(moment, move, too_late=move.at > counted)
    until = moment.free_until or move.before - notice
    if move.at > until:
        return Moment(until) if binds else HOURS_COUNT
    # Whom the clinic left free, and who takes another time instead of saying no, stays free.
    if moment.free_until and min(moment.free_until, move.after) > counted:
        return Moment(min(moment.free_until, move.after))
    return HOURS_COUNT


def _moved_by_clinic(moment: Moment, move: Move, *, too_late: bool) -> Moment:
    own_starts_at, own = moment.own_starts_at, moment.own_free_until
    if own_starts_at is None:
        own_starts_at, own = move.before, moment.free_until
    if move.after == own_starts_at:
        return Moment(own)
    return Moment(move.after if too_late else None, own_starts_at, own)
