"""These tests are about the built package; ``./run test-deb`` builds it and runs them.

The one machine of the session is used by the tests in their order: what a person does with a
package, from its installation to its last trace.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.linux_package.machine import Machine, screen

PACKAGE = "SCANSTATION_PACKAGE"
OLDER = "SCANSTATION_PACKAGE_OLDER"
collect_ignore_glob = [] if os.environ.get(PACKAGE) else ["test_*.py"]


@pytest.fixture(scope="session")
def package() -> Path:
    return Path(os.environ[PACKAGE])


@pytest.fixture(scope="session")
def older() -> Path:
    """The same program with a lower version."""
    return Path(os.environ[OLDER])


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """The smallest Debian, for this session alone."""
    folder = tmp_path_factory.mktemp("machine")
    cache = Path(os.environ["SCANSTATION_PACKAGE_CACHE"])
    made = Machine.unpack(cache, folder)
    with screen(folder / "screen"):
        yield made
    subprocess.run(["rm", "-rf", "--one-file-system", str(folder)], check=True)
