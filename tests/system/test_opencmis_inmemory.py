"""The CMIS uploader, unchanged, against a CMIS server that others wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from scanstation.testing.uploader_contract import UploaderBench, UploaderContract
from tests.builders.targets import OpenCmis, open_cmis


@pytest.fixture(scope="module")
def server() -> Iterator[OpenCmis]:
    with open_cmis() as server:
        yield server


class TestCmisAtOpenCmisInMemory(UploaderContract):
    @pytest.fixture(autouse=True)
    def _server(self, server: OpenCmis) -> None:
        self.server = server

    def make_bench(self, folder: Path) -> AbstractContextManager[UploaderBench]:
        return self.server.bench()
