"""Runs the Windows tests; executed by Windows' Python, see ``round.sh``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EXIT_CODE = Path("/tmp/exit_code")

SUITE = ("tests/windows",)

# What else of the tests speaks of the parts that have branches for Windows; with ``--full``. Tests
# that are about signals, process groups or pipes of POSIX carry the marker ``posix``.
FULL = "--full"
MORE = (
    "tests/unit/devices/folder/test_driver.py",
    "tests/unit/devices/test_protocol.py",
    "tests/unit/store/test_batch.py",
    "tests/unit/store/test_blobs.py",
    "tests/unit/store/test_parts.py",
    "tests/unit/store/test_sqlite_journal.py",
)


def main(arguments: list[str]) -> int:
    """Run pytest on the suite, or on what the arguments name."""
    named = any(not item.startswith("-") for item in arguments)
    chosen = (*SUITE, *MORE) if FULL in arguments else SUITE
    arguments = [item for item in arguments if item != FULL]
    paths = [] if named else [str(ROOT / item) for item in chosen]
    code = int(
        pytest.main(["-c", str(HERE / "pytest.ini"), "--rootdir", str(ROOT), *arguments, *paths])
    )
    EXIT_CODE.write_text(str(code), encoding="ascii")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
