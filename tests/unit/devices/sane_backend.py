"""SANE with nothing but its ``test`` backend."""

from __future__ import annotations

from pathlib import Path

import pytest

TUNABLES = "glibc.malloc.mmap_threshold=4096"
"""Keeps the ``test`` backend from wedging itself, about once in 20,000 pages.

libsane ends the backend's reader thread with an asynchronous ``pthread_cancel`` at the end of a
page (sanei_thread.c). Hit inside ``free`` the thread keeps malloc's lock and waits for it for
ever when it exits. A block above this threshold is unmapped, without that lock. The station
recovers from such a backend by its deadline (test_sane_faults.py); here it would be an accident.
"""


def use_test_backend(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point libsane, here and in every child, to the ``test`` backend alone."""
    (folder / "dll.conf").write_text("test\n", encoding="ascii")
    # Two devices with the backend's own settings; its shipped file only says how many.
    (folder / "test.conf").write_text("number_of_devices 2\n", encoding="ascii")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(folder))
    monkeypatch.setenv("GLIBC_TUNABLES", TUNABLES)
