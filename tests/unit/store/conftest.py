"""Folders that an account without root's powers can reach."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A temporary folder that everybody may enter (pytest's own are the owner's only)."""
    folder = Path(tempfile.mkdtemp(prefix="offen "))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)
