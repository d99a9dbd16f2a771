"""Edits of several pages: one step for the person, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scanstation import events
from scanstation.errors import EditRefused, Text
from scanstation.model import Batch
from scanstation.workflow import edit
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.stacks import batch_of, workspace_in
from tests.unit.separation.stacks import FULL, LETTER

Change = Callable[[BatchSession], object]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return workspace_in(tmp_path / "home")


def seen(batch: Batch) -> object:
    pages = [(page.number, page.kind, page.rotation, page.document) for page in batch.pages]
    return pages, [one.pages for one in batch.documents]


SEVERAL: list[tuple[Change, Text]] = [
    (lambda s: edit.rotate(s, [1, 2, 3], 90), Text("3 Seiten drehen", "Turn 3 pages")),
    (lambda s: edit.rotate(s, [1, 1], 90), Text("Seite 1 drehen", "Turn page 1")),
    (lambda s: edit.reject(s, [2, 3], "x"), Text("2 Seiten verwerfen", "Reject 2 pages")),
    (
        lambda s: edit.drop_blank(s, [2, 3]),
        Text("Art von 2 Seiten ändern", "Change the kind of 2 pages"),
    ),
    (lambda s: edit.restore(s, [8]), Text("Seite 8 aufnehmen", "Keep page 8")),
    (lambda s: edit.split(s, 2, 6), Text("2 Grenzen ändern", "Change 2 boundaries")),
    (lambda s: edit.join(s, 3, 5), Text("2 Grenzen ändern", "Change 2 boundaries")),
    (
        lambda s: edit.join(s, 3),
        Text("Dokument ab Seite 3 anschließen", "Join the document from page 3"),
    ),
    (lambda s: edit.split(s, 2), Text("Neues Dokument ab Seite 2", "New document from page 2")),
    (lambda s: edit.move(s, [1, 2], 3, 6), Text("2 Seiten verschieben", "Move 2 pages")),
    (lambda s: edit.replace(s, 1, 4), Text("Seite 1 ersetzen", "Replace page 1")),
    (lambda s: edit.drop_blank(s, 2), Text("Seite 2 als leer behandeln", "Treat page 2 as blank")),
    (
        lambda s: edit.set_class(s, 2, "antrag"),
        Text("Dokumentart von Dokument 2", "Class of document 2"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), SEVERAL, ids=lambda one: getattr(one, "en", ""))
def test_one_undo_takes_all_of_it_back(workspace: Workspace, change: Change, words: Text) -> None:
    with batch_of(workspace, [FULL, FULL, FULL, LETTER]) as session:
        edit.split(session, 3)
        edit.split(session, 5)
        before = seen(session.batch())
        change(session)
        after = seen(session.batch())
        assert after != before or words.en.startswith("Class")
        assert edit.undoable(session) == words
        edit.undo(session)
        assert seen(session.batch()) == before
        assert edit.redoable(session) == words
        edit.redo(session)
        assert seen(session.batch()) == after
        edit.undo(session)
        assert edit.undoable(session) == Text(
            "Neues Dokument ab Seite 5", "New document from page 5"
        )


def test_moved_pages_keep_their_order(workspace: Workspace) -> None:
    with batch_of(workspace, [FULL, FULL]) as session:
        edit.split(session, 3)
        edit.move(session, [1, 2], 2, 4)
        numbers = [session.batch().page(page).number for page in session.batch().documents[0].pages]
        assert numbers == [3, 1, 2, 4]


@pytest.mark.parametrize(
    "change",
    [
        lambda s: edit.rotate(s, [1, 99], 90),
        lambda s: edit.reject(s, [1, 99], "x"),
        lambda s: edit.restore(s, [4, 1]),
        lambda s: edit.drop_blank(s, [1, 4]),
        lambda s: edit.split(s, 2, 1),
        lambda s: edit.join(s, 3, 2),
        lambda s: edit.move(s, [1, 99], 2),
    ],
)
def test_one_page_that_is_refused_refuses_all(workspace: Workspace, change: Change) -> None:
    with batch_of(workspace, [FULL, LETTER]) as session:
        edit.split(session, 3)
        head = session.batch().head
        with pytest.raises(EditRefused):
            change(session)
        assert session.batch().head == head


def test_pages_that_come_in_between_are_no_part_of_a_step(workspace: Workspace) -> None:
    """Rows of other threads lie around a step, never inside it."""
    with batch_of(workspace, [FULL, FULL]) as session:
        said = Text("a", "b")
        written = session.append_step(
            said, events.PageRotated("1f", 90), events.PageRotated("2f", 90)
        )
        session.append(events.AnomalyNoted("jam", said))
        assert [row.type for row in written] == ["page_rotated"] * 2 + ["step_taken"]
        assert written[-1].payload is not None
        assert written[-1].payload["rows"] == [row.number for row in written[:-1]]
        step = session.history().undo
        assert step is not None
        assert step.rows == tuple(row.number for row in written[:-1])
        assert session.append_step(said) == []
