"""Pages without a device: dropped on the window, chosen, pasted; and the devices that are found."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from scanstation.devices.driver import DeviceInfo
from scanstation.ui.main_window import MainWindow
from scanstation.ui.scan_job import Phase
from scanstation.ui.scan_panel import ScanPanel
from scanstation.ui.widgets import device_picker
from scanstation.workflow import scan
from tests.builders.files import page_image, text_pdf
from tests.ui.conftest import OpenWindow
from tests.ui.driving import settle, wait_for
from tests.ui.scanning import SIZE, ScanPlace, letters, stack


def drop(window: MainWindow, files: Sequence[Path]) -> None:
    """Drop files on the window, as the system tells it."""
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    where, copy = QPointF(window.rect().center()), Qt.DropAction.CopyAction
    button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(where.toPoint(), copy, content, button, no_key)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(where, copy, content, button, no_key))


def picture(path: Path, seed: int = 1) -> Path:
    page_image(seed).resize(SIZE).save(path, dpi=(75, 75))
    return path


def test_dropped_files_open_a_batch_and_more_of_them_are_appended(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, "")
    drop(place.window, [text_pdf(tmp_path / "brief.pdf", "Erste", "Zweite")])
    place.until_over()
    assert [page.source for page in place.pages] == ["brief.pdf"] * 2
    batch = place.batch.id
    place.person.press("F3")
    drop(place.window, [picture(tmp_path / "foto.png")])
    wait_for(lambda: len(place.pages) == 3, "the picture")
    assert place.batch.id == batch
    assert place.window.place.key == "review"


def test_a_broken_file_is_named_where_the_person_works_and_the_others_come(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, "")
    broken = tmp_path / "kaputt.pdf"
    broken.write_bytes(b"%PDF-1.7 and nothing")
    place.person.press("F3")
    drop(place.window, [broken, picture(tmp_path / "foto.png")])
    place.until_over()
    assert [page.source for page in place.pages] == ["foto.png"]
    assert "kaputt.pdf" in place.window.place.banner.text


def test_an_import_that_a_full_disk_broke_off_goes_on_with_the_files_that_are_left(
    open_window: OpenWindow, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [True, False]
    monkeypatch.setattr(scan, "has_room", lambda _: not answers or answers.pop(0))
    place = ScanPlace.opened(open_window, home, "")
    drop(place.window, [picture(tmp_path / f"{number}.png", number) for number in range(3)])
    place.until_over()
    assert place.view.job.phase is Phase.TROUBLE
    assert [page.source for page in place.pages] == ["0.png"]
    place.view.job.again()
    place.until_over()
    assert [page.source for page in place.pages] == ["0.png", "1.png", "2.png"]


def test_a_picture_of_the_clipboard_becomes_a_page(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, "")
    image = QImage(str(picture(tmp_path / "bild.png")))
    QGuiApplication.clipboard().setImage(image)
    place.person.press("Ctrl+Shift+V")
    place.until_over()
    (page,) = place.pages
    assert (page.image.width, page.image.height) == SIZE
    QGuiApplication.clipboard().setText("kein Bild")
    place.person.press("Ctrl+Shift+V")
    assert "weder ein Bild noch eine Datei" in place.view.banner.text


def test_files_are_chosen_in_a_dialog_that_holds_nothing_up(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    place = ScanPlace.opened(open_window, home, "")
    place.person.press("Ctrl+I")
    (dialog,) = place.window.findChildren(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    dialog.filesSelected.emit([str(picture(tmp_path / "foto.png"))])
    dialog.close()
    place.until_over()
    assert [page.source for page in place.pages] == ["foto.png"]


def test_the_device_of_last_time_is_ready_before_any_search(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    device = stack(tmp_path / "feeder", letters(1))
    place = ScanPlace.opened(open_window, home, device)
    assert place.view.panel.devices.address == device
    assert place.view.panel.devices.device == "Probegerät"
    assert place.view.panel.devices.status == ""


def test_a_search_finds_devices_while_the_window_goes_on(
    open_window: OpenWindow, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scanstation.workflow import scan

    answer = threading.Event()

    def find(*_: object) -> list[DeviceInfo]:
        answer.wait(30)
        return [DeviceInfo("simulated:pattern", "scanstation", "Simulator", "virtual device")]

    monkeypatch.setattr(scan, "find_devices", find)
    device = stack(tmp_path / "feeder", letters(1))
    place = ScanPlace.opened(open_window, home, device)
    place.person.walk_to("Geräte suchen")
    place.person.press("Space")
    assert place.view.panel.devices.status == "Geräte werden gesucht …"
    answer.set()
    wait_for(lambda: place.view.panel.devices.status == "1 gefunden", "the devices")
    assert place.view.panel.devices.address == device
    place.person.walk_to("Gerät", "Shift+Tab")
    place.person.press("Home")
    assert place.view.panel.devices.address == "simulated:pattern"
    assert place.view.panel.devices.device == "scanstation Simulator"


def test_a_window_without_a_device_looks_for_some_by_itself(
    open_window: OpenWindow, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scanstation.workflow import scan

    monkeypatch.setattr(device_picker, "FIRST_SEARCH_MS", 0)
    found = DeviceInfo("simulated:pattern", "scanstation", "Simulator", "virtual device")
    monkeypatch.setattr(scan, "find_devices", lambda *_: [found])
    place = ScanPlace.opened(open_window, home, "")
    wait_for(lambda: place.view.panel.devices.status == "1 gefunden", "the devices")


def test_without_a_device_the_banner_offers_the_search(
    open_window: OpenWindow, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scanstation.workflow import scan

    monkeypatch.setattr(scan, "find_devices", lambda *_: [])
    place = ScanPlace.opened(open_window, home, "")
    place.person.press("F5")
    assert "Bitte zuerst ein Gerät wählen." in place.view.banner.text
    place.person.press("Return")
    wait_for(lambda: "Kein Gerät gefunden." in place.view.panel.devices.status, "the answer")


def test_a_folder_is_a_device(open_window: OpenWindow, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Eingang"
    folder.mkdir()
    picture(folder / "fax.png")
    place = ScanPlace.opened(open_window, home, "")
    place.view.panel.devices.choose_folder(str(folder))
    assert place.view.panel.devices.device == "Ordner Eingang"
    place.person.press("F5")
    place.until_over()
    assert [page.source for page in place.pages] == ["fax.png"]
    assert place.view.job.phase is Phase.IDLE


def test_training_comes_with_mail_in_the_feeder_and_a_jam_to_practise(
    open_window: OpenWindow,
) -> None:
    window = open_window(training=True)
    panel = window.findChild(ScanPanel)
    assert isinstance(panel, ScanPanel)
    assert panel.devices.device == "Übungsscanner mit Beispielpost"
    names = [one.name.de for one in panel.practice.devices]
    assert names == ["Übungsscanner mit Beispielpost", "Übungsscanner mit Papierstau"]
    settle()


def test_files_dropped_while_the_feeder_runs_are_refused_with_a_sentence(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    device = stack(tmp_path / "feeder", letters(5), "&ipm=600")
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("F5")
    place.until_pages(1)
    drop(place.window, [picture(tmp_path / "foto.png")])
    assert "Es kommen gerade Seiten herein." in place.view.banner.text
    place.until_over()
    assert len(place.pages) == 10
