from __future__ import annotations

from collections.abc import Iterator

import pytest

from scanstation.ocr.pool import RecognitionPool
from scanstation.ocr.settings import EngineSettings


@pytest.fixture(scope="session")
def reader() -> Iterator[RecognitionPool]:
    """One worker for all tests that only read."""
    with RecognitionPool(EngineSettings()) as pool:
        yield pool
