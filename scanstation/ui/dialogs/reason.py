"""What needs a reason: giving a batch up, withdrawing its release."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.ui.dialogs.dialog import Dialog, form_in, labelled, paragraph
from scanstation.ui.dialogs.reason_edit import ReasonEdit
from scanstation.ui.operations import Operation
from scanstation.ui.operations.batches import Abandon, Withdraw
from scanstation.ui.services import Services
from scanstation.ui.status_line import batch_name

REASON = Text("&Begründung:", "&Reason:")
MISSING = Text(
    "Bitte eine Begründung eingeben; sie steht im Verlauf des Stapels.",
    "Enter a reason; it stands in the batch's history.",
)


class ReasonDialog(Dialog):
    """A sentence that says what happens, a field for the reason, a verb to do it."""

    def __init__(
        self,
        services: Services,
        title: Text,
        explained: Text,
        accept: Text,
        operation: Callable[[str], Operation],
        parent: QWidget | None = None,
        **details: object,
    ) -> None:
        super().__init__(services, title, parent, accept=accept)
        self._operation = operation
        self.reason = ReasonEdit(self.content)
        self.reason.confirmed.connect(self.accepted_by_person)
        column = QVBoxLayout()
        column.addWidget(paragraph(services, self.content, explained, **details))
        form = form_in()
        labelled(services, form, REASON, self.reason)
        column.addLayout(form)
        column.addWidget(self.reason.hint(services, accept))
        self.fill(column)
        self.reason.setFocus()

    def accepted_by_person(self) -> None:
        """Do it, if there is a reason."""
        reason = self.reason.text
        if not reason:
            self.banner.problem(MISSING)
            self.reason.setFocus()
            return
        self.work(self._operation(reason))


GIVE_UP = (
    Text("Stapel aufgeben", "Give up batch"),
    Text(
        "Der Stapel wird abgeschlossen, ohne dass etwas gesendet wird. Seine Seiten bleiben "
        "erhalten, bis sie gelöscht werden. Das lässt sich nicht zurücknehmen.",
        "The batch is closed without anything being sent. Its pages stay until they are erased. "
        "This cannot be taken back.",
    ),
    Text("Stapel auf&geben", "&Give up batch"),
)
WITHDRAW = (
    Text("Freigabe zurücknehmen", "Withdraw release"),
    Text(
        "Der Stapel {batch} kann danach wieder bearbeitet werden. Schon geschriebene Pakete "
        "werden verworfen. Das geht, solange noch nichts gesendet ist; bis Sie hier fertig sind, "
        "wird nicht damit begonnen.",
        "Batch {batch} can be edited again afterwards. Packages that were written are discarded. "
        "This is possible as long as nothing has been sent; sending does not begin until you are "
        "done here.",
    ),
    Text("Freigabe &zurücknehmen", "&Withdraw release"),
)


def give_up_dialog(services: Services, parent: QWidget | None = None) -> ReasonDialog:
    """Return the dialog that gives the batch on the desk up."""
    return ReasonDialog(services, *GIVE_UP, Abandon, parent)


def withdraw_dialog(
    services: Services, parent: QWidget | None = None, batch: str = "", opened: str = ""
) -> ReasonDialog:
    """Return the dialog that takes a release back; nothing of the batch is sent meanwhile.

    Args:
        batch: id; empty takes the one on the desk.
        opened: when that batch was opened.
    """
    lying = services.bridge.state.batch
    if not batch and lying is not None:
        batch, opened = lying.id, lying.opened
    name = batch_name(opened, batch) if batch else ""
    dialog = ReasonDialog(
        services, *WITHDRAW, lambda reason: Withdraw(reason, batch), parent, batch=name
    )
    if batch:
        services.bridge.keep_unsent(batch)
        dialog.finished.connect(lambda _: services.bridge.let_send(batch))
    return dialog
