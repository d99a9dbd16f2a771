"""index: recognise text, fill fields, set and confirm values."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import print_json, print_table
from scanstation.cli.shapes import batch_shape, field_shape
from scanstation.cli.speech import command, json_option, option
from scanstation.errors import Language, Text, UsageError
from scanstation.indexing.suggest import Suggestions
from scanstation.model import BatchState
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
        raise UsageError(
            reason=Text(
                "Bitte mit --document die Nummer des Dokuments angeben.",
                "Name the document's number with --document.",
            )
        )
    with closing(cli.open(workspace, batch)) as session:
        session.require(BatchState.OPEN)
        if not no_ocr and not (values or confirm or document_class):
            recognise.recognise(workspace, session, cli.report())
        _change(workspace, session, document, document_class, Changes.of(values, confirm))
        indexing.refresh(workspace, session)
        if suggest:
            found_values = indexing.suggestions(workspace, session, document)
            _print_suggestions(found_values, cli.speak(), as_json=as_json)
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


@dataclass(frozen=True, slots=True)
class Changes:
    """What one command changes in the fields of a document."""

    values: dict[str, str]
    confirm: tuple[str, ...]

    @classmethod
    def of(cls, values: tuple[str, ...], confirm: tuple[str, ...]) -> Changes:
        """Read FIELD=VALUE.

        Raises:
            UsageError: there is no equals sign.
        """
        found = {}
        for assignment in values:
            name, equals, value = assignment.partition("=")
            if not equals:
                raise UsageError(
                    reason=Text(
                        f"„{assignment}“: gemeint ist FELD=WERT.",
                        f"“{assignment}”: write FIELD=VALUE.",
                    )
                )
            found[name.strip()] = value.strip()
        return cls(found, confirm)


def _change(
    workspace: Workspace, session: BatchSession, number: int, name: str, changes: Changes
) -> None:
    """Change all of it, or nothing if a class or field is unknown."""
    if not number:
        return
    document = editing.document_by_number(session.batch(), number)
    known = workspace.configuration.document_class(name or document.document_class)
    for field in (*changes.values, *changes.confirm):
        indexing.field_of(known, field)
    if name:
        editing.set_class(session, number, known.name)
    for field, value in changes.values.items():
        indexing.set_value(workspace, session, number, field, value)
    for field in changes.confirm:
        indexing.confirm(session, number, field)


def _print_suggestions(found: Suggestions, language: Language, *, as_json: bool) -> None:
    if as_json:
        print_json({name: [field_shape(one) for one in every] for name, every in found.items()})
        return
    rows = [
        (name, one.value, one.source.value, f"{one.confidence:.0%}")
        for name, every in found.items()
        for one in every
    ]
    german = language == "de"
    head = ("Feld", "Wert", "aus", "Sicherheit") if german else ("field", "value", "of", "trust")
    print_table(head, rows)
