"""Tables on the smallest screen: whole words in every column but one, whose tip has all of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from scanstation.errors import Language
from scanstation.ui.dialogs.batch_list import BatchListDialog
from scanstation.ui.models.batches import Column as BatchColumn
from scanstation.ui.models.outbox import Column as OutboxColumn
from scanstation.upload.lock import outbox_lock
from tests.builders.office import TENANT, Office
from tests.ui.conftest import SCREEN, OpenWindow
from tests.ui.driving import Operator, settle, wait_for
from tests.ui.sending.conftest import Eakte, outbox_of, shown

both = pytest.mark.parametrize("language", ["de", "en"])


def cut(table: QTableView, longest: int) -> list[str]:
    """Return the columns whose words do not fit; the table itself must not scroll sideways."""
    header = table.horizontalHeader()
    columns = [one for one in range(header.count()) if not header.isSectionHidden(one)]
    if header.length() > table.viewport().width():
        return ["the table"]
    model = table.model()
    return [
        str(model.headerData(one, Qt.Orientation.Horizontal))
        for one in columns
        if one != longest
        and header.sectionSize(one) < max(table.sizeHintForColumn(one), header.sectionSizeHint(one))
    ]


@both
def test_the_batch_list_cuts_nothing_but_the_hit(
    open_window: OpenWindow, office: Office, person: Operator, language: Language
) -> None:
    window = open_window(language)
    assert (window.width(), window.height()) == SCREEN
    person.press("Ctrl+O")
    dialog = shown(BatchListDialog)
    person.type_text("2026")
    wait_for(lambda: dialog.model.rows and dialog.model.words(0, BatchColumn.NOTE), "the hit")
    settle()
    assert not cut(dialog.table, BatchColumn.NOTE)
    hit = dialog.model.index(0, BatchColumn.NOTE)
    assert "50.1-102/2026" in hit.data()
    assert hit.data(Qt.ItemDataRole.ToolTipRole) == hit.data()
    assert dialog.table.columnWidth(BatchColumn.NOTE) > 300


@both
def test_the_outbox_cuts_nothing_but_the_document(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator, language: Language
) -> None:
    office.export()
    window = open_window(language)
    person.press("F4")
    outbox = outbox_of(window)
    wait_for(lambda: [one.done for one in outbox.model.rows] == [True] * 2, "two receipts")
    settle()
    assert not cut(outbox.table, OutboxColumn.DOCUMENT)


@both
def test_a_failure_gives_its_room_to_the_reason(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator, language: Language
) -> None:
    office.export()
    eakte.stop()
    window = open_window(language)
    person.press("F4")
    outbox = outbox_of(window)
    wait_for(lambda: any(one.failed for one in outbox.model.rows), "the failure")
    wait_for(lambda: not outbox.table.isColumnHidden(OutboxColumn.REASON), "the reasons")
    settle()
    assert not cut(outbox.table, OutboxColumn.REASON)
    assert outbox.table.columnWidth(OutboxColumn.REASON) > 300
    reason = outbox.model.index(0, OutboxColumn.REASON)
    assert reason.data(Qt.ItemDataRole.ToolTipRole) == reason.data()


def test_a_receipt_yields_before_a_reason_gets_too_narrow(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator
) -> None:
    packages = office.export()
    (pdf,) = packages[1].glob("*.pdf")
    pdf.chmod(0o600)
    pdf.write_bytes(pdf.read_bytes()[:-9])
    window = open_window()
    person.press("F4")
    table, model = outbox_of(window).table, outbox_of(window).model
    wait_for(lambda: {one.done for one in model.rows} == {True, False}, "a receipt and a failure")
    wait_for(lambda: any(one.failed for one in model.rows), "the reason")
    settle()
    header = table.horizontalHeader()
    assert header.length() <= table.viewport().width()
    assert table.columnWidth(OutboxColumn.REASON) > 220
    assert table.columnWidth(OutboxColumn.RECEIPT) < table.sizeHintForColumn(OutboxColumn.RECEIPT)


def test_a_column_that_a_person_moved_stays(
    open_window: OpenWindow, office: Office, person: Operator
) -> None:
    with outbox_lock(office.home / TENANT / "outbox.lock"):
        office.export()
        window = open_window()
        person.press("F4")
        outbox = outbox_of(window)
        wait_for(lambda: outbox.model.rows, "the rows")
        settle()
        outbox.table.horizontalHeader().resizeSection(OutboxColumn.STATE, 61)
        window.resize(1300, 700)
        outbox.model.say_again()
        settle()
        assert outbox.table.columnWidth(OutboxColumn.STATE) == 61
