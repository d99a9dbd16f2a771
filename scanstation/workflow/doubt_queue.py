"""The doubts of a batch in the order of its documents: a pure function of what is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scanstation.errors import Text
from scanstation.model import (
    Anomaly,
    Batch,
    Document,
    DocumentClass,
    IndexValue,
    Page,
    PageKind,
    Problem,
    ValueSource,
)
from scanstation.separation.findings import NARROW
from scanstation.workflow import doubt_words as words
from scanstation.workflow.check import open_doubts
from scanstation.workflow.doubt_model import Acceptance, Correction, CorrectionKind, Doubt
from scanstation.workflow.edit_words import filled
from scanstation.workflow.origin import origin_text
from scanstation.workflow.places import Places
from scanstation.workflow.separate import separation_of

LOW = 0.7
"""Confidence of a value below which a person is asked."""
GUESSED = frozenset({ValueSource.OCR, ValueSource.BARCODE, ValueSource.LOOKUP})
UNCONFIRMED = "case_number_unconfirmed"
MISSING_NUMBERS = frozenset({"missing_number", "missing_number_before"})
MOST_CANDIDATES = 5


class Queue:
    """Gathers the doubts of one batch."""

    def __init__(
        self, batch: Batch, problems: Sequence[Problem], classes: Mapping[str, DocumentClass]
    ) -> None:
        self._batch = batch
        self._problems = problems
        self._classes = classes
        self._places = Places(batch)

    def all(self) -> tuple[Doubt, ...]:
        """Return every doubt, by document and page; what concerns the whole batch comes first."""
        found = [*self._anomalies(), *self._unknown_classes(), *self._values(), *self._blanks()]
        place = {page.number: place for place, page in enumerate(self._batch.pages)}
        return tuple(sorted(found, key=lambda one: (one.document, place.get(one.page, -1))))

    def _anomalies(self) -> Iterator[Doubt]:
        doubtful = open_doubts(self._batch)
        asked = any(one.kind in MISSING_NUMBERS for one in doubtful)
        candidates = separation_of(self._batch).candidates if asked else {}
        for one in doubtful:
            page = self._places.page(one)
            kind = words.KINDS.get(one.kind, words.OTHER)
            document, number = self._places.numbers(page)
            yield Doubt(
                kind=one.kind,
                key=one.key,
                document=document,
                page=number,
                title=kind.title,
                reasons=(one.text,),
                proposal=kind.proposal,
                accept=Acceptance(kind.accept, kind.button, kind.answer),
                corrections=tuple(self._corrections(one, page, candidates.get(one.key, ()))),
                beside=self._number(one.like),
            )

    def _number(self, page: str) -> int:
        known = page in self._batch.page_index
        return self._batch.page(page).number if known else 0

    def _corrections(
        self, one: Anomaly, page: Page | None, candidates: Sequence[str]
    ) -> Iterator[Correction]:
        document = self._places.document(page) if page else None
        for name in words.KINDS.get(one.kind, words.OTHER).corrections:
            if name == "split":
                yield from self._splits(one, document, candidates)
            elif name == "join_next":
                yield from self._join_next(document)
            elif (name == "join" and not (document and document.number > 1)) or (
                name == "no_separator" and not (document and document.opening.separator)
            ):
                continue
            else:
                number = page.number if page else 0
                yield Correction(name, words.CORRECTIONS[name], number)

    def _splits(
        self, one: Anomaly, document: Document | None, candidates: Sequence[str]
    ) -> Iterator[Correction]:
        if one.kind == "expected_pages_differ" and document is not None:
            expected = _expected(document)
            candidates = document.pages[expected : expected + 1] if expected else ()
        for candidate in candidates[:MOST_CANDIDATES]:
            page = self._batch.page(candidate)
            if page.kind is PageKind.DOCUMENT and page.id not in self._batch.openings:
                text = filled(words.CORRECTIONS["split"], page=page.number)
                yield Correction("split", text, page.number)

    def _join_next(self, document: Document | None) -> Iterator[Correction]:
        """Only a document that is too short can go on in the following one."""
        documents = self._batch.documents
        if document is None or document.number >= len(documents):
            return
        if len(document.pages) < _expected(document):
            page = self._batch.page(documents[document.number].opening.page)
            yield Correction("join_next", words.CORRECTIONS["join_next"], page.number)

    def _unknown_classes(self) -> Iterator[Doubt]:
        for problem in self._problems:
            if problem.code != "class_unknown":
                continue
            document = self._batch.documents[problem.document - 1]
            title = self._classes[document.document_class].title
            yield Doubt(
                kind="class_unknown",
                key=f"class_unknown:{document.id}",
                document=document.number,
                page=self._batch.page(document.pages[0]).number,
                title=words.CLASS,
                reasons=(problem.text,),
                proposal=filled(words.CLASS_PROPOSAL, title=title),
                accept=Acceptance("keep_class", words.KEEP_CLASS, document.document_class),
                corrections=(Correction("class", words.CORRECTIONS["class"]),),
            )

    def _values(self) -> Iterator[Doubt]:
        codes: dict[tuple[int, str], set[str]] = {}
        for one in self._problems:
            codes.setdefault((one.document, one.field), set()).add(one.code)
        for document in self._batch.documents:
            declared = self._classes.get(document.document_class)
            for spec in declared.fields if declared else ():
                found = codes.get((document.number, spec.name), set())
                value = document.fields.get(spec.name)
                if value is None or found - {UNCONFIRMED}:
                    continue
                if found:
                    yield self._value(document, spec.name, spec.title, value, words.BY_A_PERSON)
                elif value.source in GUESSED and value.confidence < LOW and not value.confirmed_by:
                    why = _low_trust(value)
                    yield self._value(document, spec.name, spec.title, value, why, binding=False)

    def _value(
        self,
        document: Document,
        name: str,
        title: Text,
        value: IndexValue,
        why: Text,
        *,
        binding: bool = True,
    ) -> Doubt:
        """Where it was read is seen on that page; a value from nowhere on the first one."""
        page = value.page if value.page in document.pages else document.pages[0]
        return Doubt(
            kind="value",
            key=f"value:{document.id}:{name}",
            document=document.number,
            page=self._batch.page(page).number,
            title=filled(words.VALUE, title=title),
            reasons=(origin_text(value, self._batch), why),
            proposal=Text(value.value, value.value),
            accept=Acceptance("confirm", words.CONFIRM, value.value),
            corrections=(Correction("field", words.CORRECTIONS["field"]),),
            field=name,
            binding=binding,
        )

    def _blanks(self) -> Iterator[Doubt]:
        """Sides that were kept although they are nearly blank."""
        imaging = self._batch.profile.imaging
        low = imaging.blank_threshold - NARROW * (1.0 - imaging.blank_threshold)
        for page in self._batch.pages:
            kept = page.kind is PageKind.DOCUMENT and page.id not in self._batch.kinds_by_hand
            if not (imaging.drop_blank and kept and page.facts):
                continue
            if low <= page.facts.blank.blank_score < imaging.blank_threshold:
                document, number = self._places.numbers(page)
                drop: CorrectionKind = "drop"
                yield Doubt(
                    kind="blank_near",
                    key=f"blank_near:{page.id}",
                    document=document,
                    page=number,
                    title=words.NEARLY_BLANK,
                    reasons=(filled(words.NEARLY_BLANK_WHY, page=number),),
                    proposal=words.KEEP_PAGE,
                    accept=Acceptance("keep_page", words.KEEP_PAGE),
                    corrections=(Correction(drop, words.CORRECTIONS[drop], number),),
                    binding=False,
                )


def _low_trust(value: IndexValue) -> Text:
    """Where the value is from says how sure the recognition was already."""
    if value.source is ValueSource.OCR:
        return words.LOW_READING
    return filled(words.LOW_TRUST, trust=f"{value.confidence:.0%}")


def _expected(document: Document) -> int:
    """Return how many pages the separator sheet announces, 0 if it does not say."""
    said = document.opening.values.get("expected_pages", "")
    return int(said) if said.isdecimal() else 0
