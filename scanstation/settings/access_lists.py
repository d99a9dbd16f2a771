"""Windows' owners and access lists: who else than administrators may change a file.

Meaning of the bits and of the entries: [MS-DTYP] 2.4.3 (ACCESS_MASK), 2.4.4 (ACE), winnt.h.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scanstation.errors import NOTHING, Text
from scanstation.settings.trust import OWNER, REPLACES, UNREADABLE, WRITES, said

EVERYBODY = "S-1-1-0"
CREATOR_OWNER, OWNER_RIGHTS = "S-1-3-0", "S-1-3-4"
"""Nobody by itself, and the owner, who is looked at anyway."""
ADMINISTRATORS = re.compile(
    r"S-1-5-18"  # SYSTEM
    r"|S-1-5-32-544"  # Administrators
    # TrustedInstaller
    r"|S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
    # the built-in Administrator; Domain Admins, Enterprise Admins: owners of what they copied
    r"|S-1-5-21-\d+-\d+-\d+-(500|512|519)"
)
WRITE_DATA, APPEND, WRITE_EXTENDED, DELETE_CHILD, WRITE_ATTRIBUTES = 0x2, 0x4, 0x10, 0x40, 0x100
DELETE, WRITE_DAC, WRITE_OWNER = 0x1_0000, 0x4_0000, 0x8_0000
GENERIC_ALL, GENERIC_WRITE = 0x1000_0000, 0x4000_0000
CONTROL = WRITE_DAC | WRITE_OWNER | GENERIC_ALL
REPLACING = CONTROL | DELETE_CHILD | DELETE
WRITING = REPLACING | WRITE_DATA | APPEND | WRITE_EXTENDED | WRITE_ATTRIBUTES | GENERIC_WRITE
LINK = Text("ist eine Verknüpfung oder Abzweigung", "is a link or a junction")
LINK_ABOVE = Text(
    "der Ordner {whom} darüber ist eine Verknüpfung oder Abzweigung; bitte den wahren Pfad angeben",
    "the folder {whom} above it is a link or a junction; give the true path",
)
NO_LISTS = Text(
    "nicht geprüft: Wine erfindet Besitzer und Rechte", "not checked: Wine makes up owners, rights"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Rights that are given to a SID, on this object (not only on what is made in it)."""

    sid: str
    mask: int


@dataclass(frozen=True, slots=True)
class AccessList:
    """Owner and given rights; ``entries`` None gives everybody everything.

    Entries that take rights away are left out: they can only make it safer than it is said to be.
    """

    owner: str
    entries: tuple[Entry, ...] | None
    link: bool = False


@dataclass(frozen=True, slots=True)
class WindowsGuard:
    """Access lists of NTFS.

    Attributes:
        read: returns the list of a path (``OSError`` if it cannot be read).
        wine: whether this is Wine, which makes lists up from the modes of a Linux account's files
            (its own account always owns them): nothing is refused there.
    """

    read: Callable[[Path], AccessList]
    wine: bool = False

    def problem(self, path: Path) -> Text | None:
        """See ``Guard``: no list, no owner and a file system without lists are unsafe."""
        if self.wine:
            return None
        try:
            found = self.read(path)
        except OSError as error:
            return said(UNREADABLE, error.strerror or error)
        if found.link:
            return LINK
        if not is_administrator(found.owner):
            return said(OWNER, found.owner or "?")
        return said(WRITES, who) if (who := stranger(found, WRITING)) else None

    def problem_above(self, path: Path) -> Text | None:
        """See ``Guard``; the root of a drive cannot be deleted, whatever its list says.

        A link above is refused: nobody looks at the folders above where it leads to.
        """
        if self.wine:
            return None
        for folder in path.parents:
            try:
                found = self.read(folder)
            except OSError as error:
                return said(UNREADABLE, f"{folder}: {error.strerror or error}")
            if found.link:  # its list is that of where it leads to, not of what lies above that
                return said(LINK_ABOVE, folder)
            mask = REPLACING & ~DELETE if folder.parent == folder else REPLACING
            who = stranger(found, mask) if is_administrator(found.owner) else found.owner or "?"
            if who:
                details = {"whom": who, "folder": folder}
                return Text(REPLACES.say("de", **details), REPLACES.say("en", **details))
        return None

    def sharer(self, path: Path) -> str:
        """See ``Guard``."""
        if self.wine:
            return ""
        try:
            found = self.read(path)
        except OSError:
            return ""
        return stranger(found, WRITING, found.owner)

    def unknown(self) -> Text:
        """See ``Guard``."""
        return NO_LISTS if self.wine else NOTHING


def is_administrator(sid: str) -> bool:
    """Return whether this is the system or an administrator."""
    return ADMINISTRATORS.fullmatch(sid) is not None


def stranger(found: AccessList, mask: int, besides: str = "") -> str:
    """Return who else than administrators has one of these rights; empty for nobody.

    Args:
        besides: a SID that may have them.
    """
    if found.entries is None:
        return EVERYBODY
    for one in found.entries:
        known = one.sid in (CREATOR_OWNER, OWNER_RIGHTS, besides) or is_administrator(one.sid)
        if one.mask & mask and not known:
            return one.sid
    return ""
