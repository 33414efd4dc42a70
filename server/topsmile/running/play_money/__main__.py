"""The process itself. It listens where the web does, keeps its books in the home, and obeys only
the keys it was given."""

from __future__ import annotations

import os
from pathlib import Path

from aiohttp import web
from localstripe.resources import Store, store
from localstripe.webhooks import register_webhook

from topsmile.running.play_money import likeness


def keep_books_in(file: Path) -> None:
    """Localstripe's own place is one file in /tmp for all; half a file would never start again."""
    draft = file.with_suffix(".new")

    def write(books: Store) -> None:
        draft.write_bytes(likeness.pickled(books))
        draft.replace(file)

    Store.dump_to_disk = write
    if file.exists():
        store.update(likeness.unpickled(file.read_bytes()))


def main() -> None:
    os.umask(0o077)
    told = os.environ
    keep_books_in(Path(told["FILE"]))
    likeness.take_on()
    # Only now: see there.
    from localstripe.server import app

    from topsmile.running.play_money import requests

    register_webhook("topsmile", told["WEBHOOK_URL"], told["WEBHOOK_SECRET"], None)
    app.middlewares.insert(0, requests.guard(told["SECRET_KEY"], told["PUBLISHABLE_KEY"]))
    web.run_app(app, host=told["HOST"], port=int(told["PORT"]), access_log=None, print=None)


main()
