"""Whether payload and packages depend on where they are made; elsewhere, they must be the same."""

from __future__ import annotations

import filecmp
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
SECONDS = 1800
_IGNORED = shutil.ignore_patterns("__pycache__")


def build_elsewhere(payload: Path, packages: Path | None = None) -> None:
    """Make the payload again from a copy of the sources, and compare every file's hash.

    Args:
        payload: the one that was made from this checkout.
        packages: the folder of the packages made of it, which are then compared, too; None makes
            none.

    Raises:
        BuildRefused: a file differs, or the second one cannot be made.
    """
    with tempfile.TemporaryDirectory() as work:
        copy = Path(work) / ELSEWHERE
        _copy_sources(copy)
        again = copy / "build" / "payload"
        made = copy / "build" / "packages"
        wanted = ["--output", str(made)] if packages else ["--payload-only"]
        _make(copy, ["--payload", str(again), *wanted])
        different = differences(payload / HASHES, again / HASHES)
        if packages:
            different += different_packages(made, packages)
    if different:
        shown = ", ".join(different[:10])
        raise BuildRefused(f"{len(different)} files depend on where they are made: {shown}")


def _copy_sources(folder: Path) -> None:
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name, ignore=_IGNORED)
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")


def _make(copy: Path, options: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "installer", *options],
        cwd=copy,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(source_time())},
        check=False,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    if done.returncode:
        raise BuildRefused(f"not made elsewhere: {done.stderr.strip()[-1000:]}")


def different_packages(one: Path, other: Path) -> list[str]:
    """Return the names of the files in a folder that the other one lacks or has otherwise."""
    names = [path.name for path in sorted(one.iterdir()) if path.is_file()]
    _, different, missing = filecmp.cmpfiles(one, other, names, shallow=False)
    return [*different, *missing]


def differences(one: Path, other: Path) -> list[str]:
    """Return the paths that only one of two lists of hashes has, or with another hash."""
    return sorted({path for _, path in _lines(one) ^ _lines(other)})


def _lines(path: Path) -> set[tuple[str, str]]:
    lines = path.read_text("utf-8").splitlines()
    return {(line[:64], line[66:]) for line in lines}
