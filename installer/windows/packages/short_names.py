"""Names of eight characters and three: the File and Directory tables ask for both forms."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

_SHORT = re.compile(r"[A-Z0-9_~!#$%&'()@^`{}-]{1,8}(\.[A-Z0-9_~!#$%&'()@^`{}-]{1,3})?", re.I)
_UNFIT = re.compile(r"[^A-Z0-9_-]")


def is_short(name: str) -> bool:
    """Return whether a name needs no second form."""
    return _SHORT.fullmatch(name) is not None


def with_short_names(names: Iterable[str]) -> dict[str, str]:
    """Return the Filename (``short|long``, or the name if it is short) of each name of one folder.

    A short form is made of the name alone, so that a file keeps it whatever lies beside it; only
    where two collide, the later one in the alphabet gets another.
    """
    ordered = sorted(names)
    taken = {name.upper() for name in ordered if is_short(name)}
    result = {}
    for name in ordered:
        if is_short(name):
            result[name] = name
            continue
        short = _free(name, taken)
        taken.add(short)
        result[name] = f"{short}|{name}"
    return result


def _free(name: str, taken: set[str]) -> str:
    """The first characters and a part of the hash, as Windows itself does in full folders."""
    stem, _, extension = name.upper().rpartition(".")
    if not stem:
        stem, extension = extension, ""
    head, tail = _UNFIT.sub("", stem)[:2] or "F", _UNFIT.sub("", extension)[:3]
    number = 0
    while True:
        digest = hashlib.sha256(f"{name}/{number}".encode()).hexdigest()[:4].upper()
        short = f"{head}{digest}~1" + (f".{tail}" if tail else "")
        if short not in taken:
            return short
        number += 1
