"""Runs the Windows tests; executed by Windows' Python, see ``round.sh``.

The suite runs in shares side by side: most of its time goes by until programs start and deadlines
pass.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from subprocess import STDOUT, Popen
from tempfile import TemporaryFile
from typing import IO

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EXIT_CODE = Path("/tmp/exit_code")

SUITE = "tests/windows"
APART = ("test_twain_faults.py", "test_twain_ways.py")
"""Files of the suite that take as long as all others."""

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
NOTHING_COLLECTED = 5
"""Of pytest: a share has no test that the options ask for."""


def shares(arguments: Sequence[str]) -> list[list[str]]:
    """Return the paths that each process tests."""
    if any(not item.startswith("-") for item in arguments):
        return [[]]
    more = MORE if FULL in arguments else ()
    left = [f"--ignore={ROOT / SUITE / name}" for name in APART]
    apart = [[str(ROOT / SUITE / name)] for name in APART]
    return [*apart, [*(str(ROOT / item) for item in (SUITE, *more)), *left]]


def start(share: Sequence[str], options: Sequence[str], said: IO[bytes]) -> Popen[bytes]:
    """Run pytest on some paths."""
    settings = ["-c", str(HERE / "pytest.ini"), "--rootdir", str(ROOT)]
    command = [sys.executable, "-m", "pytest", *settings, *options, *share]
    return Popen(command, stdout=said, stderr=STDOUT)


def together(codes: Sequence[int]) -> int:
    """Return the exit code of all shares; one without tests counts if no other has any."""
    bad = [code for code in codes if code not in (0, NOTHING_COLLECTED)]
    nothing = set(codes) == {NOTHING_COLLECTED}
    return bad[0] if bad else NOTHING_COLLECTED if nothing else 0


def main(arguments: list[str]) -> int:
    """Run pytest on the suite, or on what the arguments name."""
    options = [item for item in arguments if item != FULL]
    with ExitStack() as files:
        running = []
        for share in shares(arguments):
            said = files.enter_context(TemporaryFile())
            running.append((start(share, options, said), said))
        for process, said in running:
            process.wait()
            said.seek(0)
            sys.stdout.buffer.write(said.read())
            sys.stdout.flush()
    code = together([process.returncode for process, _ in running])
    EXIT_CODE.write_text(str(code), encoding="ascii")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
