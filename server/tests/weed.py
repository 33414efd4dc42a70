"""A real S3 server of the test run's own worker: SeaweedFS, with one bucket, gone afterwards."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store
from running.installation import free_port

from topsmile.running.processes import bound_to_parent

KEY, SECRET, BUCKET = "topsmile", "only for tests", "files"
PATIENCE = 90.0
SERVICES = ("master", "volume", "filer", "s3")


@dataclass(frozen=True)
class Weed:
    endpoint: str

    def store(self) -> S3Store:
        return S3Store(
            BUCKET,
            endpoint=self.endpoint,
            region="us-east-1",
            access_key_id=KEY,
            secret_access_key=SECRET,
            client_options={"allow_http": True},
            retry_config={"max_retries": 0, "retry_timeout": timedelta(seconds=1)},
        )


@contextmanager
def planted(folder: Path) -> Iterator[Weed]:
    ports = {f"{name}{kind}": free_port() for name in SERVICES for kind in ("", ".grpc")}
    said = {
        "identities": [
            {
                "name": "tests",
                "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
                "actions": ["Admin", "Read", "Write", "List", "Tagging"],
            }
        ]
    }
    (folder / "s3.json").write_text(json.dumps(said))
    log = folder / "weed.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command(folder, ports),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=bound_to_parent(signal.SIGKILL),  # noqa: PLW1509
        )
    try:
        weed = Weed(f"http://127.0.0.1:{ports['s3']}")
        until_it_keeps(weed, process, log)
        yield weed
    finally:
        process.kill()
        process.wait()
        # It makes them where it likes.
        for port in ports.values():
            for socket in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                socket.unlink()


def command(folder: Path, ports: dict[str, int]) -> list[str]:
    own = {f"-{name.partition('.')[0]}.port{name.partition('.grpc')[1]}": port
           for name, port in ports.items()}  # fmt: skip
    return [
        str(Path(sys.executable).with_name("weed")),
        "server",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-filer",
        "-s3",
        f"-s3.config={folder / 's3.json'}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-volume.max=8",
        "-volume.preStopSeconds=0",
        "-master.volumeSizeLimitMB=64",
        "-master.electionTimeout=1s",
        "-master.heartbeatInterval=100ms",
        *(f"{name}={port}" for name, port in own.items()),
    ]


def until_it_keeps(weed: Weed, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    store = weed.store()
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()[-2000:]
        try:
            made = obstore.sign(store, "PUT", "", timedelta(minutes=1))
            if httpx.put(made, timeout=5).status_code in (200, 409):
                obstore.put(store, "ready", b"yes", use_multipart=False)
                obstore.delete(store, "ready")
                return
        except (httpx.HTTPError, BaseError):
            pass
        time.sleep(0.2)
    raise AssertionError(f"The S3 server did not start:\n{log.read_text()[-2000:]}")
