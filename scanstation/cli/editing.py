"""edit, undo, redo: what an operator changes about pages and documents."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import print_json, say
from scanstation.cli.shapes import batch_shape
from scanstation.cli.speech import command, group, json_option, option
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
    with closing(workspace.open(batch)) as session:
        change(session)
        refresh(workspace, session)
    say(cli.speak(), "Geändert.", "Changed.")


@edit.command("split")
@click.argument("batch")
@click.argument("pages", type=int, nargs=-1, required=True)
@pass_cli
def split(cli: Cli, batch: str, pages: tuple[int, ...]) -> None:
    """Let a document begin at each of PAGES."""

    def change(session: BatchSession) -> None:
        for page in pages:
            editing.split(session, page)

    _apply(cli, batch, change)


@edit.command("join")
@click.argument("batch")
@click.argument("page", type=int)
@pass_cli
def join(cli: Cli, batch: str, page: int) -> None:
    """Join the document that begins at PAGE with the one before it."""
    _apply(cli, batch, lambda session: editing.join(session, page))


@edit.command("boundary")
@click.argument("batch")
@click.argument("page", type=int)
@pass_cli
def boundary(cli: Cli, batch: str, page: int) -> None:
    """Confirm the boundary at PAGE by hand."""
    _apply(cli, batch, lambda session: editing.confirm_boundary(session, page))


@edit.command("move")
@click.argument("batch")
@click.argument("page", type=int)
@click.option("--to", "document", type=int, required=True, help="Dokument / document")
@click.option("--before", type=int, help="Seite / page")
@pass_cli
def move(cli: Cli, batch: str, page: int, document: int, before: int | None) -> None:
    """Move PAGE into another document, to its end or before a page."""
    _apply(cli, batch, lambda session: editing.move(session, page, document, before))


@edit.command("rotate")
@click.argument("batch")
@click.argument("page", type=int)
@click.argument("degrees", type=int)
@pass_cli
def rotate(cli: Cli, batch: str, page: int, degrees: int) -> None:
    """Turn PAGE clockwise by DEGREES from how it is shown now."""
    _apply(cli, batch, lambda session: editing.rotate(session, page, degrees))


@edit.command("reject")
@click.argument("batch")
@click.argument("page", type=int)
@click.option("--reason", required=True, help="Begründung / reason")
@pass_cli
def reject(cli: Cli, batch: str, page: int, reason: str) -> None:
    """Keep PAGE out of every document."""
    _apply(cli, batch, lambda session: editing.reject(session, page, reason))


@edit.command("restore")
@click.argument("batch")
@click.argument("page", type=int)
@pass_cli
def restore(cli: Cli, batch: str, page: int) -> None:
    """Let a rejected, replaced or blank PAGE count again."""
    _apply(cli, batch, lambda session: editing.restore(session, page))


@edit.command("blank")
@click.argument("batch")
@click.argument("page", type=int)
@pass_cli
def blank(cli: Cli, batch: str, page: int) -> None:
    """Treat PAGE as blank."""
    _apply(cli, batch, lambda session: editing.drop_blank(session, page))


@edit.command("insert")
@click.argument("batch")
@click.argument("page", type=int)
@click.option("--device", default="", help="Gerät / device")
@pass_cli
def insert(cli: Cli, batch: str, page: int, device: str) -> None:
    """Scan sheets and insert them before PAGE."""
    workspace = cli.workspace()
    _apply(cli, batch, lambda session: rescan.insert(workspace, session, page, device))


@edit.command("replace")
@click.argument("batch")
@click.argument("page", type=int)
@click.option("--by", "new", type=int, help="Seite, die sie ersetzt / page that replaces it")
@click.option("--device", default="", help="Gerät für ein neues Bild / device for a rescan")
@pass_cli
def replace(cli: Cli, batch: str, page: int, new: int | None, device: str) -> None:
    """Replace PAGE by another page of the batch, or by a rescan."""
    workspace = cli.workspace()
    _apply(cli, batch, lambda session: _replace(workspace, session, page, new, device))


def _replace(
    workspace: Workspace, session: BatchSession, page: int, new: int | None, device: str
) -> None:
    if new is not None:
        editing.replace(session, page, new)
    else:
        rescan.replace(workspace, session, page, device)


@edit.command("class")
@click.argument("batch")
@click.argument("document", type=int)
@click.argument("name")
@pass_cli
def document_class(cli: Cli, batch: str, document: int, name: str) -> None:
    """Give DOCUMENT another document class."""
    known = cli.workspace().configuration.document_class(name)
    _apply(cli, batch, lambda session: editing.set_class(session, document, known.name))


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
    with closing(workspace.open(batch)) as session:
        for _ in range(count):
            step(session)
        refresh(workspace, session)
        found = session.batch()
    if as_json:
        print_json(batch_shape(found))
    else:
        say(cli.speak(), "Erledigt.", "Done.")
