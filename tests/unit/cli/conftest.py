"""An office without batches, for commands in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office.found(tmp_path / "home")
