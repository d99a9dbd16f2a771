"""After a power cut at any moment every batch opens and every promised page is there."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from scanstation.store.batch import BatchFolder, batch_folders, is_closed
from scanstation.store.journal import Row
from scanstation.store.verify import verify_batch
from tests.crash.power_cut_recorder import (
    Acknowledged,
    Operation,
    Remove,
    Rename,
    SyncEnds,
    Truncate,
    Write,
    record,
)
from tests.crash.power_cut_replayer import Disk

STATES = 500
SECTORS = (512, 4096)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Operation]]:
    place = tmp_path_factory.mktemp("aufnahme")
    root, outside = place / "mandant", place / "quittungen"
    root.mkdir()
    child = [sys.executable, "-m", "tests.crash.power_cut_child", str(root), str(outside)]
    return root, record(child, root, outside)


def check(tenant: Path, promised: Sequence[str]) -> None:
    """Open everything, as somebody would after switching on again, and look for the promises."""
    rows = {folder.name: opened(folder) for folder in batch_folders(tenant)}
    for line in promised:
        kind, name, *rest = line.split()
        if kind == "closed":
            assert (tenant / "batches" / name / "closing.json").exists()
        else:
            row = rows[name][int(rest[0]) - 1]
            look_for(kind, row, rest[1], rows[name], tenant / "batches" / name / "blobs")


def opened(folder: Path) -> list[Row]:
    assert verify_batch(folder) == []
    with BatchFolder.open(folder, write=not is_closed(folder)) as batch:
        rows = list(batch.journal.read())
    assert verify_batch(folder) == []
    return rows


def look_for(kind: str, row: Row, blob: str, rows: Sequence[Row], blobs: Path) -> None:
    """Find a page by its row and blob, both verified above; only a purge may have taken them."""
    purges = [later.payload for later in rows if later.type == "purged" and later.payload]
    if kind == "purged":
        assert row.payload in purges
        return
    assert row.type == "page_captured"
    if not any(row.number in purge["rows"] for purge in purges):
        assert row.payload is not None
        assert row.payload["image"]["blob"] == blob
    assert (blobs / blob).exists() or any(blob in purge["blobs"] for purge in purges)


def test_the_recording_holds_what_the_test_is_about(
    recorded: tuple[Path, list[Operation]],
) -> None:
    _, operations = recorded
    pages = [o.line for o in operations if isinstance(o, Acknowledged) and "page" in o.line]
    assert len(pages) == 25
    for kind in (Write, Truncate, Rename, Remove, SyncEnds):
        assert sum(isinstance(operation, kind) for operation in operations) >= 10, kind
    logs = [o for o in operations if isinstance(o, Write) and o.path.endswith("-wal")]
    begun_anew = [o for o in logs if o.offset == 0]
    assert len(begun_anew) >= 5


def test_after_the_last_operation_everything_is_as_the_program_left_it(
    recorded: tuple[Path, list[Operation]], tmp_path: Path
) -> None:
    """The model of the disk is right: all kept, it is byte for byte the real folder."""
    root, operations = recorded
    disk = Disk(root)
    for operation in operations:
        disk.see(operation)
    disk.keep(tmp_path / "modell")
    real = {p.relative_to(root): p.read_bytes() for p in files(root)}
    assert {p.relative_to(tmp_path / "modell"): p.read_bytes() for p in files(tmp_path)} == real


def files(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in found if not path.name.endswith("-shm")]


def test_every_promised_page_survives_every_power_cut(
    recorded: tuple[Path, list[Operation]], quick_path: Path
) -> None:
    root, operations = recorded
    chance = random.Random("Stromausfall")
    moments = sorted(chance.randint(0, len(operations)) for _ in range(STATES))
    disk, seen, promises = Disk(root), 0, 0
    for number, moment in enumerate(moments):
        for operation in operations[seen:moment]:
            disk.see(operation)
        seen = moment
        state = quick_path / "zustand"
        disk.cut(state, chance, SECTORS[number % 2])
        try:
            check(state, disk.acknowledged)
        except Exception as error:
            error.add_note(
                f"state {number} after operation {moment}: {operations[moment - 1]!r:.300}"
            )
            raise
        promises += len(disk.acknowledged)
        shutil.rmtree(state)
    assert promises > 10 * STATES


def test_a_program_that_does_not_sync_is_caught(
    recorded: tuple[Path, list[Operation]], tmp_path: Path
) -> None:
    """The test can fail: without the syncs the same recording loses promised pages."""
    root, operations = recorded
    chance, lost = random.Random(1), 0
    disk = Disk(root)
    for operation in operations:
        if not isinstance(operation, SyncEnds) or chance.random() < 0.5:
            disk.see(operation)
    for number in range(10):
        disk.cut(tmp_path / str(number), chance, 512)
        try:
            check(tmp_path / str(number), disk.acknowledged)
        except Exception:
            lost += 1
    assert lost > 0
