"""What a page may load from elsewhere, and who may frame it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from topsmile.pages import Pages, content_policy


async def headers_of(pages: Pages, path: str) -> dict[str, str]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await pages({"method": "GET", "path": path, "headers": []}, send)
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


async def policy_of(pages: Pages, path: str) -> dict[str, str]:
    said = (await headers_of(pages, path))["content-security-policy"]
    parts = (part.strip().partition(" ") for part in said.split(";") if part.strip())
    return {name: value for name, _, value in parts}


@pytest.mark.anyio
async def test_nothing_comes_from_elsewhere_where_nothing_is_paid(tmp_path: Path) -> None:
    pages = Pages(tmp_path, content_policy(paid=False, script_url="http://localhost:8420/js/"))
    found = await policy_of(pages, "/portal")
    assert found["default-src"] == "'self'"
    assert not {"script-src", "frame-src", "connect-src"} & set(found)


@pytest.mark.anyio
async def test_where_money_is_taken_only_stripe_joins(tmp_path: Path) -> None:
    found = await policy_of(Pages(tmp_path, content_policy(paid=True, script_url=None)), "/portal")
    for name in ("script-src", "frame-src", "connect-src"):
        others = {each for each in found[name].split() if each != "'self'"}
        assert others, name
        assert all(each.startswith("https://") and "stripe.com" in each for each in others)
    assert "unsafe" not in found["script-src"]


@pytest.mark.anyio
async def test_a_stand_in_is_named_by_its_origin_and_stripe_is_not(tmp_path: Path) -> None:
    policy = content_policy(paid=True, script_url="http://localhost:8420/js.stripe.com/v3/")
    found = await policy_of(Pages(tmp_path, policy), "/book/sorriso")
    assert found["script-src"] == "'self' http://localhost:8420"
    assert found["connect-src"] == "'self' http://localhost:8420"
    assert "frame-src" not in found
    assert found["frame-ancestors"] == "*"


@pytest.mark.anyio
async def test_only_booking_may_be_framed(tmp_path: Path) -> None:
    assert (await policy_of(Pages(tmp_path), "/portal"))["frame-ancestors"] == "'none'"
    assert (await policy_of(Pages(tmp_path), "/book/x"))["frame-ancestors"] == "*"


@pytest.mark.anyio
async def test_what_installs_the_app_is_asked_for_anew_each_time(tmp_path: Path) -> None:
    (tmp_path / "sw.js").write_text("")
    (tmp_path / "manifest.webmanifest").write_text("{}")
    pages = Pages(tmp_path)
    worker = await headers_of(pages, "/sw.js")
    assert worker["cache-control"] == "no-cache"
    assert "javascript" in worker["content-type"]
    manifest = await headers_of(pages, "/manifest.webmanifest")
    assert manifest["cache-control"] == "no-cache"
    assert manifest["content-type"].startswith("application/manifest+json")


@pytest.mark.anyio
async def test_a_worker_and_a_manifest_of_our_own_are_allowed(tmp_path: Path) -> None:
    for policy in (
        content_policy(paid=False, script_url=None),
        content_policy(paid=True, script_url=None),
    ):
        found = await policy_of(Pages(tmp_path, policy), "/staff")
        scripts = found.get("script-src", found["default-src"])
        assert "'self'" in found.get("worker-src", scripts)
        assert "'self'" in found.get("manifest-src", found["default-src"])


DSN = "https://abc123@reports.example.org/7"


@pytest.mark.anyio
async def test_where_faults_are_reported_is_told_to_the_page_and_allowed(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html><head><title>T</title></head></html>")
    pages = Pages(tmp_path, content_policy(paid=False, script_url=None, reports_to=DSN), DSN)
    found = await policy_of(pages, "/staff")
    assert found["connect-src"] == "'self' https://reports.example.org"
    assert f'content="{DSN}"'.encode() in pages.index.body
    assert pages.index is pages.pages["/index.html"]


@pytest.mark.anyio
async def test_reports_and_money_go_side_by_side(tmp_path: Path) -> None:
    policy = content_policy(paid=True, script_url=None, reports_to=DSN)
    found = await policy_of(Pages(tmp_path, policy), "/portal")
    assert found["connect-src"].split() == [
        "'self'",
        "https://api.stripe.com",
        "https://reports.example.org",
    ]
