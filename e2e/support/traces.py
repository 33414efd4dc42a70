"""What one request left in the database of the system under test, read as its owner.

TOPSMILE_HOME names the system, the argument the request.
Prints {"events", "deliveries", "messages"}.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import asyncpg

from topsmile.running.up import here
from topsmile.settings import place

LEFT = {
    "events": "select id::text, name from event where request_id = $1 order by id",
    "deliveries": """
        select event_id::text, handler, state from delivery where request_id = $1 order by id
    """,
    "messages": "select kind, appointment_id::text, state from message where request_id = $1",
}


async def traces(request_id: str) -> dict[str, list[dict[str, Any]]]:
    owner = here(place()).database_owner_url
    assert owner is not None
    connection = await asyncpg.connect(owner.get_secret_value())
    try:
        return {
            name: [dict(row) for row in await connection.fetch(statement, request_id)]
            for name, statement in LEFT.items()
        }
    finally:
        await connection.close()


print(json.dumps(asyncio.run(traces(sys.argv[1]))))
