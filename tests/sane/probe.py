"""The backend ``probe`` (``libsane-probe.c``): built once, its devices written as files."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("libsane-probe.c")


@dataclass(frozen=True, slots=True)
class Option:
    """A line of a device's options; the words are those of ``libsane-probe.c``."""

    name: str
    type: str
    value: str
    constraint: str = ""
    unit: str = "none"
    caps: str = "sd"
    active_if: str = ""

    @property
    def line(self) -> str:
        """The line as the backend reads it."""
        columns = (self.name, self.type, self.unit, self.caps, self.constraint, self.value)
        return "\t".join((*columns, self.active_if))


@functools.cache
def built() -> str:
    """Build the backend into a folder of this process; return the folder."""
    folder = tempfile.mkdtemp(prefix="sane-probe-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    target = f"{folder}/libsane-probe.so.1"
    flags = ["-Wall", "-Wextra", "-Werror", "-O2", "-shared", "-fPIC"]
    subprocess.run(["gcc", *flags, "-o", target, str(SOURCE), "-lm"], check=True)
    return folder


@dataclass(frozen=True, slots=True)
class Probe:
    """The folder of the backend's devices."""

    folder: Path

    def add(self, name: str, options: Sequence[Option], sheets: int = 3) -> str:
        """Plug a device in; return its address."""
        lines = "".join(f"{option.line}\n" for option in options)
        (self.folder / f"{name}.options").write_text(lines, encoding="utf-8")
        self.write(name, "sheets", str(sheets))
        devices = self.folder / "devices"
        known = devices.read_text(encoding="utf-8") if devices.exists() else ""
        devices.write_text(f"{known}{name}|Prüfgerät|{name}|scanner\n", encoding="utf-8")
        return f"sane:probe:{name}"

    def unplug(self, name: str) -> None:
        """Take a device off the list; who has it open notices at its next page."""
        devices = self.folder / "devices"
        kept = [line for line in devices.read_text().splitlines() if line.split("|")[0] != name]
        devices.write_text("".join(f"{line}\n" for line in kept))

    def write(self, name: str, kind: str, text: str) -> None:
        """Write one of a device's files: sheets, fault, behaviour, sensor.OPTION."""
        (self.folder / f"{name}.{kind}").write_text(f"{text}\n", encoding="utf-8")

    def was_set(self, name: str) -> list[str]:
        """Return what was set since the last question, ``option=value`` in its order."""
        log = self.folder / f"{name}.log"
        found = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return found


@contextmanager
def probe_backend(folder: Path, *others: str) -> Iterator[Probe]:
    """Point libsane, here and in every child, to this backend and others by their names."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dll.conf").write_text("".join(f"{name}\n" for name in ("probe", *others)))
    (folder / "devices").write_text("")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANE_CONFIG_DIR", str(folder))
        patch.setenv("SANE_PROBE_FOLDER", str(folder))
        patch.setenv("LD_LIBRARY_PATH", built(), prepend=os.pathsep)
        yield Probe(folder)


def page_bytes(number: int, width: int, lines: int) -> bytes:
    """Return what a page of the backend holds, as its head says."""
    return bytes(
        (7 * number + 3 * line + column) % 256 for line in range(lines) for column in range(width)
    )
