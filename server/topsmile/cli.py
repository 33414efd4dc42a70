"""`topsmile`: the parts of the system one by one, and all of them with `topsmile up`."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from topsmile.running.processes import Trouble
from topsmile.settings import Misconfigured, place, settings

# Imports of the application stand inside the commands: `up` and `doctor` start faster without.
cli = typer.Typer(
    help="Runs dental clinics.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
clinics = typer.Typer(help="The clinics of this installation.", no_args_is_help=True)
cli.add_typer(clinics, name="clinic")
audit = typer.Typer(
    help="Who did what, and whether that is still as written.", no_args_is_help=True
)
cli.add_typer(audit, name="audit")
files = typer.Typer(help="What is kept of documents and pictures.", no_args_is_help=True)
cli.add_typer(files, name="files")
analytics = typer.Typer(help="The clinics' figures.", no_args_is_help=True)
cli.add_typer(analytics, name="analytics")


def main() -> None:
    try:
        cli()
    except (Trouble, Misconfigured) as trouble:
        sys.exit(f"topsmile: {trouble}")
    except ExceptionGroup as group:
        # Several services started side by side; each that failed says why.
        known, unknown = group.split((Trouble, Misconfigured))
        if unknown or known is None:
            raise
        sys.exit("\n".join(f"topsmile: {trouble}" for trouble in each_of(known)))


def each_of(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    return [
        trouble
        for inner in group.exceptions
        for trouble in (each_of(inner) if isinstance(inner, BaseExceptionGroup) else [inner])
    ]


@cli.command()
def up() -> None:
    """Everything on this machine: database, Valkey, web and worker. Ctrl-C stops it."""
    from topsmile.running.up import up

    asyncio.run(up(place()))


@cli.command()
def serve(
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer requests.")] = 1,
) -> None:
    """The web application and its API."""
    from topsmile.running.serving import serve

    os.environ.pop("DATABASE_OWNER_URL", None)
    serve(settings(), workers)


@cli.command()
def worker(
    lane: Annotated[
        str, typer.Option(help="`main` or `quarantine`: this lane alone, in this process.")
    ] = "",
) -> None:
    """Delivers events: messages, reminders, whatever follows from what was done."""
    os.environ.pop("DATABASE_OWNER_URL", None)
    if not lane:
        from topsmile.running.lanes import run_lanes

        asyncio.run(run_lanes())
    elif lane in ("main", "quarantine"):
        import uvloop

        from topsmile.app import run_worker

        uvloop.run(run_worker(settings(), lane))  # type: ignore[arg-type]
    else:
        raise Misconfigured("a lane is `main` or `quarantine`")


@cli.command()
def migrate() -> None:
    """Bring the database named by DATABASE_OWNER_URL to the newest schema."""
    from topsmile.running.migrating import migrate
    from topsmile.running.up import here

    chosen = here(place())
    if chosen.database_owner_url is None:
        raise Misconfigured("DATABASE_OWNER_URL is not set")
    owner_url = chosen.database_owner_url.get_secret_value()
    changed = asyncio.run(migrate(owner_url, chosen.database_url.get_secret_value()))
    print("The database has the newest schema" + (" now." if changed else " already."))


@cli.command()
def seed(
    demo: Annotated[bool, typer.Option("--demo", help="Two clinics with a fortnight's life.")] = (
        False
    ),
    where_welcome: Annotated[
        bool, typer.Option("--where-welcome", hidden=True, help="Silent beside real clinics.")
    ] = False,
) -> None:
    """Fill an empty installation with the demo. Repeatable; refuses beside real clinics."""
    if not demo:
        raise Misconfigured("`topsmile seed` makes demonstration data: say so with --demo")
    from topsmile.demo import RealClinics, seed
    from topsmile.running.opening import in_words
    from topsmile.running.up import here

    try:
        with in_words():
            print(asyncio.run(seed(here(place()))))
    except RealClinics:
        if not where_welcome:
            raise


@clinics.command()
def create(
    *,
    slug: Annotated[str, typer.Option(help="The end of the booking address: /book/<slug>.")],
    name: Annotated[str, typer.Option(help="As patients know it.")],
    timezone: Annotated[str, typer.Option(help="IANA, such as America/Sao_Paulo.")],
    currency: Annotated[str, typer.Option(help="ISO 4217, such as BRL.")],
    locale: Annotated[str, typer.Option(help="The language of its messages, such as pt-BR.")],
    admin_email: Annotated[str, typer.Option(help="Who signs in first.")],
    admin_name: Annotated[str, typer.Option(help="The name of that person.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Open a clinic, with an administrator who can sign in."""
    from topsmile.clinics.models import OpenClinic
    from topsmile.identity.founding import Founder
    from topsmile.running import opening
    from topsmile.running.up import here

    clinic = OpenClinic(slug, name, timezone, currency, locale)
    admin = Founder(admin_name, admin_email, "admin")
    ask = opening.password_from_stdin if password_stdin else opening.password_from_terminal
    print(asyncio.run(opening.open_clinic(here(place()), clinic, admin, ask)))


@audit.command()
def verify(
    clinic: Annotated[str, typer.Option(help="Only the one with this slug.")] = "",
    anchors: Annotated[
        list[Path] | None,
        typer.Option(help="Folders that workers keep anchors in; else AUDIT_ANCHORS."),
    ] = None,
    minutes: Annotated[
        int, typer.Option(min=0, help="How long an entry may wait for its place in the chain.")
    ] = 10,
) -> None:
    """Whether the audit trail is as it was written. Says what is not, and then ends with 1."""
    from topsmile.running import auditing
    from topsmile.running.up import here

    sys.exit(asyncio.run(auditing.verify(here(place()), clinic or None, anchors or [], minutes)))


@audit.command()
def export(
    *,
    clinic: Annotated[str, typer.Option(help="The slug of the clinic.")],
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Its first day.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Its last day.")
    ] = None,
) -> None:
    """The audit trail of a clinic as CSV, on standard output."""
    from topsmile.running import auditing
    from topsmile.running.up import here

    days = (first and first.date(), last and last.date())
    asyncio.run(auditing.export(here(place()), clinic, *days))


@files.command()
def sweep() -> None:
    """Remove what died on its way, what was deleted long ago, and blobs that nobody knows."""
    from topsmile.running import filing
    from topsmile.running.up import here

    asyncio.run(filing.sweep(here(place())))


@analytics.command()
def rebuild(
    clinic: Annotated[str, typer.Option(help="Only the one with this slug.")] = "",
) -> None:
    """Count every visit again. Figures are kept by events and should come out the same."""
    from topsmile.running import counting
    from topsmile.running.up import here

    asyncio.run(counting.rebuild(here(place()), clinic or None))


@cli.command()
def openapi() -> None:
    """The API's OpenAPI document, as JSON."""
    from topsmile.app import openapi_document

    json.dump(openapi_document(), sys.stdout, indent=2, ensure_ascii=False)
    print()


@cli.command()
def doctor() -> None:
    """What is missing or wrong on this machine, and what to do about it."""
    from topsmile.running.doctor import examine

    sys.exit(examine())
