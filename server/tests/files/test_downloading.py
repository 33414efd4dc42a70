"""The bytes: in parts, never as a page, only to who may, and never without a trail."""

from __future__ import annotations

import hashlib
from urllib.parse import unquote

import httpx
import make
import pytest
from contracts.problems import problem
from domain import SignIn, TravelClock, browser
from make import Connection, Office
from shelf import picture, uploaded

from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"  # fmt: skip # noqa: E501


async def test_headers_keep_it_out_of_pages_and_caches(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)
    photo = await uploaded(reception, filename="Zähne “links”\r\nX: y.png")
    paper = await uploaded(reception, PDF, kind="document", filename="a.pdf")

    plain, inline = await reception.get(photo["url"]), await reception.get(photo["preview_url"])
    pdf = await reception.get(paper["url"] + "?inline=true")

    for each in (plain, inline, pdf, await reception.get(photo["thumbnail_url"])):
        assert each.headers["x-content-type-options"] == "nosniff"
        assert each.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert each.headers["cache-control"] == "private, no-store"
    assert plain.headers["content-disposition"].startswith("attachment; ")
    assert inline.headers["content-disposition"].startswith("inline; ")
    # What we did not make ourselves is never shown inside a page.
    assert paper["preview_url"] is None
    assert pdf.headers["content-disposition"].startswith("attachment; ")
    encoded = plain.headers["content-disposition"].rpartition("''")[2]
    assert unquote(encoded) == photo["name"]
    assert plain.headers["etag"] == f'"{hashlib.sha256(plain.content).hexdigest()}"'


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-9", 206, 0, 9),
        ("bytes=10-", 206, 10, -1),
        ("bytes=-5", 206, -5, -1),
        ("bytes=-100000000", 206, 0, -1),
        ("bytes=5-100000000", 206, 5, -1),
        ("bytes=0-0", 206, 0, 0),
        ("bytes=9-5", 200, 0, -1),
        ("bytes=0-1,5-9", 200, 0, -1),
        ("bytes=-", 200, 0, -1),
        ("chapters=1-2", 200, 0, -1),
        ("bytes=100000000-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
    ],
)
async def test_a_range_is_given_as_asked_for(
    sign_in: SignIn, office: Office, asked: str, status: int, first: int, last: int
) -> None:
    reception = await sign_in(office)
    made = await uploaded(reception)
    whole = (await reception.get(made["url"])).content
    size = len(whole)

    answer = await reception.get(made["url"], headers={"range": asked})

    if status == 416:
        problem(answer, 416, "range_not_satisfiable")
        assert answer.headers["content-range"] == f"bytes */{size}"
        return
    first, last = first % size, last % size
    assert (answer.status_code, answer.content) == (status, whole[first : last + 1])
    if status == 206:
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{size}"


async def test_a_range_of_another_version_is_the_whole(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)
    made = await uploaded(reception)
    asked = {"range": "bytes=0-3"}

    same = await reception.get(made["url"], headers={**asked, "if-range": f'"{made["sha256"]}"'})
    other = await reception.get(made["url"], headers={**asked, "if-range": '"another"'})

    assert (same.status_code, other.status_code) == (206, 200)


async def test_every_look_leaves_a_trail(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    made = await uploaded(reception)
    for url in (made["url"], made["preview_url"], made["thumbnail_url"]):
        assert (await reception.get(url)).status_code == 200

    told = await owner.fetch(
        "select action, actor_id from audit_entry where clinic_id = $1 and subject = 'file'"
        " order by id",
        office.id,
    )
    actions = ["file.uploaded", "file.downloaded", "file.viewed", "file.viewed"]
    assert [each["action"] for each in told] == actions
    assert {each["actor_id"] for each in told} == {reception.account.person}  # type: ignore[attr-defined]


# Links -------------------------------------------------------------------------------------------


async def test_a_link_needs_no_sign_in_and_lasts_five_minutes(
    sign_in: SignIn, office: Office, client: httpx.AsyncClient, clock: TravelClock
) -> None:
    reception = await sign_in(office)
    made = await uploaded(reception)
    link = (await reception.post(f"/api/files/{made['id']}/link")).json()

    now, part = await client.get(link["url"]), {"range": "bytes=0-3"}
    clock.travel(minutes=4, seconds=59)
    late = await client.get(link["url"], headers=part)
    clock.travel(seconds=1)
    after = await client.get(link["url"])

    assert (now.status_code, late.status_code) == (200, 206)
    assert now.headers["content-disposition"].startswith("attachment")
    problem(after, 404, "not_found")


async def test_a_link_says_nothing_to_another_clinic_and_ends_with_its_file(
    sign_in: SignIn, office: Office, other_office: Office, client: httpx.AsyncClient
) -> None:
    reception, stranger = await sign_in(office), await sign_in(other_office, "admin")
    made = await uploaded(reception)
    url = (await reception.post(f"/api/files/{made['id']}/link")).json()["url"]

    problem(await stranger.get(url), 404, "not_found")
    for wrong in (url[:-1] + ("A" if url[-1] != "A" else "B"), url + "A", url[:-4], url + "%0A"):
        problem(await client.get(wrong), 404, "not_found")
    assert (await client.get(url)).status_code == 200
    await reception.delete(f"/api/files/{made['id']}")
    problem(await client.get(url), 404, "not_found")


async def test_what_is_taken_from_a_patients_sight_ends_their_link(
    app: Edge, sign_in: SignIn, office: Office, owner: Connection
) -> None:
    account = await make.an_account(owner, office.id, "patient")
    reception, patient = await sign_in(office), await sign_in(office, "patient", account)
    made = await uploaded(reception, picture(), patient_id=account.patient, shared="true")
    url = (await patient.post(f"/api/files/{made['id']}/link")).json()["url"]
    async with browser(app) as anyone:
        assert (await anyone.get(url)).status_code == 200
        await reception.patch(f"/api/files/{made['id']}", json={"shared": False})
        problem(await anyone.get(url), 404, "not_found")
