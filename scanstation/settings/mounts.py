"""What kind of file system a file lies on, and whether it can be written at all (Linux).

Source: proc_pid_mountinfo(5); the flag of statvfs(3) joins that of one mount with that of the file
system and so cannot tell whether it is written elsewhere.
"""

from __future__ import annotations

import os
from pathlib import Path

TABLE = Path("/proc/self/mountinfo")
IMAGES = frozenset({"squashfs", "erofs", "cramfs", "romfs", "iso9660"})
"""Kinds that the kernel cannot write: what lies there is as it was made. Whoever names a path in
it trusts its maker: not only administrators mount images (udisks). Every other kind is written by
somebody: before it was mounted read-only, through another mount (bind, container), at the server
(nfs, cifs), or by a program (fuse)."""
_LEAST_FIELDS = 3
"""Number, parent and device stand before the kind, which comes behind a lone hyphen."""


def kind_of(device: int, table: Path = TABLE) -> str:
    """Return the kind of the file system with this ``st_dev``; empty if the system does not say."""
    wanted = f"{os.major(device)}:{os.minor(device)}"
    try:
        lines = table.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    halves = [line.split(" - ", 1) for line in lines]
    kinds = {
        behind.split()[0]
        for before, behind in (one for one in halves if len(one) == 2)
        if before.split()[_LEAST_FIELDS - 1 : _LEAST_FIELDS] == [wanted] and behind.split()
    }
    return kinds.pop() if len(kinds) == 1 else ""


def is_read_only(path: Path) -> bool:
    """Return whether it is mounted read-only here, which says nothing of other mounts."""
    try:
        found = os.statvfs(path)
    except (OSError, AttributeError):  # there is none on Windows
        return False
    return bool(found.f_flag & os.ST_RDONLY)
