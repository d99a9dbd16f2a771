"""Dialogs: what is asked for in a window of its own.

Every ``QDialog`` stands in ``all_dialogs``. The tests walk through all of them (language, names for
screen readers, tab order, nothing cut off) and ``./run screens`` takes their pictures; a test
fails for a dialog that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from scanstation.ui.services import Services

    Make = Callable[[Services, QWidget | None], QDialog]


def all_dialogs() -> Mapping[str, Make]:
    """Return how each dialog is made, by a short name that its picture gets.

    A maker fills a dialog that needs more than the services with an example.
    """
    return {}
