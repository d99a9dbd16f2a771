"""Machine policy from the Windows registry: ``HKLM\\Software\\Policies\\scanstation``.

Values of the branch are settings, subkeys are tables: ``...\\scanstation\\ocr`` holds
``engine``. Texts (REG_SZ), numbers (REG_DWORD; 0 and 1 for truth values) and lists
(REG_MULTI_SZ) are read; ADMX templates write nothing else.
"""

from __future__ import annotations

import importlib
import os
from typing import Any

from scanstation.settings.source import Source

BRANCH = r"Software\Policies\scanstation"


def registry_policy() -> Source | None:
    """Return the policy of this machine's registry, None on other systems or if there is none."""
    if os.name != "nt":
        return None
    return read_branch(importlib.import_module("winreg"), BRANCH)


def read_branch(winreg: Any, branch: str) -> Source | None:
    """Read a branch of HKLM through the functions of the standard module ``winreg``.

    The 64-bit view is read whatever the process: policies are written there.
    """
    try:
        table = _table(winreg, branch)
    except FileNotFoundError:
        return None
    return Source(f"HKLM\\{branch}", table, lenient=True) if table else None


def _table(winreg: Any, branch: str) -> dict[str, Any]:
    access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, branch, 0, access) as key:
        keys, values, _ = winreg.QueryInfoKey(key)
        table = dict(winreg.EnumValue(key, place)[:2] for place in range(values))
        names = [winreg.EnumKey(key, place) for place in range(keys)]
    return table | {name: _table(winreg, f"{branch}\\{name}") for name in names}
