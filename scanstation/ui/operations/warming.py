"""What every first step would wait for, loaded while nobody waits yet."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk

MODULES = (
    "scanstation.workflow.recover",
    "scanstation.workflow.separate",
    "scanstation.workflow.edit",
    "scanstation.workflow.catalogue",
    "scanstation.workflow.lookups",
    "requests",
    "scanstation.workflow.index",
    "scanstation.workflow.release",
    "scanstation.workflow.doubts",
    "scanstation.workflow.next_step",
    "scanstation.workflow.read_ahead",
    "numpy",
    "cv2",
    "scanstation.imaging.pipeline",
    "scanstation.workflow.capture",
    "scanstation.workflow.scan",
)
"""In the order in which an operator needs them, and in small pieces: one that is being loaded
halves the speed of everybody else."""
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
            importlib.import_module(name)
