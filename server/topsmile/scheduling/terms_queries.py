from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from topsmile.clinics import policies
from topsmile.clinics.models import Policy, Terms
from topsmile.kernel.db import Tx
from topsmile.kernel.money import Money
from topsmile.scheduling.models import Agreed, Ended
from topsmile.scheduling.moments import Moment

# Columns that `asked` makes terms of, from `service s` and `clinic_settings c`.
ASKED = """
row(s.deposit_kind, s.deposit_amount, s.cancellation_hours, s.late_cancel_fee, s.no_show_fee)
  as own_policy,
row(c.deposit_kind, c.deposit_amount, c.cancellation_hours, c.late_cancel_fee, c.no_show_fee)
  as clinic_policy,
c.payments_ready
"""


def asked(ready: bool, own: Sequence[Any], clinics: Sequence[Any], price: Money) -> Terms | None:
    return policies.asked(ready, policies.of_columns(own), Policy(*clinics), price)


async def offered(tx: Tx, service_id: UUID) -> Terms | None:
    return await tx.one(
        _offered,
        f"""
        select s.price_amount, s.price_currency, {ASKED}
        from service s join clinic_settings c on c.clinic_id = $1
        where s.clinic_id = $1 and s.id = $2
        """,
        service_id,
    )


async def insert(tx: Tx, appointment_id: UUID, terms: Terms, currency: str) -> None:
    await tx.run(
        """
        insert into appointment_terms (clinic_id, appointment_id, currency, deposit,
          cancellation_hours, late_cancel_fee, no_show_fee, agreed_at, agreed_by_role,
          late_moves_bind)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, true)
        """,
        appointment_id,
        currency,
        _amount(terms.deposit),
        terms.cancellation_hours,
        _amount(terms.late_cancel_fee),
        _amount(terms.no_show_fee),
        tx.now,
        tx.cause.actor_role,
    )


async def of(tx: Tx, appointment_id: UUID) -> Agreed | None:
    return await tx.maybe(
        _agreed,
        """
        select t.currency, t.deposit, t.cancellation_hours, t.late_cancel_fee, t.no_show_fee,
          coalesce(t.free_until, a.starts_at - make_interval(hours => t.cancellation_hours))
            as free_until,
          t.agreed_at, t.agreed_by_role
        from appointment_terms t
        join appointment a on a.clinic_id = $1 and a.id = t.appointment_id
        where t.clinic_id = $1 and t.appointment_id = $2
        """,
        appointment_id,
    )


class Kept(NamedTuple):
    """`late_moves_bind`: the terms that were agreed to say what becomes of them by moving."""

    cancellation_hours: int
    late_moves_bind: bool
    free_until: datetime | None
    own_starts_at: datetime | None
    own_free_until: datetime | None

    @property
    def moment(self) -> Moment:
        return Moment(self.free_until, self.own_starts_at, self.own_free_until)


async def kept(tx: Tx, appointment_id: UUID) -> Kept | None:
    return await tx.maybe(
        Kept,
        """
        select cancellation_hours, late_moves_bind, free_until, own_starts_at, own_free_until
        from appointment_terms where clinic_id = $1 and appointment_id = $2
        """,
        appointment_id,
    )


async def keep(tx: Tx, appointment_id: UUID, moment: Moment) -> None:
    await tx.run(
        """
        update appointment_terms set free_until = $3, own_starts_at = $4, own_free_until = $5
        where clinic_id = $1 and appointment_id = $2
        """,
        appointment_id,
        moment.free_until,
        moment.own_starts_at,
        moment.own_free_until,
    )


async def ended(tx: Tx, appointment_id: UUID) -> Ended | None:
    return await tx.maybe(
        Ended,
        """
        select ended_by_role as by_role, ended_at as at, ended_why as reason from appointment
        where clinic_id = $1 and id = $2 and ended_at is not null
        """,
        appointment_id,
    )


def _offered(
    *,
    price_amount: int,
    price_currency: str,
    own_policy: Sequence[Any],
    clinic_policy: Sequence[Any],
    payments_ready: bool,
) -> Terms | None:
    price = Money(price_amount, price_currency)
    return asked(payments_ready, own_policy, clinic_policy, price)


def _agreed(
    *,
    currency: str,
    deposit: int | None,
    cancellation_hours: int,
    late_cancel_fee: int | None,
    no_show_fee: int | None,
    free_until: datetime,
    agreed_at: datetime,
    agreed_by_role: str,
) -> Agreed:
    return Agreed(
        deposit=_money(deposit, currency),
        cancellation_hours=cancellation_hours,
        late_cancel_fee=_money(late_cancel_fee, currency),
        no_show_fee=_money(no_show_fee, currency),
        free_until=free_until,
        currency=currency,
        agreed_at=agreed_at,
        agreed_by_role=agreed_by_role,
    )


def _money(amount: int | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)


def _amount(money: Money | None) -> int | None:
    return money.amount if money else None
