"""From documents to indexed documents: every value keeps its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from scanstation import events
from scanstation.errors import EditRefused, NothingToTake, Text
from scanstation.indexing.fields import validate
from scanstation.indexing.lookup import CaseFiles
from scanstation.indexing.matching import PageText
from scanstation.indexing.suggest import Suggestions, fill, look_up, suggest, with_previous
from scanstation.indexing.values import canonical
from scanstation.model import (
    Batch,
    BatchState,
    Box,
    Document,
    DocumentClass,
    FieldSpec,
    IndexValue,
    Page,
    Problem,
    ValueSource,
)
from scanstation.ocr.words import decode
from scanstation.workflow import filling, separate
from scanstation.workflow.edit_rules import document_by_number
from scanstation.workflow.edit_words import filled
from scanstation.workflow.lookups import open_lookups
from scanstation.workflow.origin import origin_text, source_regions
from scanstation.workflow.session import BatchSession, undisturbed
from scanstation.workflow.workspace import Workspace

__all__ = [
    "CLASS_VALUE",
    "Lookups",
    "accept_suggestion",
    "class_of",
    "confirm",
    "field_of",
    "origin_text",
    "problems",
    "read_words",
    "refresh",
    "set_value",
    "source_regions",
    "suggestions",
    "take_previous",
    "today",
]

CLASS_VALUE = "document_class"
"""Name of the value of a separator sheet that names the document class."""

TAKEN_OVER = Text(
    "Werte des Dokuments davor in Dokument {number}",
    "Values of the document before in document {number}",
)
CLASS_UNKNOWN = Text(
    "Das Trennblatt nennt die Dokumentart „{named}“, die es hier nicht gibt; "
    "angenommen ist „{title}“.",
    "The separator sheet names the class “{named}”, which does not exist here; "
    "“{title}” is assumed.",
)

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
    filling.write(session, values, classes)


def search_ahead(workspace: Workspace, session: BatchSession, go_on: Callable[[], bool]) -> None:
    """Search the texts of a batch that was opened, so that its first edit need not.

    Args:
        go_on: asked before each document; False ends the search.
    """
    batch = session.batch()
    for document in batch.documents:
        if not go_on():
            return
        _known(session, batch, document, class_of(workspace, document))


def suggestions(workspace: Workspace, session: BatchSession, number: int) -> Suggestions:
    """Return what is known for the fields of a document, best first."""
    batch = session.batch()
    document = document_by_number(batch, number)
    declared = class_of(workspace, document)
    previous = batch.documents[number - 2] if number > 1 else None
    return with_previous(declared, _known(session, batch, document, declared), previous)


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
def accept_suggestion(
    workspace: Workspace, session: BatchSession, number: int, name: str, value: IndexValue
) -> None:
    """Take a suggestion over as the acting person's choice; it keeps its source and place.

    Raises:
        EditRefused: the document's class has no such field.
    """
    batch = session.require(BatchState.OPEN)
    document = document_by_number(batch, number)
    field_of(class_of(workspace, document), name)
    chosen = replace(value, confirmed_by=session.actor.operator)
    session.append(events.FieldSet(document.id, name, chosen))


@undisturbed
def take_previous(
    workspace: Workspace, session: BatchSession, number: int, name: str = ""
) -> tuple[str, ...]:
    """Repeat the value of the document before in a field, or in every empty one, as one step.

    A case number that is repeated is a suggestion until a person confirms it.

    Returns:
        The fields that were filled.

    Raises:
        NothingToTake: there is no document before, or it has no value to repeat.
    """
    batch = session.require(BatchState.OPEN)
    document = document_by_number(batch, number)
    declared = class_of(workspace, document)
    before = batch.documents[number - 2].fields if number > 1 else {}
    wanted = [field_of(declared, name).name] if name else _empty_fields(declared, document)
    names = tuple(one for one in wanted if one in before)
    if not names:
        raise _nothing_to_take(number)
    edits = [
        events.FieldSet(document.id, one, IndexValue(before[one].value, ValueSource.PREVIOUS, 1.0))
        for one in names
    ]
    session.append_step(filled(TAKEN_OVER, number=number), *edits)
    return names


def _nothing_to_take(number: int) -> NothingToTake:
    if number == 1:
        return NothingToTake(
            reason_de="vor dem ersten Dokument steht keines, dessen Wert zu übernehmen wäre.",
            reason_en="there is no document before the first one to take a value from.",
        )
    return NothingToTake(
        reason_de="das Dokument davor hat keinen Wert dafür.",
        reason_en="the document before has no value for it.",
    )


def _empty_fields(declared: DocumentClass, document: Document) -> list[str]:
    return [spec.name for spec in declared.fields if spec.name not in document.fields]


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
    confirmed = replace(value, confirmed_by=session.actor.operator)
    session.append(events.FieldSet(document.id, name, confirmed))


def problems(workspace: Workspace, batch: Batch, lookups: Lookups) -> list[Problem]:
    """Return what still stands against the index of every document."""
    found: list[Problem] = []
    for document in batch.documents:
        found.extend(_class_problems(workspace, batch, document))
        declared = class_of(workspace, document)
        answers = look_up(declared, document.fields, lookups)
        for problem in validate(document, declared, today=today(), answers=answers):
            found.append(replace(problem, page=_read_on(batch, document, problem.field)))
    return found


def _read_on(batch: Batch, document: Document, name: str) -> int:
    """Return the page that a field's value was read on, or where a person would look for it."""
    value = document.fields.get(name)
    inside = value is not None and value.page in document.pages
    return batch.page(value.page if value and inside else document.pages[0]).number


def _class_problems(workspace: Workspace, batch: Batch, document: Document) -> Iterator[Problem]:
    """A sheet that names a class which is not there must not become the usual one unsaid."""
    named = document.opening.values.get(CLASS_VALUE, "")
    if named and named not in workspace.configuration.classes and not document.class_by_hand:
        title = class_of(workspace, document).title
        text = filled(CLASS_UNKNOWN, named=named, title=title)
        page = batch.page(document.pages[0]).number
        yield Problem("class_unknown", text, document.number, page=page)


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
    known = _known(session, batch, document, declared)
    found = fill(declared, known, document.opening, lookups)
    for name, value in _given(batch, document, declared).items():
        if name not in found or found[name].source is not ValueSource.SEPARATOR:
            found[name] = value
    return found


def _given(batch: Batch, document: Document, declared: DocumentClass) -> dict[str, IndexValue]:
    """Return what the batch says of every document in it, or an earlier version said of this one.

    A case number of an earlier version is a suggestion like any other: what was wrong with that
    version may have been just this.
    """
    known = {"received": batch.received, "box": batch.box}
    given = {
        spec.name: IndexValue(known[spec.inherit], ValueSource.BATCH, 1.0)
        for spec in declared.fields
        if spec.inherit and known[spec.inherit]
    }
    for old in reversed(document.corrects):
        former = batch.former_values.get(old.document, {})
        given |= {name: value for name, value in former.items() if declared.field(name)}
    return given


def _known(
    session: BatchSession, batch: Batch, document: Document, declared: DocumentClass
) -> Suggestions:
    """Return what the document itself says; its text is searched again only if it changed."""
    pages = tuple((page, read_words(batch.page(page))) for page in document.pages)
    state = (pages, declared, document.opening, today())
    kept = session.suggested.get(document.id)
    if kept is not None and kept[0] == state:
        return kept[1]
    texts = _texts(session, batch, document)
    found = suggest(declared, document.opening, texts, today=today())
    session.suggested[document.id] = (state, found)
    return found


def _texts(session: BatchSession, batch: Batch, document: Document) -> list[PageText]:
    found = [(page, read_words(batch.page(page))) for page in document.pages]
    return [
        PageText(page, decode(session.blobs.read(words)).words) for page, words in found if words
    ]


def read_words(page: Page) -> str:
    """Return the blob of the words that a page's values are read from.

    They stand at places of the stored image, so a turn makes none of them wrong: they hold until
    the page is read anew.
    """
    return page.words or page.former_words
