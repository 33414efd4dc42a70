"""Cards on file: their numbers are Stripe's alone, here is which card it is and what was agreed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from topsmile.adapters.stripe import Call, NotFound, Object, Refused, Unknown
from topsmile.clinics import service as clinics
from topsmile.identity.models import Viewer
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.errors import Invalid
from topsmile.kernel.events import emit
from topsmile.kernel.trail import trail
from topsmile.patients import service as patients
from topsmile.payments import asking, connect
from topsmile.payments import card_queries as queries
from topsmile.payments.card_models import Card, Cards, CardSetup, KeepCard, SetUpCard
from topsmile.payments.card_queries import NewCard
from topsmile.payments.connect_queries import PaidInto
from topsmile.payments.events import CardKept, CardRemoved
from topsmile.payments.models import PaymentRefused, PaymentUnknown
from topsmile.payments.till import Till

CONSENT = {
    "en": (
        "I agree that the clinic keeps my card with Stripe and charges it with what I agreed to "
        "when booking: fees for cancelling late or not coming, and what is left to pay."
    ),
    "pt": (
        "Concordo que a clínica guarde meu cartão na Stripe e cobre nele o que aceitei ao agendar: "
        "taxas por cancelamento tardio ou falta, e o que restar a pagar."
    ),
}


async def consent(tx: Tx) -> str:
    """The sentence, in the clinic's language."""
    return consent_in((await clinics.settings(tx)).locale)


def consent_in(locale: str) -> str:
    return CONSENT.get(locale.partition("-")[0], CONSENT["en"])


def whose(viewer: Viewer, named: UUID | None) -> UUID:
    """A patient's own; staff name the patient."""
    own = viewer.only_patient
    if own is not None:
        if named not in (None, own):
            raise Invalid.on("patient_id", "You can do this for yourself only.")
        return own
    if named is None:
        raise Invalid.on("patient_id", "Say for which patient.")
    return named


async def listed(tx: Tx, viewer: Viewer, patient_id: UUID | None) -> Cards:
    return Cards(await queries.listed(tx, whose(viewer, patient_id)))


async def customer(
    database: Database, cause: Cause, till: Till, clinic_id: UUID, patient_id: UUID
) -> str:
    """The patient as Stripe knows them in the account that is paid; made if there is none."""
    async with database.transaction(clinic_id, cause) as tx:
        into = await connect.paid_into(tx, till)
        if known := await queries.customer(tx, patient_id, into.stripe_account):
            return known
    made = await asked(till, asking.customer(clinic_id, patient_id, into.stripe_account))
    async with database.transaction(clinic_id, cause) as tx:
        await queries.add_customer(tx, patient_id, into.stripe_account, str(made["id"]))
        return await queries.customer(tx, patient_id, into.stripe_account) or str(made["id"])


async def asked(till: Till, call: Call) -> Object:
    """For what takes no money: its troubles in words."""
    try:
        return await till.stripe.ask(call)
    except Unknown:
        raise PaymentUnknown(2) from None
    except NotFound:
        raise Invalid("We could not find that.") from None
    except Refused as refused:
        raise PaymentRefused(reason=refused.code) from None


async def set_up(
    database: Database, cause: Cause, viewer: Viewer, till: Till, data: SetUpCard
) -> CardSetup:
    """Begin to keep a card without paying: what the browser confirms it with."""
    till.check_on()
    patient_id = whose(viewer, data.patient_id)
    async with database.transaction(viewer.clinic_id, cause) as tx:
        await patients.get(tx, patient_id)
        into = await connect.paid_into(tx, till)
        sentence = await consent(tx)
    name = await customer(database, cause, till, viewer.clinic_id, patient_id)
    made = await asked(till, _setup(viewer.clinic_id, patient_id, name, into, cause))
    return CardSetup(
        client_secret=str(made["client_secret"]),
        publishable_key=till.publishable_key,
        account=into.stripe_account or None,
        script_url=till.script_url,
        test=not into.livemode,
        consent=sentence,
    )


def _setup(clinic_id: UUID, patient_id: UUID, name: str, into: PaidInto, cause: Cause) -> Call:
    return Call(
        "post",
        "/v1/setup_intents",
        {
            "customer": name,
            "usage": "off_session",
            "payment_method_types": ["card"],
            "metadata": {"clinic_id": str(clinic_id), "patient_id": str(patient_id)},
        },
        key=f"setup-{patient_id}-{cause.request_id}",
        account=into.stripe_account,
    )


async def keep(
    database: Database, cause: Cause, viewer: Viewer, till: Till, data: KeepCard
) -> Card:
    """The browser has confirmed it; what card it is, Stripe says."""
    till.check_on()
    patient_id = whose(viewer, data.patient_id)
    async with database.transaction(viewer.clinic_id, cause) as tx:
        await patients.get(tx, patient_id)
        into = await connect.paid_into(tx, till)
        name = await queries.customer(tx, patient_id, into.stripe_account)
    path = f"/v1/setup_intents/{data.setup_intent}"
    call = Call("get", path, {"expand": ["payment_method"]}, account=into.stripe_account)
    setup = await asked(till, call)
    method = setup.get("payment_method")
    whose_it_is = (setup.get("metadata") or {}).get("patient_id")
    if name is None or setup.get("customer") != name or whose_it_is != str(patient_id):
        raise Invalid.on("setup_intent", "This card was not set up here.")
    if setup.get("status") != "succeeded" or not isinstance(method, dict):
        raise Invalid.on("setup_intent", "This card has not been confirmed yet.")
    async with database.transaction(viewer.clinic_id, cause) as tx:
        return await add(tx, patient_id, into.stripe_account, method)


async def add(tx: Tx, patient_id: UUID, account: str, method: dict[str, Any]) -> Card:
    """A payment method of Stripe's, of a patient who agreed to have it kept."""
    details = method.get("card") or {}
    new = NewCard(
        patient_id,
        account,
        str(method["id"]),
        str(details.get("brand") or "card")[:50],
        str(details.get("last4") or "0000")[-4:],
        int(details.get("exp_month") or 12),
        int(details.get("exp_year") or 2099),
        await consent(tx),
        tx.now,
    )
    before = {each.id for each in await queries.listed(tx, patient_id)}
    card = await queries.add(tx, new)
    if card.id not in before:
        await trail(tx, "card.kept", "card", card.id, after={"card": card, "consent": new.consent})
        await emit(tx, CardKept(card.id, patient_id))
    return card


async def remove(tx: Tx, viewer: Viewer, card_id: UUID) -> None:
    card = await queries.find(tx, card_id, viewer.only_patient)
    await drop(tx, card.id, card.patient_id)


async def drop(tx: Tx, card_id: UUID, patient_id: UUID) -> None:
    if await queries.remove(tx, card_id):
        await trail(tx, "card.removed", "card", card_id, after={"patient_id": patient_id})
        await emit(tx, CardRemoved(card_id, patient_id))


async def forget(tx: Tx, patient_id: UUID) -> None:
    """Of somebody who is no patient any more no card stays."""
    for card in await queries.listed(tx, patient_id):
        await drop(tx, card.id, patient_id)
