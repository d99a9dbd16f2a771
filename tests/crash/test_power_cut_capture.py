"""The real capture workflow recorded: every acknowledged page survives every power cut."""

from __future__ import annotations

import random
import shutil
import sys
from pathlib import Path

import pytest

from scanstation.replay import replay
from scanstation.store.batch import BatchFolder, batch_folders
from tests.crash.power_cut_capture import PAGES
from tests.crash.power_cut_recorder import Acknowledged, Operation, record
from tests.crash.power_cut_replayer import Disk
from tests.crash.test_power_cut import SECTORS, STATES, check


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Operation]]:
    place = tmp_path_factory.mktemp("aufnahme")
    root, outside = place / "mandant", place / "quittungen"
    root.mkdir()
    child = [sys.executable, "-m", "tests.crash.power_cut_capture", str(root), str(outside)]
    return root, record(child, root, outside)


def test_every_acknowledged_page_survives_every_power_cut(
    recorded: tuple[Path, list[Operation]], quick_path: Path
) -> None:
    root, operations = recorded
    assert sum(isinstance(one, Acknowledged) for one in operations) == PAGES
    chance = random.Random("Stromausfall beim Scannen")
    moments = sorted(chance.randint(0, len(operations)) for _ in range(STATES))
    disk, seen, promises = Disk(root), 0, 0
    for number, moment in enumerate(moments):
        for operation in operations[seen:moment]:
            disk.see(operation)
        seen = moment
        state = quick_path / "zustand"
        disk.cut(state, chance, SECTORS[number % 2])
        check(state, disk.acknowledged)
        _replays(state)
        promises += len(disk.acknowledged)
        shutil.rmtree(state)
    assert promises > 5 * STATES


def _replays(tenant: Path) -> None:
    """What is left is a batch, not only rows; one without its first row was never promised."""
    for folder in batch_folders(tenant):
        with BatchFolder.open(folder, write=False) as batch:
            rows = list(batch.journal.read())
        if rows:
            assert replay(rows).id == folder.name
