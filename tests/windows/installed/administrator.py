"""What an administrator does with the package: the command lines of ``docs/deployment.md``."""

from __future__ import annotations

import importlib
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = Path(os.environ.get("SCANSTATION_PACKAGE", "."))
OLDER = PACKAGE.parent / "older" / PACKAGE.name
"""The release before, see ``tests/windows/older.py``."""
_KINDS = ("-x64.msi", "-setup.exe")
UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall"
CODE = "ProductCode"
IS_MSI = PACKAGE.suffix == ".msi"
OTHER = PACKAGE.with_name(PACKAGE.name.replace(*(_KINDS if IS_MSI else _KINDS[::-1])))
"""The same version as the other kind of package; with ``--full`` only."""
DONE, OTHER_VERSION = 0, 1638
FAILED = 1603
"""ERROR_INSTALL_FAILURE."""


@dataclass(frozen=True, slots=True)
class Done:
    """How msiexec or setup.exe ended."""

    code: int
    seconds: float


def install(package: Path = PACKAGE, **properties: str) -> Done:
    """Install silently."""
    if package.suffix == ".msi":
        # msiexec wants the value in quotation marks, not the whole word.
        given = " ".join(f'{name}="{value}"' for name, value in properties.items())
        return _run(f'msiexec /i "{package}" /qn {given}')
    given = " ".join(f'"/{name}={value}"' for name, value in properties.items())
    return _run(f'"{package}" /S {given}')


def repair() -> Done:
    """Repair silently: every file comes back as it was built.

    Written out as what ``msiexec /famus {ProductCode}`` stands for: Wine knows that of files only.
    """
    if IS_MSI:
        return _run(f"msiexec /i {product_code()} REINSTALL=ALL REINSTALLMODE=amus /qn")
    return _run(f'"{PACKAGE}" /S')


def uninstall(log: Path | None = None) -> Done:
    """Uninstall silently; Windows Installer writes a log where one is wanted."""
    (entry,) = entries()
    logged = f' /l*v "{log}"' if log else ""
    msi = f"msiexec /x {product_code()} /qn{logged}"
    return _run(msi if IS_MSI else entry["QuietUninstallString"])


def product_code() -> str:
    """Return the ProductCode, which is the name of the MSI's entry in Add/Remove."""
    (entry,) = entries()
    return str(entry[CODE])


def entries() -> list[dict[str, Any]]:
    """Return the values of the program's entries in Add/Remove, with the key's name as ``CODE``."""
    found = []
    for key in _keys(UNINSTALL):
        values = {CODE: key.rpartition("\\")[2], **dict(_values(key))}
        if str(values.get("DisplayName", "")).startswith("scanstation"):
            found.append(values)
    return found


def set_policy(branch: str, **values: str | int | list[str]) -> None:
    """Write values into HKLM as a group policy does."""
    winreg = _winreg()
    access = winreg.KEY_WRITE | winreg.KEY_WOW64_64KEY
    kinds = {str: winreg.REG_SZ, int: winreg.REG_DWORD, list: winreg.REG_MULTI_SZ}
    with winreg.CreateKeyEx(winreg.HKEY_LOCAL_MACHINE, branch, 0, access) as key:
        for name, value in values.items():
            winreg.SetValueEx(key, name, 0, kinds[type(value)], value)


def delete_key(branch: str) -> None:
    """Delete a key of HKLM with all below it."""
    subprocess.run(["reg", "delete", f"HKLM\\{branch}", "/f", "/reg:64"], check=True)


def _run(command: str) -> Done:
    start = time.monotonic()
    done = subprocess.run(command, timeout=200, check=False)
    return Done(done.returncode, time.monotonic() - start)


def _keys(key: str) -> Iterator[str]:
    winreg = _winreg()
    with _opened(key) as opened:
        for place in range(winreg.QueryInfoKey(opened)[0]):
            yield f"{key}\\{winreg.EnumKey(opened, place)}"


def _values(key: str) -> Iterator[tuple[str, Any]]:
    winreg = _winreg()
    with _opened(key) as opened:
        for place in range(winreg.QueryInfoKey(opened)[1]):
            name, value, _ = winreg.EnumValue(opened, place)
            yield name, value


def _opened(key: str) -> Any:
    winreg = _winreg()
    access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
    return winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key, 0, access)


def _winreg() -> Any:
    return importlib.import_module("winreg")
