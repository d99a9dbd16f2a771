"""Reads owners and access lists from Windows (GetNamedSecurityInfoW, aclapi.h)."""

from __future__ import annotations

import sys

from scanstation.settings.trust import Guard, PosixGuard

if sys.platform == "win32":
    import ctypes
    import os
    import stat
    from ctypes import wintypes
    from pathlib import Path

    from scanstation.settings.access_lists import AccessList, Entry, WindowsGuard

    FILE_OBJECT, OWNER_AND_LIST = 1, 0x1 | 0x4
    LINKS = (stat.IO_REPARSE_TAG_SYMLINK, stat.IO_REPARSE_TAG_MOUNT_POINT)
    INHERIT_ONLY = 0x8
    DENYING = (0x1, 0x6, 0xA, 0xC)
    """ACCESS_DENIED_*: plain, object, callback, callback object."""
    WITH_OBJECT = (0x5, 0xB)
    """Two GUIDs, each if its flag is set, stand before the SID."""

    class _List(ctypes.Structure):
        _fields_ = [
            ("revision", wintypes.BYTE),
            ("zero", wintypes.BYTE),
            ("size", wintypes.WORD),
            ("count", wintypes.WORD),
            ("zero2", wintypes.WORD),
        ]

    class _Entry(ctypes.Structure):
        _fields_ = [
            ("type", ctypes.c_ubyte),
            ("flags", ctypes.c_ubyte),
            ("size", wintypes.WORD),
            ("mask", wintypes.DWORD),
        ]

    def read_access_list(path: Path) -> AccessList:
        """Return owner and given rights of a file or folder (``OSError``)."""
        advapi = ctypes.WinDLL("advapi32")
        owner, entries = ctypes.c_void_p(), ctypes.POINTER(_List)()
        made = ctypes.c_void_p()
        wanted = (ctypes.c_wchar_p(str(path)), FILE_OBJECT, OWNER_AND_LIST)
        answers = (ctypes.byref(owner), None, ctypes.byref(entries), None, ctypes.byref(made))
        failed = advapi.GetNamedSecurityInfoW(*wanted, *answers)
        if failed:
            raise ctypes.WinError(failed)
        try:
            given = entries_of(entries) if entries else None
            link = os.lstat(path).st_reparse_tag in LINKS
            return AccessList(_sid(owner.value), given, link)
        finally:
            _free(made)

    def entries_of(acl: object) -> tuple[Entry, ...]:
        """Return what the entries of an access list in memory give (pointer to ``ACL``)."""
        advapi = ctypes.WinDLL("advapi32")
        listed = ctypes.cast(acl, ctypes.POINTER(_List))  # type: ignore[arg-type]
        found = []
        for place in range(listed.contents.count):
            start = ctypes.c_void_p()
            if not advapi.GetAce(listed, wintypes.DWORD(place), ctypes.byref(start)):
                raise ctypes.WinError()
            entry = ctypes.cast(start, ctypes.POINTER(_Entry)).contents
            if entry.type not in DENYING and not entry.flags & INHERIT_ONLY:
                found.append(Entry(_sid_of(entry, start.value or 0), entry.mask))
        return tuple(found)

    def _sid_of(entry: _Entry, start: int) -> str:
        place = start + ctypes.sizeof(_Entry)
        if entry.type in WITH_OBJECT:
            flags = wintypes.DWORD.from_address(place).value
            place += 4 + 16 * (flags & 1) + 16 * (flags >> 1 & 1)
        return _sid(place)

    def _sid(place: int | None) -> str:
        if not place:
            return ""
        text = ctypes.c_void_p()
        advapi = ctypes.WinDLL("advapi32")
        if not advapi.ConvertSidToStringSidW(ctypes.c_void_p(place), ctypes.byref(text)):
            return ""
        try:
            return ctypes.wstring_at(text.value or 0)
        finally:
            _free(text)

    def _free(place: ctypes.c_void_p) -> None:
        ctypes.WinDLL("kernel32").LocalFree(place)

    def is_wine() -> bool:
        """Return whether this is Wine: its ntdll says so, which an account cannot change."""
        return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")

    def usual_guard() -> Guard:
        """Return what looks at rights on this system."""
        return WindowsGuard(read_access_list, wine=is_wine())

else:

    def usual_guard() -> Guard:
        """Return what looks at rights on this system."""
        return PosixGuard()
