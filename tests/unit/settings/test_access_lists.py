"""Windows' access lists: folders as ``icacls`` shows them on Windows 11, and changed ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, cast

import pytest

from scanstation.errors import PolicyUnsafe
from scanstation.settings.access_lists import AccessList, Entry, WindowsGuard
from scanstation.settings.trust import require_safe

SYSTEM, ADMINISTRATORS, USERS = "S-1-5-18", "S-1-5-32-544", "S-1-5-32-545"
INSTALLER = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
ANNA = "S-1-5-21-1004336348-1177238915-682003330-1103"
DOMAIN_ADMINS = "S-1-5-21-1004336348-1177238915-682003330-512"
AUTHENTICATED = "S-1-5-11"
FULL, MODIFY, READ = 0x1F01FF, 0x1301BF, 0x1200A9
CREATE = 0x116  # icacls: (WD,AD,WEA,WA)

THEIRS = (Entry(SYSTEM, FULL), Entry(ADMINISTRATORS, FULL))
LOCKED = AccessList(SYSTEM, (*THEIRS, Entry(USERS, READ)))
DRIVE = AccessList(INSTALLER, (*THEIRS, Entry(USERS, READ), Entry(AUTHENTICATED, 0x4)))
PROGRAM_DATA = AccessList(SYSTEM, (*THEIRS, Entry("S-1-3-0", FULL), Entry(USERS, READ | CREATE)))
FILE = PureWindowsPath(r"C:\ProgramData\scanstation\amt.toml")


@dataclass
class Disk:
    """Access lists by path, as the system's functions answer."""

    lists: dict[str, AccessList]

    def __call__(self, path: object) -> AccessList:
        try:
            return self.lists[str(path)]
        except KeyError:
            raise PermissionError(5, "Zugriff verweigert") from None


def disk(**changed: AccessList) -> Disk:
    lists = {"drive": DRIVE, "data": PROGRAM_DATA, "folder": LOCKED, "file": LOCKED, **changed}
    names = {
        "drive": "C:\\",
        "data": r"C:\ProgramData",
        "folder": r"C:\ProgramData\scanstation",
        "file": str(FILE),
    }
    return Disk({names[name]: one for name, one in lists.items()})


def problem(path: PureWindowsPath = FILE, **changed: AccessList) -> str:
    guard = WindowsGuard(disk(**changed))
    found = guard.problem_above(cast(Any, path)) or guard.problem(cast(Any, path))
    return found.en if found else ""


def giving(sid: str, mask: int) -> AccessList:
    return replace(LOCKED, entries=(*(LOCKED.entries or ()), Entry(sid, mask)))


def test_what_the_installer_makes_is_safe() -> None:
    assert problem() == ""
    assert problem(FILE.parent) == ""


@pytest.mark.parametrize("owner", [SYSTEM, ADMINISTRATORS, INSTALLER, DOMAIN_ADMINS])
def test_owners_that_are_administrators(owner: str) -> None:
    assert problem(file=replace(LOCKED, owner=owner)) == ""


@pytest.mark.parametrize("owner", [ANNA, USERS, "", DOMAIN_ADMINS + "0", "S-1-5-180"])
def test_other_owners_are_refused(owner: str) -> None:
    assert problem(file=replace(LOCKED, owner=owner)) == f"belongs to {owner or '?'}"


@pytest.mark.parametrize(
    "mask",
    [
        *(0x2, 0x4, 0x10, 0x40, 0x100, 0x1_0000, 0x4_0000, 0x8_0000, 0x1000_0000, 0x4000_0000),
        *(FULL, MODIFY, CREATE),
    ],
)
@pytest.mark.parametrize("sid", [ANNA, USERS, AUTHENTICATED, "S-1-1-0"])
def test_any_right_that_changes_is_refused(sid: str, mask: int) -> None:
    assert problem(file=giving(sid, mask)) == f"{sid} may write to it"


def test_reading_is_no_problem() -> None:
    assert problem(file=giving("S-1-1-0", READ)) == ""
    assert problem(file=giving(USERS, 0x8000_0000)) == ""
    assert problem(file=giving("S-1-3-4", FULL)) == ""  # OWNER RIGHTS: the owner is looked at


def test_a_folder_with_the_rights_that_program_data_hands_down_is_refused() -> None:
    assert problem(FILE.parent, folder=replace(PROGRAM_DATA)) == f"{USERS} may write to it"


@pytest.mark.parametrize("mask", [0x40, 0x1_0000, 0x4_0000, 0x8_0000, 0x1000_0000, MODIFY])
def test_who_may_replace_a_folder_above_is_refused(mask: int) -> None:
    assert problem(folder=giving(ANNA, mask)).startswith(f"{ANNA} may replace the folder C:\\Progr")
    assert problem(folder=giving(ANNA, CREATE)) == ""  # another file beside it changes nothing
    assert problem(folder=replace(LOCKED, owner=ANNA)).startswith(f"{ANNA} may replace")


def test_the_root_of_a_drive_cannot_be_deleted() -> None:
    assert problem(drive=giving(AUTHENTICATED, MODIFY)) == ""
    assert problem(drive=giving(AUTHENTICATED, FULL)) != ""


def test_no_list_is_everybodys_and_an_empty_one_nobodys() -> None:
    assert problem(file=replace(LOCKED, entries=None)) == "S-1-1-0 may write to it"
    assert problem(file=replace(LOCKED, entries=())) == ""


def test_links_and_unreadable_rights_are_refused() -> None:
    assert problem(file=replace(LOCKED, link=True)) == "is a link or a junction"
    assert "Zugriff verweigert" in problem(FILE.parent / "fehlt.toml")


def test_a_link_above_is_refused_for_nobody_looks_above_where_it_leads_to() -> None:
    said = problem(folder=replace(LOCKED, link=True))
    assert said == f"the folder {FILE.parent} above it is a link or a junction; give the true path"


def test_the_error_names_path_and_reason() -> None:
    guard = WindowsGuard(disk(file=giving(USERS, MODIFY)))
    with pytest.raises(PolicyUnsafe) as caught:
        require_safe(guard, cast(Any, _Windows(FILE)))
    assert f"{FILE} gilt nicht" in caught.value.sentence("de")
    assert f"{USERS} darf hineinschreiben" in caught.value.sentence("de")


class _Windows(PureWindowsPath):
    def is_symlink(self) -> bool:
        return False


def test_who_shares_a_home() -> None:
    home = PureWindowsPath("C:\\")
    own = AccessList(ANNA, (*THEIRS, Entry(ANNA, FULL)))
    assert WindowsGuard(disk(drive=own)).sharer(cast(Any, home)) == ""
    shared = WindowsGuard(disk(drive=giving(USERS, MODIFY)))
    assert shared.sharer(cast(Any, home)) == USERS


def test_wine_makes_lists_up_so_nothing_is_refused_there() -> None:
    guard = WindowsGuard(disk(file=giving(USERS, MODIFY)), wine=True)
    path = cast(Any, PurePosixPath("/x"))
    assert (guard.problem(path), guard.problem_above(path), guard.sharer(path)) == (None, None, "")
    assert "Wine" in guard.unknown().de
