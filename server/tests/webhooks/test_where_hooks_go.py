"""Where a call goes: to the address that was judged, and never elsewhere."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest
from webhooks.conftest import reachable
from webhooks.receiver import NAME, Answers, Receiver, certificate, listening, saying, trusting
from webhooks.telling import told

from topsmile.adapters.destinations import Destinations
from topsmile.adapters.hooks import PublicHooks, system_resolver

pytestmark = pytest.mark.anyio


@pytest.fixture
async def dialled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where connections were begun; none gets anywhere."""
    hosts: list[str] = []

    async def create_connection(protocol: Any, host: str, port: int, **rest: Any) -> Any:
        hosts.append(host)
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", create_connection)
    return hosts


async def test_the_address_that_was_judged_is_the_one_that_is_called(
    dialled: list[str], trust: ssl.SSLContext
) -> None:
    """An answer that changes between the judgement and the call changes nothing."""
    changing = Answers(["93.184.215.14"], ["127.0.0.1"])
    hooks = PublicHooks(Destinations(), resolver=changing, trust=trust)

    first = await told(hooks, f"https://{NAME}/")
    second = await told(hooks, f"https://{NAME}/")

    assert dialled == ["93.184.215.14"], "once, at the judged address; never at the second answer"
    assert changing.asked == [NAME, NAME], "every attempt asks once, and only once"
    assert first.error == "Nobody answers at this address."
    assert second.error == "This address is not on the public internet."


async def test_nothing_asks_for_the_name_again(
    receiver: Receiver, hooks: PublicHooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def getaddrinfo(host: str, *rest: Any, **more: Any) -> Any:
        raise AssertionError(f"{host} was resolved")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)

    assert (await told(hooks, receiver.url)).status == 200


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["93.184.215.14", "127.0.0.1"],
        ["10.0.0.8", "93.184.215.14"],
        ["::1"],
        ["2606:4700:4700::1111", "::ffff:10.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["169.254.169.254"],
        ["fe80::1%eth0"],
        ["not an address"],
    ],
    ids=", ".join,
)
async def test_one_closed_address_among_the_answers_is_enough(
    addresses: list[str], dialled: list[str], trust: ssl.SSLContext
) -> None:
    hooks = PublicHooks(Destinations(), resolver=Answers(addresses), trust=trust)

    answer = await told(hooks, f"https://{NAME}/")

    assert (answer.status, answer.error) == (None, "This address is not on the public internet.")
    assert dialled == []


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "localhost.", "[::1]"]
)
async def test_names_that_are_addresses_in_disguise_are_not_even_looked_up(
    host: str, dialled: list[str]
) -> None:
    answers = Answers(["93.184.215.14"])

    answer = await told(PublicHooks(Destinations(), resolver=answers), f"https://{host}/")

    assert (answer.status, answers.asked, dialled) == (None, [], [])


async def test_the_systems_own_answers_are_judged_too(
    dialled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as those of a hosts file."""

    async def getaddrinfo(host: str, port: int, **rest: Any) -> Any:
        return [(2, 1, 6, "", ("127.0.0.1", port)), (2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)

    assert await system_resolver(NAME, 443) == ["127.0.0.1"]
    answer = await told(PublicHooks(Destinations()), f"https://{NAME}/")
    assert (answer.error, dialled) == ("This address is not on the public internet.", [])


async def test_a_name_that_nobody_has_is_said_so(trust: ssl.SSLContext) -> None:
    answer = await told(PublicHooks(Destinations()), "https://nowhere.invalid/")
    none = await told(PublicHooks(Destinations(), resolver=Answers([])), f"https://{NAME}/")

    assert answer.error == none.error == "No server has this name."


async def test_another_address_of_the_same_name_is_tried(
    receiver: Receiver, trust: ssl.SSLContext
) -> None:
    dead = "127.0.0.2"  # the receiver listens at 127.0.0.1 only
    answers = Answers([dead, "127.0.0.1"])
    hooks = PublicHooks(
        Destinations(), resolver=answers, judge=lambda each: each != "x", trust=trust
    )

    assert (await told(hooks, receiver.url)).status == 200


async def test_a_redirection_leads_nowhere(
    hooks: PublicHooks, receiver: Receiver, certificate_file: Path
) -> None:
    async with listening(certificate_file) as inside:
        for status in (301, 302, 303, 307, 308):
            location = f"location: https://127.0.0.1:{inside.port}/admin"
            receiver.answers = [saying(status, b"", location)]
            answer = await told(hooks, receiver.url)
            assert answer.status == status
            assert answer.error == f"Answered with {status}, a redirection; these are not followed."
        assert inside.connections == 0


async def test_no_proxy_of_the_environment_gets_to_see_it(
    hooks: PublicHooks, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert (await told(hooks, receiver.url)).status == 200


async def test_a_certificate_must_be_of_the_name(
    tmp_path: Path, receiver: Receiver, trust: ssl.SSLContext
) -> None:
    other = certificate(tmp_path, "other.example.com")
    async with listening(other) as impostor:
        hooks = PublicHooks(
            Destinations(),
            resolver=Answers(["127.0.0.1"]),
            judge=reachable,
            trust=trusting(other),
        )
        assert (await told(hooks, impostor.url)).error == "Its certificate cannot be trusted."
        assert impostor.received == []
    unknown = PublicHooks(Destinations(), resolver=Answers(["127.0.0.1"]), judge=reachable)
    assert (await told(unknown, receiver.url)).error == "Its certificate cannot be trusted."
