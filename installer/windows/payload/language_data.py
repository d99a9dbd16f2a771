"""Tesseract's language data: German, English, and the data that tell a page's orientation."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from installer.problem import BuildRefused
from installer.windows.payload.downloads import cache, fetch
from installer.windows.payload.wheels import write

LOCK = "windows-tessdata.lock"
FILES = frozenset({"deu.traineddata", "eng.traineddata", "osd.traineddata"})


def install(folder: Path) -> None:
    """Put the language data into a folder.

    Raises:
        BuildRefused: a file is missing in the locked packages.
    """
    for one in fetch(LOCK, cache() / "tessdata"):
        with zipfile.ZipFile(one.path) as archive:
            for member in archive.infolist():
                name = PurePosixPath(member.filename).name
                if name in FILES:
                    write(folder, name, archive.read(member))
    missing = FILES - {path.name for path in folder.iterdir()}
    if missing:
        raise BuildRefused(f"{LOCK}: {', '.join(sorted(missing))} missing")
