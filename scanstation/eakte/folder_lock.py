"""One server per folder, by a lock that the operating system releases with the process."""

from __future__ import annotations

import sys
from pathlib import Path

from scanstation.eakte.config import private_folder
from scanstation.errors import EakteInUse

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class FolderLock:
    """Holds the folder from construction to :meth:`release`.

    Args:
        name: of the lock's file, for another claim than the server's.

    Raises:
        EakteInUse: another process, or another server of this one, holds it.
        OSError: the folder cannot be written.
    """

    def __init__(self, folder: Path, name: str = "lock") -> None:
        private_folder(folder)
        self._file = (folder / name).open("a+b")
        try:
            if sys.platform == "win32":
                self._file.seek(0)
                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise EakteInUse(path=folder) from error

    def release(self) -> None:
        """Let others have the folder."""
        self._file.close()
