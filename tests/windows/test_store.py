"""The batch store on Windows: what was acknowledged is there after the writer was killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scanstation.errors import BatchLocked
from scanstation.store.batch import BatchFolder
from scanstation.store.local_disk import require_local_disk
from scanstation.store.verify import verify_batch
from scanstation.testing.journal_contract import BATCH
from tests.unit.store.builders import closed_batch, new_batch, page, rows_of

# Says the number of each page when it is durable.
WRITER = """
import sys
from pathlib import Path
from tests.unit.store.builders import BATCH, page
from scanstation.store.batch import BatchFolder
with BatchFolder.open(Path(sys.argv[1]), write=True) as batch:
    for number in range(int(sys.argv[2]), 10_000):
        page(batch, number)
        print(number, flush=True)
"""


def pages(folder: Path) -> list[str]:
    payloads = [row.payload for row in rows_of(folder) if row.type == "page_captured"]
    return [str(payload["page"]) for payload in payloads if payload is not None]


def written_until_killed(folder: Path, first: int, count: int) -> int:
    """Let a process write, kill it after so many pages; return the last one it acknowledged."""
    command = [sys.executable, "-c", WRITER, str(folder), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        last = first - 1
        for line in writer.stdout:
            last = int(line)
            if last == first + count:
                writer.kill()
    return last


def test_a_killed_writer_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    with new_batch(tmp_path, 0) as batch:
        folder = batch.folder
    acknowledged: list[str] = []
    first = 0
    for count in (0, 3, 17):
        last = written_until_killed(folder, first, count)
        acknowledged += [f"page {number}" for number in range(first, last + 1)]
        found = pages(folder)
        assert [name for name in found if name in acknowledged] == acknowledged
        assert len(found) - len(acknowledged) <= 1  # durable, and killed before it said so
        assert verify_batch(folder) == []
        acknowledged = found
        first = len(found)
    with BatchFolder.open(folder, write=True) as batch:
        page(batch, first)
    assert pages(folder) == [*acknowledged, f"page {first}"]


def test_a_second_writer_is_kept_out(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        with pytest.raises(BatchLocked):
            BatchFolder.open(batch.folder, write=True)
        assert len(rows_of(batch.folder)) == 3
    with BatchFolder.open(batch.folder, write=True):
        pass


def test_a_closed_batch_proves_itself(tmp_path: Path) -> None:
    folder, record = closed_batch(tmp_path)
    assert record.batch == BATCH
    assert verify_batch(folder) == []
    blob = next((folder / "blobs").iterdir())
    blob.chmod(0o600)
    blob.write_bytes(blob.read_bytes()[:-1] + b"\0")
    assert verify_batch(folder) != []


def test_a_path_longer_than_windows_usual_limit_works(tmp_path: Path) -> None:
    deep = tmp_path
    while len(str(deep)) < 300:
        deep = deep / ("Ordner mit langem Namen " * 2).strip()
    with new_batch(deep) as batch:
        folder = batch.folder
    assert pages(folder) == ["page 0", "page 1", "page 2"]
    assert verify_batch(folder) == []


def test_a_disk_of_this_machine_is_local(tmp_path: Path) -> None:
    require_local_disk(tmp_path / "not there yet")
