"""The fixtures that all other tests stand on, and the schema's way into a database."""

import asyncio
import os
import time
from collections.abc import Callable

import asyncpg
import pytest
from conftest import Connection, Database
from redis.asyncio import Redis
from servers import Servers, administer

from topsmile.running.migrating import migrate
from topsmile.running.processes import own
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio


async def test_the_application_signs_in_as_a_role_without_power(database: Database) -> None:
    connection = await asyncpg.connect(database.app_url)
    power = "select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = user"
    assert await connection.fetchval(power) is False
    assert (
        await connection.fetchval("select count(*) from pg_class where relowner = user::regrole")
        == 0
    )
    await connection.close()


async def test_a_wrong_password_does_not_sign_in(database: Database) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(database.app_url, password="wrong")


async def test_capital_letters_of_other_languages_are_letters(owner: Connection) -> None:
    assert await owner.fetchval("select 'ÂNGELA' ilike 'ângela'")


async def test_a_database_in_step_is_left_alone_in_no_time(database: Database) -> None:
    began = time.perf_counter()
    assert not await migrate(database.owner_url, database.app_url)
    assert time.perf_counter() - began < 5  # Alembic is not even imported


async def migrated(servers: Servers, name: str) -> str:
    """By the command, as a deployment does: Alembic's state is one for a whole process."""
    process = await asyncio.create_subprocess_exec(
        *own("migrate"),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ
        | {
            "DATABASE_URL": servers.postgres.app_url(name),
            "DATABASE_OWNER_URL": servers.postgres.owner_url(name),
            "VALKEY_URL": servers.valkey.url(),
            "TOPSMILE_SECRET": "x" * 32,
        },
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode().split()[-1]


async def test_migrations_beside_each_other_agree(servers: Servers, worker_number: int) -> None:
    names = [f"raced_{worker_number}_{n}" for n in range(2)]
    for name in names:
        await administer(servers.postgres, f"create database {name}")
    done = await asyncio.gather(*(migrated(servers, name) for name in names * 2))
    assert sorted(done) == ["already.", "already.", "now.", "now."]
    for name in names:
        await administer(servers.postgres, f"drop database {name} with (force)")


async def test_each_worker_has_its_own_valkey(valkey: Redis) -> None:
    await valkey.set("here", "1")
    assert await valkey.dbsize() == 1


async def test_settings_do_not_show_secrets(settings: Settings) -> None:
    assert "for tests only" not in repr(settings)
    assert settings.database_url.get_secret_value() not in repr(settings)


async def test_the_log_of_postgresql_keeps_rows_to_itself(
    owner: Connection, postgres_log: Callable[[], str]
) -> None:
    await owner.execute("create temp table guest (name text primary key check (name <> 'secret'))")
    with pytest.raises(asyncpg.CheckViolationError):
        await owner.execute("insert into guest values ($1)", "secret")
    with pytest.raises(asyncpg.UniqueViolationError):
        await owner.execute(
            "insert into guest select 'Ana Prado' from generate_series(1, $1::int)", 2
        )
    await asyncio.sleep(0.05)
    assert "guest_name_check" in postgres_log()
    assert "Ana Prado" not in postgres_log().replace("'Ana Prado' from", "")
