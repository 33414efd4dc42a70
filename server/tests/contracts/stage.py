"""Asks one operation as one of those who may or may not, in a clinic made for the question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import make
from contracts.bodies import BODIES, FORMS, QUERIES
from contracts.permissions import Operation
from domain import ORIGIN, SignIn, browser
from make import Account, Connection, Office
from shelf import a_file, picture

from topsmile.kernel.edge import Edge
from topsmile.notifications.links import PURPOSES, Links, Purpose, VisitLink

ROLE = {"reception": "receptionist", "manager": "manager", "admin": "admin", "stranger": "admin"}
# From which status an action can be taken.
BEFORE = {"start": "checked_in", "complete": "in_progress"}


class Stage:
    """What a question needs, made in a clinic of its own."""

    def __init__(self, app: Edge, owner: Connection, sign_in: SignIn) -> None:
        self.app, self.owner, self.sign_in = app, owner, sign_in

    async def ask(self, operation: Operation, actor: str) -> httpx.Response:
        office = await make.an_office(self.owner)
        own = actor == "own"
        account = await self.account(office, actor)
        ids = {
            "slug": office.slug,
            "email": account.email,
            "service_id": str(office.service),
            "provider_id": str(office.provider),
            "patient_id": str(account.patient if own else office.patient),
            "kind": "welcome",
            "channel": "email",
            "language": "en",
        }
        whose = account if own else await make.an_account(self.owner, office.id, "patient")
        made: dict[str, Callable[[], Awaitable[Any]]] = {
            "appointment_id": lambda: self.appointment(office, whose, operation.path),
            "hold_id": lambda: self.hold(office),
            "exception_id": lambda: self.exception(office),
            "delivery_id": lambda: self.delivery(office),
            "message_id": lambda: self.message(office),
            "entry_id": lambda: self.entry(office),
            "endpoint_id": lambda: self.endpoint(office),
            "call_id": lambda: self.call(office, ids["endpoint_id"]),
            "session_id": lambda: self.session(office, whose),
            "member_id": lambda: self.member(office),
            "file_id": lambda: self.file(office, whose),
            "direct_id": lambda: self.direct(office, whose),
            "token": lambda: self.file_link(office, whose),
            "payment_id": lambda: self.payment(office, whose),
            "invoice_id": lambda: self.invoice(office, whose),
            "card_id": lambda: self.card(office, whose),
        }
        for name in made:
            if f"{{{name}}}" in operation.path:
                ids[name] = str(await made[name]())
        for purpose in ("reset", "confirm"):
            if f"{{{purpose}_token}}" in str(BODIES.get(operation.name)):
                ids[f"{purpose}_token"] = await self.token(account, purpose)
        for purpose in PURPOSES:
            if f"{{{purpose}_link}}" in str(BODIES.get(operation.name)):
                ids[f"{purpose}_link"] = await self.link(office, whose, purpose)
        query = QUERIES.get(operation.name, "")
        if actor == "anyone" and operation.path.startswith("/api/scheduling/"):
            query += f"&clinic={office.slug}"
        body, form = BODIES.get(operation.name), FORMS.get(operation.name)
        async with await self.browser(actor, account) as client:
            return await client.request(
                operation.method,
                operation.path.format(**ids)
                + ("?" + query.format(**ids).lstrip("&") if query else ""),
                json=filled(body, ids) if body is not None else None,
                data=filled(form, ids) if form else None,
                files={"file": ("tooth.png", picture())} if form else None,
            )

    async def account(self, office: Office, actor: str) -> Account:
        if actor == "stranger":
            office = await make.an_office(self.owner)
        account = await make.an_account(self.owner, office.id, ROLE.get(actor, "patient"))
        self.at = office
        return account

    async def browser(self, actor: str, account: Account) -> httpx.AsyncClient:
        if actor == "anyone":
            return browser(self.app)
        signed_in = await self.sign_in(self.at, ROLE.get(actor, "patient"), account)
        asking = browser(self.app)
        asking.cookies = signed_in.cookies
        return asking

    async def appointment(self, office: Office, whose: Account, path: str) -> Any:
        reception = await self.sign_in(office)
        wanted = office.booking(patient_id=whose.patient)
        booked = await reception.post("/api/scheduling/appointments", json=wanted)
        made = booked.json()["id"]
        if status := BEFORE.get(path.rpartition("/")[2]):
            change = "update appointment set status = $3 where clinic_id = $1 and id = $2"
            await self.owner.execute(change, office.id, UUID(made), status)
        return made

    async def link(self, office: Office, whose: Account, purpose: Purpose) -> str:
        """Of a message about a visit; whoever has it is taken for its patient."""
        visit = await self.appointment(office, whose, "")
        starts_at = datetime(2030, 1, 7, 9, tzinfo=UTC)
        secret = "for tests only " * 4
        return Links(secret, ORIGIN).token(VisitLink(purpose, office.id, UUID(visit), starts_at))

    async def hold(self, office: Office) -> Any:
        reception = await self.sign_in(office)
        wanted = {name: value for name, value in office.booking().items() if name != "patient_id"}
        return (await reception.post("/api/scheduling/holds", json=wanted)).json()["id"]

    async def exception(self, office: Office) -> Any:
        return await self.owner.fetchval(
            """
            insert into provider_exception (clinic_id, provider_id, kind, first_day, last_day,
              created_at)
            values ($1, $2, 'off', '2030-03-01', '2030-03-01', $3) returning id
            """,
            office.id,
            office.provider,
            make.MONDAY,
        )

    async def entry(self, office: Office) -> Any:
        return await self.owner.fetchval(
            """
            insert into audit_entry (clinic_id, at, action, subject, subject_id, actor_role,
              request_id)
            values ($1, $2, 'patient.read', 'patient', $3, 'system', 'r') returning id
            """,
            office.id,
            make.MONDAY,
            office.patient,
        )

    async def delivery(self, office: Office) -> Any:
        return await self.owner.fetchval(
            """
            insert into delivery (clinic_id, schedule, handler, state, due_at, request_id,
              created_at)
            values ($1, 'forget_old_answers', 'forget_old_answers', 'held', $2, 'r', $2)
            returning id
            """,
            office.id,
            make.MONDAY,
        )

    async def message(self, office: Office) -> Any:
        return await self.owner.fetchval(
            """
            insert into message (clinic_id, key, kind, channel, patient_id, to_address, locale,
              subject, body, state, request_id, created_at)
            values ($1, 'k', 'receipt', 'email', $2, 'a@b.test', 'en', 's', 'b', 'sent', 'r', $3)
            returning id
            """,
            office.id,
            office.patient,
            make.MONDAY,
        )

    async def member(self, office: Office) -> Any:
        return (await make.an_account(self.owner, office.id)).membership

    async def file(self, office: Office, whose: Account, state: str = "ready") -> Any:
        folder = self.app.app.api.state.keeping.storage.folder  # type: ignore[attr-defined]
        file_id, incoming = await a_file(self.owner, office.id, whose, folder, state=state)
        return incoming if state == "direct" else file_id

    async def direct(self, office: Office, whose: Account) -> Any:
        return await self.file(office, whose, "direct")

    async def file_link(self, office: Office, whose: Account) -> str:
        file_id = await self.file(office, whose)
        reception = await self.sign_in(office)
        made = (await reception.post(f"/api/files/{file_id}/link")).json()["url"]
        return str(made).rpartition("/")[2]

    async def payment(self, office: Office, whose: Account) -> Any:
        visit = await self.appointment(office, whose, "")
        paid = await make.a_payment(self.owner, office.id, UUID(visit), whose.patient)
        await make.an_invoice(self.owner, office.id, paid)
        return paid

    async def invoice(self, office: Office, whose: Account) -> Any:
        visit = await self.appointment(office, whose, "")
        paid = await make.a_payment(self.owner, office.id, UUID(visit), whose.patient)
        return await make.an_invoice(self.owner, office.id, paid)

    async def card(self, office: Office, whose: Account) -> Any:
        return await make.a_card(self.owner, office.id, whose.patient)

    async def token(self, account: Account, purpose: str) -> str:
        one_time = self.app.app.api.state.desk.one_time  # type: ignore[attr-defined]
        return await make.a_token(self.owner, one_time, self.at.id, account, purpose)

    async def endpoint(self, office: Office) -> Any:
        admin = await self.sign_in(office, "admin")
        wanted = {"url": "https://hooks.example.com/"}
        return (await admin.post("/api/webhooks", json=wanted)).json()["id"]

    async def call(self, office: Office, endpoint: str) -> Any:
        return await self.owner.fetchval(
            """
            insert into webhook_call (clinic_id, endpoint_id, event_id, event, body, state,
              request_id, created_at)
            values ($1, $2, $2, 'patient.updated', '{}', 'failed', 'r', $3) returning id
            """,
            office.id,
            UUID(endpoint),
            make.MONDAY,
        )

    async def session(self, office: Office, whose: Account) -> Any:
        return (await make.a_session(self.owner, office.id, whose, make.MONDAY))["id"]


def filled(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: filled(each, ids) for name, each in value.items()}
    return value.format(**ids) if isinstance(value, str) else value
