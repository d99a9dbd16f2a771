"""Whether only administrators can write what counts as theirs.

A policy or a target is stronger than what a user says because a user cannot change it. So its
owner and its rights are looked at before it is read, with those of the folders above it: who may
rename one of them may put another in its place.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from scanstation.errors import NOTHING, PolicyUnsafe, Text
from scanstation.settings.mounts import IMAGES, TABLE, is_read_only, kind_of

TENANTS = "tenants"
RIGHTS = Text("Besitzer und Rechte", "owner and rights")
OWNER = Text("gehört {whom}", "belongs to {whom}")
WRITES = Text("{whom} darf hineinschreiben", "{whom} may write to it")
REPLACES = Text(
    "{whom} darf den Ordner {folder} darüber ersetzen",
    "{whom} may replace the folder {folder} above it",
)
LINK_OF = Text(
    "die Verknüpfung {folder} darüber gehört {whom}", "the link {folder} above it belongs to {whom}"
)
STILL_WRITTEN = Text(
    "{reason}. „Nur lesen“ eingehängt genügt nicht, denn ein Dateisystem wie {kind} kann anderswo "
    "oder vorher beschrieben werden; bitte an der Quelle Besitzer und Rechte setzen (chown -R "
    "root:root, chmod -R go-w) oder ein Abbild einhängen, das niemand beschreiben kann (squashfs, "
    "erofs, ISO)",
    "{reason}. That it is mounted read-only is not enough, because a file system such as {kind} "
    "can be written elsewhere or before; set owner and rights at its source (chown -R root:root, "
    "chmod -R go-w), or mount an image that nobody can write (squashfs, erofs, ISO)",
)
MOST_LINKS = 40
"""As many as the kernel follows (path_resolution(7))."""
UNREADABLE = Text("die Rechte sind nicht lesbar: {whom}", "its rights cannot be read: {whom}")
GROUP, OTHERS = "Gruppe / group {gid}", "alle / everybody"
ACCESS_LIST = "system.posix_acl_access"


class Guard(Protocol):
    """Says who else than administrators can change a file or a folder."""

    def problem(self, path: Path) -> Text | None:
        """Return who may write to it, or to whom it belongs; None if that is theirs alone."""

    def problem_above(self, path: Path) -> Text | None:
        """Return who may replace a folder above it; None if nobody else may."""

    def sharer(self, path: Path) -> str:
        """Return who else than its owner and administrators may write to it; empty for nobody."""

    def unknown(self) -> Text:
        """Return why this system cannot say it; empty if it can."""


@dataclass(frozen=True, slots=True)
class PosixGuard:
    """Owners and modes (stat(2)), except where the kernel can write nothing (``mounts``).

    Attributes:
        owners: the accounts that are administrators.
        table: of the mounts.
    """

    owners: frozenset[int] = frozenset({0})
    table: Path = TABLE

    def problem(self, path: Path) -> Text | None:
        """See ``Guard``: a link is as safe as what it leads to and what lies above both."""
        try:
            found = path.stat()
        except OSError as error:
            return said(UNREADABLE, error.strerror)
        if found.st_uid not in self.owners:
            return self._unless_image(path, found, said(OWNER, f"uid {found.st_uid}"))
        if not (who := _writer(path, found)):
            return None
        return self._unless_image(path, found, _filled(WRITES, whom=who))

    def problem_above(self, path: Path) -> Text | None:
        """See ``Guard``; in a folder with the sticky bit nobody renames what is not theirs."""
        for place in dict.fromkeys(_passed(path)):
            try:
                found = place.lstat()
            except OSError as error:
                return said(UNREADABLE, f"{place}: {error.strerror}")
            reason = self._replaceable(place, found)
            if reason is not None and (left := self._unless_image(place, found, reason)):
                return left
        return None

    def _replaceable(self, place: Path, found: os.stat_result) -> Text | None:
        owner = "" if found.st_uid in self.owners else f"uid {found.st_uid}"
        if stat.S_ISLNK(found.st_mode):  # where it leads to is looked at, too
            return _filled(LINK_OF, whom=owner, folder=place) if owner else None
        sticky = found.st_mode & stat.S_ISVTX
        who = owner or ("" if sticky else _writer(place, found))
        return _filled(REPLACES, whom=who, folder=place) if who else None

    def _unless_image(self, path: Path, found: os.stat_result, reason: Text) -> Text | None:
        kind = kind_of(found.st_dev, self.table)
        if kind in IMAGES:
            return None
        if not is_read_only(path):
            return reason
        return _filled(STILL_WRITTEN, reason=reason, kind=kind or "?")

    def sharer(self, path: Path) -> str:
        """See ``Guard``; a group of the owner's name is the owner's alone (Debian's custom)."""
        try:
            found = path.stat()
        except OSError:
            return ""
        return "" if _is_private(found) else _writer(path, found)

    def unknown(self) -> Text:
        """See ``Guard``."""
        return NOTHING


def _passed(path: Path) -> Iterator[Path]:
    """Yield every folder in which a part of a path is looked up, and every link on the way."""
    whole = path.absolute()
    here, left, links = Path(whole.anchor), [*reversed(whole.parts[1:])], 0
    while left:
        yield here
        one = here / left.pop()
        if one.name == "..":
            here = here.parent
        elif not one.is_symlink():
            here = one
        elif (links := links + 1) > MOST_LINKS:
            return
        else:
            yield one
            leads = one.readlink()
            here = Path(leads.anchor) if leads.anchor else here
            left += reversed(leads.parts[1:] if leads.anchor else leads.parts)


def _writer(path: Path, found: os.stat_result) -> str:
    """Return who else may write; the group root is root's, unless an access list is more."""
    if found.st_mode & stat.S_IWOTH:
        return OTHERS
    listed = ACCESS_LIST in _attributes(path)
    if found.st_mode & stat.S_IWGRP and (found.st_gid != 0 or listed):
        return GROUP.format(gid=found.st_gid)
    return ""


if sys.platform == "win32":

    def _is_private(found: os.stat_result) -> bool:
        return False

else:
    import grp
    import pwd

    def _is_private(found: os.stat_result) -> bool:
        try:
            own = grp.getgrgid(found.st_gid).gr_name == pwd.getpwuid(found.st_uid).pw_name
        except KeyError:
            return False
        return own and not found.st_mode & stat.S_IWOTH


def _attributes(path: Path) -> list[str]:
    try:
        # Not there on Windows and macOS.
        names: list[str] = getattr(os, "listxattr", lambda _: [])(path)
    except OSError:  # a file system without them
        return []
    return names


def require_safe(guard: Guard, path: Path, *below: Path) -> None:
    """Refuse a path, and what of it is read, unless administrators alone can change it.

    Raises:
        PolicyUnsafe: somebody else can.
    """
    if (above := guard.problem_above(path)) is not None:
        raise _unsafe(path, above)
    for one in (path, *below):
        problem = guard.problem(one)
        if problem is None and one.is_symlink():
            problem = guard.problem_above(one)
        if problem is not None:
            raise _unsafe(one, problem)


def _unsafe(path: Path, reason: Text) -> PolicyUnsafe:
    return PolicyUnsafe(path=path, reason=reason, key=RIGHTS, place=path)


def require_safe_declarations(guard: Guard, machine: Path, tenant: str = "*") -> None:
    """Refuse the machine's folder if others than administrators can change what is read of it.

    Other folders in it do not count: data that all accounts share may lie there. The folder itself
    always does: who may write to it may take a policy or ``tenants`` away.

    Args:
        tenant: whose declarations are read; ``*`` for everybody's.

    Raises:
        PolicyUnsafe: they can.
    """
    if not os.path.lexists(machine):
        return
    tenants = machine / TENANTS
    if not os.path.lexists(tenants):
        require_safe(guard, machine)
        return
    every = [one for folder in sorted(tenants.glob(tenant)) for one in (folder, *_within(folder))]
    require_safe(guard, machine, tenants, *every)


def _within(folder: Path) -> list[Path]:
    """Return what lies in a folder, also behind links; no folder is walked through twice.

    Two links to the folder that they lie in would be walked through 2^40 times.
    """
    found: list[Path] = []
    seen: set[tuple[int, int]] = set()
    for place, folders, files in os.walk(folder, followlinks=True):
        found += [Path(place, name) for name in (*folders, *files)]
        with suppress(FileNotFoundError):  # gone meanwhile
            known = os.stat(place)  # noqa: PTH116 - what os.walk returns is text
            if (known.st_dev, known.st_ino) in seen:
                folders.clear()
            seen.add((known.st_dev, known.st_ino))
    return found


def said(text: Text, whom: object) -> Text:
    """Return the text about somebody."""
    return _filled(text, whom=whom)


def _filled(text: Text, **details: object) -> Text:
    return Text(text.say("de", **details), text.say("en", **details))
