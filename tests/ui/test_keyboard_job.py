"""The whole job by keyboard alone, with the simulated scanner and the embedded eAkte behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from scanstation.errors import Language
from scanstation.model import BatchState
from scanstation.ui.models.outbox import Column
from tests.ui.conftest import OpenWindow
from tests.ui.driving import settle, wait_for
from tests.ui.job import MISSING, PAGES, SHEETS, Job, prepare
from tests.ui.vocabulary import english_only, german_only, words

SAID: dict[Language, dict[str, str]] = {
    "de": {
        "title": "Übungsmodus",
        "status": "Seiten gesichert",
        "state": "✔ bestätigt gespeichert (Übung)",
    },
    "en": {"title": "Training mode", "status": "pages safe", "state": "✔ verified (training)"},
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_from_the_feeder_to_the_receipts(
    open_window: OpenWindow, home: Path, tmp_path: Path, language: Language
) -> None:
    prepare(home, tmp_path / "feeder")
    window = open_window(language, training=True)
    assert SAID[language]["title"] in window.windowTitle()
    job = Job(window)
    job.scan()
    assert f"{PAGES} {SAID[language]['status']}" in window.status.text
    job.check()
    job.release()
    said = job.review.view.banner.text
    job.send()
    assert words(said) & (german_only() if language == "de" else english_only())
    assert not words(said) & (english_only() if language == "de" else german_only())
    rows = job.outbox.model.rows
    assert len({one.receipt for one in rows}) == len(SHEETS)
    assert all(one.training for one in rows)
    assert _shown(job, Column.STATE) == {SAID[language]["state"]}
    assert {MISSING, "50.1-101/2026", "50.1-103/2026"} == _shown(job, Column.CASE)
    bridge = window.services.bridge
    wait_for(lambda: bridge.state.batch.state is BatchState.CLOSED, "the batch to be closed")  # type: ignore[union-attr]
    settle()
    at_check = job.person.pressed.index("F3")
    assert len(job.person.pressed) - at_check <= 12, job.person.pressed


def _shown(job: Job, column: Column) -> set[str]:
    model = job.outbox.model
    indexes = [model.index(row, list(Column).index(column)) for row in range(model.rowCount())]
    return {str(index.data(Qt.ItemDataRole.DisplayRole)) for index in indexes}
