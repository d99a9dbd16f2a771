"""Free space, counted in sheets: what still fits before scanning stops at the reserve."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from scanstation.errors import BatchUnknown, StoreFull
from scanstation.log import Notable, report
from scanstation.model import Batch, Mode, Page, Profile
from scanstation.store.batch import BLOBS
from scanstation.workflow.workspace import Workspace

MEASURED = 200
"""So many of the newest pages tell how large the next ones will be."""

BYTES_AT_300_DPI = {Mode.COLOUR: 1_200_000, Mode.GREY: 800_000, Mode.LINEART: 80_000}
"""A letter with print on it, before the first page of a batch has told better."""

COPIES = 2
"""The image in the batch, and once more in the package that goes to the target."""

BESIDE = 100_000
"""Thumbnail, words and journal of a page."""


def has_room(workspace: Workspace) -> bool:
    """Whether more than the reserve is free where batches are kept; IT is told if it is not."""
    room = free_bytes(workspace) >= 0
    if not room:
        report(Notable.DISK_FULL)
    return room


def require_room(workspace: Workspace) -> None:
    """Refuse to begin when less than the reserve is free.

    Raises:
        StoreFull: there is not enough room.
    """
    if free_bytes(workspace) < 0:  # the error is told to IT as well
        raise StoreFull(sheet=0)


def free_bytes(workspace: Workspace) -> int:
    """Return what is free beyond the reserve; negative below it."""
    folder = workspace.home
    while not folder.exists():
        folder = folder.parent
    reserve = workspace.settings.limits.disk_reserve_mb << 20
    return shutil.disk_usage(folder).free - reserve


def sheets_left(workspace: Workspace, batch: Batch | None = None) -> int:
    """Return how many more sheets fit: as large as the batch's newest, or as usual for its profile.

    Args:
        batch: None takes the profile that scans use if none is named.
    """
    free = max(0, free_bytes(workspace))
    return int(free // (_measured(workspace, batch) or _usual(workspace, batch)))


def _measured(workspace: Workspace, batch: Batch | None) -> float:
    """Return the bytes of a sheet of this batch, 0 while it has none that tell."""
    if batch is None:
        return 0.0
    newest = sorted(batch.pages, key=lambda page: page.number)[-MEASURED:]
    images = _sizes(workspace, batch, newest)
    if not images:
        return 0.0
    sides = len(newest) / len({page.sheet for page in newest})
    return sides * (COPIES * sum(images) / len(images) + BESIDE)


def _sizes(workspace: Workspace, batch: Batch, pages: Iterable[Page]) -> list[int]:
    try:
        blobs = workspace.locate(batch.id) / BLOBS
    except BatchUnknown:
        return []
    found = (blobs / page.image.blob for page in pages)
    return [size for size in map(_size, found) if size]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _usual(workspace: Workspace, batch: Batch | None) -> float:
    profile = batch.profile if batch is not None else _default(workspace)
    scan = profile.scan
    image = BYTES_AT_300_DPI[scan.mode] * (scan.resolution / 300) ** 2
    return (2 if scan.source == "duplex" else 1) * (COPIES * image + BESIDE)


def _default(workspace: Workspace) -> Profile:
    profiles = workspace.configuration.profiles
    return profiles.get(workspace.settings.profile) or next(iter(profiles.values()))
