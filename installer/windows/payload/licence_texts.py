"""The licence texts of the parts, gathered where an administrator looks for them."""

from __future__ import annotations

import re
import zipfile
from importlib.metadata import Distribution
from pathlib import Path

from installer.linux.papers import parts_of
from installer.problem import BuildRefused
from installer.windows.payload import language_data
from installer.windows.payload.downloads import cache, fetch
from installer.windows.payload.locks import normalized
from installer.windows.payload.terms import expression
from installer.windows.payload.wheels import write

STORED = Path(__file__).parent / "licences"
QT = ("LGPL-3.0", "GPL-3.0")
MISSING = {"pyside6-essentials": QT, "pyzbar": ("LGPL-2.1",), "shiboken6": QT}
"""Texts that a part refers to, and does not bring along: names in ``licences/``."""

_NAMED = re.compile(r"(?i).*(licen[cs]e|copying|notice|copyright)[^/]*")
_INFO = ".dist-info"


def gather(payload: Path) -> None:
    """Copy the licences of the program, of Python and of every part into the folder ``licences``.

    A package keeps its own copy, too: the window shows that one.

    Raises:
        BuildRefused: a part has no text, or a licence that may not be shipped.
    """
    folder = payload / "licences"
    write(folder, "scanstation/LICENSE.txt", stored("scanstation"))
    write(folder, "Python/LICENSE.txt", (payload / "python" / "LICENSE.txt").read_bytes())
    _gather_language_data(folder)
    for part in parts_of(payload / "site"):
        expression(part)
        for inside, content in _texts(payload / "site", part):
            write(folder, f"{_called(part)}/{inside}", content)


def complete(site: Path) -> None:
    """Put the stored texts among the metadata of the packages that lack them."""
    for part in parts_of(site):
        names = MISSING.get(normalized(str(part.metadata["Name"])), ())
        for name in names:
            _add(site, part, f"LICENSE.{name}.txt", stored(name))


def stored(name: str) -> bytes:
    """Return a text of ``licences/``, by its SPDX name."""
    return (STORED / f"LICENSE.{name}.txt").read_bytes()


def _add(site: Path, part: Distribution, name: str, content: bytes) -> None:
    info = _info(site, part)
    write(info, f"licenses/{name}", content)
    record = info / "RECORD"
    lines = [*record.read_text("utf-8").splitlines(), f"{info.name}/licenses/{name},,"]
    record.write_bytes("".join(f"{line}\n" for line in sorted(lines)).encode())


def _texts(site: Path, part: Distribution) -> list[tuple[str, bytes]]:
    info = _info(site, part)
    inside = {path.relative_to(info).as_posix(): path for path in info.rglob("*") if path.is_file()}
    found = [
        (name, inside[name].read_bytes())
        for name in sorted(inside)
        if name.startswith("licenses/") or _NAMED.fullmatch(name)
    ]
    if not any(content.strip() for _, content in found):
        raise BuildRefused(f"{_called(part)}: no licence text; see installer/windows/payload")
    return found


def _info(site: Path, part: Distribution) -> Path:
    wanted = f"{normalized(str(part.metadata['Name']))}-{part.version}"
    folders = (path for path in site.glob(f"*{_INFO}"))
    return next(path for path in folders if _like(path.name) == _like(f"{wanted}{_INFO}"))


def _like(name: str) -> str:
    return name.replace("_", "-").replace(".", "-").lower()


def _called(part: Distribution) -> str:
    return f"{normalized(str(part.metadata['Name']))}-{part.version}"


def _gather_language_data(folder: Path) -> None:
    for one in fetch(language_data.LOCK, cache() / "tessdata"):
        with zipfile.ZipFile(one.path) as archive:
            named = [name for name in sorted(archive.namelist()) if _NAMED.fullmatch(name)]
            for name in named:
                inside = name.rpartition("/")[2]
                write(
                    folder, f"{one.locked.name}-{one.locked.version}/{inside}", archive.read(name)
                )
        if not named:
            raise BuildRefused(f"{one.locked.name}: no licence text")
