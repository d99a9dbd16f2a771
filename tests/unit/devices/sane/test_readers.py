"""When the reader of a backend may be cancelled: the threads of proc(5)."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from scanstation.devices.sane.readers import TASKS, Readers

READER = 4_000_001
"""Above the highest thread number of Linux (2**22 is 4,194,304, seldom reached)."""


def task(folder: Path, number: int, state: str, name: str = "scanimage") -> None:
    """Write a thread as proc(5) shows it."""
    (folder / str(number)).mkdir(exist_ok=True)
    text = f"{number} ({name}) {state} 1 1 1 0 -1 4194304 0 0\n"
    (folder / str(number) / "stat").write_text(text, encoding="ascii")


@pytest.mark.parametrize(("state", "rests"), [("R", False), ("D", False), ("S", True), ("Z", True)])
def test_a_reader_is_waited_for_until_it_sleeps_or_is_dead(
    tmp_path: Path, state: str, rests: bool
) -> None:
    readers = Readers(tmp_path, limit=0.2)
    task(tmp_path, READER, state)
    assert readers.settle() is rests


def test_a_name_may_look_like_a_state(tmp_path: Path) -> None:
    readers = Readers(tmp_path, limit=0.2)
    task(tmp_path, READER, "R", name="a) S (b")
    assert not readers.settle()


def test_threads_from_before_the_frame_and_of_python_do_not_count(tmp_path: Path) -> None:
    readers = Readers(tmp_path, limit=0.2)
    task(tmp_path, READER, "R")
    assert not readers.settle()
    readers.watch()
    task(tmp_path, threading.get_native_id(), "R")
    assert readers.settle()


def test_a_reader_that_ends_in_time_is_enough(tmp_path: Path) -> None:
    readers = Readers(tmp_path, limit=60)
    task(tmp_path, READER, "R")
    done: list[bool] = []
    waiting = threading.Thread(target=lambda: done.append(readers.settle()))
    waiting.start()
    assert not done
    (tmp_path / str(READER) / "stat").unlink()
    waiting.join()
    assert done == [True]


def test_the_systems_own_list_has_this_thread() -> None:
    assert str(threading.get_native_id()) in {entry.name for entry in TASKS.iterdir()}


def test_without_such_a_list_nothing_is_waited_for(tmp_path: Path) -> None:
    assert Readers(tmp_path / "none", limit=60).settle()
