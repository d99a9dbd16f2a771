"""The payload folder as the packages need it: every file with its size, hashes and version."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from installer.problem import BuildRefused
from installer.windows.packages.portable_executable import FileVersion, read_version

WINDOW = "scanstationw.exe"
CONSOLE = "scanstation.exe"
HASHES = "hashes.sha256"
_FORBIDDEN = frozenset('<>:"\\|?*') | frozenset(map(chr, range(32)))
_READ_WHOLE = frozenset({".exe", ".dll", ".pyd"})


@dataclass(frozen=True, slots=True)
class PayloadFile:
    """A file to install.

    Attributes:
        name: path below the program's folder, with slashes.
        source: where it lies on the building machine.
        size: bytes.
        sha256: hash.
        md5: hash that Windows Installer compares files without a version by.
        version: None if the file has no version resource.
    """

    name: str
    source: Path
    size: int
    sha256: str
    md5: bytes
    version: FileVersion | None

    @property
    def folder(self) -> str:
        """The folder's path below the program's, empty for the program's own."""
        parent = str(PurePosixPath(self.name).parent)
        return "" if parent == "." else parent


@dataclass(frozen=True, slots=True)
class Payload:
    """Everything to install, ordered by name."""

    root: Path
    files: tuple[PayloadFile, ...]

    @property
    def folders(self) -> tuple[str, ...]:
        """Every folder below the program's, parents before their children."""
        found: set[str] = set()
        for file in self.files:
            found.update(str(one) for one in PurePosixPath(file.name).parents)
        return tuple(sorted(found - {"."}))

    @property
    def digest(self) -> str:
        """SHA-256 over the names and hashes of all files."""
        lines = "".join(f"{file.sha256}  {file.name}\n" for file in self.files)
        return hashlib.sha256(lines.encode()).hexdigest()


def read_payload(root: Path) -> Payload:
    """Read a payload folder.

    Raises:
        BuildRefused: a name that Windows or the packages' code page cannot hold, two names that
            differ in case only, a link, or no launcher.
    """
    files = tuple(sorted(_files(root), key=lambda file: file.name))
    seen: dict[str, str] = {}
    for file in files:
        other = seen.setdefault(file.name.lower(), file.name)
        if other != file.name:
            raise BuildRefused(f"{other} and {file.name} are one file on Windows")
    for name in (CONSOLE, WINDOW):
        if name not in seen:
            raise BuildRefused(f"{root}: {name} is missing")
    return Payload(root, files)


def _files(root: Path) -> Iterator[PayloadFile]:
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            raise BuildRefused(f"{name}: a link cannot be packed")
        if path.is_dir():
            continue
        _require_name(name)
        data = path.read_bytes()
        version = read_version(data) if path.suffix.lower() in _READ_WHOLE else None
        md5 = hashlib.md5(data, usedforsecurity=False).digest()
        yield PayloadFile(name, path, len(data), hashlib.sha256(data).hexdigest(), md5, version)


def _require_name(name: str) -> None:
    for part in name.split("/"):
        if _FORBIDDEN & set(part) or part[-1] in ". ":
            raise BuildRefused(f"{name}: Windows allows no such name")
    try:
        name.encode("cp1252")
    except UnicodeEncodeError as error:
        raise BuildRefused(f"{name}: the MSI's code page 1252 cannot hold this name") from error
