"""Operations of the short form: one document, straight into one case file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class BeginQuick:
    """Open a batch in which nothing separates, and lay it on the desk."""

    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> str:
        """Return its id."""
        from scanstation.workflow import quick

        desk.require_rest()
        session = quick.begin(desk.workspace)
        batch = session.batch().id
        desk.put(session)
        return batch


@dataclass(frozen=True, slots=True)
class FileUnder:
    """Say what the document is and where it goes, and release it: every page was shown."""

    case_number: str
    document_class: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """File and release; it is sent in the background."""
        from scanstation.workflow import quick

        session, lookups = desk.require_session(), desk.lookups()
        quick.file_under(desk.workspace, session, self.case_number, lookups, self.document_class)
        quick.release_whole(desk.workspace, session, lookups)
