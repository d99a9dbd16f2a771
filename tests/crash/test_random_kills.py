"""The whole tree is killed at random moments; acknowledgements are counted outside.

``./run test`` kills 60 times, ``./run crash`` 2,000 times.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scanstation import events
from scanstation.bench.process import tree
from scanstation.store.batch import BatchFolder, batch_folders, is_closed
from scanstation.store.verify import verify_batch
from tests.builders import mail
from tests.crash.station import SIDES, TENANT

LONGEST = 4.0
"""Seconds after which a run is killed at the latest: a batch from feeder to receipt takes less."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("images", "logs", "target"):
        (tmp_path / name).mkdir()
    for number in range(SIDES):
        page = mail.letter(number, points=14, dpi=75, lines=6, noisy=False).pixels
        (tmp_path / "images" / f"{number}.jpg").write_bytes(mail.jpeg(page, dpi=75))
    return tmp_path


def start(home: Path, batches: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.crash.station", str(home), str(batches)]
    errors = (home / "errors.txt").open("ab")
    with errors:
        return subprocess.Popen(command, stderr=errors, start_new_session=True)


def kill_tree(child: subprocess.Popen[bytes]) -> None:
    for pid in tree(child.pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    child.wait()


def acknowledged(home: Path, batch: str) -> dict[str, str]:
    """Return what the device side was told: frame id and digest."""
    log = home / "logs" / f"{batch}.ack"
    lines = log.read_text().splitlines() if log.exists() else []
    pairs = (line.split() for line in lines if len(line.split()) == 2)
    return {pair[0]: pair[1] for pair in pairs}


def captured(folder: Path) -> dict[str, str]:
    """Return the frames whose page the journal holds, with the image's digest."""
    with BatchFolder.open(folder, write=False) as batch:
        found = [
            events.decode(row.type, row.version, row.payload)
            for row in batch.journal.read()
            if row.type == events.PageCaptured.type and row.payload is not None
        ]
    return {one.frame: one.image.blob for one in found if isinstance(one, events.PageCaptured)}


def check(home: Path, done: set[str]) -> None:
    for folder in batch_folders(home / TENANT):
        if folder.name in done:
            continue
        assert verify_batch(folder) == []
        kept = captured(folder)
        for frame, digest in acknowledged(home, folder.name).items():
            assert kept.get(frame) == digest, f"{frame} of {folder.name} is lost"
        if is_closed(folder):
            assert len(kept) == SIDES
            done.add(folder.name)


def test_nothing_acknowledged_is_lost_and_nothing_arrives_twice(
    home: Path, pytestconfig: pytest.Config
) -> None:
    kills: int = pytestconfig.getoption("--kills")
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    done: set[str] = set()
    for _ in range(kills):
        child = start(home, batches=10**6)
        time.sleep(chance.uniform(0.3, LONGEST))
        assert child.poll() is None, (home / "errors.txt").read_text()
        kill_tree(child)
        check(home, done)
    batches = len(batch_folders(home / TENANT)) + 1
    last = start(home, batches)
    assert last.wait(timeout=120) == 0, f"seed {seed}: {(home / 'errors.txt').read_text()}"
    check(home, done)
    assert len(done) == batches, f"seed {seed}"
    _each_document_once(home, batches)


def _each_document_once(home: Path, batches: int) -> None:
    """One document a batch, and each of them at the target exactly once."""
    stored = sorted((home / "target").rglob("*.pdf"))
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in stored}
    packages = [path for path in (home / TENANT / "packages").iterdir() if path.is_dir()]
    assert len(stored) == len(digests) == len(packages) == batches
