"""Recognition behind the batch on the desk: begun after the first look at it, ended with it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanstation.errors import Text

if TYPE_CHECKING:
    from scanstation.workflow.read_ahead import ReadAhead
    from scanstation.workflow.session import BatchSession
    from scanstation.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReadingTrouble:
    """Why no text is recognised."""

    text: Text


class Reading:
    """Holds the reader of one batch; every method may be called from any thread.

    Args:
        tell: hears once why nothing can be read (``ReadingTrouble``).
    """

    def __init__(self, tell: Callable[[object], None]) -> None:
        self._tell = tell
        self._ahead: ReadAhead | None = None
        self._session: BatchSession | None = None
        self._changing = threading.Lock()

    def look(self, workspace: Workspace, session: BatchSession) -> None:
        """Line up what has no text yet."""
        from scanstation.workflow.read_ahead import ReadAhead

        with self._changing:
            if self._ahead is None or self._session is not session:
                self._end()
                self._ahead = ReadAhead(workspace, session, self._told)
                self._session = session
            self._ahead.look()

    def prefer(self, page: str) -> None:
        """Read this page next: it is on the screen."""
        with self._changing:
            if self._ahead is not None:
                self._ahead.prefer(page)

    def end(self) -> None:
        """Stop reading, before the batch is closed."""
        with self._changing:
            self._end()

    def _told(self) -> None:
        """Text came (the journal tells of that itself), or there is no engine."""
        ahead = self._ahead
        if ahead is not None and ahead.trouble is not None:
            self._tell(ReadingTrouble(ahead.trouble))

    def _end(self) -> None:
        if self._ahead is not None:
            self._ahead.close()
        self._ahead = self._session = None
