"""A large batch for the window: a real journal; its images are a few real pages, repeated.

Thumbnails differ from page to page, as they do in an office: a cache must not help.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

from scanstation import events
from scanstation.bench import journal_stack, pages
from scanstation.bench.capture_pages import HEIGHT, WIDTH
from scanstation.imaging import pipeline, raster
from scanstation.model import Box, Word
from scanstation.ocr.engine import Recognition
from scanstation.ocr.words import encode
from scanstation.settings import load_configuration, load_settings
from scanstation.workflow import index
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.workspace import Workspace

TENANT = journal_stack.TENANT
ROWS_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class Stored:
    """Blobs of one of the real pages; ``thumbnail`` are its bytes."""

    image: str
    thumbnail: bytes
    words: str


def lay_out(home: Path) -> Workspace:
    """Declare the tenant in a home of its own."""
    (home / TENANT).mkdir(parents=True)
    title = 'title = { de = "Messung", en = "Benchmark" }\n'
    (home / TENANT / "tenant.toml").write_text(f'{title}target = "ablage"\n', encoding="utf-8")
    target = f'{title}kind = "folder"\naddress = "{(home / "Ablage").as_posix()}"\n'
    (home / TENANT / "targets").mkdir()
    (home / TENANT / "targets" / "ablage.toml").write_text(target, encoding="utf-8")
    (home / "Ablage").mkdir()
    (home / "settings.toml").write_text(f'tenant = "{TENANT}"\n', encoding="utf-8")
    settings = load_settings({"SCANSTATION_HOME": str(home)}).settings
    return Workspace(settings, TENANT, load_configuration(home, TENANT), Actor("bench", "bench"))


def write(workspace: Workspace, images: Sequence[Path], count: int) -> str:
    """Write a batch of so many pages, separated and indexed; return its id."""
    profile = workspace.configuration.profile("posteingang")
    with closing(workspace.create(profile)) as session:
        session.append(journal_stack.feed_started())
        for some in _in_groups(_rows(session, images, count)):
            session.append(*some)
        session.append(journal_stack.feed_ended(count))
        index.refresh(workspace, session)
        return session.batch().id


def _rows(session: BatchSession, images: Sequence[Path], count: int) -> Iterator[events.Event]:
    stored = cycle([_store(session, path, seed) for seed, path in enumerate(images)])
    for number, page in enumerate(journal_stack.scanned_pages(count)):
        blobs = next(stored)
        # Bytes behind the end of a JPEG change its name and nothing else.
        thumbnail = session.blobs.put(blobs.thumbnail + number.to_bytes(4, "big"))
        image = replace(page.captured.image, blob=blobs.image)
        yield replace(page.captured, image=image)
        yield replace(page.analysed, thumbnail=thumbnail)
        if page.text is not None:
            yield replace(page.text, words=blobs.words)


def _store(session: BatchSession, path: Path, seed: int) -> Stored:
    data = path.read_bytes()
    small = pipeline.thumbnail(raster.decode(data, raster.JPEG))
    return Stored(session.blobs.put(data), small, session.blobs.put(encode(_recognition(seed))))


def _recognition(seed: int) -> Recognition:
    """Return words where a letter has them."""
    words = []
    for line, run in enumerate(pages.letter(seed, lines=46)):
        left, bottom = round(run.x * WIDTH / 595), HEIGHT - round(run.y * HEIGHT / 842)
        for text in run.text.split():
            right = left + 22 * len(text)
            words.append(Word(text, Box(left, bottom - 40, right, bottom), 0.95, line))
            left = right + 20
    return Recognition(tuple(words), 0.95, "tesseract", "5.3.0", "0" * 64, 1.0)


def _in_groups(rows: Iterator[events.Event]) -> Iterator[list[events.Event]]:
    group: list[events.Event] = []
    for row in rows:
        group.append(row)
        if len(group) == ROWS_AT_ONCE:
            yield group
            group = []
    if group:
        yield group
