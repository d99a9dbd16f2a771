"""A batch in a home of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scanstation.errors import Text
from scanstation.model import Profile
from scanstation.workflow.session import Actor, BatchSession, Opening

PROFILE = Profile("posteingang", Text("Posteingang", "Incoming mail"))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[BatchSession]:
    opening = Opening(PROFILE, "uebung")
    with BatchSession.create(tmp_path / "uebung", opening, Actor("anna", "platz")) as session:
        yield session
