"""Refuses network shares: SQLite's WAL needs shared memory and honest locks of one machine."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from scanstation.errors import NotALocalDisk

_SHARES = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "coda"),
        *("9p", "ceph", "glusterfs", "lustre", "gpfs", "beegfs", "ocfs2", "gfs", "gfs2"),
        *("orangefs", "pvfs2", "davfs", "vboxsf", "vmhgfs", "prl_fs"),
    }
)
_LOCAL_FUSE = frozenset({"fuseblk", "fuse.ntfs-3g", "fuse.gocryptfs", "fuse.encfs"})


def require_local_disk(folder: Path) -> None:
    """Check that ``folder`` (which need not exist yet) lies on a disk of this machine.

    Raises:
        NotALocalDisk: it lies on a network share; ``kind`` names the file system.
    """
    kind = _share(folder)
    if kind:
        raise NotALocalDisk(path=folder, kind=kind)


def share_kind(path: Path, mounts: str) -> str:
    """Return the file system of ``path`` if it is a network share, else an empty string.

    Args:
        path: absolute, without symbolic links.
        mounts: text of ``/proc/self/mountinfo`` (proc(5)): the fifth field is the mount
            point, the field after the dash the file system. Later lines lie on top.
    """
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        point = Path(_unescaped(before.split()[4]))
        if len(point.parts) >= best and path.is_relative_to(point):
            best, kind = len(point.parts), after.split()[0]
    foreign_fuse = kind.startswith("fuse") and kind not in _LOCAL_FUSE
    return kind if kind in _SHARES or foreign_fuse else ""


def _unescaped(field: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), field)


if sys.platform == "win32":
    import ctypes

    _DRIVE_REMOTE = 4

    def _share(folder: Path) -> str:
        anchor = folder.absolute().anchor
        if anchor.startswith("\\\\") and not anchor.startswith("\\\\?\\"):
            return "SMB"
        kind = ctypes.WinDLL("kernel32").GetDriveTypeW(ctypes.c_wchar_p(anchor))
        return "SMB" if kind == _DRIVE_REMOTE else ""

else:
    _MOUNTS = Path("/proc/self/mountinfo")

    def _share(folder: Path) -> str:
        if not _MOUNTS.exists():
            return ""
        mounts = _MOUNTS.read_bytes().decode("utf-8", "surrogateescape")
        return share_kind(folder.resolve(), mounts)
