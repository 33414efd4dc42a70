"""The whole way with nothing but `curl`, as the contract describes it."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import make
import pytest
from contracts.serving import Serving
from make import Connection, Office
from redis.asyncio import Redis

pytestmark = [pytest.mark.anyio, pytest.mark.processes]


class Answer(NamedTuple):
    status: int
    headers: dict[str, list[str]]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def problem(self, status: int, code: str) -> None:
        """An error of the contract: problem+json with its code and the id of the request."""
        assert (self.status, self.json["code"]) == (status, code), self.body
        assert self.headers["content-type"] == ["application/problem+json"]
        assert [self.json["request_id"]] == self.headers["x-request-id"]


class Curl:
    """One person's shell: a jar of cookies, and the address they type."""

    def __init__(self, serving: Serving, jar: Path) -> None:
        self.serving, self.jar = serving, jar

    def __call__(self, method: str, path: str, body: Any = None, *more: str) -> Answer:
        command = [
            "curl", "--silent", "--show-error", "--max-time", "15",
            "--write-out", "%{stderr}%{header_json}\n%{response_code}",
            "--cookie", str(self.jar), "--cookie-jar", str(self.jar), "--request", method, *more,
        ]  # fmt: skip
        if body is not None:
            command += ["--json", json.dumps(body)]
        ran = subprocess.run(
            [*command, f"{self.serving.origin}{path}"], capture_output=True, text=True, check=True
        )
        headers, _, status = ran.stderr.rpartition("\n")
        return Answer(int(status), json.loads(headers), ran.stdout)

    def post(self, path: str, body: Any = None, *more: str) -> Answer:
        """As a page of ours would: with cookies, a change says where it comes from."""
        return self("POST", path, body, "--header", f"Origin: {self.serving.origin}", *more)


@pytest.fixture
def curl(serving: Serving, tmp_path: Path, valkey: Redis) -> Curl:
    """Signed out, and all counters at nought."""
    return Curl(serving, tmp_path / "jar")


async def test_a_patient_books_and_cancels(curl: Curl, office: Office, owner: Connection) -> None:
    account = await make.an_account(owner, office.id, "patient")
    today = datetime.now(UTC).date()

    # login
    curl.post("/api/auth/login", {"email": account.email, "password": "wrong"}).problem(
        401, "invalid_credentials"
    )
    credentials = {"email": account.email, "password": make.PASSWORD, "clinic": office.slug}
    signed_in = curl.post("/api/auth/login", credentials)
    assert signed_in.status == 200, signed_in.body
    user = signed_in.json["user"]
    assert user.keys() == {
        "id", "name", "email", "role", "permissions", "patient_id", "provider_id", "clinic",
    }  # fmt: skip
    assert user["clinic"].keys() == {
        "id",
        "slug",
        "name",
        "timezone",
        "currency",
        "locale",
        "brand_color",
    }
    assert (user["role"], user["patient_id"]) == ("patient", str(account.patient))
    cookies = {each.partition("=")[0]: each for each in signed_in.headers["set-cookie"]}
    assert {"topsmile_access", "topsmile_refresh"} <= cookies.keys()
    for name, path, same_site in (("access", "/", "lax"), ("refresh", "/api/auth", "strict")):
        words = {each.strip().lower() for each in cookies[f"topsmile_{name}"].split(";")}
        assert {"httponly", f"path={path}", f"samesite={same_site}"} <= words
        assert "secure" not in words  # served over HTTP

    # services
    services = curl("GET", "/api/scheduling/services").json["items"]
    assert {each["duration_minutes"] for each in services} == {30, 45, 60}
    service = next(each for each in services if each["duration_minutes"] == 30)
    assert service["price"] == {"amount": 15000, "currency": "BRL"}

    # availability
    first, last = today + timedelta(days=1), today + timedelta(days=3)
    where = f"/api/scheduling/availability?service_id={service['id']}&from={first}&to={last}"
    offered = curl("GET", where)
    assert offered.json["timezone"] == "UTC"
    assert offered.json["next_available_on"] == str(first)
    slot = offered.json["slots"][0]
    assert slot.keys() == {"starts_at", "ends_at", "starts_local", "provider_id"}
    assert offered.headers["cache-control"] == ["private, no-cache"]
    (etag,) = offered.headers["etag"]
    assert etag.startswith('W/"')

    # The version names the minute too: over the turn of one, ask again.
    known = curl("GET", where, None, "--header", f"If-None-Match: {etag}")
    if known.status == 200:
        known = curl("GET", where, None, "--header", f"If-None-Match: {known.headers['etag'][0]}")
    assert (known.status, known.body) == (304, "")

    # book
    wanted = {
        "service_id": service["id"],
        "provider_id": slot["provider_id"],
        "starts_at": slot["starts_at"],
    }
    curl("POST", "/api/scheduling/appointments", wanted).problem(403, "foreign_origin")
    booked = curl.post(
        "/api/scheduling/appointments", wanted, "--header", "X-Request-ID: typed-by-hand"
    )
    assert booked.status == 201, booked.body
    assert booked.headers["x-request-id"] == ["typed-by-hand"]
    appointment = booked.json
    assert appointment.keys() == {
        "id", "version", "status", "starts_at", "ends_at", "starts_local", "service", "provider",
        "patient", "room", "notes", "price", "pay_by", "created_at",
    }  # fmt: skip
    assert (appointment["status"], appointment["starts_at"]) == ("scheduled", slot["starts_at"])
    curl.post("/api/scheduling/appointments", wanted).problem(409, "slot_taken")
    assert curl("GET", where, None, "--header", f"If-None-Match: {etag}").status == 200

    # list
    mine = curl("GET", "/api/scheduling/appointments").json
    assert mine == {"items": [appointment], "next_cursor": None}
    shown = curl("GET", f"/api/scheduling/appointments/{appointment['id']}").json
    assert [each["action"] for each in shown.pop("history")] == ["appointment.created"]
    assert shown == appointment

    # cancel
    cancel = f"/api/scheduling/appointments/{appointment['id']}/cancel"
    curl.post(cancel, {"expected_version": 7}).problem(409, "version_conflict")
    cancelled = curl.post(cancel, {"expected_version": appointment["version"], "reason": "ill"})
    assert (cancelled.status, cancelled.json["status"]) == (200, "cancelled")
    curl.post(cancel).problem(409, "cannot_become")
    again = curl("GET", where).json["slots"]
    assert slot in again

    # logout
    old = curl.jar.read_text()
    assert curl("GET", "/api/auth/me").json["user"] == user
    left = curl.post("/api/auth/logout")
    assert (left.status, left.body) == (204, "")
    cleared = [each for each in left.headers["set-cookie"] if '=""' in each and "Max-Age=0" in each]
    assert {each.partition("=")[0] for each in cleared} == {"topsmile_access", "topsmile_refresh"}
    # Of two cookies that are taken back at once, some versions of curl keep one: 401 all the same.
    assert curl("GET", "/api/auth/me").status == 401
    curl.jar.write_text(old)  # whoever kept the cookies has nothing
    curl("GET", "/api/auth/me").problem(401, "session_expired")
    curl.jar.write_text(old)
    curl.post("/api/auth/refresh").problem(401, "session_expired")


async def test_a_newcomer_registers_and_books_what_was_held(curl: Curl, office: Office) -> None:
    """From the public page: look, hold, register, book, with the page's own idempotency keys."""
    day = datetime.now(UTC).date() + timedelta(days=1)
    at = f"?clinic={office.slug}"
    where = f"/api/scheduling/availability{at}&service_id={office.service}&from={day}&to={day}"
    slot = curl("GET", where).json["slots"][0]
    wanted = {name: slot[name] for name in ("provider_id", "starts_at")}
    wanted["service_id"] = str(office.service)

    held = curl.post(f"/api/scheduling/holds{at}", wanted)
    assert held.status == 201, held.body
    assert slot not in curl("GET", where).json["slots"]
    assert slot in curl("GET", f"{where}&hold_id={held.json['id']}").json["slots"]
    newcomer = {
        "clinic": office.slug,
        "name": "Nova Pessoa",
        "email": "nova@example.test",
        "password": "a long enough one",
        "phone": "+55 11 91234-5678",
    }
    registered = curl.post("/api/auth/register", newcomer)
    assert registered.status == 201, registered.body
    assert registered.json["user"]["role"] == "patient"
    key = ("--header", "Idempotency-Key: the-page-made-this")
    body = {**wanted, "hold_id": held.json["id"]}
    first = curl.post("/api/scheduling/appointments", body, *key)
    second = curl.post("/api/scheduling/appointments", body, *key)

    assert (first.status, second.status) == (201, 201), first.body
    assert first.body == second.body
    assert first.json["patient"]["name"] == "Nova Pessoa"


async def test_every_error_is_a_problem(curl: Curl, serving: Serving, tmp_path: Path) -> None:
    json_type = ("--header", "Content-Type: application/json")
    curl("GET", "/api/nothing").problem(404, "not_found")
    curl("GET", "/api/scheduling/appointments").problem(401, "not_signed_in")
    curl("PUT", "/api/patients").problem(405, "method_not_allowed")
    curl("GET", "/api/scheduling/services?clinic=%00").problem(400, "malformed")
    curl("GET", "/api/clinics/%00").problem(400, "malformed")
    curl("GET", "/api/scheduling/services").problem(422, "invalid")
    curl.post("/api/auth/login", {}).problem(422, "invalid")
    curl.post("/api/auth/login", None, *json_type, "--data-binary", "{").problem(400, "malformed")
    curl.post("/api/auth/login", None, "--data", "email=x").problem(415, "wrong_type")
    large = tmp_path / "large"
    large.write_bytes(b" " * (1024 * 1024 + 1))
    for how in ("Expect:", "Transfer-Encoding: chunked"):
        body = (*json_type, "--header", how, "--data-binary", f"@{large}")
        curl.post("/api/auth/login", None, *body).problem(413, "too_large")
    curl("POST", "/api/auth/login", {}, "--header", "Origin: https://evil.example").problem(
        403, "foreign_origin"
    )
    assert "Traceback" not in serving.said()
