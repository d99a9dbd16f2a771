"""What undo and redo would do, in words for the menu; they name pages and fields, never values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scanstation import events
from scanstation.errors import Text
from scanstation.model import Batch, DocumentClass, PageKind

PAGE_EDITS: dict[type[events.Event], Text] = {
    events.PageRotated: Text("Seite {page} drehen", "Turn page {page}"),
    events.PageRejected: Text("Seite {page} verwerfen", "Reject page {page}"),
    events.PageRestored: Text("Seite {page} wieder aufnehmen", "Restore page {page}"),
    events.PageReplaced: Text("Seite {page} ersetzen", "Replace page {page}"),
    events.PageMoved: Text("Seite {page} verschieben", "Move page {page}"),
}
SEVERAL: dict[type[events.Event], Text] = {
    events.PageRotated: Text("{count} Seiten drehen", "Turn {count} pages"),
    events.PageRejected: Text("{count} Seiten verwerfen", "Reject {count} pages"),
    events.PageRestored: Text("{count} Seiten wieder aufnehmen", "Restore {count} pages"),
    events.PageMoved: Text("{count} Seiten verschieben", "Move {count} pages"),
    events.PageKindSet: Text("Art von {count} Seiten ändern", "Change the kind of {count} pages"),
    events.BoundarySet: Text("{count} Grenzen ändern", "Change {count} boundaries"),
    events.FieldSet: Text("{count} Felder füllen", "Fill {count} fields"),
}
KINDS = {
    PageKind.BLANK: Text("Seite {page} als leer behandeln", "Treat page {page} as blank"),
    PageKind.DOCUMENT: Text("Seite {page} aufnehmen", "Keep page {page}"),
}
OTHER_KIND = Text("Art von Seite {page} ändern", "Change the kind of page {page}")
SPLIT = Text("Neues Dokument ab Seite {page}", "New document from page {page}")
JOIN = Text("Dokument ab Seite {page} anschließen", "Join the document from page {page}")
FIELD = Text("{field} in Dokument {number}", "{field} in document {number}")
CLEARED = Text("{field} in Dokument {number} leeren", "Clear {field} in document {number}")
CLASS = Text("Dokumentart von Dokument {number}", "Class of document {number}")
ANSWER = Text("Zweifel beantworten", "Answer a doubt")
DESCRIBE = Text("Angaben zum Stapel", "Description of the batch")
CHANGE = Text("Änderung", "Change")
EDITS = Text("{count} Änderungen", "{count} changes")


def words_of(
    edit: events.Event, batch: Batch, classes: Mapping[str, DocumentClass] | None = None
) -> Text:
    """Return what one edit does; ``classes`` know what fields are called."""
    if isinstance(edit, events.FieldSet):
        template = CLEARED if edit.value is None else FIELD
        title = field_title(edit.name, edit.document, batch, classes or {})
        return filled(template, field=title, number=_number(batch, edit.document))
    if isinstance(edit, events.ClassSet):
        return filled(CLASS, number=_number(batch, edit.document))
    if isinstance(edit, events.AnomalyAnswered):
        return ANSWER
    if isinstance(edit, events.BatchDescribed):
        return DESCRIBE
    page = getattr(edit, "page", "")
    if page not in batch.page_index:
        return CHANGE
    return filled(_of_page(edit), page=batch.page(page).number)


def _of_page(edit: events.Event) -> Text:
    if isinstance(edit, events.BoundarySet):
        return SPLIT if edit.document else JOIN
    if isinstance(edit, events.PageKindSet):
        return KINDS.get(edit.kind, OTHER_KIND) if edit.kind else OTHER_KIND
    return PAGE_EDITS.get(type(edit), CHANGE)


def step_words(edits: Sequence[events.Event], batch: Batch) -> Text:
    """Return what edits that were made together do."""
    if len(edits) == 1:
        return words_of(edits[0], batch)
    kinds = {type(edit) for edit in edits}
    template = SEVERAL.get(kinds.pop(), EDITS) if len(kinds) == 1 else EDITS
    return filled(template, count=len(edits))


def filled(template: Text, **details: object) -> Text:
    """Return a sentence with its details in it."""
    return Text(template.say("de", **details), template.say("en", **details))


def field_title(
    name: str, document: str, batch: Batch, classes: Mapping[str, DocumentClass]
) -> Text:
    """Return what people call a field of a document; its short name if nobody declared it."""
    declared = next((one.document_class for one in batch.documents if one.id == document), "")
    spec = classes[declared].field(name) if declared in classes else None
    return spec.title if spec else Text(name, name)


def _number(batch: Batch, document: str) -> object:
    """A document that is joined with another just now has no number."""
    return next((one.number for one in batch.documents if one.id == document), "–")
