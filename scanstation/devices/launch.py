"""How a device's worker is started: as a Python process that hosts a driver's module, or as a
program of its own that speaks the protocol itself.

::

    simulated:demo --module--> Python with devices.worker --imports--> devices.simulated.driver
    twain:64:Name  --program-> scanstation-twain64.exe, told to open ``Name``
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

import scanstation
from scanstation.devices.driver import PROGRAM, Address
from scanstation.errors import UnknownDevice

BOOT = (
    "import json,sys;sys.path.extend(json.loads(sys.argv[1]));"
    "from scanstation.devices.worker import main;main(sys.argv[2])"
)


class Programs(Protocol):
    """What the module of such a driver offers."""

    def programs(self) -> Mapping[str, Path]:
        """Return the programs that are installed, by the first part of their devices' names."""
        ...


@dataclass(frozen=True, slots=True)
class Launch:
    """One way to start a worker.

    Attributes:
        command: program and arguments.
        name: what the worker is told to open.
    """

    command: tuple[str, ...]
    name: str = ""


def launch(address: Address) -> Launch:
    """Return how the worker of a device is started.

    Raises:
        UnknownDevice: its program is not installed.
    """
    if not address.is_program:
        return Launch(python_command(address.module), address.name)
    part, _, name = address.name.partition(":")
    program = _programs(address.module).get(part)
    if program is None or not name:
        raise UnknownDevice(device=address.text)
    return Launch((str(program),), name)


def launches(module: str) -> dict[str, Launch]:
    """Return the workers that list the devices of a driver, by a name for each ("" if one)."""
    if not module.startswith(PROGRAM):
        return {"": Launch(python_command(module))}
    return {part: Launch((str(path),)) for part, path in _programs(module).items()}


def python_command(module: str) -> tuple[str, ...]:
    """Return the command line of a worker for a driver module.

    ``-I -S`` (no environment, no site) starts in half the time of a bare interpreter and
    keeps foreign ``PYTHON*`` variables and ``.pth`` files out; the station's own import path
    is handed over instead.
    """
    paths = [str(Path(scanstation.__file__).parent.parent), *(path for path in sys.path if path)]
    options = ("-I", "-S", "-X", "utf8")
    return (sys.executable, *options, "-c", BOOT, json.dumps(paths), module)


def _programs(module: str) -> Mapping[str, Path]:
    loaded = importlib.import_module(module.removeprefix(PROGRAM))
    return cast(Programs, loaded).programs()
