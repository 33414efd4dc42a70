"""What Stripe tells is stored first and answered then; it is applied later, by a worker."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import structlog

from topsmile.clinics import service as clinics
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database
from topsmile.kernel.errors import Malformed, TooLarge
from topsmile.kernel.events import emit
from topsmile.kernel.ground import Ground, ground
from topsmile.payments import inbox_queries as queries
from topsmile.payments import inbox_signing
from topsmile.payments.events import StripeEventStored
from topsmile.payments.inbox_queries import Arrival, State
from topsmile.payments.story import id_of

log = structlog.get_logger("payments")
LONGEST_BODY = 512 * 1024
FORGOTTEN = timedelta(days=90)
# Of these we want to hear; whatever else an endpoint is subscribed to is kept and left alone.
HEARD = frozenset({"payment_intent", "charge", "refund", "dispute", "account", "payout"})
# A charge or a refund names the objects that it hangs on.
NAMES = ("payment_intent", "charge", "latest_charge")
# What a browser pays with, wherever in the event it stands: it is kept nowhere.
SECRET = re.compile(r"_secret_\w+")


class Told(msgspec.Struct, frozen=True):
    object: dict[str, Any]


class StripeEvent(msgspec.Struct, frozen=True):
    """As Stripe sends it; `account` is the connected account that it is about."""

    id: str
    type: str
    created: int
    livemode: bool
    data: Told
    account: str | None = None


def read(body: bytes | str) -> StripeEvent:
    try:
        return msgspec.json.decode(body, type=StripeEvent)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Malformed("This is not an event of Stripe's.") from error


class Inbox:
    """`secrets` are those of the endpoint with Stripe; without one nobody is believed."""

    def __init__(self, database: Database, secrets: Sequence[str]) -> None:
        self._database = database
        self._secrets = secrets

    async def take(self, body: bytes, signature: str, cause: Cause) -> None:
        """Back only when it is in the database for good. Twice is the same as once."""
        if len(body) > LONGEST_BODY:
            raise TooLarge
        inbox_signing.check(body, signature, self._secrets, self._database.clock.now())
        event = read(body)
        async with ground(self._database, cause) as transaction:
            await _store(transaction, event, SECRET.sub("_secret_", body.decode()))


async def _store(ground: Ground, event: StripeEvent, body: str) -> None:
    obj, account = event.data.object, event.account or ""
    about = objects_of(obj)
    clinic_id = await _clinic_of(ground, obj, account, about)
    state: State = "stored" if clinic_id else "unknown"
    arrival = Arrival(
        event.id,
        event.type,
        account,
        event.livemode,
        datetime.fromtimestamp(event.created, UTC),
        str(obj.get("object", "")),
        id_of(obj),
        about,
        body,
        clinic_id,
        state if obj.get("object") in HEARD else "ignored",
    )
    inbox_id = await queries.insert(ground, arrival)
    log.info("stripe event", type=event.type, state=arrival.state, new=inbox_id is not None)
    if clinic_id is None:
        await queries.forget_nobodys(ground, ground.now - FORGOTTEN)
    if inbox_id is None or clinic_id is None or arrival.state == "ignored":
        return
    earlier = await queries.adopt(ground, clinic_id, account, about)
    tx = await ground.within(clinic_id)
    for each in [inbox_id, *earlier]:
        await emit(tx, StripeEventStored(each))


def objects_of(obj: Mapping[str, Any]) -> list[str]:
    """What it is about: the object itself, and those that it hangs on. Pure."""
    names = [id_of(obj), *(id_of(obj.get(name)) for name in NAMES)]
    return [name for name in dict.fromkeys(names) if name]


async def _clinic_of(
    ground: Ground, obj: Mapping[str, Any], account: str, about: list[str]
) -> UUID | None:
    """Whose account it is; else who is named in it; else whose its objects were before."""
    if account and (found := await clinics.with_stripe_account(ground, account)):
        return found
    metadata = obj.get("metadata")
    named = metadata.get("clinic_id") if isinstance(metadata, Mapping) else None
    if named and (found := await clinics.existing(ground, named)):
        return found
    return await queries.clinic_of_objects(ground, account, about)
