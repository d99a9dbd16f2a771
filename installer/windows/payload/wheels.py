"""Unpacks wheels as the specification says, without pip: nothing of this machine comes along."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from installer.problem import BuildRefused

_DATA = re.compile(r"[^/]+\.data/(?P<scheme>[a-z]+)/(?P<path>.+)")


def unpack(wheel: Path, site: Path, left_out: Callable[[str], str | None]) -> tuple[str, ...]:
    """Write a wheel's modules and metadata into a folder; return the paths below it, sorted.

    Scripts and headers are not taken (no command line but ours); ``RECORD`` is written anew, with
    the files that are there, because it is what tells a package's files.

    Args:
        wheel: the file.
        site: folder of modules.
        left_out: says why a path is not wanted, None if it is.

    Raises:
        BuildRefused: a path leads out of the folder.
    """
    taken: list[str] = []
    with zipfile.ZipFile(wheel) as archive:
        for member, path in members(archive):
            if left_out(path) is None:
                write(site, path, archive.read(member))
                taken.append(path)
    info = next(path for path in taken if path.endswith(".dist-info/METADATA"))
    record = str(PurePosixPath(info).with_name("RECORD"))
    taken = sorted([*taken, record])
    write(site, record, "".join(f"{_quoted(path)},,\n" for path in taken).encode())
    return tuple(taken)


def members(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Yield the files of a wheel that belong among the modules, with their path there."""
    for member in archive.infolist():
        data = _DATA.fullmatch(member.filename)
        if member.is_dir() or (data and data["scheme"] not in ("purelib", "platlib")):
            continue
        yield member, data["path"] if data else member.filename


def write(folder: Path, path: str, content: bytes) -> None:
    """Write a file below a folder.

    Raises:
        BuildRefused: the path leads out of the folder.
    """
    target = folder / path
    if ".." in PurePosixPath(path).parts or not target.resolve().is_relative_to(folder.resolve()):
        raise BuildRefused(f"{path}: leads out of {folder.name}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _quoted(path: str) -> str:
    return f'"{path}"' if "," in path else path
