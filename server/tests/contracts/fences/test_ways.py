"""Is each way really in force?"""

from __future__ import annotations

from types import SimpleNamespace

import make
import pytest
from contracts.fences.places import Place
from contracts.fences.ways import Way, without_predicates
from make import Connection

from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database as Pool
from topsmile.kernel.errors import NotFound
from topsmile.patients import queries as patients

pytestmark = pytest.mark.anyio


async def test_each_way_is_what_it_says(
    way: Way, pool: Pool, owner: Connection, mine: Place, theirs: Place
) -> None:
    """A probe that leaks exactly where the fence it does not pass is the one that is gone."""
    async with pool.transaction(mine.office.id, Cause("probe-1")) as tx:
        seen = await tx.connection.fetchval("select count(distinct clinic_id) from patient")
    assert seen == (2 if way == "no row-level security" else 1)

    # A superuser's connection stands behind row-level security: only the predicate is left.
    behind = SimpleNamespace(fetchrow=owner.fetchrow)
    tx = type(tx)(behind, mine.office.id, make.MONDAY, Cause("probe-2"))  # type: ignore[arg-type]
    if way == "no predicates":
        assert (await patients.find(tx, theirs.office.patient)).id == theirs.office.patient
    else:
        with pytest.raises(NotFound):
            await patients.find(tx, theirs.office.patient)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("where clinic_id = $1 and id = $2", "where $1::uuid is not null and id = $2"),
        ("join x on x.clinic_id = $1 where a.clinic_id = $1", "join x on {0} where {0}"),
        ("where clinic_id = $10", "where clinic_id = $10"),
        (
            "update delivery set a = 1 where clinic_id = $1",
            "update delivery set a = 1 where clinic_id = $1",
        ),
        (
            "from delivery d join event e on e.clinic_id = $1 where d.clinic_id = $1",
            "from delivery d join event e on {0} where d.clinic_id = $1",
        ),
    ],
)
def test_which_predicates_are_taken_away(said: str, heard: str) -> None:
    assert without_predicates(said) == heard.format("$1::uuid is not null")
