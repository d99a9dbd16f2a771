"""Dialogs: what is asked for in a window of its own.

Every ``QDialog`` stands in ``all_dialogs``. The tests walk through all of them (language, names for
screen readers, tab order, nothing cut off) and ``./run screens`` takes their pictures; a test
fails for a dialog that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from scanstation.ui.services import Services

    Make = Callable[[Services, QWidget | None], QDialog]

DIALOGS = {
    "about": "about:AboutDialog",
    "batches": "batch_list:BatchListDialog",
    "correct": "correct:CorrectDialog",
    "describe": "describe:DescribeDialog",
    "diagnostics": "diagnostics:DiagnosticsDialog",
    "give_up": "reason:give_up_dialog",
    "keys": "keys:KeysDialog",
    "login": "login:example",
    "new_name": "new_name:example",
    "operator": "operator:OperatorDialog",
    "quick": "quick:QuickDialog",
    "settings": "settings:SettingsDialog",
    "sheets": "sheets:SheetsDialog",
    "withdraw": "reason:withdraw_dialog",
}
"""Short name -> module:maker; a dialog's module is loaded when it is asked for."""


def maker(name: str) -> Make:
    """Return how a dialog is made, by its short name (KeyError if there is none)."""
    module, attribute = DIALOGS[name].split(":")
    make: Make = getattr(import_module(f"{__name__}.{module}"), attribute)
    return make


def all_dialogs() -> Mapping[str, Make]:
    """Return how each dialog is made, by a short name that its picture gets.

    A maker fills a dialog that needs more than the services with an example.
    """
    return {name: maker(name) for name in DIALOGS}
