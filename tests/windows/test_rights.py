"""Owners, access lists and variables as Windows' own functions say them."""

from __future__ import annotations

import ctypes
import importlib
import os
import struct
from pathlib import Path
from typing import Any

import pytest

from scanstation.errors import PolicyInvalid
from scanstation.settings.access_lists import WRITING, WindowsGuard, stranger
from scanstation.settings.expansion import expanded
from scanstation.settings.variables import policy_variables

rights: Any = importlib.import_module("scanstation.settings.windows_rights")
EVERYBODY = "S-1-1-0"
DACL = 0x4


def give(path: Path, rights: str) -> None:
    """Set the access list of a path (SDDL, [MS-DTYP] 2.5.1)."""
    windows: Any = ctypes
    advapi = windows.WinDLL("advapi32", use_last_error=True)
    made = ctypes.c_void_p()
    convert = advapi.ConvertStringSecurityDescriptorToSecurityDescriptorW
    assert convert(ctypes.c_wchar_p(f"D:P{rights}"), 1, ctypes.byref(made), None)
    assert advapi.SetFileSecurityW(ctypes.c_wchar_p(str(path)), DACL, made)
    windows.WinDLL("kernel32").LocalFree(made)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Richtlinie für alle.toml"
    path.write_text('station = "amt"\n', encoding="utf-8")
    return path


def test_owner_and_rights_are_read(file: Path) -> None:
    give(file, "(A;;FA;;;BA)(A;;FA;;;CO)(A;;FR;;;WD)")
    found = rights.read_access_list(file)
    assert found.owner.startswith("S-1-5-")
    assert found.entries
    assert not found.link
    assert EVERYBODY not in {one.sid for one in found.entries if one.mask & WRITING}
    give(file, "(A;;FA;;;BA)(A;;FA;;;WD)")
    open_to_all = rights.read_access_list(file)
    assert EVERYBODY in {one.sid for one in open_to_all.entries or () if one.mask & WRITING}
    assert stranger(open_to_all, WRITING, open_to_all.owner) == EVERYBODY


def sid(authority: int, *parts: int) -> bytes:
    """Return a SID as it lies in memory ([MS-DTYP] 2.4.2.2)."""
    return struct.pack(f">BBHI{len(parts) * 4}s", 1, len(parts), 0, authority, _words(*parts))


def entry(kind: int, flags: int, mask: int, rest: bytes) -> bytes:
    """Return an entry of an access list ([MS-DTYP] 2.4.4)."""
    return struct.pack("<BBHI", kind, flags, 8 + len(rest), mask) + rest


def _words(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def test_only_entries_that_give_rights_on_the_object_itself_count() -> None:
    """What is handed down only, and what is taken away, is not; GUIDs stand before some SIDs."""
    users, system = sid(5, 32, 545), sid(5, 18)
    entries = [
        entry(1, 0, 0x1F01FF, sid(1, 0)),  # denied
        entry(0, 0xB, 0x1F01FF, sid(3, 0)),  # inherited only
        entry(0, 0x3, 0x1F01FF, system),
        entry(0, 0x10, 0x1301BF, users),
        entry(5, 0, 0x2, _words(1) + bytes(16) + sid(5, 11)),  # object, with one GUID
        entry(5, 0, 0x4, _words(3) + bytes(32) + sid(5, 4)),
    ]
    held = b"".join(entries)
    acl = struct.pack("<BBHHH", 4, 0, 8 + len(held), len(entries), 0) + held
    found = [(one.sid, one.mask) for one in rights.entries_of(ctypes.create_string_buffer(acl))]
    assert found == [
        ("S-1-5-18", 0x1F01FF),
        ("S-1-5-32-545", 0x1301BF),
        ("S-1-5-11", 0x2),
        ("S-1-5-4", 0x4),
    ]


def test_a_file_of_an_account_is_refused_where_lists_count(file: Path) -> None:
    owner = rights.read_access_list(file).owner
    problem = WindowsGuard(rights.read_access_list).problem(file)
    assert problem is not None
    assert problem.en == f"belongs to {owner}"
    lost = WindowsGuard(rights.read_access_list).problem(file.with_name("fehlt"))
    assert lost is not None
    assert lost.en.startswith("its rights cannot be read")


def test_wine_is_known_and_says_that_it_knows_nothing(file: Path) -> None:
    guard = rights.usual_guard()
    assert rights.is_wine() == ("Wine" in guard.unknown().de)
    assert rights.is_wine() == (guard.problem(file) is None)


def test_an_account_does_not_move_what_a_policy_names(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: os.environ[name] for name in ("LOCALAPPDATA", "APPDATA", "USERPROFILE")}
    windows = os.environ["SYSTEMROOT"]
    for name in (*before, "USERNAME", "PROGRAMDATA", "SYSTEMROOT", "COMPUTERNAME", "AMT", "HOME"):
        monkeypatch.setenv(name, r"C:\Anna")
    known = policy_variables(os.environ)
    for name, value in before.items():
        assert expanded(f"%{name}%\\x", known, "hier").lower() == f"{value}\\x".lower()
    assert expanded("~\\x", known, "hier").lower() == f"{before['USERPROFILE']}\\x".lower()
    assert expanded(r"%ProgramData%\x", known, "hier").endswith(r"ProgramData\x")
    assert expanded(r"%SystemRoot%\x", known, "hier").lower() == f"{windows}\\x".lower()
    assert "anna" not in {known["USERNAME"].lower(), known["COMPUTERNAME"].lower()}
    for name in ("AMT", "PATH", "HOME"):
        with pytest.raises(PolicyInvalid):
            expanded(f"%{name}%\\x", known, "hier")
