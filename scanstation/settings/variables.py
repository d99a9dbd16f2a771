r"""What variables mean in a policy: the machine's and the system's word, not the account's.

An account sets its environment as it likes, and could move a folder that IT locked. On Windows only
these count: the machine's variables (registry), the account's folders as the shell knows them
(``SHGetKnownFolderPath``, shlobj_core.h), its name (``GetUserNameW``). Others are refused, and so
are lists and folders that everybody writes to (``PATH``, ``TEMP``). Elsewhere there are no
variables of the machine; home and name of the account come from the accounts' database.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

from scanstation.settings.registry import machine_variables

HOME = "~"
"""Stands for the account's own folder, as no variable can be called."""
LISTS = frozenset({"PATH", "PATHEXT", "PSMODULEPATH", "TEMP", "TMP"})
NESTED = re.compile("%([^%]+)%")


def windows_variables(machine: Mapping[str, str], account: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that count on Windows, names in capitals.

    Args:
        machine: variables of the machine, which may name others of these.
        account: what the system says of account and computer; goes before the machine's.
    """
    known = {**machine, **account}

    def filled(found: re.Match[str]) -> str:
        return known.get(found[1].upper(), found[0])

    made = {name: NESTED.sub(filled, value) for name, value in known.items()}
    return {name: one for name, one in made.items() if name not in LISTS and ";" not in one}


if sys.platform == "win32":
    import ctypes
    import uuid
    from ctypes import wintypes

    FOLDERS = {
        "LOCALAPPDATA": "F1B32785-6FBA-4FCF-9D55-7B8E7F157091",
        "APPDATA": "3EB685DB-65F9-4CF6-A03A-E3EF65729F3D",
        "USERPROFILE": "5E6C858F-0E22-4760-9AFE-EA3317B67173",
    }
    """KNOWNFOLDERID (knownfolders.h)."""
    DO_NOT_VERIFY = 0x4000
    LONGEST = 1024

    def policy_variables(environ: Mapping[str, str]) -> Mapping[str, str]:
        """Return the variables that count in a policy; the environment does not."""
        account = {name: _folder(known) for name, known in FOLDERS.items()}
        account["USERNAME"] = _told("advapi32", "GetUserNameW")
        account["COMPUTERNAME"] = _told("kernel32", "GetComputerNameW")
        account["SYSTEMROOT"] = account["WINDIR"] = _windows()
        account["SYSTEMDRIVE"] = account["SYSTEMROOT"][:2]
        account[HOME] = account["USERPROFILE"]
        return windows_variables(machine_variables(), account)

    def _folder(known: str) -> str:
        place = ctypes.c_void_p()
        wanted = (uuid.UUID(known).bytes_le, wintypes.DWORD(DO_NOT_VERIFY), None)
        failed = ctypes.WinDLL("shell32").SHGetKnownFolderPath(*wanted, ctypes.byref(place))
        try:
            return "" if failed else ctypes.wstring_at(place.value or 0)
        finally:
            ctypes.WinDLL("ole32").CoTaskMemFree(place)

    def _told(library: str, function: str) -> str:
        text, size = ctypes.create_unicode_buffer(LONGEST), wintypes.DWORD(LONGEST)
        done = getattr(ctypes.WinDLL(library), function)(text, ctypes.byref(size))
        return text.value if done else ""

    def _windows() -> str:
        text = ctypes.create_unicode_buffer(LONGEST)
        ctypes.WinDLL("kernel32").GetSystemWindowsDirectoryW(text, LONGEST)
        return text.value

else:
    import os
    import pwd

    def policy_variables(environ: Mapping[str, str]) -> Mapping[str, str]:
        """Return the variables that count in a policy."""
        try:
            account = pwd.getpwuid(os.getuid())
        except KeyError:  # an account that only the kernel knows
            return environ
        name, home = account.pw_name, account.pw_dir
        return {**environ, "HOME": home, HOME: home, "USER": name, "LOGNAME": name}
