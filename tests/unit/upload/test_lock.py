from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scanstation.errors import OutboxBusy, StoreNotWritable
from scanstation.upload.lock import outbox_lock

HOLD = """
import sys, pathlib
from scanstation.upload.lock import outbox_lock
with outbox_lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_at_a_time_and_free_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "Größe" / "outbox.lock"
    with outbox_lock(path), pytest.raises(OutboxBusy), outbox_lock(path):
        pass
    with outbox_lock(path):
        pass


def test_another_process_holds_it_until_it_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "outbox.lock"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    with pytest.raises(OutboxBusy), outbox_lock(path):
        pass
    process.kill()
    process.communicate()
    with outbox_lock(path):
        pass


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "keiner").touch()
    with pytest.raises(StoreNotWritable), outbox_lock(tmp_path / "keiner" / "outbox.lock"):
        pass
