"""Change of operator: who acts from now on; works while pages come in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.ui.dialogs.dialog import Dialog, form_in, labelled, paragraph
from scanstation.ui.operations.batches import ActAs
from scanstation.ui.services import Services

TITLE = Text("Bearbeiter wechseln", "Change operator")
EXPLAINED = Text(
    "Der Name steht ab jetzt bei jeder Handlung im Verlauf und im Transfervermerk. "
    "Er muss eine natürliche Person bezeichnen; ein Kürzel, das Ihre Stelle auflösen kann, genügt.",
    "From now on the name stands with every action in the history and in the transfer note. "
    "It must mean a natural person; a pseudonym that your office can resolve will do.",
)
NAME = Text("&Name oder Kürzel:", "&Name or pseudonym:")
CHANGE = Text("&Wechseln", "&Change")
MISSING = Text("Bitte einen Namen eingeben.", "Enter a name.")
KEY = "window/operators"
REMEMBERED = 12
SEPARATOR = "\n"


class OperatorDialog(Dialog):
    """Name, with those who worked here last.

    Signals:
        handing_over(): another person is about to act; edits asked for now are still the former's.
    """

    handing_over = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, TITLE, parent, accept=CHANGE)
        self.name = QComboBox(self.content)
        self.name.setEditable(True)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.name.addItems(remembered(services))
        self.name.setEditText(services.bridge.state.operator)
        edit = self.name.lineEdit()
        if edit is not None:
            edit.selectAll()
        column = QVBoxLayout()
        column.addWidget(paragraph(services, self.content, EXPLAINED))
        form = form_in()
        labelled(services, form, NAME, self.name)
        if edit is not None:
            edit.setAccessibleName(self.name.accessibleName())
        column.addLayout(form)
        self.fill(column)
        self.name.setFocus()

    def accepted_by_person(self) -> None:
        """Let the named person act."""
        name = self.name.currentText().strip()
        if not name:
            self.banner.problem(MISSING)
            self.name.setFocus()
            return
        remember(self.services, name)
        self.handing_over.emit()
        self.work(ActAs(name))


def remembered(services: Services) -> list[str]:
    """Return who worked here last, the latest first."""
    return [one for one in services.memory.text(KEY).split(SEPARATOR) if one]


def remember(services: Services, name: str) -> None:
    """Keep a name for the next change."""
    others = [one for one in remembered(services) if one != name]
    services.memory.keep(KEY, SEPARATOR.join([name, *others][:REMEMBERED]))
