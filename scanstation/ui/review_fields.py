"""Between the form and the batch: what a field shows, and what becomes of what is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from scanstation.errors import NOTHING, EditRefused, NothingToTake, ScanstationError, Text
from scanstation.model import (
    Box,
    Document,
    DocumentClass,
    FieldKind,
    FieldSpec,
    IndexValue,
    Problem,
)
from scanstation.ui.drafts import Drafts, Key, Origin
from scanstation.ui.operations import Operation
from scanstation.ui.operations.asking import Classes, FindCases, SearchAhead, Suggest
from scanstation.ui.operations.editing import (
    AcceptSuggestion,
    ConfirmField,
    SetClass,
    SetField,
    TakePrevious,
)
from scanstation.ui.operations.refresh import Refresh
from scanstation.ui.review_offers import from_case_files, from_choices, from_suggestions
from scanstation.ui.services import Services
from scanstation.ui.widgets.field_edit import FieldEdit
from scanstation.ui.widgets.field_row import UNCONFIRMED, FieldContent
from scanstation.ui.widgets.field_values import displayed, kept
from scanstation.ui.widgets.index_form import FormContent, IndexForm
from scanstation.ui.widgets.type_ahead import Offer

if TYPE_CHECKING:
    from scanstation.indexing.lookup import CaseFile
    from scanstation.indexing.suggest import Suggestions

NOT_SAVED = Text(
    "Dokument {number}, {field}: {reason}",
    "Document {number}, {field}: {reason}",
)


class Fields(QObject):
    """See the module.

    Signals:
        source(page, Box | None, asked): where the focused value stands on the paper; empty:
            nowhere. ``asked``: a person went there, so that its page is wanted, too.
        refused(ScanstationError): a value could not be written; it stays in its field.
        settled(): no value waits to be written any more.
        edited(): a person wrote something else than what waits already.
        hinted(Text): why a key did nothing; nothing is wrong.
    """

    source = Signal(str, object, bool)
    refused = Signal(object)
    settled = Signal()
    edited = Signal()
    hinted = Signal(object)

    def __init__(self, services: Services, form: IndexForm, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._form = services, form
        self.drafts = Drafts()
        self.document = ""
        self._batch = ""
        self._classes: Mapping[str, DocumentClass] = {}
        self._known: tuple[object, Suggestions] | None = None
        self._outlined: object = None
        form.alternatives = self._alternatives
        form.written.connect(self._write)
        form.class_chosen.connect(self._set_class)
        form.entered.connect(self._entered)
        form.asked.connect(self._ask)
        form.looked_at.connect(self._look_at)
        services.bridge.changed.connect(lambda _: self.refresh())
        services.bridge.examined.connect(lambda _: self.refresh())

    @property
    def classes(self) -> Mapping[str, DocumentClass]:
        """The document classes of the tenant by name."""
        return self._classes

    @property
    def known(self) -> bool:
        """Whether suggestions for the document shown are there."""
        return self._known is not None and bool(self._known[1])

    def show(self, document: str) -> None:
        """Show another document; what was typed for the former one is written."""
        if document != self.document:
            self._form.flush()
            self.document, self._known = document, None
        self.refresh()

    def refresh(self) -> None:
        """Show what the batch says now; what is being typed stays."""
        batch = self._services.bridge.state.batch
        if batch is None or batch.id != self._batch:
            self._load(batch.id if batch else "")
        document = self._document()
        declared = self._classes.get(document.document_class) if document else None
        if document is None or declared is None:
            self._form.show_content(None)
            return
        self._form.show_content(self._content(document, declared))
        self._tell_source()
        self._learn(document)

    def confirm(self) -> bool:
        """Let the acting person confirm what the focused field proposes; False if nothing."""
        row = self._form.focused()
        if row is None or not self._writable():
            return False
        if UNCONFIRMED not in [code for code, _ in row.content.problems] or not row.value():
            return False
        self._edit(ConfirmField(self.document, row.spec.name, row.content.value))
        return True

    def confirm_all(self) -> None:
        """Let the acting person confirm every value of the document that waits for it."""
        if not self._writable():
            return
        for row in self._form.rows():
            codes = [code for code, _ in row.content.problems]
            if UNCONFIRMED in codes and row.value():
                self._edit(ConfirmField(self.document, row.spec.name, row.content.value))

    def take_words(self, text: str, page: str, region: Box) -> None:
        """Put words of the page into the field that is or was in focus."""
        name = self._form.current
        row = self._form.row(name)
        if row is not None and text.strip():
            self._form.put(name, self._shown(row.spec, text), (page, region))
            row.focus()

    def take_previous(self) -> None:
        """Repeat the previous document's value in the focused field."""
        row = self._form.focused() or self._form.row(self._form.current)
        if row is not None and self._writable():
            row.edit.flush()
            self.edited.emit()
            take = TakePrevious(self.document, row.spec.name)
            self._services.bridge.do(take, None, self._not_taken)

    def _not_taken(self, error: ScanstationError) -> None:
        if isinstance(error, NothingToTake):
            self.hinted.emit(error.happened_text())
        else:
            self.refused.emit(error)

    def retry(self) -> None:
        """Try to write again what could not be written."""
        for key in self.drafts.refused():
            draft = self.drafts.get(key)
            if draft is not None:
                self._write(*key, draft.value, draft.origin)

    def _shown(self, spec: FieldSpec, text: str) -> str:
        day = date.today()
        return displayed(spec, kept(spec, text, day), self._services.speech.language)

    def _writable(self) -> bool:
        return bool(self.document) and not self._services.bridge.state.read_only

    def _document(self) -> Document | None:
        batch = self._services.bridge.state.batch
        if batch is None:
            return None
        return next((one for one in batch.documents if one.id == self.document), None)

    def _load(self, batch: str) -> None:
        """Another batch lies on the desk."""
        self._batch, self._known = batch, None
        if batch:
            self._services.bridge.do(Classes(), self._loaded)
            self._services.bridge.do(SearchAhead(batch), lambda _: self._searched(), _ignore)

    def _searched(self) -> None:
        """What edits left unfilled meanwhile is filled now."""
        self._services.bridge.do(Refresh(), None, _ignore)

    def _loaded(self, classes: Mapping[str, DocumentClass]) -> None:
        self._classes = classes
        self.refresh()

    def _content(self, document: Document, declared: DocumentClass) -> FormContent:
        state = self._services.bridge.state
        by_field: dict[str, list[tuple[str, Text]]] = {}
        for problem in self._problems(document):
            by_field.setdefault(problem.field, []).append((problem.code, problem.text))
        fields = {
            spec.name: self._field(document, spec, tuple(by_field.get(spec.name, ())))
            for spec in declared.fields
        }
        return FormContent(
            document.id, document.number, declared, self._classes, fields, state.read_only
        )

    def _problems(self, document: Document) -> list[Problem]:
        found = self._services.bridge.findings.problems
        return [one for one in found if one.document == document.number]

    def _field(
        self, document: Document, spec: FieldSpec, problems: tuple[tuple[str, Text], ...]
    ) -> FieldContent:
        from scanstation.workflow.origin import origin_text

        batch = self._services.bridge.state.batch
        draft = self.drafts.get((document.id, spec.name))
        if draft is not None:
            return FieldContent(draft.value, draft=True, failed=draft.failed)
        value = document.fields.get(spec.name)
        if value is None or batch is None:
            return FieldContent("", NOTHING, problems)
        source = (value.page, value.region) if value.region else None
        still = tuple(one for one in problems if one[0] not in _answered(value))
        return FieldContent(value.value, origin_text(value, batch), still, source)

    def _write(self, document: str, name: str, value: str, origin: Origin) -> None:
        key = (document, name)
        waits = self.drafts.get(key)
        if waits is None or waits.value != value:
            self.edited.emit()
        draft = self.drafts.put(key, value, origin)
        serial, origin = draft.serial, draft.origin
        operation: Operation
        if isinstance(origin, IndexValue):
            operation = AcceptSuggestion(document, name, origin)
        else:
            operation = SetField(document, name, value, origin)
        self._services.bridge.do(
            operation,
            lambda _: self._written(key, serial),
            lambda error: self._failed(key, serial, error),
        )
        self.refresh()

    def _written(self, key: Key, serial: int) -> None:
        self.drafts.written(key, serial)
        self.refresh()
        if not self.drafts:
            self.settled.emit()

    def _failed(self, key: Key, serial: int, error: ScanstationError) -> None:
        if isinstance(error, EditRefused):  # the document is gone: there is nowhere to write to
            self.drafts.forget(key)
        else:
            self.drafts.failed(key, serial)
        self.refused.emit(error)
        self.refresh()
        if not self.drafts:
            self.settled.emit()

    def _edit(self, operation: Operation) -> None:
        self.edited.emit()
        self._services.bridge.do(operation, None, self.refused.emit)

    def _set_class(self, document: str, name: str) -> None:
        self._edit(SetClass(document, name))

    def _entered(self, _: str) -> None:
        self._outlined = None
        self._tell_source(asked=True)

    def _tell_source(self, *, asked: bool = False) -> None:
        """Say where the focused value stands, whenever that is another place."""
        row = self._form.focused()
        if row is None:
            return
        found = (self.document, row.spec.name, row.content.source)
        if found != self._outlined:
            self._outlined = found
            page, region = row.content.source or ("", None)
            self.source.emit(page, region, asked)

    def _look_at(self, offer: Offer) -> None:
        value = offer.value
        if value is not None and value.region is not None:
            self._outlined = None
            self.source.emit(value.page, value.region, True)

    def _learn(self, document: Document) -> None:
        """Ask for the suggestions of the document shown, once for each of its states."""
        from scanstation.workflow.index import read_words

        batch = self._services.bridge.state.batch
        if batch is None:
            return
        words = tuple(read_words(batch.page(page)) for page in document.pages)
        key = (document.id, document.document_class, words, document.number)
        if self._known is None or self._known[0] != key:
            self._known = (key, {})
            self._services.bridge.do(Suggest(document.id), partial(self._learned, key), _ignore)

    def _learned(self, key: object, found: Suggestions) -> None:
        if self._known is not None and self._known[0] == key:
            self._known = (key, found)

    def _alternatives(self, spec: FieldSpec) -> Sequence[Offer]:
        """What else the field may hold; what stands in it is left out."""
        batch, row = self._services.bridge.state.batch, self._form.row(spec.name)
        if batch is None or row is None or self._known is None or not self._writable():
            return ()
        language = self._services.speech.language
        known = self._known[1].get(spec.name, ())
        offers = [*from_suggestions(spec, known, batch, language), *from_choices(spec)]
        unique = {one.text: one for one in reversed(offers)}
        return [one for one in reversed(unique.values()) if one.text != row.value()]

    def _ask(self, edit: FieldEdit, spec: FieldSpec, text: str) -> None:
        """Somebody typed and paused."""
        if spec.kind is FieldKind.CHOICE:
            self._form.offers.show_offers(edit, text, from_choices(spec, text))
        elif spec.lookup and text.strip():
            answer = partial(self._found, edit, spec, text)
            self._services.bridge.do(FindCases(spec.lookup, text.strip()), answer, _ignore)

    def _found(
        self, edit: FieldEdit, spec: FieldSpec, text: str, files: Sequence[CaseFile]
    ) -> None:
        row = self._form.row(spec.name)
        if row is not None and row.edit is edit:
            self._form.offers.show_offers(edit, text, from_case_files(spec, files))


def _answered(value: IndexValue) -> tuple[str, ...]:
    """Problems that a newer state has answered already, before they are looked for again."""
    answered = ("required",) if value.value else ()
    return (*answered, UNCONFIRMED) if value.confirmed_by else answered


def _ignore(_: ScanstationError) -> None:
    """A list that cannot be asked offers nothing; typing goes on."""
