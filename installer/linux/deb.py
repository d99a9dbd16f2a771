"""Packs a folder as a Debian package whose bytes depend on nothing but its content."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

_FOLDER, _PROGRAM, _FILE = 0o755, 0o755, 0o644
_SCRIPTS = frozenset({"preinst", "postinst", "prerm", "postrm"})


def pack(folder: Path, package: Path, epoch: int, level: int) -> None:
    """Pack the folder (``DEBIAN`` and the files) with rights and times that are always the same.

    Args:
        epoch: time of every file, seconds since 1970 (SOURCE_DATE_EPOCH).
        level: of zstd, 1 to 22 (xz needs three times as long for a tenth less).

    Raises:
        CalledProcessError: ``dpkg-deb`` refuses the control files.
    """
    settle(folder, epoch)
    # A fixed number of threads, since one and several cut the data differently.
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", f"-z{level}", "--threads-max=2"]
    environment: Mapping[str, str] = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    package.unlink(missing_ok=True)
    subprocess.run(
        [*command, "--build", str(folder), str(package)],
        check=True,
        env=dict(environment),
        stdout=subprocess.DEVNULL,
    )


def settle(folder: Path, epoch: int) -> None:
    """Give everything the rights it is installed with and one date."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if not path.is_symlink():
            path.chmod(_mode(folder, path))
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    folder.chmod(_FOLDER)
    os.utime(folder, (epoch, epoch))


def _mode(folder: Path, path: Path) -> int:
    if path.is_dir():
        return _FOLDER
    inside = path.relative_to(folder).parts
    script = inside[0] == "DEBIAN" and inside[-1] in _SCRIPTS
    return _PROGRAM if script or inside[:2] == ("usr", "bin") else _FILE


def checksums(folder: Path) -> str:
    """Return ``md5sums``, what ``dpkg --verify`` compares with (deb-md5sums(5))."""
    lines = []
    for path in sorted(_content(folder)):
        digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
        lines.append(f"{digest}  {path.relative_to(folder)}\n")
    return "".join(lines)


def size_kb(folder: Path) -> int:
    """Return what the files take, in kibibytes, each rounded up (Debian policy 5.6.20)."""
    return sum((path.stat().st_size + 1023) // 1024 or 1 for path in _content(folder))


def _content(folder: Path) -> list[Path]:
    """Regular files that are unpacked and that no administrator changes."""
    return [
        path
        for path in folder.rglob("*")
        if stat.S_ISREG(path.lstat().st_mode)
        and path.relative_to(folder).parts[0] not in ("DEBIAN", "etc")
    ]
