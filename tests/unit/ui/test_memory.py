"""What the window remembers is its account's own."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from scanstation.ui.memory import Memory

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="rights are those of the folder there"
)


def mode(home: Path) -> int:
    return stat.S_IMODE((home / "window.ini").stat().st_mode)


def test_nobody_else_reads_the_file_at_any_time(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    assert mode(tmp_path) == 0o600
    memory.keep("window/operators", "anna")
    memory.write()
    assert mode(tmp_path) == 0o600
    assert Memory(tmp_path).text("window/operators") == "anna"


def test_a_file_that_others_could_read_is_closed(tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_text("[window]\noperators=anna\n")
    (tmp_path / "window.ini").chmod(0o644)
    memory = Memory(tmp_path)
    assert mode(tmp_path) == 0o600
    assert memory.text("window/operators") == "anna"
