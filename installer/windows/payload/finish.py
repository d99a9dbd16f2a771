"""The last steps: equal times, and the list of hashes by which anybody can check the whole."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from installer.windows.payload.downloads import sha256
from installer.windows.payload.locks import ROOT

HASHES = "hashes.sha256"


def source_time() -> int:
    """Return the time of the source (Unix time): ``SOURCE_DATE_EPOCH``, else the last commit's.

    Without both (an unpacked archive) it is 1980-01-01, the first that a ZIP or a cabinet can hold.
    """
    named = os.environ.get("SOURCE_DATE_EPOCH")
    if named:
        return int(named)
    asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    done = subprocess.run(asked, check=False, capture_output=True, text=True)
    return int(done.stdout) if done.returncode == 0 and done.stdout.strip() else 315532800


def files(folder: Path) -> list[Path]:
    """Return every file below a folder, by path."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def write_hashes(folder: Path) -> None:
    """Write the SHA-256 of every other file, as ``sha256sum --check`` reads it."""
    listed = [path for path in files(folder) if path.relative_to(folder).as_posix() != HASHES]
    lines = [f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in listed]
    (folder / HASHES).write_bytes("".join(lines).encode())


def set_times(folder: Path, time: int) -> None:
    """Give all files and folders one time (Unix time) and the rights that an archive keeps."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (time, time))
