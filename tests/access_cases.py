"""Cases of the one rule about owners and access lists, for the program and for the installers.

``data/access_lists.json`` has them as text ([MS-DTYP] 2.5.1), with masks and SIDs written out;
``ZA``, ``ZD`` (callback object) and ``XD`` stand for types that the text form has no letters for.
"""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass
from pathlib import Path

from scanstation.settings.access_lists import AccessList, Entry

KINDS = {"A": 0x0, "D": 0x1, "OA": 0x5, "OD": 0x6, "XA": 0x9, "XD": 0xA, "ZA": 0xB, "ZD": 0xC}
DENYING = frozenset({"D", "OD", "XD", "ZD"})
WITH_OBJECT = frozenset({"OA", "OD", "ZA", "ZD"})
FLAGS = {"OI": 0x1, "CI": 0x2, "IO": 0x8, "ID": 0x10}
HEADER = 20
PRESENT, SELF_RELATIVE = 0x4, 0x8000
_ENTRY = re.compile(r"\((\w+);(\w*);(\w+);(\w*);(\w*);(S-[\d-]+)\)")


@dataclass(frozen=True, slots=True)
class Case:
    """A descriptor and what is wrong with it: ``owner``, ``rights`` or nothing."""

    name: str
    sddl: str
    object: str
    folder: str

    @property
    def owner(self) -> str:
        """The SID; empty if there is none."""
        found = re.match(r"O:(S-[\d-]+)", self.sddl)
        return found[1] if found else ""

    @property
    def entries(self) -> list[tuple[str, ...]] | None:
        """Fields of every entry; None without a list."""
        return _ENTRY.findall(self.sddl) if "D:" in self.sddl else None

    def access_list(self) -> AccessList:
        """Return what the program reads of it."""
        if self.entries is None:
            return AccessList(self.owner, None)
        given = (one for one in self.entries if one[0] not in DENYING and "IO" not in one[1])
        return AccessList(self.owner, tuple(Entry(one[5], int(one[2], 16)) for one in given))

    def acl(self) -> bytes:
        """Return the list as it lies in memory ([MS-DTYP] 2.4.5)."""
        held = [_entry(*one) for one in self.entries or ()]
        size = 8 + sum(map(len, held))
        return struct.pack("<BBHHH", 4, 0, size, len(held), 0) + b"".join(held)

    def descriptor(self) -> bytes:
        """Return the whole, self-relative ([MS-DTYP] 2.4.6)."""
        owner = _sid(self.owner) if self.owner else b""
        acl = self.acl() if self.entries is not None else b""
        control = SELF_RELATIVE | (PRESENT if acl else 0)
        places = (HEADER if owner else 0, 0, 0, HEADER + len(owner) if acl else 0)
        return struct.pack("<BBH4I", 1, 0, control, *places) + owner + acl


def cases() -> list[Case]:
    """Return all of them."""
    path = Path(__file__).with_name("data") / "access_lists.json"
    return [Case(**one) for one in json.loads(path.read_text(encoding="utf-8"))["cases"]]


def _entry(kind: str, flags: str, mask: str, first: str, second: str, sid: str) -> bytes:
    rest = _sid(sid)
    if kind in WITH_OBJECT:
        given = (1 if first else 0) | (2 if second else 0)
        rest = struct.pack("<I", given) + bytes(16) * bool(first) + bytes(16) * bool(second) + rest
    number = sum(FLAGS[flags[place : place + 2]] for place in range(0, len(flags), 2))
    return struct.pack("<BBHI", KINDS[kind], number, 8 + len(rest), int(mask, 16)) + rest


def _sid(text: str) -> bytes:
    authority, *parts = map(int, text.split("-")[2:])
    head = struct.pack(">BBHI", 1, len(parts), 0, authority)
    return head + struct.pack(f"<{len(parts)}I", *parts)
