"""Uploader for a plain folder: a disk, a share, an archive's collection point.

Files of a package lie side by side, named ``<package>_<title>.pdf``, ``<package>.manifest.json``
and so on. Each is written under a temporary name, fsynced and renamed, so that no reader ever
sees half a file; the manifest comes last, so that a package with a manifest is complete.

The folder is where packages stay. If something else takes them away before they were read back,
the transfer ends with a reason instead of sending again.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from scanstation.errors import (
    ConfigurationInvalid,
    StoredDiffers,
    StoredTwice,
    TargetBusy,
    TargetRefused,
    TargetUnreachable,
    UploadError,
)
from scanstation.upload.names import document_name, folder_path
from scanstation.upload.uploader import Outgoing, Remote, Sent, Stored, TargetInfo

_BLOCK = 1024 * 1024
_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.EISDIR})
# Not every system knows every number (EDQUOT is none of Windows').
_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_SHARING_VIOLATIONS = frozenset({32, 33})
"""Windows: another program, such as a virus scanner, has the file open for a moment."""
# Shares that cannot flush a folder say one of these; the file itself was flushed.
_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.ENOSYS})


@dataclass(frozen=True, slots=True)
class FolderOptions:
    """Options of a folder target.

    Attributes:
        folder: template of the folder below the target's; ``{name}`` takes a value of the
            package's filing. Empty puts everything side by side.
        sentinel: name of a file that must exist in the target's folder. It tells a share from
            the empty folder that is left when the share is not mounted.
    """

    folder: str = ""
    sentinel: str = ""


def folder_options(target: str, options: Mapping[str, str]) -> FolderOptions:
    """Read the options of a target.

    Raises:
        ConfigurationInvalid: an unknown name.
    """
    known = [field.name for field in fields(FolderOptions)]
    for name in options:
        if name not in known:
            listed = ", ".join(known)
            raise ConfigurationInvalid(
                file=f"targets/{target}",
                line=1,
                key=f"options.{name}",
                expected_de=f"einer von: {listed}",
                expected_en=f"one of: {listed}",
            )
    return FolderOptions(**options)


class FolderUploader:
    """A folder that exists already; it is never created, or an absent share would be replaced."""

    def __init__(self, target: str, root: Path, options: FolderOptions) -> None:
        self.target = target
        self._root = _long(root)
        self._options = options

    def test(self) -> TargetInfo:
        """Look whether the folder is there and can be written to; the trial file is removed."""
        with self._errors():
            self._check_root()
            trial = self._root / f".scanstation-{os.getpid()}.part"
            try:
                _write(trial, iter([b"scanstation"]))
            finally:
                trial.unlink(missing_ok=True)
        return TargetInfo("folder", str(self._root), resumable=False, own_hash=False)

    def find(self, outgoing: Outgoing, known_id: str = "") -> tuple[Remote, ...]:
        """Look where it was last and where it belongs, then in all folders below."""
        with self._errors():
            self._check_root()
            places = [Path(known_id)] if known_id else []
            places.append(self._place(outgoing) / self._name(outgoing))
            found = {path for place in places if (path := self._root / place).is_file()}
            found = found or set(self._walk(outgoing.package))
            return tuple(self._remote(path, outgoing) for path in sorted(found))

    def send(self, outgoing: Outgoing, partial: Remote | None, sent: Sent) -> Remote:
        """Write all files of the package; a half one of an earlier attempt is overwritten."""
        with self._errors():
            self._check_root()
            place = partial.id if partial else self._place(outgoing) / self._name(outgoing)
            path = self._root / place
            path.parent.mkdir(parents=True, exist_ok=True)
            self._publish(outgoing.path, path)
            for sidecar in outgoing.sidecars:
                self._publish(sidecar.path, _beside(path, outgoing, sidecar.name))
            self._sync_folders(path.parent)
            return self._remote(path, outgoing)

    def read_back(self, outgoing: Outgoing, remote: Remote) -> Stored:
        """Read all files again and hash them."""
        path = self._root / remote.id
        with self._errors():
            self._check_root()
            if not path.is_file():
                raise StoredDiffers(target=self.target, reason="the file is no longer there")
            differing = tuple(
                sidecar.name
                for sidecar in outgoing.sidecars
                if not _holds(_beside(path, outgoing, sidecar.name), sidecar.sha256)
            )
            sha256, size = _hashed(path)
        return Stored(sha256, size, "download", differing)

    def discard(self, remote: Remote) -> None:
        """Refuse: nobody repeats a write to a folder, so a second copy is somebody's."""
        raise StoredTwice(target=self.target, reason="a second file lies in the folder")

    def _name(self, outgoing: Outgoing) -> str:
        return document_name(outgoing.package, outgoing.title, outgoing.media_type)

    def _place(self, outgoing: Outgoing) -> Path:
        return Path(*folder_path(self._options.folder, outgoing.filing, self.target))

    def _remote(self, path: Path, outgoing: Outgoing) -> Remote:
        # The manifest comes last: without it the package counts as not begun and is written anew.
        last = [_beside(path, outgoing, sidecar.name) for sidecar in outgoing.sidecars[-1:]]
        size = path.stat().st_size if all(file.is_file() for file in last) else 0
        # Ids are relative and use slashes: the same share has other letters at other stations.
        return Remote(path.relative_to(self._root).as_posix(), size)

    def _walk(self, package: str) -> Iterator[Path]:
        """Find the package's document wherever it lies, whatever its title was."""
        for folder, _, names in os.walk(self._root, onerror=_raise):
            for name in names:
                if name.startswith(f"{package}_"):
                    yield Path(folder, name)

    def _publish(self, source: Path, path: Path) -> None:
        part = path.with_name(f".{path.name}.part")
        with source.open("rb") as file:
            _write(part, iter(lambda: file.read(_BLOCK), b""))
        part.replace(path)

    def _sync_folders(self, folder: Path) -> None:
        """Flush the new names, up to the target's folder."""
        while True:
            _sync_folder(folder)
            if folder == self._root:
                return
            folder = folder.parent

    def _check_root(self) -> None:
        if not self._root.is_dir():
            raise TargetUnreachable(target=self.target, reason="the folder is not there")
        sentinel = self._options.sentinel
        if sentinel and not (self._root / sentinel).exists():
            raise TargetUnreachable(target=self.target, reason=f"{sentinel} is not in the folder")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _meaning(error, self.target) from error


def _beside(path: Path, outgoing: Outgoing, name: str) -> Path:
    return path.with_name(f"{outgoing.package}.{name}")


def _write(path: Path, blocks: Iterator[bytes]) -> None:
    """Write and flush to the disk."""
    with path.open("wb") as file:
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Flush a folder's names; Windows does that with the rename, some shares cannot."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def _hashed(path: Path) -> tuple[str, int]:
    """Return SHA-256 and length of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size


def _holds(path: Path, sha256: str) -> bool:
    return path.is_file() and _hashed(path)[0] == sha256


def _long(path: Path) -> Path:
    """Lift Windows' limit of 260 characters (extended-length paths)."""
    if sys.platform == "win32":
        text = str(path.absolute())
        if text.startswith("\\\\?\\"):
            return path
        share = text.startswith("\\\\")
        return Path("\\\\?\\UNC\\" + text[2:] if share else "\\\\?\\" + text)
    return path


def _raise(error: OSError) -> None:
    raise error


def _meaning(error: OSError, target: str) -> UploadError:
    """Say what an error of the file system means; a share that is away comes back."""
    reason = error.strerror or type(error).__name__
    if getattr(error, "winerror", 0) in _SHARING_VIOLATIONS or error.errno in _FULL:
        return TargetBusy(target=target, reason=reason)
    if error.errno in _REFUSED:
        return TargetRefused(target=target, reason=reason)
    return TargetUnreachable(target=target, reason=reason)
