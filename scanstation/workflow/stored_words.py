"""Words of a page as the export's process reads them; imports next to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scanstation.model import Word
from scanstation.ocr.words import decode


@dataclass(frozen=True, slots=True)
class StoredWords:
    """The words in a blob; None has no words."""

    path: Path | None

    def words(self) -> Sequence[Word]:
        """Return the words in reading order."""
        return decode(self.path.read_bytes()).words if self.path else ()
