"""Asks the share of IT's declarations now, as ``scanstation profiles --update`` does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation.settings import (
    DeclarationChanges,
    Taken,
    declaration_changes,
    known,
    load_settings,
    take_over,
)
from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What came of it."""

    taken: Taken
    changes: DeclarationChanges


@dataclass(frozen=True, slots=True)
class TakeDeclarationsOver:
    """Take over what lies on the share; it counts here once settings are read anew.

    A share may let one wait (``declarations.seconds``), so no edit waits behind this.
    """

    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> TakenOver:
        """Take over."""
        settings = load_settings().settings
        before = known(settings)
        taken = take_over(settings, by_hand=True)
        return TakenOver(taken, declaration_changes(settings, before, taken))
