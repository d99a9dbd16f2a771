"""The root of all events and the registry of their types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a batch, in the past tense; never changed once written.

    Attributes:
        type: name in the journal.
        version: raised when the payload's shape changes; older ones are upcast when read.
        undoable: an operator's edit that ``undo`` may compensate.
    """

    type: ClassVar[str] = ""
    version: ClassVar[int] = 1
    undoable: ClassVar[bool] = False
