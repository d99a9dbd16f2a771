"""The login of a target: it goes into the system's keyring and is never shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.ui.dialogs.dialog import Dialog, form_in, labelled, paragraph
from scanstation.ui.operations.sending import LogIn
from scanstation.ui.services import Services

TITLE = Text("Am Ziel anmelden", "Log in at the target")
EXPLAINED = Text(
    "Ziel: {target}. Kennwort oder Token kommt in den Schlüsselbund des Systems und wird "
    "nirgends angezeigt.",
    "Target: {target}. The password or token goes into the system's keyring and is shown nowhere.",
)
USER = Text("&Benutzer:", "&User:")
SECRET = Text("&Kennwort oder Token:", "&Password or token:")
KEEP = Text("&Anmelden", "&Log in")
MISSING = Text("Bitte Kennwort oder Token eingeben.", "Enter the password or token.")


class LoginDialog(Dialog):
    """User and secret of one target.

    Args:
        then: called when the login is kept.
    """

    def __init__(
        self,
        services: Services,
        target: str,
        user: str = "",
        parent: QWidget | None = None,
        then: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(services, TITLE, parent, accept=KEEP)
        self._target, self._then = target, then
        self.user, self.secret = QLineEdit(user, self.content), QLineEdit(self.content)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        column = QVBoxLayout()
        column.addWidget(paragraph(services, self.content, EXPLAINED, target=target))
        form = form_in()
        labelled(services, form, USER, self.user)
        labelled(services, form, SECRET, self.secret)
        column.addLayout(form)
        self.fill(column)
        (self.secret if user else self.user).setFocus()

    def accepted_by_person(self) -> None:
        """Keep the login."""
        if not self.secret.text():
            self.banner.problem(MISSING)
            self.secret.setFocus()
            return
        operation = LogIn(self._target, self.user.text().strip(), self.secret.text())
        self.secret.clear()
        self.work(operation, lambda _: self._then())


def example(services: Services, parent: QWidget | None = None) -> LoginDialog:
    """Return the dialog as it asks for the login of the embedded eAkte."""
    return LoginDialog(services, "uebung", "scanstation", parent)
