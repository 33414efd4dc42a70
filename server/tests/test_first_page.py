"""The booking page is drawn with a clinic's own words, for who knows nothing of it yet."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from topsmile.first_page import Drawn, FirstPage, Price, filled, money

DRAWN = Drawn(
    page="<title>{{clinic}}</title><ul>{{services}}</ul>{{known}}",
    card="<li title={{id}}>{{name}}: {{description}}, {{price}}, {{minutes}} min</li>",
    plain="<li>{{name}}</li>",
)
CLINIC = {"slug": "sorriso", "name": "Ana & Rui", "locale": "pt-BR"}
CLEANING = {
    "id": "s1",
    "name": "Limpeza",
    "description": "E mais <nada>",
    "duration_minutes": 45,
    "price": {"amount": 18_000, "currency": "BRL"},
}
ANSWERS: dict[str, Any] = {
    "/api/clinics/sorriso": CLINIC,
    "/api/scheduling/services": {"items": [CLEANING]},
    "/api/scheduling/providers": {"items": []},
}


class Api:
    """Answers what it knows, and remembers what it was asked."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: list[Any] = []

    async def __call__(self, scope: Any, _: Any, send: Any) -> None:
        self.asked.append(scope)
        found = self.answers.get(scope["path"])
        await send({"type": "http.response.start", "status": 200 if found else 404, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(found).encode()})


def page_of(path: str, query: bytes = b"") -> Any:
    headers = [(b"host", b"x"), (b"cookie", b"topsmile_access=1"), (b"if-none-match", b"1")]
    return {"type": "http", "path": path, "query_string": query, "headers": headers}


async def body_of(api: Api, path: str, query: bytes = b"") -> str | None:
    drawn = FirstPage(api, {"pt-BR": DRAWN, "en": DRAWN})
    body = await drawn.body(page_of(path, query))
    return body.decode() if body else None


@pytest.mark.anyio
async def test_it_says_what_the_clinic_offers() -> None:
    api = Api(ANSWERS)
    body = await body_of(api, "/book/sorriso")
    assert body is not None
    assert "<title>Ana &amp; Rui</title>" in body
    assert "<li title=s1>Limpeza: E mais &lt;nada&gt;, R$\xa0180,00, 45 min</li>" in body
    # Nobody's cookies: it is the same page for everybody.
    assert [dict(asked["headers"]) for asked in api.asked] == [{b"host": b"x"}] * 3
    assert api.asked[1]["query_string"] == b"clinic=sorriso"


@pytest.mark.anyio
async def test_the_app_finds_the_answers_in_it() -> None:
    body = await body_of(Api(ANSWERS), "/book/sorriso") or ""
    data = body.partition('id="topsmile-known">')[2].partition("</script>")[0]
    assert json.loads(data)["services"]["items"] == [CLEANING]


@pytest.mark.anyio
async def test_only_the_first_step_of_a_clinic_that_is_there() -> None:
    assert await body_of(Api(ANSWERS), "/book/sorriso", b"service=s1") is None
    assert await body_of(Api(ANSWERS), "/book/nowhere") is None
    assert await body_of(Api(ANSWERS), "/staff") is None
    assert (
        await body_of(Api({**ANSWERS, "/api/scheduling/services": {"items": []}}), "/book/sorriso")
        is None
    )


@pytest.mark.anyio
async def test_many_who_look_at_once_are_one_question() -> None:
    api = Api(ANSWERS)
    first = FirstPage(api, {"pt-BR": DRAWN, "en": DRAWN})

    bodies = await asyncio.gather(*(first.body(page_of("/book/sorriso")) for _ in range(20)))

    assert len(set(bodies)) == 1
    assert bodies[0] is not None
    assert len(api.asked) == 3
    await first.body(page_of("/book/sorriso"))
    assert len(api.asked) == 6, "whoever comes later sees what is there then"


def test_no_name_is_markup_or_a_hole_or_the_end_of_a_script() -> None:
    clinic = {**CLINIC, "name": "</script><script>alert(1)</script>{{known}}"}
    service = {**CLEANING, "name": "{{price}}<b>", "description": "", "id": '"><i>'}
    body = filled(
        DRAWN,
        json.dumps(clinic).encode(),
        json.dumps({"items": [service]}).encode(),
        b'{"items": []}',
    )
    assert body is not None
    said = body.decode()
    assert said.count("<script") == said.count("</script>") == 1
    assert "<title>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{known}}</title>" in said
    assert "<li>{{price}}&lt;b&gt;</li>" in said


def test_money_is_written_the_clinics_way() -> None:
    assert money(Price(6800, "GBP"), "en-GB") == "£68.00"
    assert money(Price(18_000, "BRL"), "pt-BR") == "R$\xa0180,00"
    assert money(Price(1200, "JPY"), "xx-nowhere") == "JP¥1,200"
