"""A text file that is there whole, old or new, whatever happens."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from scanstation.errors import StoreNotWritable


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """Replace a file's text at once, durable when this returns.

    Args:
        private: nobody but this account may read it.

    Raises:
        StoreNotWritable: the folder or the file cannot be written.
    """
    fresh = path.with_name(f".{path.name}.new")
    mode = 0o600 if private else 0o666
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if private:
            fresh.unlink(missing_ok=True)  # one that a crash left may be readable to others
        with open(fresh, "w", encoding="utf-8", newline="\n", opener=_opener(mode)) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreNotWritable(path=path, reason=reason) from error


def _opener(mode: int) -> Callable[[str, int], int]:
    return lambda name, flags: os.open(name, flags, mode)
