"""Rows without a disk: what replay needs of a journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scanstation import events
from scanstation.errors import Text
from scanstation.model import Image, Mode, Opening, PageKind, Profile, ScanOptions

PROFILE = Profile("posteingang", Text("Posteingang", "Incoming mail"))


@dataclass(frozen=True)
class MemoryRow:
    number: int
    type: str
    version: int
    payload: dict[str, Any] | None
    time: str = "2026-11-22T08:00:00.000000Z"
    operator: str = "anna"
    station: str = "platz-1"

    @property
    def hash(self) -> str:
        return f"hash-{self.number}"


def rows(happened: Iterable[events.Event]) -> list[MemoryRow]:
    return [MemoryRow(n, *events.encode(event)) for n, event in enumerate(happened, 1)]


def image(blob: str = "0" * 64) -> Image:
    return Image(blob, "image/jpeg", 2480, 3508, (300.0, 300.0), Mode.COLOUR)


def opened(expected_sheets: int | None = None) -> events.BatchOpened:
    return events.BatchOpened("b1", "uebung", PROFILE, "anna", "platz-1", "", "", expected_sheets)


def captured(page: str, sheet: str = "", before: str = "") -> events.PageCaptured:
    name = sheet or f"s-{page}"
    return events.PageCaptured(page, name, "front", image(), "sim", "f1", before=before)


def fed(*pages: str) -> list[events.Event]:
    """An opened batch with these pages, each on its own sheet, fed to the end."""
    start: list[events.Event] = [opened(), events.FeedStarted("f1", "sim", ScanOptions())]
    end = events.FeedEnded("f1", len(pages), len(pages), "end")
    return [*start, *(captured(page) for page in pages), end]


def separated(openings: dict[str, str], **kinds: PageKind) -> events.Separated:
    """``openings`` maps the first page of a document to the document's id."""
    made = tuple(Opening(doc, page, "patch", 1.0) for page, doc in openings.items())
    return events.Separated(made, dict(kinds))
