"""Runs `topsmile up` in a home of its own until standard input ends, then leaves nothing behind.

However the browser tests end, even by kill -9, their end of the pipe closes and this clears up.
Prints one line of JSON when everything answers: {"origin", "home"}. Mail really leaves, over SMTP,
and arrives as one file of JSON each in the home's `post` folder: the ledger hides what links say.
Browsers report failures, as to Sentry, and each report is a file as it came in `reports`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from random import randrange

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

NOT_OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "VALKEY_URL",
    "TOPSMILE_SECRET",
    "PUBLIC_URL",
    "SMTP_URL",
    "STRIPE_SECRET_KEY",
    "SENTRY_WEB_DSN",
)
PATIENCE = 20  # seconds to stop in order


def free_port() -> int:
    """Below those that the kernel gives away: nobody may come between now and its binding."""
    while True:
        port = randrange(10_000, 30_000)  # noqa: S311 -- no secret
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Letterbox:
    """Takes every mail and puts it where the tests can read it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count()
        folder.mkdir()

    # Its name is aiosmtpd's.
    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.original_content or b"", policy=default)
        text = mail.get_body(("plain",))
        told = {
            "to": envelope.rcpt_tos[0],
            "subject": str(mail["subject"]),
            "text": text.get_content() if text else "",
        }
        name = f"{next(self.numbers):05}.json"
        unfinished = self.folder / f".{name}"
        unfinished.write_text(json.dumps(told))
        unfinished.rename(self.folder / name)
        return "250 Taken"


@contextmanager
def listener(folder: Path) -> Iterator[str]:
    """Stands in for Sentry's ingest: takes what comes, and says where it is to be sent."""
    numbers = count()
    folder.mkdir()

    class Ingest(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            (folder / f"{next(numbers):05}").write_bytes(body)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ingest)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://key@localhost:{server.server_address[1]}/1"
    finally:
        server.shutdown()


def start(home: Path, port: int, smtp_port: int, reports: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    environment |= {"TOPSMILE_HOME": str(home), "HOST": "127.0.0.1", "PORT": str(port)}
    environment["SMTP_URL"] = f"smtp://127.0.0.1:{smtp_port}"
    environment["SENTRY_WEB_DSN"] = reports
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "topsmile", "up"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        text=True,
        start_new_session=True,
    )


def tell_when_ready(up: subprocess.Popen[str], home: Path, port: int) -> None:
    assert up.stdout
    for line in up.stdout:
        print(line, end="", file=sys.stderr, flush=True)
        if "TopSmile runs at" in line:
            print(json.dumps({"origin": f"http://localhost:{port}", "home": str(home)}), flush=True)


def tell_the_end(ends: Callable[[], object], over: threading.Event) -> None:
    ends()
    over.set()


def stop(up: subprocess.Popen[str]) -> None:
    up.send_signal(signal.SIGINT)
    try:
        up.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        up.kill()  # the kernel tells its children
        up.wait()


def remove(home: Path) -> None:
    data = home / "postgres"
    if data.is_symlink():
        shutil.rmtree(data.resolve().parent, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    home = Path(tempfile.mkdtemp(prefix="topsmile-e2e-"))
    port = free_port()
    smtp_port = free_port()
    letterbox = Controller(Letterbox(home / "post"), hostname="127.0.0.1", port=smtp_port)
    letterbox.start()
    reports = listener(home / "reports")
    up = start(home, port, smtp_port, reports.__enter__())
    threading.Thread(target=tell_when_ready, args=(up, home, port), daemon=True).start()
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: over.set())
    for ends in (sys.stdin.read, up.wait):
        threading.Thread(target=tell_the_end, args=(ends, over), daemon=True).start()
    try:
        over.wait()
        return up.returncode or 0
    finally:
        with suppress(ProcessLookupError):
            stop(up)
        letterbox.stop()
        reports.__exit__(None, None, None)
        remove(home)


# Without waiting for the thread that reads: it may hold standard input's lock.
code = main()
sys.stdout.flush()
os._exit(code)
