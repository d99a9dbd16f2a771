"""A batch with pages in a real journal, from sheets as the separation tests have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from scanstation import events
from scanstation.model import Image, IndexValue, Mode, Profile, ScanOptions
from scanstation.settings import Settings, load_configuration
from scanstation.workflow import separate
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.workspace import Workspace
from tests.unit.separation.stacks import Sheet, stack

IMAGE = Image("0" * 64, "image/jpeg", 10, 10, (300.0, 300.0), Mode.GREY)


def workspace_in(home: Path, by: str = "anna") -> Workspace:
    settings = replace(Settings(str(home)), station="platz")
    return Workspace(settings, "uebung", load_configuration(home, "uebung"), Actor(by, "platz"))


@contextmanager
def batch_of(
    workspace: Workspace, sheets: Sequence[Sheet], profile: Profile | None = None
) -> Iterator[BatchSession]:
    """A batch whose pages are analysed and separated; page 1 is the first sheet's front."""
    chosen = profile or workspace.configuration.profile("posteingang")
    with workspace.create(chosen) as session:
        happened: list[events.Event] = [events.FeedStarted("f", "d", ScanOptions())]
        pages = stack(sheets)
        for page in pages:
            happened.append(events.PageCaptured(page.id, page.sheet_id, page.side, IMAGE, "d", "f"))
            if page.facts is not None:
                happened.append(events.PageAnalysed(page.id, page.facts))
        session.append(*happened, events.FeedEnded("f", len(pages), len(sheets), "end"))
        separate.run(session)
        yield session


def filled(session: BatchSession, **fields: dict[int, IndexValue]) -> None:
    """Fill fields as the program does: ``case_number={1: value}`` by document number."""
    values: dict[str, dict[str, IndexValue]] = {}
    for document in session.batch().documents:
        mine = {name: by[document.number] for name, by in fields.items() if document.number in by}
        if mine:
            values[document.id] = mine
    session.append(events.FieldsFilled(values))
