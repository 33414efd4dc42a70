"""The corpus through the front door: what is kept is harmless, and nothing else is kept."""

from __future__ import annotations

import httpx
import pytest
from contracts.problems import problem
from domain import SignIn
from files.corpus import CORPUS
from files.corpus_table import NEVER, STATUS, Hostile
from files.inspection.clamd import Clamd as Fake
from files.inspection.clamd import listening
from files.inspection.test_names import NAMES
from files.inspection.test_scanner import packed_in_pdf
from make import Connection, Office
from msgspec.structs import force_setattr
from shelf import keys_of, scratch_of, upload, uploaded

from topsmile.adapters.scanner import Clamd
from topsmile.adapters.storage import Storage
from topsmile.files.keeping import Keeping
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio


async def judged(client: httpx.AsyncClient, hostile: Hostile, most: int) -> str:
    """What is wrong with the answer; nothing when it is as the table says."""
    content = hostile.make()
    answer = await upload(client, content, kind=hostile.kind, filename=hostile.name)
    said = answer.json()
    if len(content) > most:
        return "" if (answer.status_code, said["code"]) == (413, "too_large") else answer.text
    if answer.status_code != STATUS[hostile.verdict]:
        return f"{answer.status_code} {answer.text}"
    if hostile.verdict != "neutralised":
        good = said["code"] == hostile.verdict and hostile.says in answer.text
        return "" if good else answer.text
    return await harm_in(client, said, hostile)


async def harm_in(client: httpx.AsyncClient, said: dict[str, str], hostile: Hostile) -> str:
    kept = await client.get(said["url"])
    marks = [mark for mark in NEVER if mark in kept.content]
    headers = kept.headers
    safe = (
        said["content_type"] == hostile.becomes == headers["content-type"]
        and headers["x-content-type-options"] == "nosniff"
        and "sandbox" in headers["content-security-policy"]
        and headers["content-disposition"].startswith("attachment")
        and headers["cache-control"] == "private, no-store"
    )
    return "" if safe and not marks else f"{marks} {dict(headers)}"


async def test_the_whole_corpus(
    sign_in: SignIn, office: Office, storage: Storage, settings: Settings, owner: Connection
) -> None:
    limit = settings.upload_limit_mb * 2**20
    wrong = {}
    for start in range(0, len(CORPUS), 25):  # each by another person: nobody sends so much at once
        client = await sign_in(office)
        for each in CORPUS[start : start + 25]:
            if outcome := await judged(client, each, limit):
                wrong[each.what] = outcome
    assert wrong == {}
    assert scratch_of(settings) == []
    kept = await owner.fetchval("select count(*) from file where clinic_id = $1", office.id)
    assert kept == sum(each.verdict == "neutralised" for each in CORPUS)
    blobs = await keys_of(storage, office.id)
    assert kept <= len(blobs) <= 2 * kept  # and their thumbnails; nothing of what was refused


async def test_names_in_forms_and_headers(sign_in: SignIn, office: Office) -> None:
    client = await sign_in(office)
    for what, sent, kept in NAMES[1:]:
        if "\ud800" in sent:  # cannot be sent
            continue
        made = await uploaded(client, filename=sent or "-", patient_id=office.patient)
        assert set(made["name"]).isdisjoint('<>:"/\\|?*;\r\n\0'), what
        assert made["name"].endswith(".png"), what
        if sent.isprintable() and sent.strip() and '"' not in sent and "%" not in sent:
            assert made["name"] == kept.removesuffix(".jpg") + ".png", what
        disposition = (await client.get(made["url"])).headers["content-disposition"]
        assert disposition.isascii(), what
        assert disposition.startswith("attachment; filename="), what


async def test_what_only_a_scanner_finds(
    sign_in: SignIn, office: Office, keeping: Keeping, storage: Storage
) -> None:
    client, data = await sign_in(office), packed_in_pdf()
    async with listening(Fake()) as address:
        force_setattr(keeping, "scanner", Clamd(address))
        answer = await upload(client, data, kind="document", filename="a.pdf")
        problem(answer, 422, "infected")
        assert await keys_of(storage, office.id) == set()
        assert (await uploaded(client))["status"] == "ready"
