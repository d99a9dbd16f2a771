"""edit, undo, redo: what an operator changes about pages and documents."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import click

from scanstation.cli import device_health
from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import answer, print_json, say
from scanstation.cli.shapes import batch_shape
from scanstation.cli.speech import (
    command,
    group,
    json_flag,
    json_option,
    option,
    wants_json,
)
from scanstation.errors import Text
from scanstation.workflow import describe as describing
from scanstation.workflow import edit as editing
from scanstation.workflow import rescan
from scanstation.workflow.index import refresh
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace


@group("edit", "Seiten und Dokumente ändern", "Change pages and documents")
def edit() -> None:
    """Hold the edits."""


def _apply(cli: Cli, batch: str, change: Callable[[BatchSession], object]) -> None:
    workspace = cli.workspace()
    with closing(cli.open(workspace, batch)) as session:
        change(session)
        refresh(workspace, session)
        shape = batch_shape(session.batch()) if wants_json() else {}
    answer(cli.speak(), shape, "Geändert.", "Changed.")


@edit.command(
    "split",
    text=Text(
        "Ein Dokument an jeder SEITE beginnen lassen", "Let a document begin at each of PAGES"
    ),
)
@click.argument("batch")
@click.argument("pages", type=int, nargs=-1, required=True)
@pass_cli
def split(cli: Cli, batch: str, pages: tuple[int, ...]) -> None:
    """Let a document begin at each of PAGES."""

    def change(session: BatchSession) -> None:
        for page in pages:
            editing.split(session, page)

    _apply(cli, batch, change)


@edit.command(
    "join",
    text=Text(
        "Das Dokument, das an SEITE beginnt, an das davor anschließen",
        "Join the document that begins at PAGE with the one before it",
    ),
)
@click.argument("batch")
@click.argument("page", type=int)
@pass_cli
def join(cli: Cli, batch: str, page: int) -> None:
    """Join the document that begins at PAGE with the one before it."""
    _apply(cli, batch, lambda session: editing.join(session, page))


@edit.command(
    "boundary",
    text=Text("Die Grenze an SEITE von Hand bestätigen", "Confirm the boundary at PAGE by hand"),
)
@click.argument("batch")
@click.argument("page", type=int)
@pass_cli
def boundary(cli: Cli, batch: str, page: int) -> None:
    """Confirm the boundary at PAGE by hand."""
    _apply(cli, batch, lambda session: editing.confirm_boundary(session, page))


@edit.command(
    "move",
    text=Text(
        "SEITE in ein Dokument verschieben, ans Ende oder vor eine Seite",
        "Move PAGE into a document, to its end or before a page",
    ),
)
@click.argument("batch")
@click.argument("page", type=int)
@option(
    "--to",
    "document",
    type=int,
    required=True,
    de="Nummer des Dokuments",
    en="Number of the document",
)
@option(
    "--before",
    type=int,
    de="Vor diese Seite, sonst ans Ende",
    en="Before this page, else to the end",
)
@pass_cli
def move(cli: Cli, batch: str, page: int, document: int, before: int | None) -> None:
    """Move PAGE into another document, to its end or before a page."""
    _apply(cli, batch, lambda session: editing.move(session, page, document, before))


@edit.command(
    "rotate",
    text=Text(
        "SEITE um GRAD im Uhrzeigersinn drehen",
        "Turn PAGE clockwise by DEGREES from how it is shown now",
    ),
)
@click.argument("batch")
@click.argument("page", type=int)
@click.argument("degrees", type=int)
@pass_cli
def rotate(cli: Cli, batch: str, page: int, degrees: int) -> None:
    """Turn PAGE clockwise by DEGREES from how it is shown now."""
    _apply(cli, batch, lambda session: editing.rotate(session, page, degrees))


@edit.command(
    "reject",
    text=Text("SEITE aus allen Dokumenten heraushalten", "Keep PAGE out of every document"),
)
@click.argument("batch")
@click.argument("page", type=int)
@option("--reason", required=True, de="Begründung", en="Reason")
@pass_cli
def reject(cli: Cli, batch: str, page: int, reason: str) -> None:
    """Keep PAGE out of every document."""
    _apply(cli, batch, lambda session: editing.reject(session, page, reason))


@edit.command(
    "restore",
    text=Text(
        "Eine verworfene, ersetzte oder leere SEITE wieder aufnehmen",
        "Let a rejected, replaced or blank PAGE count again",
    ),
)
@click.argument("batch")
@click.argument("page", type=int)
@pass_cli
def restore(cli: Cli, batch: str, page: int) -> None:
    """Let a rejected, replaced or blank PAGE count again."""
    _apply(cli, batch, lambda session: editing.restore(session, page))


@edit.command("blank", text=Text("SEITE als leer behandeln", "Treat PAGE as blank"))
@click.argument("batch")
@click.argument("page", type=int)
@pass_cli
def blank(cli: Cli, batch: str, page: int) -> None:
    """Treat PAGE as blank."""
    _apply(cli, batch, lambda session: editing.drop_blank(session, page))


@edit.command(
    "insert",
    text=Text("Blätter scannen und vor SEITE einfügen", "Scan sheets and insert them before PAGE"),
)
@click.argument("batch")
@click.argument("page", type=int)
@option("--device", default="", de="Gerät, siehe devices", en="Device, see devices")
@pass_cli
def insert(cli: Cli, batch: str, page: int, device: str) -> None:
    """Scan sheets and insert them before PAGE."""
    workspace = cli.workspace()
    if device:
        device_health.warn_of(cli, device)
    _apply(cli, batch, lambda session: rescan.insert(workspace, session, page, device))


@edit.command(
    "replace",
    text=Text(
        "SEITE durch eine andere oder einen neuen Scan ersetzen",
        "Replace PAGE by another page or by a rescan",
    ),
)
@click.argument("batch")
@click.argument("page", type=int)
@option("--by", "new", type=int, de="Seite, die sie ersetzt", en="Page that replaces it")
@option("--device", default="", de="Gerät für einen neuen Scan", en="Device for a rescan")
@pass_cli
def replace(cli: Cli, batch: str, page: int, new: int | None, device: str) -> None:
    """Replace PAGE by another page of the batch, or by a rescan."""
    workspace = cli.workspace()
    if device and new is None:
        device_health.warn_of(cli, device)
    _apply(cli, batch, lambda session: _replace(workspace, session, page, new, device))


def _replace(
    workspace: Workspace, session: BatchSession, page: int, new: int | None, device: str
) -> None:
    if new is not None:
        editing.replace(session, page, new)
    else:
        rescan.replace(workspace, session, page, device)


@edit.command(
    "class",
    text=Text("Dem DOKUMENT eine andere Dokumentart geben", "Give DOCUMENT another document class"),
)
@click.argument("batch")
@click.argument("document", type=int)
@click.argument("name")
@pass_cli
def document_class(cli: Cli, batch: str, document: int, name: str) -> None:
    """Give DOCUMENT another document class."""
    known = cli.workspace().configuration.document_class(name)
    _apply(cli, batch, lambda session: editing.set_class(session, document, known.name))


for _edit in edit.commands.values():
    json_flag(_edit)


@command("describe", "Angaben zum Stapel berichtigen", "Put the batch's description right")
@click.argument("batch")
@option("--received", de="Eingangsdatum, leer für keines", en="Date of receipt, empty for none")
@option("--box", de="Nummer der Ablagebox", en="Number of the paper's box")
@option(
    "--expected-sheets",
    type=click.IntRange(0),
    de="Gezählte Blätter, 0 für nicht gezählt",
    en="Sheets counted, 0 for not counted",
)
@json_flag
@pass_cli
def describe(
    cli: Cli, batch: str, received: str | None, box: str | None, expected_sheets: int | None
) -> None:
    """Put receipt date, box or expected sheets of an open batch right."""
    _apply(
        cli,
        batch,
        lambda session: describing.describe(
            session, received=received, box=box, expected_sheets=expected_sheets
        ),
    )


@command("undo", "Die letzte Änderung zurücknehmen", "Take the last edit back")
@click.argument("batch")
@option("--count", default=1, type=click.IntRange(1), de="Wie viele", en="How many")
@json_option
@pass_cli
def undo(cli: Cli, batch: str, count: int, as_json: bool) -> None:
    """Take back the last edits."""
    _again(cli, batch, count, as_json, editing.undo)


@command("redo", "Eine Rücknahme aufheben", "Repeat an edit that was taken back")
@click.argument("batch")
@option("--count", default=1, type=click.IntRange(1), de="Wie viele", en="How many")
@json_option
@pass_cli
def redo(cli: Cli, batch: str, count: int, as_json: bool) -> None:
    """Repeat edits that were taken back."""
    _again(cli, batch, count, as_json, editing.redo)


def _again(
    cli: Cli, batch: str, count: int, as_json: bool, step: Callable[[BatchSession], int]
) -> None:
    workspace = cli.workspace()
    with closing(cli.open(workspace, batch)) as session:
        for _ in range(count):
            step(session)
        refresh(workspace, session)
        found = session.batch()
    if as_json:
        print_json(batch_shape(found))
    else:
        say(cli.speak(), "Erledigt.", "Done.")
