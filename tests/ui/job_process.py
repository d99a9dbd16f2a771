"""The keyboard job in a process that is killed: it goes on where it was left.

Arguments: the file that names the batch once there is one. On standard output a line of JSON
for everything that the window has acknowledged, in the moment in which it did:
``pages`` safe by the status line's count, ``fields`` that were left or stood for 500 ms,
``turned`` pages, ``state`` of the batch, ``receipts``. ``turning`` is a page about to be turned.
``read`` are values that only recognition found, with the readings of their document's pages.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

from scanstation.model import (
    Batch,
    BatchState,
    Document,
    IndexValue,
    UploadState,
    ValueSource,
)
from scanstation.settings import load_settings
from scanstation.ui import app
from scanstation.ui.operations.batches import OpenBatch
from scanstation.workflow.training import open_training
from tests.ui.driving import Operator, settle, wait_for
from tests.ui.job import MISSING, Job
from tests.ui.scanning import ScanPlace

MOST_STEPS = 40
LACKS = "case_number"


def only_read(value: IndexValue) -> bool:
    """Whether nobody but the recognition says so: another reading may say something else."""
    return value.source is ValueSource.OCR and not value.confirmed_by


def read_values(batch: Batch, document: Document) -> dict[str, object]:
    """Return such values of a document, and what they were read from."""
    found = {name: one.value for name, one in document.fields.items() if only_read(one)}
    return {"from": readings(batch, document), "values": found}


def readings(batch: Batch, document: Document) -> list[list[str]]:
    """Return the pages of a document, each with the reading that is its newest."""
    pages = map(batch.page, document.pages)
    return [[one.id, one.words or one.former_words] for one in pages]


def tell(**acknowledged: object) -> None:
    """Write a line that outlives the process."""
    sys.stdout.write(json.dumps(acknowledged) + "\n")
    sys.stdout.flush()


class Worker:
    """Does what is left of the job."""

    def __init__(self, job: Job, file: Path) -> None:
        self._job, self._file = job, file
        self._bridge = job.window.services.bridge
        self._told: dict[str, object] = {}
        self._bridge.changed.connect(lambda _: self._note())

    def go_on(self) -> None:
        """Open the batch, or begin one, and work."""
        if self._file.exists():
            self._bridge.do(OpenBatch(self._file.read_text()))
            wait_for(lambda: self._bridge.state.batch, "the batch")
        if not self._is(BatchState.OPEN):
            self._send()
            return
        if self._batch is None or not self._fed():
            self._feed()
        self._check()
        self._send()

    @property
    def _batch(self) -> Batch | None:
        return self._bridge.state.batch

    def _is(self, state: BatchState) -> bool:
        return self._batch is None or self._batch.state is state

    def _fed(self) -> bool:
        """The stack's last separator sheet is there, and a page behind it."""
        batch = self._batch
        return batch is not None and len(batch.documents) == 3 and batch.in_flight != "feed"

    def _feed(self) -> None:
        place = ScanPlace(self._job.window, self._job.person)
        self._job.person.press("F2")
        self._job.choose_device(place)
        self._job.person.press("F5")
        wait_for(lambda: place.view.job.phase.value != "opening", "the feed")
        place.until_over()
        settle()

    def _check(self) -> None:
        review = self._job.review
        review.press("F3")
        self._turn_a_page()
        for _ in range(MOST_STEPS):
            if self._job.all_checked():
                break
            row = review.view.form.row(LACKS)
            if row is not None and row.note_text == "⚠ fehlt":
                review.type_text(MISSING)
                document = review.view.here.document
                assert document is not None
                # Half a second after the last key, and no sooner, it counts.
                wait_for(partial(self._holds, document.id), "the field to count")
                tell(fields={document.id: {LACKS: MISSING}})
            review.press("Return")
            self._note()
        review.press("Ctrl+Return")
        wait_for(lambda: not self._is(BatchState.OPEN), "the release")

    def _holds(self, document: str) -> bool:
        """Whether the batch itself holds the value in the field that lacked it."""
        batch = self._batch
        found = {one.id: one.fields.get(LACKS) for one in batch.documents} if batch else {}
        value = found.get(document)
        return value is not None and value.value == MISSING

    def _turn_a_page(self) -> None:
        review = self._job.review
        while review.focus() != "thumbnails" and not review.view.thumbnails.hasFocus():
            self._job.person.press("F6")
            settle()
        # A kill between the turn and the word on it leaves either angle behind.
        tell(turning={review.page.id: (review.page.rotation + 90) % 360})
        review.press("Ctrl+Right")
        tell(turned={review.page.id: review.page.rotation})

    def _send(self) -> None:
        self._job.person.press("F4")
        rows = self._job.outbox.model
        wait_for(
            lambda: rows.rows and all(one.state is UploadState.VERIFIED for one in rows.rows),
            "the receipts",
        )
        tell(receipts=[one.receipt for one in rows.rows])
        wait_for(lambda: self._is(BatchState.CLOSED), "the end")
        tell(done=True)

    def _note(self) -> None:
        batch = self._batch
        if batch is None:
            return
        if not self._file.exists():
            self._file.write_text(batch.id)
        self._tell_new("pages", [one.id for one in batch.pages])
        self._tell_new("state", batch.state.value)
        fields = {
            one.id: {
                name: value.value for name, value in one.fields.items() if not only_read(value)
            }
            for one in batch.documents
        }
        self._tell_new("fields", fields)
        self._tell_new("read", {one.id: read_values(batch, one) for one in batch.documents})

    def _tell_new(self, name: str, value: object) -> None:
        if self._told.get(name) != value:
            self._told[name] = value
            tell(**{name: value})


def main() -> None:
    """Work until the job is done."""
    qt = app.application()
    station = load_settings()
    with open_training(station) as training:
        window = app.open_window(qt, app.Start("de", "anna", "", True), station, training)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        settle()
        tell(shown=True)
        Worker(Job(window, Operator()), Path(sys.argv[1])).go_on()
        with closing(window.services.bridge):
            window.close()


if __name__ == "__main__":
    main()
