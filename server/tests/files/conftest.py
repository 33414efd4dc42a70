"""Every test of files that asks an application runs twice: over a folder, and over a real S3."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import cast

import pytest
import weed
from conftest import Database, settings_for
from domain import TravelClock
from msgspec.structs import force_setattr, replace
from pydantic import SecretStr

from topsmile.adapters.storage import Storage
from topsmile.app import create_app
from topsmile.files.keeping import Keeping
from topsmile.kernel.edge import Edge
from topsmile.settings import Settings
from topsmile.working import storage as chosen


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[weed.Weed]:
    with weed.planted(tmp_path_factory.mktemp("weed")) as found:
        yield found


@pytest.fixture(scope="session", params=["disk", "s3"])
def settings(
    request: pytest.FixtureRequest,
    database: Database,
    valkey_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Settings:
    made = settings_for(database, valkey_url, tmp_path_factory.mktemp("home"))
    made = made.model_copy(update={"upload_limit_mb": 1})
    if request.param == "disk":
        return made
    server: weed.Weed = request.getfixturevalue("s3")
    return made.model_copy(
        update={
            "storage_url": f"s3://{weed.BUCKET}/kept/here",
            "s3_endpoint": server.endpoint,
            "s3_access_key_id": weed.KEY,
            "s3_secret_access_key": SecretStr(weed.SECRET),
        }
    )


@pytest.fixture(scope="session")
async def _app(settings: Settings, _clock: TravelClock) -> AsyncIterator[Edge]:
    """Of these settings: the one in `domain` may have been made with the others before."""
    app = create_app(settings, clock=_clock)
    async with app.app.api.lifespan():  # type: ignore[attr-defined]
        yield app


@pytest.fixture
def storage(settings: Settings) -> Storage:
    """What the application keeps files in, to look into behind its back."""
    return chosen(settings)


@pytest.fixture
def keeping(app: Edge) -> Iterator[Keeping]:
    """The application's own. What a test puts in place of its parts is put back."""
    own = cast("Keeping", app.app.api.state.keeping)  # type: ignore[attr-defined]
    before = replace(own)
    yield own
    for name in own.__struct_fields__:
        force_setattr(own, name, getattr(before, name))
