"""Whether the payload depends on where it is made; made again elsewhere, it must not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from installer.problem import BuildRefused
from installer.windows.payload.finish import HASHES, source_time
from installer.windows.payload.locks import ROOT

SOURCES = ("installer", "requirements", "resources", "scanstation")
ELSEWHERE = "Zweite Prüfung"
"""With a blank and an umlaut: what forgets to quote a path fails here."""
_IGNORED = shutil.ignore_patterns("__pycache__")


def build_elsewhere(payload: Path) -> None:
    """Make the payload again from a copy of the sources, and compare every file's hash.

    Args:
        payload: the one that was made from this checkout.

    Raises:
        BuildRefused: a file differs, or the second one cannot be made.
    """
    with tempfile.TemporaryDirectory() as work:
        copy = Path(work) / ELSEWHERE
        for name in SOURCES:
            shutil.copytree(ROOT / name, copy / name, ignore=_IGNORED)
        shutil.copyfile(ROOT / "pyproject.toml", copy / "pyproject.toml")
        again = copy / "build" / "payload"
        done = subprocess.run(
            [sys.executable, "-m", "installer", "--payload-only", "--payload", str(again)],
            cwd=copy,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(source_time())},
            check=False,
            capture_output=True,
            text=True,
            timeout=900,
        )
        if done.returncode:
            raise BuildRefused(f"not made elsewhere: {done.stderr.strip()[-1000:]}")
        different = differences(payload / HASHES, again / HASHES)
    if different:
        shown = ", ".join(different[:10])
        raise BuildRefused(f"{len(different)} files depend on where they are made: {shown}")


def differences(one: Path, other: Path) -> list[str]:
    """Return the paths that only one of two lists of hashes has, or with another hash."""
    return sorted({path for _, path in _lines(one) ^ _lines(other)})


def _lines(path: Path) -> set[tuple[str, str]]:
    lines = path.read_text("utf-8").splitlines()
    return {(line[:64], line[66:]) for line in lines}
