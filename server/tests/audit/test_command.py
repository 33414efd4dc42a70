"""`topsmile audit verify` and `topsmile audit export`, as an operator runs them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from audit.chains import Chain
from programs import environment

from topsmile.running.processes import own
from topsmile.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.processes]


async def said(settings: Settings, *arguments: str, **more: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *own("audit", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment(settings, **more),
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def test_an_operator_verifies(chain: Chain, settings: Settings, tmp_path: Path) -> None:
    verify = ("verify", "--clinic", chain.office.slug)
    await chain.grow()
    assert await said(settings, *verify) == (0, "The audit trail is as it was written.\n")

    entry = await chain.entry_of(4)
    await chain.do("update audit_entry set address = '' where clinic_id = $1 and id = $2", entry)

    status, output = await said(settings, *verify)
    found, sum_of_it = output.splitlines()
    sentence = "Number 4 is not what was chained: its entry or its link was changed."
    assert (status, found) == (1, f"{chain.office.slug}: {sentence}")
    assert sum_of_it == "The audit trail is not as it was written (1 found)."
    status, output = await said(settings, *verify, "--anchors", str(tmp_path))
    assert (status, "the anchors end at 0" in output) == (1, True)
    status, output = await said(settings, "verify", "--anchors", str(tmp_path / "none"))
    assert (status, "no such folder" in output) == (1, True)
    status, output = await said(settings, *verify, AUDIT_KEY="another key")
    assert (status, "a key that is none of ours" in output) == (1, True)
    status, output = await said(settings, "verify", "--clinic", "nobody-there")
    assert (status, "There is no such clinic." in output) == (1, True)


async def test_an_operator_exports(chain: Chain, settings: Settings) -> None:
    await chain.write(3)

    status, output = await said(settings, "export", "--clinic", chain.office.slug)
    assert (status, output.count("patient.changed")) == (0, 3)
    assert output.startswith("number,at,action,")
    days = ("--from", "2031-01-01", "--to", "2031-12-31")
    status, output = await said(settings, "export", "--clinic", chain.office.slug, *days)
    assert (status, output.count("\n")) == (0, 1)
    trail = [row for row in await chain.rows("audit_entry") if row["action"] == "audit.exported"]
    assert [row["actor_role"] for row in trail] == ["operator", "operator"]

    status, output = await said(settings, "export", "--clinic", "nobody-there")
    assert (status, "there is no clinic" in output) == (1, True)
