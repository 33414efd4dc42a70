"""Whatever a client sends, to a real server: never a 5xx, and every error is a problem.

Requests are generated from the published description, those that follow it and those that do not.
"""

from __future__ import annotations

import contextlib
from typing import Any

import httpx
import make
import pytest
import schemathesis
from contracts.serving import SECRET, Serving
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from make import Connection, Office
from schemathesis import GenerationMode

from topsmile.app import openapi_document
from topsmile.identity.models import Membership, Session
from topsmile.identity.tokens import Tokens
from topsmile.kernel.clock import SystemClock

pytestmark = [pytest.mark.anyio, pytest.mark.processes]
EXAMPLES = 5
SCHEMA = schemathesis.openapi.from_dict(openapi_document())
FOUND: Any = SCHEMA.get_all_operations()
OPERATIONS = {each.label: each for each in (found.ok() for found in FOUND)}
# Only 503 says that something is away; nothing is.
TRIED = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


async def a_token(owner: Connection, office: Office) -> str:
    """Of an administrator, for a session of its own: some of what is asked ends the session."""
    account = await make.an_account(owner, office.id, "admin")
    now = SystemClock().now()
    session = Session(**await make.a_session(owner, office.id, account, now))
    member = Membership(office.id, account.membership, account.person, "admin", None, None)
    return Tokens(SECRET).access(session, member, now)


@pytest.fixture
async def bearer(owner: Connection, office: Office) -> str:
    return f"Bearer {await a_token(owner, office)}"


# Anyone else is refused before what they sent is looked at; one example shows it.
ASKED = [("admin", label, EXAMPLES) for label in OPERATIONS] + [
    ("anyone", label, EXAMPLES if each.definition.raw["x-permission"] == "public" else 1)
    for label, each in OPERATIONS.items()
]


@pytest.mark.parametrize(("who", "label", "examples"), ASKED)
def test_nothing_a_client_sends_is_a_fault_of_the_server(
    serving: Serving, bearer: str, office: Office, who: str, label: str, examples: int
) -> None:
    operation = OPERATIONS[label]
    headers = {"authorization": bearer} if who == "admin" else {}
    with httpx.Client(base_url=serving.address, headers=headers, timeout=20) as client:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            ask(client, operation, mode, examples, office)


def ask(
    client: httpx.Client, operation: Any, mode: GenerationMode, examples: int, office: Office
) -> None:
    @settings(TRIED, max_examples=examples)
    @given(operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        case.headers = {
            name: value for name, value in (case.headers or {}).items() if value.isprintable()
        }
        if mode is GenerationMode.POSITIVE:
            for part in (case.path_parameters, case.query, case.body):
                point(part, office)
        wanted = case.as_transport_kwargs(base_url=str(client.base_url))
        answer = client.request(
            wanted["method"],
            wanted["url"],
            params=wanted.get("params"),
            json=wanted.get("json"),
            content=wanted.get("data"),
            files=wanted.get("files"),
            headers={
                name: value for name, value in wanted["headers"].items() if name != "User-Agent"
            },
        )
        judge(answer)

    # What has no parameters and no body cannot be asked wrongly.
    with contextlib.suppress(*([Unsatisfiable] if mode is GenerationMode.NEGATIVE else [])):
        asked()


def point(part: Any, office: Office) -> None:
    """At what is there: an id made up at random is found nowhere, and nothing more happens."""
    known = {
        "clinic": office.slug,
        "slug": office.slug,
        "service_id": str(office.service),
        "provider_id": str(office.provider),
        "patient_id": str(office.patient),
        "provider_ids": [str(each) for each in office.providers],
    }
    if isinstance(part, dict):
        part.update(
            {name: known[name] for name in part.keys() & known.keys() if part[name] is not None}
        )


def judge(answer: httpx.Response) -> None:
    assert answer.status_code < 500, (
        answer.request.method,
        answer.request.url,
        answer.request.content,
        answer.text,
    )
    assert answer.headers["x-request-id"]
    if answer.status_code >= 400:
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["request_id"] == answer.headers["x-request-id"]
        assert problem["code"]
