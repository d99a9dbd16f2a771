"""The name of a copy of a profile or a document class."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.ui.dialogs.dialog import Dialog, form_in, labelled, paragraph
from scanstation.ui.operations.settings import CopyDeclared, Declared
from scanstation.ui.services import Services

TITLE = Text("Als neu anlegen", "Create as new")
EXPLAINED = Text(
    "Vorlage: {name}. Der Name wird zum Dateinamen: a-z, 0-9 und -.",
    "Made from: {name}. The name becomes a file's name: a-z, 0-9 and -.",
)
NAME = Text("&Name:", "&Name:")
CREATE = Text("&Anlegen", "&Create")


class NewNameDialog(Dialog):
    """See the module.

    Args:
        kind: ``profiles`` or ``classes``.
        then: gets what is in force afterwards.
    """

    def __init__(
        self,
        services: Services,
        kind: str,
        name: str,
        parent: QWidget | None,
        then: Callable[[Declared], object],
    ) -> None:
        super().__init__(services, TITLE, parent, accept=CREATE)
        self._kind, self._old, self._then = kind, name, then
        self.name = QLineEdit(f"{name}-2", self.content)
        self.name.selectAll()
        column = QVBoxLayout()
        column.addWidget(paragraph(services, self.content, EXPLAINED, name=name))
        form = form_in()
        labelled(services, form, NAME, self.name)
        column.addLayout(form)
        self.fill(column)
        self.name.setFocus()

    def accepted_by_person(self) -> None:
        """Copy."""
        self.work(CopyDeclared(self._kind, self._old, self.name.text().strip()), self._then)


def example(services: Services, parent: QWidget | None = None) -> NewNameDialog:
    """Return the dialog as it copies a profile."""
    return NewNameDialog(services, "profiles", "sozialakte", parent, lambda _: None)
