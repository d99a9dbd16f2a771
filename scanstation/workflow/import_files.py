"""Files as pages of a batch: PDF, multi-page TIFF, JPEG, PNG.

Each file is opened in a child process with limits. Its pages become durable all together or
not at all: a file that breaks in the middle leaves nothing in the batch, and the other files
of the same call go on. The file itself stays in the store as the original.
"""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scanstation import errors, events
from scanstation.devices.driver import Frame
from scanstation.errors import (
    FileBroken,
    FileOversized,
    FileTooSlow,
    ImportFileError,
    StoreError,
    StoreFull,
    Text,
)
from scanstation.imaging.files import FilePage, page_of, recognise_kind
from scanstation.model import BatchState, Image, Mode, OrientationFact, Quarter, ScanOptions
from scanstation.progress import Progress, Report, silent
from scanstation.sandbox import ChildStopped, Limits, run
from scanstation.store.durable import store_errors
from scanstation.workflow.analyse import analyse_missing
from scanstation.workflow.recover import end_broken_feeds
from scanstation.workflow.session import BatchSession, new_id

IMPORTING = Text("Dateien importiert", "files imported")

NOTED = {
    "jbig2_decoded": Text(
        "Das Original war JBIG2-kodiert; die Seite ist als CCITT G4 gespeichert",
        "The original was JBIG2 coded; the page is kept as CCITT G4",
    ),
    "pixels_converted": Text(
        "Farbraum oder Transparenz des Originals wurde umgewandelt",
        "Colour space or transparency of the original was converted",
    ),
}


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that was not imported, and why."""

    file: Path
    error: ImportFileError


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought: pages by count, and the files that failed."""

    pages: int
    failed: tuple[Failed, ...]


def import_files(
    session: BatchSession,
    files: Sequence[Path],
    limits: Limits | None = None,
    report: Report = silent,
    room: Callable[[], bool] = lambda: True,
) -> Imported:
    """Import files in the given order; a failing one does not stop the others.

    Args:
        room: says before each file whether more than the disk's reserve is free.

    Raises:
        StateRefused: the batch takes no more pages.
        StoreError: the disk is full or cannot be written; imported files are safe, and the
            error's ``left`` names the others.
    """
    run = _Run(session, new_id(), list(files))
    with session.alone():  # a release decided meanwhile keeps the files out
        session.require(BatchState.OPEN)
        end_broken_feeds(session)
        session.append(events.FeedStarted(run.feed, "import", ScanOptions()))
        session.feeding.add(run.feed)
    try:
        run.each(limits or Limits(), report, room)
        run.end("end")
        analyse_missing(session)
    except BaseException as error:
        run.broke_off(error)
        raise
    finally:
        session.feeding.discard(run.feed)
    return Imported(run.pages, tuple(run.failed))


@dataclass(slots=True)
class _Run:
    """An import under way; ``left``: files that are neither in nor known to be unusable."""

    session: BatchSession
    feed: str
    left: list[Path]
    pages: int = 0
    failed: list[Failed] = dataclasses.field(default_factory=list)
    ended: bool = False

    def each(self, limits: Limits, report: Report, room: Callable[[], bool]) -> None:
        """Import what is left."""
        total = len(self.left)
        while self.left:
            if not room():
                raise StoreFull(sheet=_last_sheet(self.session))
            file = self.left[0]
            try:
                self.pages += len(import_file(self.session, file, self.feed, limits))
            except ImportFileError as error:
                self.failed.append(Failed(file, error))
            del self.left[0]
            report(Progress(IMPORTING, total - len(self.left), total))

    def end(self, reason: str) -> None:
        """Every file is in as a whole or not at all: the count is known, however it ended."""
        self.session.append(events.FeedEnded(self.feed, self.pages, self.pages, reason))
        self.ended = True

    def broke_off(self, error: BaseException) -> None:
        """Say what is left; a disk that takes no end either is asked by the next feed."""
        if isinstance(error, StoreError):
            error.left = tuple(self.left)
        if not self.ended:
            with suppress(StoreError):
                self.end(type(error).__name__)
                analyse_missing(self.session)


def _last_sheet(session: BatchSession) -> int:
    return max((page.sheet for page in session.batch().pages), default=0)


def import_file(
    session: BatchSession, file: Path, feed: str, limits: Limits, frame: str = ""
) -> tuple[str, ...]:
    """Import one file into a running feed and return the ids of its pages.

    Args:
        frame: id under which a device delivered the file; empty for a file that was named.

    Raises:
        ImportFileError: see the leaves; nothing of the file is in the batch.
    """
    recognise_kind(file, limits)
    out = _private_folder(session)
    try:
        pages = _split(file, out, limits)
        if not pages:
            raise errors.FileEmpty(file=file.name)
        original = session.blobs.put_file(file)
        happened = _events(session, _Source(file, feed, frame, original), out, pages)
        session.append(*happened)
    finally:
        shutil.rmtree(out, ignore_errors=True)
    return tuple(one.page for one in happened if isinstance(one, events.PageCaptured))


def import_frame(session: BatchSession, frame: Frame, feed: str, limits: Limits) -> tuple[str, ...]:
    """Import a whole file that a watched folder delivered; return the ids of its pages.

    Raises:
        ImportFileError: see the leaves; nothing of the file is in the batch.
    """
    folder = _private_folder(session)
    try:
        file = folder / (Path(frame.name).name or "datei")
        with store_errors(session.temp):
            file.write_bytes(frame.data)
        return import_file(session, file, feed, limits, frame.id)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _private_folder(session: BatchSession) -> Path:
    with store_errors(session.temp):
        return Path(tempfile.mkdtemp(dir=session.temp))


def _split(file: Path, out: Path, limits: Limits) -> list[FilePage]:
    argument = {"path": str(file), "out": str(out), "limits": dataclasses.asdict(limits)}
    pages: list[FilePage] = []
    try:
        for message in run("scanstation.imaging.files:split", argument, limits):
            if "error" in message:
                raise _error(message["error"], message["details"])
            pages.append(page_of(message["page"]))
    except ChildStopped as stopped:
        raise _stopped(file, stopped, limits) from stopped
    return pages


def _error(name: str, details: dict[str, str]) -> ImportFileError:
    kind = getattr(errors, name)
    error: ImportFileError = kind(**details)
    return error


def _stopped(file: Path, stopped: ChildStopped, limits: Limits) -> ImportFileError:
    if stopped.reason == "time":
        return FileTooSlow(file=file.name, seconds=round(limits.idle_seconds))
    if stopped.reason == "memory":
        return FileOversized(file=file.name, reason=f"> {limits.memory >> 20} MiB")
    return FileBroken(file=file.name, reason="Absturz/crash")


@dataclass(frozen=True, slots=True)
class _Source:
    """Where pages come from; ``original`` is the blob of the file itself."""

    file: Path
    feed: str
    frame: str
    original: str


def _events(
    session: BatchSession, source: _Source, out: Path, pages: Iterable[FilePage]
) -> list[events.Event]:
    happened: list[events.Event] = []
    for page in pages:
        page_id = new_id()
        blob = session.blobs.put_file(out / page.image)
        image = Image(blob, page.media_type, page.width, page.height, page.dpi, Mode(page.mode))
        kinds = ("born_digital",) if page.born_digital else ()
        happened.append(
            events.PageCaptured(
                page=page_id,
                sheet=new_id(),
                side="front",
                image=image,
                device="import",
                feed=source.feed,
                frame=source.frame,
                original=source.original,
                source=source.file.name,
                anomalies=kinds,
            )
        )
        happened.extend(_notes(page_id, page))
    return happened


def _notes(page_id: str, page: FilePage) -> list[events.Event]:
    notes: list[events.Event] = [
        events.AnomalyNoted(kind, NOTED[kind], page=page_id) for kind in page.anomalies
    ]
    if page.rotation:
        quarters: tuple[Quarter, ...] = (0, 90, 180, 270)
        turned = quarters[page.rotation // 90]
        fact = OrientationFact("file", "1", 1.0, turned, sure=True)
        notes.append(events.OrientationRecognised(page_id, fact))
    return notes
