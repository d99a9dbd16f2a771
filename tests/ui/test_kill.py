"""The window is killed at random points of the keyboard job: what it acknowledged is there.

Every process goes on where the one before was killed, so that all stages are met: feeding,
reading, checking, typing, releasing, sending. When the job is done a new one begins.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from scanstation.model import Batch, BatchState, Document, UploadState
from scanstation.settings import Settings
from scanstation.workflow.session import Actor
from scanstation.workflow.training import training_workspace
from tests.ui.job import prepare
from tests.ui.job_process import only_read, readings

KILLS = 20
LONGEST_SECONDS = 4.0
"""A process lives so long at most after its window was shown."""
ORDER = list(BatchState)


@dataclass
class Acknowledged:
    """What windows said of one batch, the newest word on each thing."""

    pages: list[str] = field(default_factory=list)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    read: dict[str, dict[str, Any]] = field(default_factory=dict)
    turned: dict[str, int] = field(default_factory=dict)
    turning: dict[str, int] = field(default_factory=dict)
    state: BatchState = BatchState.OPEN
    receipts: list[str] = field(default_factory=list)
    done: bool = False

    def hear(self, line: dict[str, Any]) -> None:
        self.pages = line.get("pages", self.pages)
        for document, values in line.get("fields", {}).items():
            self.fields.setdefault(document, {}).update(values)
        self.read = line.get("read", self.read)
        self.turned |= line.get("turned", {})
        self.turning |= line.get("turning", {})
        self.state = BatchState(line.get("state", self.state))
        self.receipts = line.get("receipts", self.receipts)
        self.done = line.get("done", self.done)


@dataclass
class Station:
    """A home with a stack in the feeder, and what its windows acknowledged."""

    folder: Path
    said: Acknowledged = field(default_factory=Acknowledged)

    @classmethod
    def new(cls, folder: Path) -> Station:
        station = cls(folder)
        station.home.mkdir(parents=True)
        prepare(station.home, folder / "feeder")
        return station

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def batch_file(self) -> Path:
        return self.folder / "batch"

    def live(self, seconds: float) -> None:
        """Let a window work and kill it so long after it was shown."""
        environment = {**os.environ, "SCANSTATION_HOME": str(self.home)}
        command = [sys.executable, "-m", "tests.ui.job_process", str(self.batch_file)]
        with (self.folder / "errors").open("a") as errors:
            process = subprocess.Popen(
                command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
            )
            with process, _killed_after(process, seconds) as begin:
                assert process.stdout is not None
                for line in process.stdout:
                    begin()
                    with contextlib.suppress(json.JSONDecodeError):  # cut off by the kill
                        self.said.hear(json.loads(line))
        assert process.returncode in (0, -9), (self.folder / "errors").read_text()[-4000:]

    def batch(self) -> Batch | None:
        """Return what lies in the store."""
        if not self.batch_file.exists():
            return None
        workspace = training_workspace(Settings(str(self.home)), Actor("anna", "platz"))
        with workspace.read(self.batch_file.read_text()) as session:
            return session.batch()


@contextlib.contextmanager
def _killed_after(process: subprocess.Popen[str], seconds: float) -> Iterator[Any]:
    timer = threading.Timer(seconds, process.kill)
    begun = threading.Event()

    def begin() -> None:
        if not begun.is_set():
            begun.set()
            timer.start()

    try:
        yield begin
    finally:
        timer.cancel()


def lost(said: Acknowledged, batch: Batch) -> list[str]:
    """Return what was acknowledged and is not there."""
    pages = {one.id: one for one in batch.pages}
    documents = {one.id: one for one in batch.documents}
    missing = [f"page {one}" for one in said.pages if one not in pages]
    missing += [
        f"turn of {page}"
        for page, angle in said.turned.items()
        if pages[page].rotation not in (angle, said.turning[page])
    ]
    for document, values in said.fields.items():
        for name, value in values.items():
            found = documents[document].fields.get(name) if document in documents else None
            if found is None or found.value != value:
                missing.append(f"{name} of {document}")
    for document, read in said.read.items():
        missing += unread(read, batch, documents.get(document))
    if ORDER.index(batch.state) < ORDER.index(said.state):
        missing.append(f"state {said.state}")
    return missing + [f"receipt {one}" for one in said.receipts if one not in receipts(batch)]


def unread(read: dict[str, Any], batch: Batch, document: Document | None) -> list[str]:
    """Return what recognition found and is gone, though no page was read anew since.

    A better source, such as the case file, may say something else meanwhile.
    """
    if document is None or readings(batch, document) != read["from"]:
        return []
    found = {name: document.fields.get(name) for name in read["values"]}
    return [
        f"{name} read in {document.id}"
        for name, value in read["values"].items()
        if (stands := found[name]) is None or (only_read(stands) and stands.value != value)
    ]


@pytest.mark.slow
def test_killed_at_random_points_the_window_comes_back_with_everything(tmp_path: Path) -> None:
    seed = int(os.environ.get("SCANSTATION_KILL_SEED", random.randrange(1 << 32)))
    sys.stdout.write(f"SCANSTATION_KILL_SEED={seed}\n")
    chance = random.Random(seed)
    station = Station.new(tmp_path / "0")
    jobs, heard, met = 0, 0, set[str]()
    for kill in range(KILLS):
        station.live(chance.uniform(0.0, LONGEST_SECONDS))
        batch = station.batch()
        met.add(batch.state.value if batch is not None else "none")
        if batch is not None:
            assert lost(station.said, batch) == [], (seed, kill)
            assert len(receipts(batch)) == len(set(receipts(batch)))
        if station.said.done:
            jobs += 1
            station = Station.new(tmp_path / str(jobs))
        heard += len(station.said.pages)
    sys.stdout.write(f"met: {sorted(met)}, jobs done: {jobs}\n")
    assert heard


def receipts(batch: Batch) -> list[str]:
    """Return the receipts of all verified documents."""
    transfers = [one.transfer for one in batch.documents if one.transfer is not None]
    return [one.receipt for one in transfers if one.state is UploadState.VERIFIED]
