"""What the Windows tests run on is what they think it is."""

from __future__ import annotations

import importlib
import pkgutil
import struct
import sys

import pytest

import scanstation


def test_this_is_windows_64_bit() -> None:
    assert sys.platform == "win32"
    assert struct.calcsize("P") == 8


# python-sane exists on Linux only; its modules are loaded by the driver's worker alone.
LINUX_ONLY = tuple(
    f"scanstation.devices.sane.{name}"
    for name in ("control", "driver", "library", "options", "pages")
)


def names() -> list[str]:
    found = pkgutil.walk_packages(scanstation.__path__, "scanstation.")
    return [item.name for item in found if not item.name.startswith(LINUX_ONLY)]


@pytest.mark.parametrize("name", names())
def test_every_module_is_there_on_windows(name: str) -> None:
    importlib.import_module(name)
