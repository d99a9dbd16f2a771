r"""What Windows' registry says: the machine policy and what the installation was given.

``HKLM\Software\Policies\scanstation``: values of the branch are settings, subkeys are tables:
``...\scanstation\ocr`` holds ``engine``. Texts (REG_SZ, REG_EXPAND_SZ), numbers (REG_DWORD; 0 and
1 for truth values) and lists (REG_MULTI_SZ) are read; ADMX templates write nothing else.

``HKLM\Software\scanstation``: ``PolicyFile`` names a TOML file, ``Target`` the default target.
"""

from __future__ import annotations

import importlib
import os
from typing import Any

from scanstation.errors import PolicyInvalid, Text
from scanstation.settings.source import Source

BRANCH = r"Software\Policies\scanstation"
INSTALLATION = r"Software\scanstation"
ENVIRONMENT = r"SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
CURRENT_VERSION = r"Software\Microsoft\Windows\CurrentVersion"
SHELL_FOLDERS = rf"{CURRENT_VERSION}\Explorer\Shell Folders"
POLICY_FILE, TARGET = "policyfile", "target"
_READABLE = Text(
    "ein lesbarer Zweig der Registrierung", "a branch of the registry that can be read"
)


def registry_policy() -> Source | None:
    """Return the policy of this machine's registry, None on other systems or if there is none."""
    if os.name != "nt":
        return None
    return read_branch(importlib.import_module("winreg"), BRANCH)


def installation() -> Source | None:
    """Return what the installation was given, None on other systems or if nothing was."""
    if os.name != "nt":
        return None
    return read_installation(importlib.import_module("winreg"))


def read_installation(winreg: Any) -> Source | None:
    """Read ``PolicyFile`` and ``Target``; what else lies there is the installer's."""
    found = read_branch(winreg, INSTALLATION)
    if found is None:
        return None
    table = {name: found.table[name] for name in (POLICY_FILE, TARGET) if found.table.get(name)}
    return Source(found.file, table, lenient=True) if table else None


def machine_variables() -> dict[str, str]:
    """Return Windows' variables as the machine has them: an account can set its own otherwise.

    Names are in capitals.
    """
    winreg = importlib.import_module("winreg")
    found = {
        name.upper(): str(value) for name, value in _values(winreg, ENVIRONMENT).items() if value
    }
    folders, programs = _values(winreg, SHELL_FOLDERS), _values(winreg, CURRENT_VERSION)
    found["PROGRAMDATA"] = str(folders.get("common appdata") or r"C:\ProgramData")
    found["PROGRAMFILES"] = str(programs.get("programfilesdir") or r"C:\Program Files")
    return found


def _values(winreg: Any, branch: str) -> dict[str, Any]:
    access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, branch, 0, access) as key:
            count = winreg.QueryInfoKey(key)[1]
            found = (winreg.EnumValue(key, place)[:2] for place in range(count))
            return {name.lower(): value for name, value in found}
    except OSError:  # not there, or not for this account
        return {}


def read_branch(winreg: Any, branch: str) -> Source | None:
    """Read a branch of HKLM through the functions of the standard module ``winreg``.

    The 64-bit view is read whatever the process: policies are written there. Names of the registry
    know no case; those of settings are small.

    Raises:
        PolicyInvalid: it is there, and this account may not read it.
    """
    try:
        table = _table(winreg, branch)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(branch, error) from error
    return Source(f"HKLM\\{branch}", table, lenient=True) if table else None


def _table(winreg: Any, branch: str) -> dict[str, Any]:
    access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, branch, 0, access) as key:
        keys, values, _ = winreg.QueryInfoKey(key)
        found = (winreg.EnumValue(key, place)[:2] for place in range(values))
        # An empty REG_MULTI_SZ is read as None.
        table = {name.lower(): [] if value is None else value for name, value in found if name}
        names = [winreg.EnumKey(key, place) for place in range(keys)]
    return table | {name.lower(): _table(winreg, f"{branch}\\{name}") for name in names}


def _unreadable(branch: str, error: OSError) -> PolicyInvalid:
    place = f"HKLM\\{branch}"
    return PolicyInvalid(
        file=place,
        line=0,
        key=branch,
        value=error.strerror or type(error).__name__,
        place=place,
        expected_de=_READABLE.de,
        expected_en=_READABLE.en,
    )
