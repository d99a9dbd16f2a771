"""The licence texts of the parts, gathered where an administrator looks for them."""

from __future__ import annotations

import re
from pathlib import Path

from installer.windows.payload.wheels import write

_TEXTS = re.compile(r"(?i).*(licen[cs]e|copying|notice)[^/]*")
_INFO = ".dist-info"


def gather(payload: Path) -> None:
    """Copy the licences of Python and of every package into the folder ``licences``.

    A package keeps its own copy, too: the window shows that one.
    """
    folder = payload / "licences"
    write(folder, "Python/LICENSE.txt", (payload / "python" / "LICENSE.txt").read_bytes())
    for info in sorted((payload / "site").glob(f"*{_INFO}")):
        name = info.name.removesuffix(_INFO)
        for path in sorted(one for one in info.rglob("*") if one.is_file()):
            inside = path.relative_to(info).as_posix()
            if _TEXTS.fullmatch(inside):
                write(folder, f"{name}/{inside}", path.read_bytes())
