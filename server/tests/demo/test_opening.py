"""`topsmile clinic create`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from conftest import Database, settings_for
from msgspec.structs import replace

from topsmile.clinics.models import OpenClinic
from topsmile.demo import PASSWORD, seed
from topsmile.identity.founding import Founder
from topsmile.identity.passwords import Passwords
from topsmile.running.opening import open_clinic
from topsmile.running.processes import Trouble, own
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio

CLINIC = OpenClinic("a-new-one", "A New One", "Europe/Lisbon", "EUR", "pt-PT")
ADMIN = Founder("Ada Admin", "ada@example.com", "admin")


def answering(password: str) -> Callable[[], str]:
    return lambda: password


def unasked() -> str:
    raise AssertionError("nobody should have been asked for a password")


@pytest.fixture
def place(fresh_database: Database, valkey_url: str, tmp_path: Path) -> Settings:
    return settings_for(fresh_database, valkey_url, tmp_path)


async def one(database: Database, sql: str) -> Any:
    connection = await asyncpg.connect(database.owner_url)
    try:
        return await connection.fetchrow(sql)
    finally:
        await connection.close()


MEMBER = """
select c.slug, c.is_demo, m.role, p.email, p.password_hash,
  p.email_confirmed_at is not null as sure, s.timezone, s.currency, s.locale
from clinic c join clinic_settings s on s.clinic_id = c.id
join membership m on m.clinic_id = c.id join person p on p.id = m.person_id
where c.slug = 'a-new-one'
"""


async def test_a_clinic_with_an_administrator(place: Settings, fresh_database: Database) -> None:
    said = await open_clinic(place, CLINIC, ADMIN, answering("quite a long one"))
    assert "http://localhost:8000/book/a-new-one" in said
    made = await one(fresh_database, MEMBER)
    assert (made["is_demo"], made["role"], made["sure"]) == (False, "admin", True)
    assert (made["timezone"], made["currency"], made["locale"]) == ("Europe/Lisbon", "EUR", "pt-PT")
    assert await Passwords(1).matches(made["password_hash"], "quite a long one")
    with pytest.raises(Trouble, match="Another clinic has this address already"):
        await open_clinic(place, CLINIC, ADMIN, unasked)


async def test_who_is_known_keeps_their_password(place: Settings, fresh_database: Database) -> None:
    await open_clinic(place, replace(CLINIC, slug="another"), ADMIN, answering("the first one"))
    said = await open_clinic(place, CLINIC, ADMIN, unasked)
    assert "the password they have here already" in said
    made = await one(fresh_database, MEMBER)
    assert await Passwords(1).matches(made["password_hash"], "the first one")
    assert (await one(fresh_database, "select count(*) from person"))["count"] == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"slug": "Not A Slug"}, "booking address"),
        ({"name": "  "}, "needs a name"),
        ({"timezone": "Lisbon"}, "IANA"),
        ({"currency": "euro"}, "ISO 4217"),
        ({"locale": "Portuguese"}, "language tag"),
    ],
)
async def test_wrong_words_are_named(
    place: Settings, changes: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Trouble, match=sentence):
        await open_clinic(place, replace(CLINIC, **changes), ADMIN, unasked)


async def test_a_wrong_person_opens_nothing(place: Settings, fresh_database: Database) -> None:
    with pytest.raises(Trouble, match="not an e-mail address"):
        await open_clinic(place, CLINIC, replace(ADMIN, email="ada"), unasked)
    with pytest.raises(Trouble, match="needs a name"):
        await open_clinic(place, CLINIC, replace(ADMIN, name=" "), unasked)
    with pytest.raises(Trouble, match="8 to 256"):
        await open_clinic(place, CLINIC, ADMIN, answering("short"))
    assert (await one(fresh_database, "select count(*) from clinic"))["count"] == 0


async def test_the_demo_keeps_out_of_a_real_installation(place: Settings) -> None:
    await seed(place)
    await open_clinic(place, CLINIC, ADMIN, answering(PASSWORD))
    run = command(place, "seed", "--demo")
    assert run.returncode == 1
    assert "real clinics" in run.stderr
    quiet = command(place, "seed", "--demo", "--where-welcome")
    assert (quiet.returncode, quiet.stdout) == (0, "")


@pytest.mark.processes
async def test_at_the_keyboard(place: Settings) -> None:
    options = ["--slug", "a-new-one", "--name", "A New One", "--timezone", "Europe/Lisbon"]
    options += ["--currency", "EUR", "--locale", "pt-PT"]
    options += ["--admin-email", ADMIN.email, "--admin-name", ADMIN.name]
    missing = command(place, "clinic", "create", *options[2:])
    assert missing.returncode == 2
    assert "--slug" in missing.stderr
    unasked = command(place, "clinic", "create", *options)
    assert unasked.stderr == (
        "topsmile: there is no terminal to ask for the password: pass --password-stdin\n"
    )
    made = command(place, "clinic", "create", *options, "--password-stdin", typed="a long one\n")
    assert made.returncode == 0, made.stderr
    assert "/book/a-new-one" in made.stdout
    assert "a long one" not in made.stdout + made.stderr


@pytest.mark.processes
async def test_a_database_that_is_not_there(place: Settings) -> None:
    nowhere = command(place, "seed", "--demo", url="postgresql://nobody@127.0.0.1:1/nothing")
    assert nowhere.stderr == (
        "topsmile: PostgreSQL does not answer at the address in DATABASE_URL\n"
    )


def command(
    place: Settings, *arguments: str, typed: str = "", url: str = ""
) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "TOPSMILE_HOME": str(place.home),
        "DATABASE_URL": url or place.database_url.get_secret_value(),
        "VALKEY_URL": place.valkey_url.get_secret_value(),
        "TOPSMILE_SECRET": place.secret.get_secret_value(),
    }
    return subprocess.run(
        own(*arguments),
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
