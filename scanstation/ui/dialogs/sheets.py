"""Separator sheets: what stands on them, a preview, a PDF file, the printer."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from scanstation.errors import ScanstationError, Text
from scanstation.ui.dialogs.dialog import Dialog, form_in, labelled, paragraph
from scanstation.ui.operations.asking import Classes
from scanstation.ui.operations.sheets import PreviewSheet, WriteSheets
from scanstation.ui.services import Services
from scanstation.ui.sheet_printing import SheetPrinting, as_image
from scanstation.ui.widgets.case_edit import CaseEdit
from scanstation.workflow.sheet_pages import Bitmap
from scanstation.workflow.sheets import Order

TITLE = Text("Trennblätter drucken", "Print separator sheets")
EXPLAINED = Text(
    "Bitte in Originalgröße drucken: Angepasste Seiten kann der Scanner nicht lesen.",
    "Print in actual size: the scanner cannot read pages that were fitted to the paper.",
)
CLASS = Text("&Dokumentart:", "&Document class:")
ANY_CLASS = Text("ohne Vorgabe", "not given")
CASE = Text("&Aktenzeichen:", "&Case number:")
COUNT = Text("A&nzahl:", "&How many:")
PAGES = Text("Erwartete &Seiten:", "&Expected pages:")
NOT_GIVEN = Text("nicht geprüft", "not checked")
DUPLEX = Text("&Beidseitig bedruckt", "Printed on &both sides")
CSV = Text("&Liste (CSV):", "&List (CSV):")
CHOOSE = Text("&Wählen …", "Ch&oose …")
FIT = Text("ein Blatt je Zeile", "one sheet a row")
PRINT, PDF = Text("&Drucken …", "&Print …"), Text("Als &PDF speichern …", "Save as &PDF …")
PREVIEW = Text("Vorschau des ersten Blattes", "Preview of the first sheet")
SAVED = Text(
    "Trennblätter gespeichert ({count}): {file}", "Separator sheets saved ({count}): {file}"
)
PRINTED = Text("{count} Trennblätter gedruckt.", "{count} separator sheets printed.")
PRINTING = Text("Es wird gedruckt …", "Printing …")
FIELD_LETTERS = 28
MOST, SHOWN_DPI, TYPED_MS = 5000, 100.0, 400
LEAST_SHEET = (230, 325)
"""A4, so that words on it are recognised."""


class WholeSheet(QLabel):
    """A sheet as large as there is room, never cut."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sheet = QPixmap()
        self.setMinimumSize(*LEAST_SHEET)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)

    def show_sheet(self, sheet: QPixmap) -> None:
        """Show another sheet."""
        self._sheet = sheet
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the least: the sheet takes whatever room there is."""
        return self.minimumSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the sheet anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._sheet.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = self.contentsRect().size() * ratio
        mode = Qt.TransformationMode.SmoothTransformation
        fitted = self._sheet.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, mode)
        fitted.setDevicePixelRatio(ratio)
        self.setPixmap(fitted)


class SheetsDialog(Dialog):
    """See the module."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, TITLE, parent, accept=PRINT)
        self.kind, self.case = QComboBox(self.content), CaseEdit(services, self, self.content)
        self.count, self.pages = QSpinBox(self.content), QSpinBox(self.content)
        self.csv, self.choose = QLineEdit(self.content), QPushButton(self.content)
        self.duplex = QCheckBox(self.content)
        self.preview = WholeSheet(self.content)
        self.pdf_button = self.add_button(PDF)
        self._folder = tempfile.TemporaryDirectory(prefix="scanstation-")
        self._printing = False
        self._classes: dict[str, Text] = {}
        self._timer = QTimer(self, interval=TYPED_MS, singleShot=True)
        self._lay_out()
        self._connect()
        services.speech.on_change(self, self._respeak)
        self.ask(Classes(), self._take_classes)
        self.kind.setFocus()
        self.look()

    def order(self) -> Order:
        """Return what is to be printed."""
        csv = self.csv.text().strip()
        return Order(
            document_class=str(self.kind.currentData() or ""),
            case_number=self.case.number,
            expected_pages=self.pages.value(),
            count=self.count.value(),
            csv=Path(csv) if csv else None,
        )

    def look(self) -> None:
        """Draw the first sheet as it would come out now."""
        self._timer.stop()
        operation = PreviewSheet(self.order(), self.duplex.isChecked(), SHOWN_DPI)
        self.ask(operation, self._show)

    def accepted_by_person(self) -> None:
        """Write the sheets and ask for a printer."""
        self._allow(on=False)
        path = Path(self._folder.name) / "sheets.pdf"
        operation = WriteSheets(path, self.order(), self.duplex.isChecked())
        self.ask(operation, lambda count: self._choose_printer(path, count), self._refused)

    def save(self, path: Path) -> None:
        """Write the sheets into a file."""
        operation = WriteSheets(path, self.order(), self.duplex.isChecked())
        self.ask(operation, lambda count: self.banner.note(SAVED, count=count, file=path))

    def print_on(self, printer: QPrinter, path: Path, count: int) -> None:
        """Print the sheets that were written."""
        self.banner.note(PRINTING)
        self.cancel_button.setEnabled(False)
        self._printing = True

        def done(error: ScanstationError | None) -> None:
            self._printing = False
            self.cancel_button.setEnabled(True)
            self._allow(on=True)
            if error is not None:
                self.banner.error(error)
            else:
                self.banner.note(PRINTED, count=count)

        SheetPrinting(self.services, path, printer, done, self).start()

    def done(self, result: int) -> None:
        """Close once nothing is printed any more; take the files away that only this needed."""
        if self._printing:
            return
        self._folder.cleanup()
        super().done(result)

    def _choose_printer(self, path: Path, count: int) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        sides = QPrinter.DuplexMode.DuplexLongSide
        printer.setDuplex(sides if self.duplex.isChecked() else QPrinter.DuplexMode.DuplexNone)
        chooser = QPrintDialog(printer, self)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.accepted.connect(lambda: self.print_on(printer, path, count))
        chooser.rejected.connect(lambda: self._allow(on=True))
        chooser.finished.connect(lambda _: QTimer.singleShot(0, self.activateWindow))
        chooser.setWindowModality(Qt.WindowModality.WindowModal)
        chooser.show()

    def _refused(self, error: ScanstationError) -> None:
        self._allow(on=True)
        self.banner.error(error)

    def _choose_pdf(self) -> None:
        title = self.services.speech.say(PDF).replace("&", "")
        name, _ = QFileDialog.getSaveFileName(self, title, "", "PDF (*.pdf)")
        if name:
            self.save(Path(name))

    def _choose_csv(self) -> None:
        title = self.services.speech.say(CSV).replace("&", "").rstrip(":")
        name, _ = QFileDialog.getOpenFileName(self, title, "", "CSV (*.csv *.txt)")
        if name:
            self.csv.setText(name)

    def _show(self, drawn: Bitmap) -> None:
        self.preview.show_sheet(QPixmap.fromImage(as_image(drawn)))

    def _take_classes(self, classes: dict[str, object]) -> None:
        self._classes = {name: one.title for name, one in classes.items()}  # type: ignore[attr-defined]
        self._respeak()

    def _lay_out(self) -> None:
        services = self.services
        speech = services.speech
        self.count.setRange(1, MOST)
        self.pages.setRange(0, MOST)
        self.duplex.setChecked(True)
        wide = self.fontMetrics().averageCharWidth() * FIELD_LETTERS
        self.csv.setMinimumWidth(wide)
        self.choose.setAutoDefault(False)
        self.say_on(self.choose, CHOOSE)
        speech.bind(self.pages, self.pages.setSpecialValueText, NOT_GIVEN)
        speech.bind(self.csv, self.csv.setPlaceholderText, FIT)
        speech.bind(self.duplex, self.duplex.setText, DUPLEX)
        speech.name(self.duplex, Text(*(t.replace("&", "") for t in (DUPLEX.de, DUPLEX.en))))
        form = form_in()
        for text, widget in (
            (CLASS, self.kind),
            (CASE, self.case),
            (COUNT, self.count),
            (PAGES, self.pages),
            (CSV, self.csv),
        ):
            labelled(services, form, text, widget)
        form.addRow("", self.choose)
        form.addRow("", self.duplex)
        left = QVBoxLayout()
        left.addWidget(paragraph(services, self.content, EXPLAINED))
        left.addLayout(form)
        left.addStretch(1)
        speech.name(self.preview, PREVIEW)
        row = QHBoxLayout()
        row.addLayout(left, 1)
        row.addWidget(self.preview)
        self.fill(row)

    def _connect(self) -> None:
        self._timer.timeout.connect(self.look)
        for changed in (
            self.kind.currentIndexChanged,
            self.case.textChanged,
            self.count.valueChanged,
            self.pages.valueChanged,
            self.csv.textChanged,
            self.duplex.toggled,
        ):
            changed.connect(lambda *_: self._timer.start())
        self.choose.clicked.connect(self._choose_csv)
        self.pdf_button.clicked.connect(self._choose_pdf)

    def _respeak(self) -> None:
        speech, chosen = self.services.speech, self.kind.currentData()
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem(speech.say(ANY_CLASS), "")
        for name, title in self._classes.items():
            self.kind.addItem(speech.say(title), name)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self.kind.blockSignals(False)
