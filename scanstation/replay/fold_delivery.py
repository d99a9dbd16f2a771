"""The handlers of what happens from the quality check to the receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scanstation import events
from scanstation.errors import Text
from scanstation.model import Check, Transfer, UploadState
from scanstation.replay.records import Stamp

if TYPE_CHECKING:
    from scanstation.replay.fold import Fold


REPLACED = Text(
    "Ersetzt durch die berichtigte Fassung im Stapel {batch}.",
    "Replaced by the corrected version in batch {batch}.",
)


def _pages_shown(fold: Fold, event: events.PagesShown, stamp: Stamp) -> None:
    for page in event.pages:
        views = fold.shown.setdefault(page.page, {})
        views.setdefault(page, set()).add(stamp.operator)


def _checked(fold: Fold, event: events.Checked, stamp: Stamp) -> None:
    fold.checks.append(
        Check(stamp.operator, stamp.time, event.sample, event.passed, event.findings, stamp.number)
    )


def _released(fold: Fold, _event: events.Released, stamp: Stamp) -> None:
    fold.released = stamp.time


def _withdrawn(fold: Fold, _event: events.Withdrawn, _: Stamp) -> None:
    fold.released = ""
    for record in fold.documents.values():
        record.package, record.package_path, record.transfer = "", "", None
        record.exporting = False


def _given_up(fold: Fold, _event: events.BatchGivenUp, _: Stamp) -> None:
    fold.given_up = True


def _export_started(fold: Fold, event: events.ExportStarted, _: Stamp) -> None:
    record = fold.document(event.document)
    record.package, record.package_path, record.exporting = event.package, "", True


def _exported(fold: Fold, event: events.Exported, _: Stamp) -> None:
    record = fold.document(event.document)
    record.package, record.package_path, record.exporting = event.package, event.path, False


def _upload_step(fold: Fold, event: events.UploadStep, _: Stamp) -> None:
    fold.document(event.document).transfer = Transfer(
        package=event.package,
        target=event.target,
        state=event.state,
        remote_id=event.remote_id,
        offset=event.offset,
        reason=Text(event.reason, event.reason_en or event.reason),
        permanent=event.permanent,
        code=event.code,
    )


def _superseded(fold: Fold, event: events.Superseded, _: Stamp) -> None:
    record = fold.document(event.document)
    last = record.transfer or Transfer(record.package, "", UploadState.FAILED)
    said = Text(REPLACED.say("de", batch=event.batch), REPLACED.say("en", batch=event.batch))
    record.transfer = replace(
        last, state=UploadState.SUPERSEDED, superseded_by=event.batch, reason=said, code=""
    )


def _receipt_received(fold: Fold, event: events.ReceiptReceived, _: Stamp) -> None:
    fold.document(event.document).transfer = Transfer(
        package=event.package,
        target=event.target,
        state=UploadState.VERIFIED,
        remote_id=event.remote_id,
        receipt=event.receipt,
        training=event.training,
    )


def _closed(fold: Fold, _event: events.BatchClosed, _: Stamp) -> None:
    fold.closed = True


DELIVERY: dict[type[events.Event], Callable[[Fold, Any, Stamp], None]] = {
    events.PagesShown: _pages_shown,
    events.Checked: _checked,
    events.Released: _released,
    events.Withdrawn: _withdrawn,
    events.BatchGivenUp: _given_up,
    events.ExportStarted: _export_started,
    events.Exported: _exported,
    events.UploadStep: _upload_step,
    events.Superseded: _superseded,
    events.ReceiptReceived: _receipt_received,
    events.BatchClosed: _closed,
}
