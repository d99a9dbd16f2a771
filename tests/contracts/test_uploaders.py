from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from scanstation.testing.uploader_contract import UploaderBench, UploaderContract
from tests.builders.targets import Eakte, FolderBench


@pytest.fixture(scope="module")
def eakte(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Eakte]:
    eakte = Eakte(tmp_path_factory.mktemp("eakte"))
    yield eakte
    eakte.server.stop()


class TestCmisAtTheEmbeddedEakte(UploaderContract):
    @pytest.fixture(autouse=True)
    def _eakte(self, eakte: Eakte) -> None:
        self.eakte = eakte

    def make_bench(self, folder: Path) -> AbstractContextManager[UploaderBench]:
        return self.eakte.bench()


class TestFolder(UploaderContract):
    @contextmanager
    def make_bench(self, folder: Path) -> Iterator[UploaderBench]:
        root = folder / "Ablage Süd"
        root.mkdir()
        yield FolderBench(root)
