"""A large batch's journal: from opening to the first batch, row by row, and separation runs.

The floor is what reading it needs at least: SQLite, two SHA-256 a row, the JSON decoder.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from scanstation.bench.journal_stack import scanned_pages
from scanstation.bench.process import percentile, rss_mb
from scanstation.events import Event
from scanstation.model import Batch
from scanstation.sandbox import child_command, child_environment
from scanstation.store.batch import JOURNAL
from scanstation.store.sqlite_files import connect, fetch_rows
from scanstation.workflow import edit, separate
from scanstation.workflow.session import Actor, BatchSession

SIZES = (2_000, 10_000)
SEPARATE_EVERY = 20
"""Pages from one separation run to the next while a stack is fed."""
NEW_PAGES = 100
RUNS = 5
ACTOR = Actor("bench", "bench")

Result = TypeVar("Result")


@dataclass(slots=True)
class Clock:
    """CPU milliseconds of this process by what was done."""

    times: dict[str, list[float]] = field(default_factory=dict)

    def take(self, name: str, work: Callable[[], Result]) -> Result:
        """Do it and note what it took."""
        start = time.process_time()
        result = work()
        self.times.setdefault(name, []).append((time.process_time() - start) * 1000)
        return result

    def middle(self, name: str) -> float:
        """Return the median."""
        return round(median(self.times[name]), 2)


def measure(pages: int = 0) -> dict[str, Any]:
    """Measure a batch of so many pages, or one of each of the usual sizes."""
    with tempfile.TemporaryDirectory() as folder:
        sizes = {
            size: _size(Path(folder) / str(size), size) for size in ((pages,) if pages else SIZES)
        }
    first = next(iter(sizes.values()))
    return {
        "bench": "journal",
        **{key: first[f"append_and_batch_ms_{key}"] for key in ("p50", "p95", "p99")},
        "cpu_ms_per_page": round(first["open_to_first_batch_ms"] / first["pages"], 4),
        "floor_cpu_ms_per_page": round(first["floor_read_ms"] / first["pages"], 4),
        "separate_every_pages": SEPARATE_EVERY,
        "sizes": list(sizes.values()),
    }


def _size(tenant_folder: Path, pages: int) -> dict[str, Any]:
    folder = _written(tenant_folder, pages)
    clock, found = Clock(), dict[str, Any](pages=pages)
    memory = rss_mb(os.getpid())
    for _ in range(RUNS):
        gc.collect()
        with closing(clock.take("open", partial(_open, folder, write=False))) as session:
            clock.take("batch", session.batch)
        clock.take("floor", partial(_floor, folder))
    with closing(_open(folder, write=True)) as session:
        batch = session.batch()
        found |= {"rows": batch.rows, "documents": len(batch.documents)}
        found["journal_mb"] = round((folder / JOURNAL).stat().st_size / 1e6, 2)
        found["separation_kb"] = round(_written_by(session, "separat") / 1e3, 1)
        found["rss_growth_mb"] = round(rss_mb(os.getpid()) - memory, 1)
        _go_on(session, clock)
    return {**found, **_figures(clock)}


def _go_on(session: BatchSession, clock: Clock) -> None:
    """More pages, edits, undo; after each the batch is asked for, as the window does."""
    new = [event for page in scanned_pages(NEW_PAGES, seed=2) for event in page.scanned]
    for event in new:
        clock.take("append_and_batch", partial(_append, session, event))
    for _ in range(RUNS):
        clock.take("separate", partial(separate.run, session))
    for number in range(1, RUNS + 1):
        edit.rotate(session, number, 90)
        clock.take("edit", session.batch)
        edit.undo(session)
        clock.take("undo", session.batch)


def _append(session: BatchSession, event: Event) -> Batch:
    session.append(event)
    return session.batch()


def _figures(clock: Clock) -> dict[str, Any]:
    new = clock.times["append_and_batch"]
    shares = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
    return {
        "open_ms": clock.middle("open"),
        "first_batch_ms": clock.middle("batch"),
        "open_to_first_batch_ms": round(clock.middle("open") + clock.middle("batch"), 1),
        "floor_read_ms": clock.middle("floor"),
        **{
            f"append_and_batch_ms_{key}": round(percentile(new, at), 2)
            for key, at in shares.items()
        },
        "separate_ms": clock.middle("separate"),
        "batch_after_edit_ms": clock.middle("edit"),
        "batch_after_undo_ms": clock.middle("undo"),
    }


def _written(tenant_folder: Path, pages: int) -> Path:
    """Have the batch written by another process, so that this one's memory is the reader's."""
    tenant_folder.mkdir()
    words = (str(tenant_folder), str(pages), str(SEPARATE_EVERY))
    done = subprocess.run(
        child_command("-m", "scanstation.bench.journal_stack", *words),
        env=child_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Path(done.stdout.strip())


def _open(folder: Path, *, write: bool) -> BatchSession:
    return BatchSession.open(folder, ACTOR, write=write)


def _written_by(session: BatchSession, kind: str) -> int:
    rows = (row for row in session.journal.read() if row.type.startswith(kind))
    return sum(len(json.dumps(row.payload)) for row in rows)


def _floor(folder: Path) -> int:
    """Read every row with nothing but the libraries."""
    number = 0
    with closing(connect(folder / JOURNAL, "ro")) as connection:
        while rows := fetch_rows(connection, number):
            for row in rows:
                hashlib.sha256(row[9] + row[10].encode()).hexdigest()
                hashlib.sha256("".join(map(str, row[:8])).encode()).hexdigest()
                json.loads(row[10])
            number = rows[-1][0]
    return number
