"""A text file that is there whole, old or new, whatever happens."""

from __future__ import annotations

import os
from pathlib import Path

from scanstation.errors import StoreNotWritable


def write_text(path: Path, text: str) -> None:
    """Replace a file's text at once, durable when this returns.

    Raises:
        StoreNotWritable: the folder or the file cannot be written.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StoreNotWritable(path=path, reason=reason) from error
