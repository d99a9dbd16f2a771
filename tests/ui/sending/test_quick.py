"""The short form by keyboard, and separator sheets on paper in true size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog

from scanstation.imaging.detect import patch_codes
from scanstation.imaging.views import Views
from scanstation.model import UploadState
from scanstation.ui.dialogs.quick import QuickDialog
from scanstation.ui.dialogs.sheets import SheetsDialog
from tests.builders.files import page_image
from tests.builders.office import FIRST, Office
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator, wait_for
from tests.ui.scanning import remember, stack
from tests.ui.sending.conftest import Eakte, outbox_of, shown

A4 = (210.0, 297.0)


def closed() -> None:
    wait_for(lambda: QApplication.activeModalWidget() is None, "the dialog to close")


def letters(folder: Path, count: int) -> list[str]:
    folder.mkdir()
    paths = [folder / f"brief-{number}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        page_image(number).save(path, dpi=(150, 150), quality=80)
    return [str(path) for path in paths]


def test_one_letter_goes_into_its_case_file_in_few_keys(
    open_window: OpenWindow,
    office: Office,
    eakte: Eakte,
    person: Operator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = letters(tmp_path / "post", 2)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    window = open_window()
    person.press("Ctrl+K")
    dialog = shown(QuickDialog)
    wait_for(lambda: dialog.kind.count() > 0, "the classes")
    person.walk_to("Dateien …")
    person.press("Space")
    wait_for(lambda: dialog.state.text() == "2 Seiten, 1 noch nicht angesehen", "the pages")
    button = dialog.accept_button
    assert button is not None
    wait_for(button.isEnabled, "the end of the import")
    person.press("Return")
    assert "Akte nennen" in dialog.banner.text
    person.walk_to("Akte")
    person.type_text("101/2026")
    wait_for(lambda: dialog.case.offers, "the case files")
    assert dialog.case.offers[0].shown == FIRST
    person.press("Down", "Return")
    assert dialog.case.number == FIRST
    person.walk_to("Senden")
    person.press("Space")
    assert "jede Seite ansehen" in dialog.banner.text
    person.press("PgDown")
    wait_for(lambda: dialog.state.text() == "2 Seiten, alle angesehen", "the second page")
    person.walk_to("Senden")
    person.press("Space")
    closed()
    outbox = outbox_of(window)
    wait_for(
        lambda: [one.state for one in outbox.model.rows] == [UploadState.VERIFIED], "the receipt"
    )
    assert outbox.model.rows[0].case_number == FIRST
    assert window.place is outbox
    assert eakte.documents() == 1


def test_a_form_that_is_left_empty_leaves_nothing_behind(
    open_window: OpenWindow, office: Office, person: Operator
) -> None:
    window = open_window()
    person.press("Ctrl+K")
    shown(QuickDialog)
    person.press("Escape")
    closed()
    assert window.services.bridge.state.batch is None
    assert len(office.workspace().folders()) == 1


def test_two_quick_drops_begin_one_batch(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator, tmp_path: Path
) -> None:
    (one, other) = (Path(name) for name in letters(tmp_path / "post", 2))
    before = len(list(office.workspace().folders()))
    open_window()
    person.press("Ctrl+K")
    dialog = shown(QuickDialog)
    dialog.take_files((one,))
    assert not dialog.files_button.isEnabled()
    dialog.take_files((other,))
    wait_for(lambda: dialog.state.text() == "1 Seiten, alle angesehen", "the page")
    wait_for(dialog.files_button.isEnabled, "the end of the import")
    assert len(list(office.workspace().folders())) == before + 1
    person.press("Escape")
    closed()


def test_sheets_are_saved_and_say_why_not(
    open_window: OpenWindow, home: Path, person: Operator, tmp_path: Path
) -> None:
    window = open_window()
    person.press("Ctrl+P")
    dialog = shown(SheetsDialog)
    wait_for(lambda: not dialog.preview.pixmap().isNull(), "the preview")
    wait_for(lambda: dialog.kind.count() > 1, "the classes")
    drawn, room = dialog.preview.pixmap().deviceIndependentSize(), dialog.preview.contentsRect()
    assert drawn.width() <= room.width()
    assert drawn.height() <= room.height()
    assert drawn.height() / drawn.width() == pytest.approx(297 / 210, abs=0.02)
    assert not dialog.preview.visibleRegion().isEmpty()
    assert dialog.preview.visibleRegion().boundingRect().contains(dialog.preview.contentsRect())
    person.walk_to("Aktenzeichen")
    person.type_text(FIRST)
    person.walk_to("Anzahl")
    dialog.count.setValue(3)
    path = tmp_path / "Trennblätter.pdf"
    dialog.save(path)
    wait_for(lambda: dialog.banner.text.startswith("Trennblätter gespeichert (3)"), "the file")
    with pdfium.PdfDocument(path) as pdf:
        assert len(pdf) == 6
    dialog.csv.setText(str(tmp_path / "fehlt.csv"))
    person.press("Return")
    wait_for(lambda: "fehlt.csv" in dialog.banner.text, "the refusal")
    person.press("Escape")
    closed()
    assert window.place.key == "scan"


@pytest.mark.parametrize("dots", [300, 1200])
def test_a_printed_sheet_has_true_size_and_its_patch_codes_are_read(
    open_window: OpenWindow, home: Path, person: Operator, tmp_path: Path, dots: int
) -> None:
    open_window()
    person.press("Ctrl+P")
    dialog = shown(SheetsDialog)
    written, printed = tmp_path / "sheets.pdf", tmp_path / "printed.pdf"
    dialog.save(written)
    wait_for(written.exists, "the sheets")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(printed))
    printer.setResolution(dots)
    dialog.print_on(printer, written, 1)
    wait_for(lambda: dialog.banner.text == "1 Trennblätter gedruckt.", "the printer")
    sides = [_grey(path, page) for path in (written, printed) for page in range(2)]
    for expected, found in zip(sides[:2], sides[2:], strict=True):
        height, width = (min(pair) for pair in zip(expected.shape, found.shape, strict=True))
        assert (height, width) == (2339, 1653)  # Qt rounds the paper to whole points
        differs = (found < 128)[:height, :width] != (expected < 128)[:height, :width]
        assert float(np.mean(differs)) < 0.02
        patches = patch_codes.detect(Views.of(found, (200.0, 200.0))).patches
        assert {one.name for one in patches} == {"T"}
    person.press("Escape")
    closed()


def test_the_print_dialog_of_the_system_is_asked(
    open_window: OpenWindow, home: Path, person: Operator
) -> None:
    open_window()
    person.press("Ctrl+P")
    dialog = shown(SheetsDialog)
    button = dialog.accept_button
    assert button is not None
    person.press("Return")
    wait_for(lambda: isinstance(QApplication.activeModalWidget(), QPrintDialog), "the print dialog")
    chooser = QApplication.activeModalWidget()
    assert isinstance(chooser, QPrintDialog)
    chooser.reject()
    wait_for(button.isEnabled, "the dialog to go on")
    wait_for(dialog.isActiveWindow, "the focus")
    person.press("Escape")
    closed()


def _grey(path: Path, page: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """A page at 200 dots an inch; its paper is A4."""
    with pdfium.PdfDocument(path) as pdf:
        drawn = pdf[page]
        size = [round(points * 25.4 / 72, 0) for points in drawn.get_size()]
        assert tuple(size) == A4
        grey = drawn.render(scale=200 / 72, grayscale=True).to_numpy()
        drawn.close()
    return np.array(grey).reshape(grey.shape[:2])


def test_a_device_that_takes_less_is_asked_about_in_the_short_form(
    open_window: OpenWindow, home: Path, person: Operator, tmp_path: Path
) -> None:
    address = stack(tmp_path / "feeder", [page_image(1), page_image(2)], "&modes=grey")
    remember(home, address)
    window = open_window()
    wait_for(lambda: window.services.bridge._desk.device == address, "the device")
    person.press("Ctrl+K")
    dialog = shown(QuickDialog)
    person.walk_to("Scannen")
    person.press("Space")
    said = "Das Gerät bietet Farbe nicht an; es wird in Graustufen gescannt."
    wait_for(lambda: said in dialog.banner.text, "the question")
    person.walk_to("Trotzdem scannen")
    person.press("Space")
    wait_for(lambda: dialog.state.text().startswith("2 Seiten"), "the pages")
    batch = window.services.bridge.state.batch
    assert batch is not None
    assert [one.kind for one in batch.anomalies if one.kind == "device_values"] == ["device_values"]
    person.press("Escape")
    closed()
