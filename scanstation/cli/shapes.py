"""The JSON shapes of the command line; ``docs/cli.md`` describes them."""

from __future__ import annotations

from typing import Any

from scanstation.events import to_json
from scanstation.model import Anomaly, Batch, Document, Page
from scanstation.store.catalogue import BatchSummary, IndexedValue
from scanstation.workflow.catalogue import summary_of

Shape = dict[str, Any]


def summary_shape(one: BatchSummary) -> Shape:
    """One entry of ``batches --json``."""
    return {
        "batch": one.batch,
        "state": one.state,
        "pages": one.pages,
        "documents": one.documents,
        "operator": one.operator,
        "opened": one.opened,
        "received": one.received,
        "box": one.box,
        "in_flight": one.in_flight,
    }


def found_shape(one: IndexedValue) -> Shape:
    """One of the values that a search found."""
    return {"document": one.number, "field": one.field, "value": one.value}


def batch_shape(batch: Batch) -> Shape:
    """``show --json``."""
    numbers = {document.id: document.number for document in batch.documents}
    return {
        **summary_shape(summary_of(batch)),
        "corrects": batch.corrects or None,
        "tenant": batch.tenant,
        "profile": batch.profile.name,
        "ledger": ledger_shape(batch),
        "pages": [page_shape(page, numbers) for page in batch.pages],
        "documents": [document_shape(batch, document) for document in batch.documents],
        "anomalies": [anomaly_shape(batch, one) for one in batch.anomalies],
        "checks": [to_json(check) for check in batch.checks],
        "rows": batch.rows,
        "head": batch.head,
    }


def ledger_shape(batch: Batch) -> Shape:
    """The sheet ledger: every captured page in one bucket."""
    ledger: Shape = to_json(batch.ledger)
    return {**ledger, "balanced": batch.ledger.balanced}


def page_shape(page: Page, document_numbers: dict[str, int]) -> Shape:
    """One page; facts are None until they are known."""
    facts = page.facts
    barcodes = facts.barcode.barcodes if facts else ()
    return {
        "number": page.number,
        "id": page.id,
        "sheet": page.sheet,
        "side": page.side,
        "kind": page.kind.value,
        "document": document_numbers.get(page.document),
        "barcodes": [
            {"format": code.format, "text": code.text, "quad": to_json(code.quad)}
            for code in barcodes
        ],
        "patch_codes": [patch.name for patch in facts.patch.patches] if facts else [],
        "read_by_device": to_json(page.device_fact.reading) if page.device_fact else None,
        "blank_score": facts.blank.blank_score if facts else None,
        "skew_degrees": facts.skew.degrees if facts else None,
        "rotation": page.rotation,
        "colour": facts.colour.kind if facts else None,
        "paper": facts.size.name if facts else None,
        "anomalies": list(page.anomalies),
        "image": to_json(page.image),
        "source": page.source,
        "recognised": bool(page.words),
    }


def document_shape(batch: Batch, document: Document) -> Shape:
    """One document; its state is that of its package, or of the batch before there is one."""
    transfer = document.transfer
    state = transfer.state.value if transfer else batch.state.value
    opening = document.opening
    return {
        "number": document.number,
        "id": document.id,
        "pages": [batch.page(page).number for page in document.pages],
        "class": document.document_class,
        "fields": {name: field_shape(value) for name, value in document.fields.items()},
        "state": state,
        "opening": {
            "reason": opening.reason,
            "confidence": opening.confidence,
            "by_hand": opening.by_hand,
        },
        "corrects": to_json(document.corrects),
        "package": document.package or None,
        "receipt": transfer.receipt if transfer else None,
        "remote_id": transfer.remote_id if transfer else None,
        "reason": to_json(transfer.reason) if transfer and transfer.reason.de else None,
        "error": transfer.code or None if transfer else None,
        "superseded_by": transfer.superseded_by or None if transfer else None,
    }


def field_shape(value: Any) -> Shape:
    """One index value with its origin."""
    shape: Shape = to_json(value)
    return shape


def anomaly_shape(batch: Batch, one: Anomaly) -> Shape:
    """One anomaly; ``page`` is the number that people see."""
    page = batch.page(one.page).number if one.page in batch.page_index else None
    return {
        "kind": one.kind,
        "text": to_json(one.text),
        "page": page,
        "sheet": one.sheet or None,
        "needs_answer": one.needs_answer,
        "answer": one.answer,
        "key": one.key,
    }
