"""An operator's edits of the open batch, each one step of undo.

Pages and documents are named by their ids: numbers may have changed between the key and its
turn in the lane.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation.errors import EditRefused
from scanstation.model import Box
from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.model import Batch, Document, IndexValue
    from scanstation.ui.desk import Desk

REJECTED = "bei der Prüfung verworfen"
"""The reason that stands in the journal of a page rejected by a key."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last edit back."""

    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Undo, and let what follows from pages follow."""
        from scanstation.workflow import edit

        edit.undo(desk.require_session())
        desk.follow_edit()


@dataclass(frozen=True, slots=True)
class Redo:
    """Repeat the edit that was taken back last."""

    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Redo, and let what follows from pages follow."""
        from scanstation.workflow import edit

        edit.redo(desk.require_session())
        desk.follow_edit()


@dataclass(frozen=True, slots=True)
class SplitAt:
    """Let a document begin at each of these pages."""

    pages: tuple[str, ...]
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Split."""
        from scanstation.workflow import edit

        edit.split(desk.require_session(), *_numbers(desk, self.pages))
        desk.follow_edit()


@dataclass(frozen=True, slots=True)
class JoinDocuments:
    """Join each of these documents with the one before it."""

    documents: tuple[str, ...]
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Join."""
        from scanstation.workflow import edit

        session = desk.require_session()
        found = [document_of(session.batch(), one) for one in self.documents]
        edit.join(session, *_numbers(desk, tuple(one.opening.page for one in found)))
        desk.follow_edit()


@dataclass(frozen=True, slots=True)
class MovePages:
    """Move pages into a document, before one of its pages or (empty) to its end."""

    pages: tuple[str, ...]
    document: str
    before: str = ""
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Move."""
        from scanstation.workflow import edit

        session = desk.require_session()
        target = document_of(session.batch(), self.document)
        before = _numbers(desk, (self.before,))[0] if self.before else None
        edit.move(session, _numbers(desk, self.pages), target.number, before)
        desk.follow_edit()


@dataclass(frozen=True, slots=True)
class RotatePages:
    """Turn pages clockwise by steps of 90 degrees."""

    pages: tuple[str, ...]
    degrees: int
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Rotate."""
        from scanstation.workflow import edit

        edit.rotate(desk.require_session(), _numbers(desk, self.pages), self.degrees)
        desk.follow_edit()


@dataclass(frozen=True, slots=True)
class RejectPages:
    """Keep pages out of every document."""

    pages: tuple[str, ...]
    reason: str = REJECTED
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Reject."""
        from scanstation.workflow import edit

        edit.reject(desk.require_session(), _numbers(desk, self.pages), self.reason)
        desk.follow_edit()


@dataclass(frozen=True, slots=True)
class RestorePages:
    """Let rejected, replaced or blank pages count again."""

    pages: tuple[str, ...]
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Restore."""
        from scanstation.workflow import edit

        edit.restore(desk.require_session(), _numbers(desk, self.pages))
        desk.follow_edit()


@dataclass(frozen=True, slots=True)
class DropBlanks:
    """Treat pages as blank."""

    pages: tuple[str, ...]
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Drop."""
        from scanstation.workflow import edit

        edit.drop_blank(desk.require_session(), _numbers(desk, self.pages))
        desk.follow_edit()


@dataclass(frozen=True, slots=True)
class SetField:
    """Write the acting person's value of a field; empty clears it."""

    document: str
    field: str
    value: str
    region: tuple[str, Box] | None = None
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Write; the person's own value is not written again.

        A value that was filled is: typed, it is a person's, and no later filling replaces it.
        """
        from scanstation.workflow import index

        session = desk.require_session()
        document = document_of(session.batch(), self.document)
        stands = document.fields.get(self.field)
        if self.region is None and _is_own(stands, self.value, session.actor.operator):
            return
        index.set_value(
            desk.workspace, session, document.number, self.field, self.value, self.region
        )


@dataclass(frozen=True, slots=True)
class AcceptSuggestion:
    """Take a suggestion over as the acting person's choice; it keeps its source and place."""

    document: str
    field: str
    value: IndexValue
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Take it."""
        from scanstation.workflow import index

        session = desk.require_session()
        document = document_of(session.batch(), self.document)
        index.accept_suggestion(desk.workspace, session, document.number, self.field, self.value)


@dataclass(frozen=True, slots=True)
class ConfirmField:
    """Confirm a value that stands in a field: exactly the one that was on the screen."""

    document: str
    field: str
    value: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Confirm."""
        from scanstation.workflow import index

        session = desk.require_session()
        with session.alone():
            document = document_of(session.batch(), self.document)
            stands = document.fields.get(self.field)
            if stands is None or stands.value != self.value:
                raise EditRefused(
                    reason_de="Der Wert hat sich inzwischen geändert. Bitte noch einmal ansehen.",
                    reason_en="the value changed in the meantime. Please look at it again.",
                )
            index.confirm(session, document.number, self.field)


@dataclass(frozen=True, slots=True)
class TakePrevious:
    """Repeat the value of the document before."""

    document: str
    field: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Repeat it."""
        from scanstation.workflow import index

        session = desk.require_session()
        number = document_of(session.batch(), self.document).number
        index.take_previous(desk.workspace, session, number, self.field)


@dataclass(frozen=True, slots=True)
class SetClass:
    """Give a document another class; what the class declares is filled."""

    document: str
    document_class: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Set it."""
        from scanstation.workflow import edit

        session = desk.require_session()
        document = document_of(session.batch(), self.document)
        edit.set_class(session, document.number, self.document_class)
        desk.follow_edit()


def _is_own(stands: IndexValue | None, value: str, operator: str) -> bool:
    """Whether a value stands there as this person's already."""
    if stands is None or not stands.value:
        return not value
    return stands.value == value and stands.confirmed_by == operator


def document_of(batch: Batch, document: str) -> Document:
    """Return a document by its id.

    Raises:
        EditRefused: it is not there any more: joined, or its boundary was taken back.
    """
    try:
        return batch.document(document)
    except KeyError as error:
        raise EditRefused(
            reason_de="Das Dokument gibt es nicht mehr.",
            reason_en="the document is not there any more.",
        ) from error


def _numbers(desk: Desk, pages: tuple[str, ...]) -> tuple[int, ...]:
    """Return what people call pages, in the order of the stack."""
    batch = desk.require_session().batch()
    known = sorted(
        (one for one in pages if one in batch.page_index), key=lambda one: batch.page_index[one]
    )
    if len(known) != len(pages):
        raise EditRefused(
            reason_de="Die Seite gibt es nicht mehr.", reason_en="the page is not there any more."
        )
    return tuple(batch.page(one).number for one in known)
