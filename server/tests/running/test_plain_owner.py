"""A database of someone else's cluster: its owner is no superuser and sees behind no fence."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import asyncpg
import pytest
import servers as embedded
from servers import Servers

from topsmile.running.migrating import QUEUE, SEARCH, head, migrate, revision
from topsmile.running.processes import Trouble

pytestmark = pytest.mark.anyio


@pytest.fixture
async def plain(servers: Servers) -> AsyncIterator[str]:
    """The name of a database and of its owner."""
    name = f"plain_{os.getpid()}"
    for statement in (
        f"create role {name} login nosuperuser nobypassrls password 'plain'",
        f"create database {name} owner {name} template template0",
    ):
        await embedded.administer(servers.postgres, statement)
    yield name
    await embedded.administer(servers.postgres, f"drop database {name} with (force)")
    await embedded.administer(servers.postgres, f"drop role {name}")


async def test_it_migrates_once_an_administrator_has_lent_it_the_roles(
    servers: Servers, plain: str
) -> None:
    owner_url = servers.postgres.url(plain, "plain", plain)
    app_url = servers.postgres.app_url(plain)
    with pytest.raises(Trouble, match=f'grant {QUEUE} to "{plain}"'):
        await migrate(owner_url, app_url)

    for role in (QUEUE, SEARCH):
        await embedded.administer(servers.postgres, f"grant {role} to {plain}")
    assert await migrate(owner_url, app_url)

    owner = await asyncpg.connect(owner_url)
    try:
        assert await revision(owner) == head()
        lasting = "select has_schema_privilege($1, 'public', 'create')"
        assert not await owner.fetchval(lasting, QUEUE)
        assert not await owner.fetchval(lasting, SEARCH)
    finally:
        await owner.close()
