"""The locked files, from the cache or from the package index; each is hashed before it is used."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from installer.problem import BuildRefused
from installer.windows.payload.locks import REQUIREMENTS, Locked, read_lock

WHEELS = ("--only-binary", ":all:", "--platform", "win_amd64")
WHEELS_OF = (*WHEELS, "--implementation", "cp", "--python-version", "3.13")
SOURCE = ("--no-binary", ":all:", "--no-build-isolation")


@dataclass(frozen=True, slots=True)
class Input:
    """One locked package and the file that stands for it."""

    locked: Locked
    path: Path


def cache() -> Path:
    """Return the folder of downloads: ``SCANSTATION_CACHE``, else below ``~/.cache``."""
    named = os.environ.get("SCANSTATION_CACHE")
    return Path(named or Path.home() / ".cache" / "scanstation") / "installer"


def fetch(lock_name: str, folder: Path, options: Sequence[str] = WHEELS_OF) -> tuple[Input, ...]:
    """Return one file for each package of a lock, by name; downloads only what is missing.

    Args:
        lock_name: name of a file in ``requirements/``.
        folder: where downloads are kept.
        options: pip's, which kind of file is wanted.

    Raises:
        BuildRefused: the index does not have a file, or has another one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = REQUIREMENTS / lock_name
    wanted = read_lock(lock)
    if _missing(wanted, folder):
        _download(lock, folder, options)
    missing = _missing(wanted, folder)
    if missing:
        raise BuildRefused(f"{lock_name}: not to be had: {', '.join(missing)}")
    files = _by_hash(folder)
    return tuple(Input(one, files[next(iter(one.hashes & files.keys()))]) for one in wanted)


def _missing(wanted: Sequence[Locked], folder: Path) -> list[str]:
    there = _by_hash(folder).keys()
    return [one.name for one in wanted if not one.hashes & there]


def _by_hash(folder: Path) -> dict[str, Path]:
    return {sha256(path): path for path in sorted(folder.iterdir()) if path.is_file()}


def sha256(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _download(lock: Path, folder: Path, options: Sequence[str]) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download"]
    locked = ["--require-hashes", "--no-deps", "--dest", str(folder), "-r", str(lock)]
    done = subprocess.run([*pip, *options, *locked], check=False, capture_output=True, text=True)
    if done.returncode:
        raise BuildRefused(f"{lock.name}: {done.stderr.strip()[-500:]}")
