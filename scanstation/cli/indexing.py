"""index: recognise text, fill fields, set and confirm values."""

from __future__ import annotations

from contextlib import closing

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import print_json, print_table
from scanstation.cli.shapes import batch_shape, field_shape
from scanstation.cli.speech import command, json_option, option
from scanstation.errors import UsageError
from scanstation.workflow import edit as editing
from scanstation.workflow import index as indexing
from scanstation.workflow import recognise
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace


@command("index", "Text erkennen und Felder füllen", "Recognise text and fill fields")
@click.argument("batch")
@option("--document", type=int, default=0, de="Nummer des Dokuments", en="Number of the document")
@option("--set", "values", multiple=True, de="FELD=WERT", en="FIELD=VALUE")
@option("--class", "document_class", default="", de="Dokumentart setzen", en="Set the class")
@option("--confirm", multiple=True, de="Feld bestätigen", en="Confirm a field")
@option("--suggest", is_flag=True, de="Vorschläge zeigen", en="Show suggestions")
@option("--no-ocr", is_flag=True, de="Ohne Texterkennung", en="Without text recognition")
@json_option
@pass_cli
def index(
    cli: Cli,
    batch: str,
    document: int,
    values: tuple[str, ...],
    document_class: str,
    confirm: tuple[str, ...],
    suggest: bool,
    no_ocr: bool,
    as_json: bool,
) -> None:
    """Fill the fields of all documents, or change those of one."""
    workspace = cli.workspace()
    if (values or document_class or confirm or suggest) and not document:
        raise UsageError(reason="--document N")
    with closing(workspace.open(batch)) as session:
        if not no_ocr and not (values or confirm or document_class):
            recognise.recognise(workspace, session, cli.report())
        if document_class:
            known = workspace.configuration.document_class(document_class)
            editing.set_class(session, document, known.name)
        _change(workspace, session, document, values, confirm)
        indexing.refresh(workspace, session)
        if suggest:
            _print_suggestions(workspace, session, document, as_json=as_json)
            return
        found = session.batch()
    if as_json:
        print_json(batch_shape(found))
        return
    head = ("Nr", "Feld", "Wert", "aus") if cli.speak() == "de" else ("no", "field", "value", "of")
    rows = [
        (one.number, name, value.value, value.source.value)
        for one in found.documents
        for name, value in one.fields.items()
    ]
    print_table(head, rows)


def _change(
    workspace: Workspace,
    session: BatchSession,
    document: int,
    values: tuple[str, ...],
    confirm: tuple[str, ...],
) -> None:
    for assignment in values:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise UsageError(reason=f"{assignment}: FELD=WERT / FIELD=VALUE")
        indexing.set_value(workspace, session, document, name.strip(), value.strip())
    for name in confirm:
        indexing.confirm(session, document, name)


def _print_suggestions(
    workspace: Workspace, session: BatchSession, document: int, *, as_json: bool
) -> None:
    found = indexing.suggestions(workspace, session, document)
    if as_json:
        print_json({name: [field_shape(one) for one in every] for name, every in found.items()})
        return
    rows = [
        (name, one.value, one.source.value, f"{one.confidence:.0%}")
        for name, every in found.items()
        for one in every
    ]
    print_table(("Feld/field", "Wert/value", "aus/of", "%"), rows)
