"""SANE with nothing but its ``test`` backend."""

from __future__ import annotations

from pathlib import Path

import pytest


def use_test_backend(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point libsane, here and in every child, to the ``test`` backend alone."""
    (folder / "dll.conf").write_text("test\n", encoding="ascii")
    # Two devices with the backend's own settings; its shipped file only says how many.
    (folder / "test.conf").write_text("number_of_devices 2\n", encoding="ascii")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(folder))
