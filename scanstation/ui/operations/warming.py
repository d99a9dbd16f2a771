"""What every first step would wait for, loaded while nobody waits yet."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk

MODULES = (
    "recover",
    "separate",
    "edit",
    "catalogue",
    "index",
    "release",
    "doubts",
    "next_step",
    "read_ahead",
    "scan",
)
"""Of ``workflow``, in the order in which an operator needs them; ``scan`` brings OpenCV."""
PATIENCE = 5.0
"""Seconds that an edit, which somebody waits for, goes before."""
PAUSE = 0.02
"""Seconds between two: an import holds the interpreter, the window comes first."""


@dataclass(frozen=True, slots=True)
class Warm:
    """Load modules after the first paint, and not while somebody waits for the desk."""

    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> None:
        """Load them one by one, until the window closes."""
        for name in MODULES:
            if desk.ending.wait(PAUSE):
                return
            desk.calm.wait(PATIENCE)
            importlib.import_module(f"scanstation.workflow.{name}")
