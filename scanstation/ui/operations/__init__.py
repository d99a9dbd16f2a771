"""What a view asks of the bridge: frozen values, run in a lane, with no Qt inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk


class Operation(Protocol):
    """One thing to do; ``run`` may take its time and raises errors of the tree."""

    lane: ClassVar[Lane]

    def run(self, desk: Desk) -> object:
        """Do it and return what the asker wants to know."""


__all__ = ["Lane", "Operation"]
