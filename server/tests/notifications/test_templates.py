"""A clinic's own words: what they may say, what they become, and that nobody is harmed by them."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from contracts.problems import problem
from domain import SignIn
from hypothesis import given
from hypothesis import strategies as some
from make import Connection, Office

from topsmile.adapters.mail import MemoryMail
from topsmile.kernel.errors import Invalid
from topsmile.kernel.worker import Worker
from topsmile.notifications import samples, templating
from topsmile.notifications.models import Channel, Kind, Language, Wording
from topsmile.notifications.rendering import LANGUAGES, render, standard
from topsmile.notifications.segments import segments, simplified
from topsmile.notifications.templating import VARIABLES, channels_of

pytestmark = pytest.mark.anyio
PATH = "/api/messages/templates/confirmation/email/pt"
ALL = [
    (kind, channel, spoken)
    for kind in VARIABLES
    for channel, spoken in product(channels_of(kind), LANGUAGES)
]


@pytest.mark.parametrize(("kind", "channel", "spoken"), ALL)
def test_our_words_are_whole(kind: Kind, channel: Channel, spoken: Language) -> None:
    """In the language of templates, so that a clinic can begin with them; and they fit."""
    ours = standard(kind, channel, spoken)
    templating.check("subject", ours.subject, kind)
    templating.check("body", ours.body, kind)
    written = render(kind, channel, spoken, samples.words(kind, channel, spoken, "Sorriso"), None)

    assert bool(written.subject) == (channel == "email")
    assert bool(written.html) == (channel == "email")
    assert "Sorriso" in written.body
    if channel == "sms":
        assert segments(written.body) == 1, written.body
    elif kind in ("confirmation", "change", "reminder"):
        assert "[[reschedule]]" in written.body


REFUSED = [
    "{{ password }}",
    "{{ reader.__class__ }}",
    "{{ reader['x'] }}",
    "{{ reader() }}",
    "{{ reader | upper }}",
    "{{ reader ~ day }}",
    "{{ 7 * 7 }}",
    "{{ 'x' * 1000000000 }}",
    "{% for each in day %}{{ each }}{% endfor %}",
    "{% set reader = day %}",
    "{% include 'en/welcome.txt' %}",
    "{% macro x() %}{% endmacro %}",
    "{% if reader == day %}{% endif %}",
    "{% if confirm_link %}",
    "{{ reader",
    "{% raw",
    "{% if day %}" * 21 + "{% endif %}" * 21,
    "{% if day %}" * 200 + "{% endif %}" * 200,
    "{% if " + "not " * 400 + "day %}x{% endif %}",
]


@pytest.mark.parametrize("source", REFUSED)
def test_the_little_language_is_little(source: str) -> None:
    with pytest.raises(Invalid):
        templating.check("body", source, "confirmation")


@given(some.text(alphabet="{}%# readwhif\n'\"()[]|.x1", max_size=60))
def test_whatever_is_written_is_refused_or_can_be_rendered(source: str) -> None:
    try:
        templating.check("body", source, "confirmation")
    except Invalid:
        return
    words = samples.words("confirmation", "email", "en", "Sorriso")
    assert len(templating.rendered(source, words)) <= templating.LONGEST_TEXT


LED_ASTRAY = [
    "https://elsewhere.example/?next={{ link }}",
    "https://elsewhere.example/{% if reader %}{{ link }}{% endif %}",
    "https://elsewhere.example/\u200b{{ link }}",
]


@pytest.mark.parametrize("body", LED_ASTRAY)
async def test_a_link_leads_nowhere_else(sign_in: SignIn, office: Office, body: str) -> None:
    """Who clicks it would hand a stranger what resets their password."""
    manager = await sign_in(office, "manager")
    path = "/api/messages/templates/password_reset/email/en"

    refused = await manager.put(path, json={"subject": "Hi", "body": body})
    problem(refused, 422, "invalid", "body")

    words = {"reader": "Ana", "clinic": "Sorriso", "link": "[[reset]]"}
    written = render("password_reset", "email", "en", words, Wording("Hi", body))
    assert "elsewhere" not in written.body + written.html
    assert "[[reset]]" in written.body


def test_what_fits_into_a_text_message() -> None:
    assert simplified("Avaliação às 09:00 – até já") == "Avaliacao às 09:00 - até ja"
    assert simplified("Привет") == "Привет"
    assert segments("a" * 160) == 1
    assert segments("a" * 161) == 2
    assert segments("€" * 80) == 1
    assert segments("€" * 81) == 2
    assert segments("ã" * 70) == 1
    assert segments("ã" * 71) == 2


async def test_all_are_listed_ours_or_the_clinics(sign_in: SignIn, office: Office) -> None:
    manager = await sign_in(office, "manager")
    wording = {"subject": "Olá {{ reader }}", "body": "Até {{ day }}."}

    before = (await manager.get("/api/messages/templates")).json()["items"]
    written = await manager.put(PATH, json=wording)
    after = (await manager.get("/api/messages/templates")).json()["items"]

    assert len(before) == len(ALL)
    assert not any(each["own"] for each in before)
    assert all(each["body"] and each["variables"] for each in before)
    assert written.status_code == 200, written.text
    (own,) = (each for each in after if each["own"])
    assert own == written.json()
    assert (own["subject"], own["body"], own["version"]) == (*wording.values(), 1)


async def test_what_cannot_be_used_is_refused_on_its_field(sign_in: SignIn, office: Office) -> None:
    manager = await sign_in(office, "manager")

    async def put(path: str, **words: Any) -> Any:
        return await manager.put(f"/api/messages/templates/{path}", json=words)

    unknown = await put("confirmation/email/en", subject="Hi", body="Hello {{ pasient }}")
    problem(unknown, 422, "invalid", "body")
    assert "pasient" in unknown.text
    assert "reader" in unknown.text
    path = "confirmation/email/en"
    problem(await put(path, subject="{{ x }}", body="Hello"), 422, "invalid", "subject")
    problem(await put(path, body="Hello"), 422, "invalid", "subject")
    problem(await put(path, subject="Hi\r\nBcc: x", body="Hello"), 422, "invalid", "subject")
    problem(await put(path, subject="Hi", body="x" * 5001), 422, "invalid", "body")
    long = "{{ clinic }}" * 400
    problem(await put(path, subject="Hi", body=long), 422, "invalid", "body")
    problem(await put("confirmation/sms/en", subject="Hi", body="x"), 422, "invalid", "subject")
    problem(await put("welcome/sms/en", body="Hello"), 404, "not_found")
    problem(await put("receipt/email/en", subject="Hi", body="Hello"), 404, "not_found")
    problem(await put("nothing/email/en", subject="Hi", body="Hello"), 422, "invalid")


async def test_versions_and_the_way_back(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    manager = await sign_in(office, "manager")
    first = {"subject": "Um", "body": "Um", "expected_version": 0}
    assert (await manager.put(PATH, json=first)).status_code == 200
    problem(await manager.put(PATH, json=first), 409, "version_conflict")
    assert (await manager.put(PATH, json={**first, "expected_version": 1})).status_code == 200

    for _ in range(2):
        assert (await manager.delete(PATH)).status_code == 204

    items = (await manager.get("/api/messages/templates")).json()["items"]
    assert not any(each["own"] for each in items)
    kept = "select count(*) from audit_entry where clinic_id = $1 and action = 'messages.template'"
    assert await owner.fetchval(kept, office.id) == 3


async def test_messages_are_in_the_clinics_words_and_only_its_own(
    sign_in: SignIn,
    office: Office,
    other_office: Office,
    owner: Connection,
    worker: Worker,
    mail: MemoryMail,
) -> None:
    await owner.execute("update patient set name = '<b>Eve</b>' where id = $1", office.patient)
    manager = await sign_in(office, "manager")
    words = {
        "subject": "{{ reader }}: {{ time }}",
        "body": "Oi {{ reader }} & cia.\n\nVeja {{ cancel_link }}",
    }
    assert (await manager.put(PATH, json=words)).status_code == 200
    await manager.post("/api/scheduling/appointments", json=office.booking())
    elsewhere = await sign_in(other_office)
    await elsewhere.post("/api/scheduling/appointments", json=other_office.booking())

    await worker.drain()

    emails = [each for each in mail.outbox if each.attachments]
    (own,) = (each for each in emails if each.subject == "<b>Eve</b>: 09:00")
    assert own.body.startswith("Oi <b>Eve</b> & cia.\n\nVeja http://localhost:8000/visit#")
    assert "Oi &lt;b&gt;Eve&lt;/b&gt; &amp; cia." in own.html
    assert '<a href="http://localhost:8000/visit#' in own.html
    assert "<b>" not in own.html
    assert any(each.subject.startswith("Sua consulta na") for each in emails)


async def test_a_preview_shows_what_is_written(sign_in: SignIn, office: Office) -> None:
    manager = await sign_in(office, "manager")
    asked = {"kind": "reminder", "channel": "sms", "language": "pt"}

    in_force = await manager.post("/api/messages/preview", json=asked)
    tried = await manager.post("/api/messages/preview", json={**asked, "body": "{{ visits }}!"})
    wrong = await manager.post("/api/messages/preview", json={**asked, "body": "{{ x }}"})

    assert "Responda 1" in in_force.json()["body"]
    assert in_force.json()["segments"] >= 1
    # Accents that a text message would pay for are left out; both are named, since they are two.
    assert tried.json()["body"] == (
        "09:00 Maria Souza, Avaliacao, Dra. Ana Lima; 09:45 Joao Souza, Avaliacao, Dra. Ana Lima!"
    )
    problem(wrong, 422, "invalid", "body")


async def test_a_test_goes_to_who_asks_for_it_and_not_too_often(
    sign_in: SignIn, office: Office, owner: Connection, worker: Worker, mail: MemoryMail
) -> None:
    manager = await sign_in(office, "manager")
    asked = {"kind": "confirmation", "channel": "email", "language": "en"}

    answer = await manager.post("/api/messages/test", json=asked)
    await worker.drain()

    assert answer.status_code == 202, answer.text
    account = manager.account  # type: ignore[attr-defined]
    (email,) = (each for each in mail.outbox if each.to == account.email)
    assert email.subject.startswith("[Test] Your appointment at")
    assert "[[" not in email.body
    row = await owner.fetchrow(
        "select kind, patient_id, state from message where clinic_id = $1", office.id
    )
    assert row is not None
    assert (row["kind"], row["patient_id"], row["state"]) == ("confirmation", None, "sent")
    key = {"idempotency-key": "asked for twice"}
    twice = [await manager.post("/api/messages/test", json=asked, headers=key) for _ in range(2)]
    assert [each.json() for each in twice] == [twice[0].json()] * 2
    for _ in range(7):
        assert (await manager.post("/api/messages/test", json=asked)).status_code == 202
    problem(await manager.post("/api/messages/test", json=asked), 429, "too_many_requests")
