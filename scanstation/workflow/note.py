"""What the transfer note of a document says (TR-03138 A.NB.4), gathered from the journal."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence

from scanstation import __version__, events
from scanstation.export.note_model import (
    Amendment,
    Completeness,
    Correction,
    Creator,
    LeftOut,
    NoteAnomaly,
    NoteInput,
    NotePage,
    Organisation,
    Origin,
    Procedure,
    QualityCheck,
    Step,
    Surroundings,
    Times,
)
from scanstation.model import Batch, Document, Page, PageKind
from scanstation.settings import Settings
from scanstation.store.journal import Row

REASONS = {
    PageKind.BLANK: "leer",
    PageKind.SEPARATOR: "Trennblatt",
    PageKind.REJECTED: "verworfen",
    PageKind.REPLACED: "ersetzt",
}

CORRECTIONS = {
    events.BoundarySet.type: "Dokumentgrenze",
    events.PageKindSet.type: "Seitenart",
    events.PageMoved.type: "Reihenfolge",
    events.PageRotated.type: "Drehung",
    events.PageRejected.type: "Seite verworfen",
    events.PageRestored.type: "Seite wiederhergestellt",
    events.PageReplaced.type: "Seite ersetzt",
    events.ClassSet.type: "Dokumentart",
    events.FieldSet.type: "Indexfeld",
    events.BatchDescribed.type: "Angaben zum Stapel",
}


def note_of(
    settings: Settings, batch: Batch, document: Document, rows: Sequence[Row], package: str
) -> NoteInput:
    """Return the note's content; ``rows`` are the journal's, up to its present head."""
    pages = [batch.page(page) for page in document.pages]
    organisation = _organisation(settings)
    last = rows[-1]
    return NoteInput(
        created=_last_time(rows, events.Released.type),
        batch=batch.id,
        document=document.id,
        package=package,
        batch_opened=batch.opened,
        number=document.number,
        images_in_batch=len(batch.pages),
        journal_head=last.hash,
        journal_row=last.number,
        contractor=organisation,
        creator=Creator(batch.operator),
        procedure=_procedure(settings, organisation),
        surroundings=_surroundings(batch, pages),
        times=_times(batch, document, rows),
        completeness=_completeness(batch),
        pages=tuple(_page(batch, number, page) for number, page in enumerate(pages, 1)),
        checks=_checks(batch),
        left_out=tuple(_left_out(batch, document, rows)),
        anomalies=tuple(_anomalies(batch, document, rows)),
        corrections=tuple(_corrections(batch, document, rows)),
        steps=tuple(_steps(document, rows)),
        box=batch.box,
        amends=_amends(batch, document, pages),
    )


def _amends(batch: Batch, document: Document, pages: Sequence[Page]) -> Amendment | None:
    if not document.corrects:
        return None
    people = dict.fromkeys(page.scanned_by for page in pages)
    return Amendment(batch.correction_reason, document.corrects, ", ".join(people))


def _organisation(settings: Settings) -> Organisation:
    given = settings.organisation
    return Organisation(
        name=given.name or "nicht angegeben",
        place=given.address or "nicht angegeben",
        unit=given.department or settings.station,
    )


def _procedure(settings: Settings, maintainer: Organisation) -> Procedure:
    return Procedure(
        title="Ersetzendes Scannen nach BSI TR-03138",
        version=settings.verfahrensdokumentation or "nicht angegeben",
        released="",
        maintainer=maintainer,
    )


def _surroundings(batch: Batch, pages: Iterable[Page]) -> Surroundings:
    profile = events.to_json(batch.profile)
    canonical = json.dumps(profile, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Surroundings(
        station=batch.station,
        software="scanstation",
        software_version=__version__,
        operating_system=f"{platform.system()} {platform.release()}",
        devices=tuple(dict.fromkeys(_device(page) for page in pages)),
        profile=batch.profile.name,
        profile_version=batch.profile.version,
        profile_sha256=hashlib.sha256(canonical.encode()).hexdigest(),
    )


def _device(page: Page) -> str:
    """Return the device's address without its options, which may name folders."""
    return page.device.partition("?")[0]


def _times(batch: Batch, document: Document, rows: Sequence[Row]) -> Times:
    captured = [
        row.payload.get("scanned_at") or row.time
        for row in rows
        if row.type == events.PageCaptured.type
        and row.payload is not None
        and row.payload["page"] in document.pages
    ]
    return Times(
        scanned_from=min(captured),
        scanned_to=max(captured),
        released=_last_time(rows, events.Released.type),
        indexed=_last_time(rows, *INDEXED),
        received=batch.received,
    )


INDEXED = tuple(one.type for one in (events.FieldsFilled, events.FieldsChanged, events.FieldSet))


def _last_time(rows: Sequence[Row], *types: str) -> str:
    return next((row.time for row in reversed(rows) if row.type in types), "")


def _completeness(batch: Batch) -> Completeness:
    ledger = batch.ledger
    return Completeness(
        captured=ledger.captured,
        documents=ledger.documents,
        separators=ledger.separators,
        blank=ledger.blank,
        rejected=ledger.rejected,
        replaced=ledger.replaced,
        fed=ledger.fed or 0,
        sheets=ledger.sheets,
        expected_sheets=ledger.expected_sheets,
    )


def _position(batch: Batch, page: Page) -> int:
    return batch.page_index[page.id] + 1


def _page(batch: Batch, number: int, page: Page) -> NotePage:
    image = page.image
    return NotePage(
        number=number,
        page=page.id,
        position=_position(batch, page),
        sheet=page.sheet,
        side=page.side,
        sha256=image.blob,
        media_type=image.media_type,
        width=image.width,
        height=image.height,
        dpi=image.dpi,
        rotation=page.rotation,
        skew=page.skew,
        origin=_origin(page),
        symbol_coded="jbig2_decoded" in page.anomalies,
        source=page.source,
        original=page.original,
    )


def _origin(page: Page) -> Origin:
    if "born_digital" in page.anomalies:
        return "born_digital"
    return "import" if page.original else "scan"


def _checks(batch: Batch) -> tuple[QualityCheck, ...]:
    return tuple(
        QualityCheck(one.by, one.time, one.passed, len(one.sample), one.findings)
        for one in batch.checks
    )


def _left_out(batch: Batch, document: Document, rows: Sequence[Row]) -> Iterable[LeftOut]:
    given = rejections(rows)
    for page in stretch(batch, document):
        if page.kind is not PageKind.DOCUMENT:
            yield LeftOut(
                page=page.id,
                position=_position(batch, page),
                sheet=page.sheet,
                side=page.side,
                sha256=page.image.blob,
                kind=page.kind,
                reason=_reason(page, given),
            )


def _reason(page: Page, given: Mapping[str, str]) -> str:
    if page.kind is PageKind.REJECTED and given.get(page.id):
        return f"{REASONS[page.kind]}: {given[page.id]}"
    return REASONS[page.kind]


def rejections(rows: Sequence[Row]) -> dict[str, str]:
    """Return the operator's words by page."""
    return {
        row.payload["page"]: row.payload["reason"]
        for row in _in_force(rows)
        if row.type == events.PageRejected.type and row.payload is not None
    }


def _in_force(rows: Sequence[Row]) -> list[Row]:
    """Return the rows without the edits that were taken back."""
    undone: set[int] = set()
    for row in rows:
        if row.type == events.Undone.type and row.payload is not None:
            undone.add(row.payload["row"])
        elif row.type == events.Redone.type and row.payload is not None:
            undone.discard(row.payload["row"])
    return [row for row in rows if row.number not in undone]


def stretch(batch: Batch, document: Document) -> list[Page]:
    """Return every page between this document's beginning and the next one's.

    The separator sheet that opens a document belongs to it, what lies before the first
    document to the first.
    """
    owner = {page: one.id for one in batch.documents for page in one.opening.separator}
    current = batch.documents[0].id if batch.documents else ""
    found = []
    for page in batch.pages:
        current = page.document or owner.get(page.id) or current
        if current == document.id:
            found.append(page)
    return found


def _anomalies(batch: Batch, document: Document, rows: Sequence[Row]) -> Iterable[NoteAnomaly]:
    """What concerns the document's pages or sheets, and what concerns the whole batch."""
    inside = stretch(batch, document)
    pages, sheets = {page.id for page in inside}, {page.sheet for page in inside}
    times = {row.number: row.time for row in rows}
    for one in batch.anomalies:
        bound = bool(one.page or one.sheet)
        if not bound or one.page in pages or (not one.page and one.sheet in sheets):
            answer = f" – Entscheidung: {one.answer}" if one.answer else ""
            yield NoteAnomaly(
                kind=one.kind,
                text=f"{one.text.de}{answer}",
                time=times.get(one.row, ""),
                sheet=one.sheet,
                page=one.page,
            )


def _corrections(batch: Batch, document: Document, rows: Sequence[Row]) -> Iterable[Correction]:
    """What people changed about this document, the pages that they took out of it included."""
    inside = {page.id for page in stretch(batch, document)}
    for row in _in_force(rows):
        what = CORRECTIONS.get(row.type)
        if what is None or row.payload is None:
            continue
        payload = row.payload
        page = str(payload.get("page", ""))
        whole = row.type == events.BatchDescribed.type
        if whole or page in inside or payload.get("document") == document.id:
            name = f" {payload['name']}" if "name" in payload else ""
            yield Correction(f"{what}{name}", row.operator, row.time, page)


def _steps(document: Document, rows: Sequence[Row]) -> Iterable[Step]:
    """Text recognition is a step of its own (the others are always listed)."""
    recognised = [
        row
        for row in rows
        if row.type == events.TextRecognised.type
        and row.payload is not None
        and row.payload["page"] in document.pages
    ]
    if recognised:
        last = recognised[-1]
        payload = last.payload or {}
        engine = f"{payload['engine']} {payload['engine_version']}"
        yield Step("Texterkennung", last.time, engine, last.station)
