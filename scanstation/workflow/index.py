"""From documents to indexed documents: every value keeps its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from scanstation import events
from scanstation.errors import EditRefused
from scanstation.indexing.fields import validate
from scanstation.indexing.lookup import CaseFiles
from scanstation.indexing.matching import PageText
from scanstation.indexing.suggest import Suggestions, fill, look_up, suggest
from scanstation.indexing.values import canonical
from scanstation.model import (
    Batch,
    BatchState,
    Box,
    Document,
    DocumentClass,
    FieldSpec,
    IndexValue,
    Problem,
    ValueSource,
)
from scanstation.ocr.words import decode
from scanstation.workflow import separate
from scanstation.workflow.edit import document_by_number
from scanstation.workflow.lookups import open_lookups
from scanstation.workflow.session import BatchSession, undisturbed
from scanstation.workflow.workspace import Workspace

CLASS_VALUE = "document_class"
"""Name of the value of a separator sheet that names the document class."""

Lookups = Mapping[str, CaseFiles]


@undisturbed
def refresh(workspace: Workspace, session: BatchSession, lookups: Lookups | None = None) -> None:
    """Separate again and fill what can be filled without a person; hands stay as they are.

    Raises:
        StateRefused: the batch is released; what was released stays as it is.
    """
    session.require(BatchState.OPEN)
    separate.run(session)
    batch = session.batch()
    if lookups is None:
        lookups = open_lookups(workspace, batch.profile)
    classes = {one.id: _class_from_sheet(workspace, one) for one in batch.documents}
    by_hand = {one.document: one.document_class for one in session.every(events.ClassSet)}
    values = {}
    for one in batch.documents:
        name = by_hand.get(one.id) or classes[one.id] or batch.profile.document_class
        declared = workspace.configuration.document_class(name)
        values[one.id] = _filled(session, batch, one, declared, lookups)
    happened = events.FieldsFilled(
        values={document: found for document, found in values.items() if found},
        classes={document: name for document, name in classes.items() if name},
    )
    if happened != (session.last(events.FieldsFilled) or events.FieldsFilled()):
        session.append(happened)


def suggestions(workspace: Workspace, session: BatchSession, number: int) -> Suggestions:
    """Return what is known for the fields of a document, best first."""
    batch = session.batch()
    document = document_by_number(batch, number)
    declared = class_of(workspace, document)
    previous = batch.documents[number - 2] if number > 1 else None
    return suggest(
        declared,
        document.opening,
        _texts(session, batch, document),
        today=today(),
        previous=previous,
    )


@undisturbed
def set_value(
    workspace: Workspace,
    session: BatchSession,
    number: int,
    name: str,
    value: str,
    region: tuple[str, Box] | None = None,
) -> None:
    """Write the acting person's value; that confirms a case number.

    Args:
        value: empty clears the field.
        region: page and box that the value was taken from.

    Raises:
        EditRefused: the document's class has no such field.
    """
    batch = session.require(BatchState.OPEN)
    document = document_by_number(batch, number)
    spec = field_of(class_of(workspace, document), name)
    kept = canonical(spec, value, today())
    page, box = region or ("", None)
    typed = IndexValue(kept, ValueSource.OPERATOR, 1.0, page, box, session.actor.operator)
    session.append(events.FieldSet(document.id, name, typed if kept else None))


@undisturbed
def confirm(session: BatchSession, number: int, name: str) -> None:
    """Let the acting person confirm the value that stands in a field.

    Raises:
        EditRefused: the field is empty.
    """
    batch = session.require(BatchState.OPEN)
    document = document_by_number(batch, number)
    value = document.fields.get(name)
    if value is None:
        raise EditRefused(
            reason_de=f"Das Feld {name} ist leer.", reason_en=f"the field {name} is empty."
        )
    confirmed = IndexValue(
        value.value,
        value.source,
        value.confidence,
        value.page,
        value.region,
        session.actor.operator,
    )
    session.append(events.FieldSet(document.id, name, confirmed))


def problems(workspace: Workspace, batch: Batch, lookups: Lookups) -> list[Problem]:
    """Return what still stands against the index of every document."""
    found: list[Problem] = []
    for document in batch.documents:
        declared = class_of(workspace, document)
        answers = look_up(declared, document.fields, lookups)
        found.extend(validate(document, declared, today=today(), answers=answers))
    return found


def class_of(workspace: Workspace, document: Document) -> DocumentClass:
    """Return the document's class (ConfigurationUnknown if its file is gone)."""
    return workspace.configuration.document_class(document.document_class)


def field_of(declared: DocumentClass, name: str) -> FieldSpec:
    """Return a field of a class.

    Raises:
        EditRefused: the class has none of this name.
    """
    spec = declared.field(name)
    if spec is None:
        known = ", ".join(one.name for one in declared.fields)
        raise EditRefused(
            reason_de=f"Das Feld {name} gibt es nicht. Vorhanden: {known}.",
            reason_en=f"there is no field {name}. Known: {known}.",
        )
    return spec


def today() -> date:
    """Return the day of the wall clock."""
    return datetime.now(UTC).date()


def _class_from_sheet(workspace: Workspace, document: Document) -> str:
    """Return the class that the separator sheet names, if there is one of that name."""
    named = document.opening.values.get(CLASS_VALUE, "")
    return named if named in workspace.configuration.classes else ""


def _filled(
    session: BatchSession,
    batch: Batch,
    document: Document,
    declared: DocumentClass,
    lookups: Lookups,
) -> dict[str, IndexValue]:
    texts = _texts(session, batch, document)
    known = suggest(declared, document.opening, texts, today=today())
    return fill(declared, known, document.opening, lookups)


def _texts(session: BatchSession, batch: Batch, document: Document) -> list[PageText]:
    pages = [batch.page(page) for page in document.pages]
    return [
        PageText(page.id, decode(session.blobs.read(page.words)).words)
        for page in pages
        if page.words
    ]
