# ruff: noqa: E501  (an operation stands on one line)
"""Who may call what: written by hand from the contract, and asked of the running application.

Columns: anyone, another patient of the clinic, the patient whose it is, a receptionist, a manager,
an administrator of another clinic, and one of this clinic (left out where they may what a manager
may). A number is a status, a word the code of the refusal, `-` does not arise. `{…}` is made in the
clinic that is asked about, for every question anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import make
import pytest
from domain import ORIGIN, SignIn, browser
from make import Account, Connection, Office
from shelf import a_file, picture

from topsmile.app import openapi_document
from topsmile.kernel.edge import Edge
from topsmile.notifications.links import PURPOSES, Links, Purpose, VisitLink

pytestmark = pytest.mark.anyio

TABLE = """
                                                                          permission           anyone           patient      own          reception    manager      stranger     admin
POST   /api/auth/login                                                    public               200              200          -            200          200          200
POST   /api/auth/refresh                                                  public               session_expired  session_expired  -        session_expired  session_expired  session_expired
POST   /api/auth/logout                                                   public               204              204          -            204          204          204
POST   /api/auth/register                                                 public               201              201          -            201          201          201
POST   /api/auth/forgot                                                   public               202              202          -            202          202          202
POST   /api/auth/reset                                                    public               204              204          -            204          204          204
POST   /api/auth/confirm                                                  public               200              200          -            200          200          200
POST   /api/auth/confirm/send                                             signed_in            not_signed_in    202          -            202          202          202
GET    /api/auth/me                                                       signed_in            not_signed_in    200          -            200          200          200
GET    /api/auth/sessions                                                 signed_in            not_signed_in    200          -            200          200          200
DELETE /api/auth/sessions/{session_id}                                    signed_in            not_signed_in    not_found    204          not_found    not_found    not_found
GET    /api/clinics/{slug}                                                public               200              200          -            200          200          200
GET    /api/settings                                                      settings.read        not_signed_in    not_allowed  -            200          200          200
PATCH  /api/settings                                                      settings.manage      not_signed_in    not_allowed  -            not_allowed  not_allowed  200          200
GET    /api/scheduling/services                                           public               200              200          -            200          200          200
GET    /api/scheduling/providers                                          public               200              200          -            200          200          200
GET    /api/scheduling/hours                                              public               200              200          -            200          200          200
GET    /api/scheduling/availability                                       public               200              200          -            200          200          not_found
POST   /api/scheduling/holds                                              public               201              201          -            201          201          invalid
DELETE /api/scheduling/holds/{hold_id}                                    public               204              204          -            204          204          not_found
GET    /api/scheduling/appointments                                       appointments.read    not_signed_in    200          200          200          200          200
POST   /api/scheduling/appointments                                       appointments.book    not_signed_in    invalid      201          201          201          invalid
GET    /api/scheduling/calendar                                           calendar.read        not_signed_in    not_allowed  not_allowed  200          200          200
GET    /api/scheduling/appointments/{appointment_id}                      appointments.read    not_signed_in    not_found    200          200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/reschedule           appointments.change  not_signed_in    not_found    200          200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/confirm              appointments.change  not_signed_in    not_found    200          200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/cancel               appointments.change  not_signed_in    not_found    200          200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/check-in             appointments.run     not_signed_in    not_allowed  not_allowed  200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/start                appointments.run     not_signed_in    not_allowed  not_allowed  200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/complete             appointments.run     not_signed_in    not_allowed  not_allowed  200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/no-show              appointments.run     not_signed_in    not_allowed  not_allowed  200          200          not_found
GET    /api/patients                                                      patients.read        not_signed_in    not_allowed  not_allowed  200          200          200
POST   /api/patients                                                      patients.write       not_signed_in    not_allowed  not_allowed  201          201          201
GET    /api/patients/me                                                   profile.own          not_signed_in    200          200          not_allowed  not_allowed  not_allowed
PATCH  /api/patients/me                                                   profile.own          not_signed_in    200          200          not_allowed  not_allowed  not_allowed
GET    /api/patients/{patient_id}                                         patients.read        not_signed_in    not_allowed  not_allowed  200          200          not_found
PATCH  /api/patients/{patient_id}                                         patients.write       not_signed_in    not_allowed  not_allowed  200          200          not_found
POST   /api/patients/{patient_id}/archive                                 patients.write       not_signed_in    not_allowed  not_allowed  200          200          not_found
GET    /api/staff                                                         staff.manage         not_signed_in    not_allowed  -            not_allowed  not_allowed  200          200
POST   /api/staff                                                         staff.manage         not_signed_in    not_allowed  -            not_allowed  not_allowed  201          201
GET    /api/staff/{member_id}                                             staff.manage         not_signed_in    not_allowed  -            not_allowed  not_allowed  not_found    200
PATCH  /api/staff/{member_id}                                             staff.manage         not_signed_in    not_allowed  -            not_allowed  not_allowed  not_found    200
POST   /api/staff/{member_id}/archive                                     staff.manage         not_signed_in    not_allowed  -            not_allowed  not_allowed  not_found    200
GET    /api/providers                                                     providers.read       not_signed_in    not_allowed  -            200          200          200
POST   /api/providers                                                     providers.manage     not_signed_in    not_allowed  -            not_allowed  201          201
GET    /api/providers/{provider_id}                                       providers.read       not_signed_in    not_allowed  -            200          200          not_found
PATCH  /api/providers/{provider_id}                                       providers.manage     not_signed_in    not_allowed  -            not_allowed  200          not_found
POST   /api/providers/{provider_id}/archive                               providers.manage     not_signed_in    not_allowed  -            not_allowed  200          not_found
GET    /api/providers/{provider_id}/exceptions                            providers.read       not_signed_in    not_allowed  -            200          200          not_found
POST   /api/providers/{provider_id}/exceptions                            providers.manage     not_signed_in    not_allowed  -            not_allowed  201          not_found
DELETE /api/providers/{provider_id}/exceptions/{exception_id}             providers.manage     not_signed_in    not_allowed  -            not_allowed  204          not_found
GET    /api/services                                                      services.read        not_signed_in    not_allowed  -            200          200          200
POST   /api/services                                                      services.manage      not_signed_in    not_allowed  -            not_allowed  201          201
GET    /api/services/{service_id}                                         services.read        not_signed_in    not_allowed  -            200          200          not_found
PATCH  /api/services/{service_id}                                         services.manage      not_signed_in    not_allowed  -            not_allowed  200          not_found
POST   /api/services/{service_id}/archive                                 services.manage      not_signed_in    not_allowed  -            not_allowed  200          not_found
GET    /api/messages                                                      messages.read        not_signed_in    not_allowed  not_allowed  200          200          200
POST   /api/messages/{message_id}/resend                                  messages.send        not_signed_in    not_allowed  not_allowed  201          201          not_found
POST   /api/messages/callbacks/twilio/status                              public               bad_signature    bad_signature  bad_signature  bad_signature  bad_signature  bad_signature
POST   /api/messages/callbacks/twilio/incoming                            public               bad_signature    bad_signature  bad_signature  bad_signature  bad_signature  bad_signature
GET    /api/messages/settings                                             messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
PATCH  /api/messages/settings                                             messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
GET    /api/messages/templates                                            messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
PUT    /api/messages/templates/{kind}/{channel}/{language}                messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
DELETE /api/messages/templates/{kind}/{channel}/{language}                messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  204          204
POST   /api/messages/preview                                              messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
POST   /api/messages/test                                                 messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  202          202
GET    /api/messages/preferences                                          messages.preferences not_signed_in    200          200          not_allowed  not_allowed  not_allowed
PUT    /api/messages/preferences                                          messages.preferences not_signed_in    200          200          not_allowed  not_allowed  not_allowed
GET    /api/messages/preferences/{patient_id}                             patients.read        not_signed_in    not_allowed  not_allowed  200          200          not_found
PUT    /api/messages/preferences/{patient_id}                             patients.write       not_signed_in    not_allowed  not_allowed  200          200          not_found
POST   /api/links                                                         public               200              200          -            200          200          200
POST   /api/links/confirm                                                 public               200              200          -            200          200          200
POST   /api/links/cancel                                                  public               200              200          -            200          200          200
POST   /api/links/reschedule                                              public               200              200          -            200          200          200
GET    /api/analytics/overview                                            analytics.read       not_signed_in    not_allowed  -            not_allowed  200          200          200
GET    /api/analytics/series                                              analytics.read       not_signed_in    not_allowed  -            not_allowed  200          200          200
GET    /api/analytics/breakdown                                           analytics.read       not_signed_in    not_allowed  -            not_allowed  200          200          200
GET    /api/analytics/export                                              analytics.read       not_signed_in    not_allowed  -            not_allowed  200          200          200
POST   /api/analytics/rebuild                                             analytics.manage     not_signed_in    not_allowed  -            not_allowed  not_allowed  200          200
GET    /api/deliveries                                                    deliveries.manage    not_signed_in    not_allowed  -            not_allowed  200          200
GET    /api/deliveries/summary                                            deliveries.manage    not_signed_in    not_allowed  -            not_allowed  200          200
POST   /api/deliveries/{delivery_id}/replay                               deliveries.manage    not_signed_in    not_allowed  -            not_allowed  200          not_found
POST   /api/deliveries/{delivery_id}/discard                              deliveries.manage    not_signed_in    not_allowed  -            not_allowed  200          not_found
GET    /api/audit                                                         audit.read           not_signed_in    not_allowed  -            not_allowed  not_allowed  200          200
GET    /api/audit/export                                                  audit.read           not_signed_in    not_allowed  -            not_allowed  not_allowed  200          200
GET    /api/audit/state                                                   audit.read           not_signed_in    not_allowed  -            not_allowed  not_allowed  200          200
GET    /api/audit/{entry_id}                                              audit.read           not_signed_in    not_allowed  -            not_allowed  not_allowed  not_found    200
GET    /api/webhooks                                                      webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  200          200
POST   /api/webhooks                                                      webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  201          201
GET    /api/webhooks/{endpoint_id}                                        webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    200
PATCH  /api/webhooks/{endpoint_id}                                        webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    200
POST   /api/webhooks/{endpoint_id}/archive                                webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    200
POST   /api/webhooks/{endpoint_id}/rotate-secret                          webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    200
POST   /api/webhooks/{endpoint_id}/test                                   webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    201
GET    /api/webhooks/{endpoint_id}/calls                                  webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    200
POST   /api/webhooks/{endpoint_id}/calls/{call_id}/replay                 webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    200
POST   /api/upload                                                        files.write          not_signed_in    invalid          201              201              201              invalid
GET    /api/files                                                         files.read           not_signed_in    200              200              200              200              200
GET    /api/files/usage                                                   files.read           not_signed_in    200              200              200              200              200
GET    /api/files/rules                                                   files.read           not_signed_in    200              200              200              200              200
POST   /api/files/direct                                                  files.write          not_signed_in    not_available    not_available    not_available    not_available    not_available
POST   /api/files/direct/{direct_id}/complete                             files.write          not_signed_in    not_found        201              not_found        not_found        not_found
GET    /api/files/links/{token}                                           public               200              200              200              200              200              not_found        200
GET    /api/files/{file_id}                                               files.read           not_signed_in    not_found        200              200              200              not_found
GET    /api/files/{file_id}/content                                       files.read           not_signed_in    not_found        200              200              200              not_found
GET    /api/files/{file_id}/thumbnail                                     files.read           not_signed_in    not_found        200              200              200              not_found
GET    /api/files/{file_id}/versions                                      files.read           not_signed_in    not_found        200              200              200              not_found
PATCH  /api/files/{file_id}                                               files.write          not_signed_in    not_found        200              200              200              not_found
DELETE /api/files/{file_id}                                               files.write          not_signed_in    not_found        204              204              204              not_found
POST   /api/files/{file_id}/restore                                       files.write          not_signed_in    not_found        200              200              200              not_found
POST   /api/files/{file_id}/link                                          files.read           not_signed_in    not_found        201              201              201              not_found
POST   /api/payments/create-intent                                        payments.pay         not_signed_in    payments_off payments_off payments_off payments_off payments_off
GET    /api/payments                                                      payments.read        not_signed_in    200          200          200          200          200
GET    /api/payments/{payment_id}                                         payments.read        not_signed_in    not_found    200          200          200          not_found
POST   /api/payments/{payment_id}/refund                                  payments.refund      not_signed_in    not_allowed  not_allowed  not_allowed  200          not_found
GET    /api/payments/terms/{appointment_id}                               payments.read        not_signed_in    not_found    200          200          200          not_found
POST   /api/payments/charge                                               payments.take        not_signed_in    not_allowed  not_allowed  payments_off payments_off payments_off
GET    /api/payments/cards                                                payments.read        not_signed_in    invalid      200          200          200          200
POST   /api/payments/cards                                                payments.pay         not_signed_in    payments_off payments_off payments_off payments_off payments_off
POST   /api/payments/cards/setup                                          payments.pay         not_signed_in    payments_off payments_off payments_off payments_off payments_off
DELETE /api/payments/cards/{card_id}                                      payments.pay         not_signed_in    not_found    204          204          204          not_found
GET    /api/payments/settings                                             payments.manage      not_signed_in    not_allowed  not_allowed  not_allowed  not_allowed  200          200
PATCH  /api/payments/settings                                             payments.manage      not_signed_in    not_allowed  not_allowed  not_allowed  not_allowed  200          200
GET    /api/payments/account                                              payments.manage      not_signed_in    not_allowed  not_allowed  not_allowed  not_allowed  payments_off payments_off
POST   /api/payments/account/onboarding                                   payments.manage      not_signed_in    not_allowed  not_allowed  not_allowed  not_allowed  payments_off payments_off
POST   /api/payments/webhook                                              public               400              400          400          400          400          400
GET    /api/payments/invoices                                             payments.read        not_signed_in    200          200          200          200          200
GET    /api/payments/invoices/{invoice_id}/pdf                            payments.read        not_signed_in    not_found    200          200          200          not_found
GET    /api/payments/{payment_id}/receipt                                 payments.read        not_signed_in    not_found    200          200          200          not_found
GET    /api/payments/reports/payments.csv                                 payments.report      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
GET    /api/payments/reports/payouts.csv                                  payments.report      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
GET    /api/payments/reports/ledger.csv                                   payments.report      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
GET    /api/payments/ledger                                               payments.report      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
POST   /api/payments/reconcile                                            payments.manage      not_signed_in    not_allowed  not_allowed  not_allowed  not_allowed  payments_off payments_off
GET    /api/payments/reconcile                                            payments.manage      not_signed_in    not_allowed  not_allowed  not_allowed  not_allowed  200          200
GET    /api/health/live                                                   public               200              200          -            200          200          200
GET    /api/health/ready                                                  public               200              200          -            200          200          200
"""
ACTORS = ("anyone", "patient", "own", "reception", "manager", "stranger", "admin")
ROLE = {"reception": "receptionist", "manager": "manager", "admin": "admin", "stranger": "admin"}
STATUS = {
    "not_signed_in": 401,
    "session_expired": 401,
    "not_allowed": 403,
    "bad_signature": 403,
    "not_found": 404,
    "invalid": 422,
    "not_available": 422,
    "payments_off": 422,
}
# What there is besides the operations of the contract: its own description.
UNDOCUMENTED = {"/api/openapi.json", "/api/docs"}
# The framework's pages about it, closed: whatever is asked there is not found.
CLOSED = "/api/schema"

BODIES: dict[str, dict[str, Any]] = {
    "POST /api/auth/login": {"email": "{email}", "password": make.PASSWORD},
    "POST /api/auth/register": {
        "clinic": "{slug}",
        "name": "Nova",
        "email": "nova@example.test",
        "password": "long enough for anyone",
    },
    "POST /api/auth/forgot": {"email": "{email}"},
    "POST /api/auth/reset": {"token": "{reset_token}", "password": "long enough for anyone"},
    "POST /api/auth/confirm": {"token": "{confirm_token}"},
    "POST /api/scheduling/holds": {
        "service_id": "{service_id}",
        "provider_id": "{provider_id}",
        "starts_at": "2030-01-07T10:00:00Z",
    },
    "POST /api/scheduling/appointments": {
        "service_id": "{service_id}",
        "provider_id": "{provider_id}",
        "patient_id": "{patient_id}",
        "starts_at": "2030-01-07T10:00:00Z",
    },
    "POST /api/scheduling/appointments/{appointment_id}/reschedule": {
        "starts_at": "2030-01-07T11:00:00Z"
    },
    "PATCH /api/settings": {"brand_color": "#7b3f98"},
    "PATCH /api/messages/settings": {"quiet_from": 1200},
    "PUT /api/messages/templates/{kind}/{channel}/{language}": {
        "subject": "Welcome",
        "body": "Hello",
    },
    "POST /api/messages/preview": {"kind": "welcome", "channel": "email", "language": "en"},
    "POST /api/messages/test": {"kind": "welcome", "channel": "email", "language": "en"},
    "PUT /api/messages/preferences": {"sms": True},
    "PUT /api/messages/preferences/{patient_id}": {"sms": True},
    "POST /api/links": {"token": "{cancel_link}"},
    "POST /api/links/confirm": {"token": "{confirm_link}"},
    "POST /api/links/cancel": {"token": "{cancel_link}"},
    "POST /api/links/reschedule": {
        "token": "{reschedule_link}",
        "starts_at": "2030-01-07T11:00:00Z",
    },
    "POST /api/patients": {"name": "Nova"},
    "PATCH /api/patients/me": {"name": "Renamed"},
    "PATCH /api/patients/{patient_id}": {"name": "Renamed"},
    "POST /api/staff": {"name": "Nova", "email": "nova@example.test", "role": "receptionist"},
    "PATCH /api/staff/{member_id}": {"role": "manager"},
    "POST /api/providers": {"name": "Nova"},
    "PATCH /api/providers/{provider_id}": {"name": "Renamed"},
    "POST /api/providers/{provider_id}/exceptions": {
        "kind": "off",
        "first_day": "2030-05-01",
        "last_day": "2030-05-01",
    },
    "POST /api/services": {
        "name": "Nova",
        "duration_minutes": 30,
        "price": {"amount": 100, "currency": "BRL"},
    },
    "PATCH /api/services/{service_id}": {"name": "Renamed"},
    "POST /api/payments/create-intent": {"appointment_id": "{patient_id}"},
    "POST /api/payments/charge": {"appointment_id": "{patient_id}"},
    "POST /api/payments/cards": {"setup_intent": "seti_1"},
    "POST /api/payments/cards/setup": {},
    "POST /api/payments/{payment_id}/refund": {"amount": 100},
    "PATCH /api/payments/settings": {"no_show_fee": 100},
    "POST /api/webhooks": {"url": "https://hooks.example.com/"},
    "PATCH /api/webhooks/{endpoint_id}": {"description": "Renamed"},
    "POST /api/files/direct": {"name": "tooth.png", "size": 1000, "kind": "photo"},
    "PATCH /api/files/{file_id}": {"name": "Renamed"},
}
# What is sent as a form, with a file.
FORMS = {"POST /api/upload": {"kind": "photo", "patient_id": "{patient_id}"}}
QUERIES = {
    "GET /api/scheduling/availability": "service_id={service_id}&from=2030-01-07&to=2030-01-07",
    "GET /api/scheduling/appointments": "from=2030-01-01",
    "GET /api/payments/cards": "patient_id={patient_id}",
    "GET /api/payments/reports/payments.csv": "from=2030-01-01&to=2030-01-31",
    "GET /api/payments/reports/payouts.csv": "from=2030-01-01&to=2030-01-31",
    "GET /api/payments/reports/ledger.csv": "from=2030-01-01&to=2030-01-31",
    "GET /api/analytics/overview": "from=2030-01-01&to=2030-01-31",
    "GET /api/analytics/series": "from=2030-01-01&to=2030-01-31&by=week",
    "GET /api/analytics/breakdown": "from=2030-01-01&to=2030-01-31&by=provider",
    "GET /api/analytics/export": "from=2030-01-01&to=2030-01-31",
}
# From which status an action can be taken.
BEFORE = {"start": "checked_in", "complete": "in_progress"}


class Operation(NamedTuple):
    method: str
    path: str
    permission: str
    expected: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


def read(line: str) -> Operation:
    method, path, permission, *answers = line.split()
    if len(answers) < len(ACTORS):
        answers.append(answers[ACTORS.index("manager")])
    return Operation(method, path, permission, dict(zip(ACTORS, answers, strict=True)))


OPERATIONS = [read(line) for line in TABLE.strip().splitlines()[1:]]


# The table and the document are of one mind -----------------------------------------------------


async def test_the_document_and_the_table_name_the_same_operations(
    client: httpx.AsyncClient,
) -> None:
    published = (await client.get("/api/openapi.json")).json()
    described = {
        f"{method.upper()} {path}": operation.get("x-permission")
        for path, item in published["paths"].items()
        for method, operation in item.items()
    }

    assert published["openapi"].startswith("3.1")
    assert described == {each.name: each.permission for each in OPERATIONS}
    assert published == openapi_document()


async def test_nothing_answers_that_the_document_does_not_name(
    app: Edge, sign_in: SignIn, office: Office
) -> None:
    manager = await sign_in(office, "admin")
    named = {each.path for each in OPERATIONS}
    routes = {route.path_format for route in app.app.api.routes}  # type: ignore[attr-defined]
    closed = {path for path in routes if path.startswith(CLOSED)}

    assert {path.rstrip("/") for path in routes} - closed == named | UNDOCUMENTED
    for path in closed | {CLOSED + "/swagger", CLOSED + "/redoc"}:
        answer = await manager.get(path.format(path="openapi.json"))
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path


async def test_the_description_can_be_read_as_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/docs")

    assert answer.headers["content-type"].startswith("text/html")
    assert "appointments.book" in answer.text
    assert "<script" not in answer.text


@pytest.mark.parametrize("path", ["/api/patients", "/api/auth/login", "/api/openapi.json"])
async def test_asking_for_options_tells_methods_and_nothing_else(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.options(path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert "access-control-allow-origin" not in answer.headers


# Every operation, by everyone ------------------------------------------------------------------


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
            insert into provider_exception (clinic_id, provider_id, kind, first_day, last_day, created_at)
            values ($1, $2, 'off', '2030-03-01', '2030-03-01', $3) returning id
            """,
            office.id,
            office.provider,
            make.MONDAY,
        )

    async def entry(self, office: Office) -> Any:
        return await self.owner.fetchval(
            """
            insert into audit_entry (clinic_id, at, action, subject, subject_id, actor_role, request_id)
            values ($1, $2, 'patient.read', 'patient', $3, 'system', 'r') returning id
            """,
            office.id,
            make.MONDAY,
            office.patient,
        )

    async def delivery(self, office: Office) -> Any:
        return await self.owner.fetchval(
            """
            insert into delivery (clinic_id, schedule, handler, state, due_at, request_id, created_at)
            values ($1, 'forget_old_answers', 'forget_old_answers', 'held', $2, 'r', $2) returning id
            """,
            office.id,
            make.MONDAY,
        )

    async def message(self, office: Office) -> Any:
        return await self.owner.fetchval(
            """
            insert into message (clinic_id, key, kind, channel, patient_id, to_address, locale, subject,
              body, state, request_id, created_at)
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
            insert into webhook_call (clinic_id, endpoint_id, event_id, event, body, state, request_id, created_at)
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


@pytest.fixture
def stage(app: Edge, owner: Connection, sign_in: SignIn) -> Stage:
    return Stage(app, owner, sign_in)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
async def test_who_may(stage: Stage, operation: Operation) -> None:
    for actor, expected in operation.expected.items():
        if expected == "-":
            continue
        answer = await stage.ask(operation, actor)
        if expected.isdigit():
            assert answer.status_code == int(expected), f"{actor}: {answer.text}"
            continue
        assert (answer.status_code, answer.json()["code"]) == (STATUS[expected], expected), actor
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["request_id"] == answer.headers["x-request-id"]


ROLES = {
    "receptionist": "reception",
    "dentist": "reception",
    "hygienist": "reception",
    "manager": "manager",
    "admin": "admin",
}

CLINICIANS = ("dentist", "hygienist")  # who treats takes no money


@pytest.mark.parametrize(("role", "column"), ROLES.items())
async def test_every_role_of_the_staff_may_what_its_column_says(
    sign_in: SignIn, office: Office, role: str, column: str
) -> None:
    """Asked of what lists, and of what would make something if it were told what."""
    member = await sign_in(office, role)
    for operation in OPERATIONS:
        if "{" in operation.path or operation.path.startswith("/api/auth"):
            continue
        refused = operation.expected[column] == "not_allowed" or (
            role in CLINICIANS and operation.permission.startswith("payments.")
        )
        answer = await member.request(
            operation.method,
            operation.path,
            json={} if operation.method in ("POST", "PUT") else None,
        )
        not_allowed = answer.status_code == 403 and answer.json()["code"] == "not_allowed"
        assert not_allowed == refused, f"{operation.name}: {answer.text}"


async def test_a_person_of_two_clinics_acts_in_the_one_of_their_session(
    sign_in: SignIn, office: Office, other_office: Office, owner: Connection
) -> None:
    here = await make.an_account(owner, office.id, "manager")
    as_patient = await make.a_patient(owner, other_office.id)
    there = await owner.fetchval(
        "insert into membership (clinic_id, person_id, role, patient_id, created_at)"
        " values ($1, $2, 'patient', $3, $4) returning id",
        other_office.id,
        here.person,
        as_patient,
        make.MONDAY,
    )
    patient = await sign_in(
        other_office, "patient", Account(here.person, there, here.email, as_patient)
    )

    assert (await patient.get("/api/patients")).status_code == 403
    assert (await patient.get(f"/api/patients/{office.patient}")).status_code == 403
    assert (await patient.get("/api/auth/me")).json()["user"]["clinic"]["slug"] == other_office.slug


# From where --------------------------------------------------------------------------------------

FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://localhost:8000.evil.example"},
    {"origin": "https://localhost:8000"},
    {"origin": "http://localhost:8001"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "origin": ORIGIN},
    {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
    {},
]
OURS = [
    {"origin": ORIGIN},
    {"origin": "http://127.0.0.1:8000"},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": ORIGIN},
]
UNSAFE = [
    ("POST", "/api/patients", {"name": "Ana"}),
    ("PATCH", "/api/patients/{patient}", {"name": "Ana"}),
    ("DELETE", "/api/auth/sessions/{patient}", None),
    ("POST", "/api/auth/logout", None),
    ("POST", "/api/nothing-is-here", {}),
]


@pytest.mark.parametrize("unsafe", UNSAFE, ids=lambda each: each[1])
async def test_what_changes_something_is_refused_from_other_sites(
    app: Edge, sign_in: SignIn, office: Office, unsafe: tuple[str, str, Any]
) -> None:
    method, path, body = unsafe
    signed_in = await sign_in(office)
    for headers in FOREIGN:
        answer = await carrying(app, signed_in, headers).request(
            method, path.format(patient=office.patient), json=body
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin"), headers
    assert (await signed_in.get("/api/auth/me")).status_code == 200


@pytest.mark.parametrize("headers", OURS, ids=str)
async def test_what_comes_from_our_own_pages_is_not(
    app: Edge, sign_in: SignIn, office: Office, headers: dict[str, str]
) -> None:
    asking = carrying(app, await sign_in(office), headers)

    assert (await asking.post("/api/patients", json={"name": "Ana"})).status_code == 201


@pytest.mark.parametrize("cookie", ["topsmile_access", "topsmile_refresh"])
async def test_either_cookie_makes_a_request_without_origin_foreign(app: Edge, cookie: str) -> None:
    asking = carrying(app, None, {"cookie": f"theme=dark; {cookie}=x"})

    answer = await asking.post("/api/auth/refresh")

    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")


async def test_without_cookies_nobody_must_say_from_where(app: Edge, office: Office) -> None:
    asking = carrying(app, None, {"cookie": "theme=dark"})
    nobody = {"email": "nobody@example.test", "password": "wrong"}

    answer = await asking.post("/api/auth/login", json=nobody)

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials")


@pytest.mark.parametrize("headers", FOREIGN[:-1], ids=str)
async def test_reading_is_not_refused(
    app: Edge, sign_in: SignIn, office: Office, headers: dict[str, str]
) -> None:
    """Other sites may send it and cannot read the answer: nothing allows them to."""
    answer = await carrying(app, await sign_in(office), headers).get("/api/patients")

    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_a_bearer_token_is_accepted_instead_of_cookies(
    app: Edge, sign_in: SignIn, office: Office
) -> None:
    token = (await sign_in(office)).cookies["topsmile_access"]
    for scheme in ("Bearer", "bearer"):
        asking = carrying(app, None, {"authorization": f"{scheme} {token}"})
        assert (await asking.post("/api/patients", json={"name": "Ana"})).status_code == 201
        assert (await asking.get("/api/auth/me")).status_code == 200


@pytest.mark.parametrize(
    "authorization", ["Bearer ", "Bearer nonsense", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "Bearer"]
)
async def test_another_authorization_signs_nobody_in(app: Edge, authorization: str) -> None:
    answer = await carrying(app, None, {"authorization": authorization}).get("/api/auth/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def carrying(
    app: Edge, signed_in: httpx.AsyncClient | None, headers: dict[str, str]
) -> httpx.AsyncClient:
    """A browser with these cookies and exactly these headers."""
    made = browser(app)
    del made.headers["origin"]
    made.headers.update(headers)
    if signed_in is not None:
        made.cookies = signed_in.cookies
    return made


def test_the_table_is_whole() -> None:
    assert len({each.name for each in OPERATIONS}) == len(OPERATIONS)
    for operation, actor in itertools.product(OPERATIONS, ACTORS):
        expected = operation.expected[actor]
        assert expected == "-" or expected.isdigit() or expected in STATUS
    for operation in OPERATIONS:
        if operation.permission != "public":
            assert operation.expected["anyone"] == "not_signed_in"
        if "_id}" in operation.path:
            assert operation.expected["stranger"] == "not_found"
