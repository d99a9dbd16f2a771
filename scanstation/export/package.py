"""A document's package: one folder, there as a whole or not at all.

::

    <package uuid>/                      owner only
        1a2b3c4d_Bescheid.pdf            PDF/A, images untouched, text over them
        1a2b3c4d_Transfervermerk.xml     the note (also embedded in the PDF)
        1a2b3c4d_index.json              document class, index fields, page hashes
        1a2b3c4d_Original_<name>         unchanged imported files, if any
        manifest.json                    size and SHA-256 of each of them

    .<package uuid>.part  --fsync, rename-->  <package uuid>

A killed export leaves at most the ``.part`` folder, which the next export of the same
package or ``remove_leftovers`` takes away. Equal input gives equal bytes.
"""

from __future__ import annotations

import sys
import uuid
from dataclasses import replace
from pathlib import Path

from scanstation.errors import Text
from scanstation.export.durable import (
    FolderInUse,
    flush_folder,
    remove_folder,
    remove_if_unused,
    rename_durably,
    system_path,
)
from scanstation.export.manifest import MANIFEST
from scanstation.export.package_model import Package, PackageInput
from scanstation.export.package_writer import PackageWriter
from scanstation.export.refusal import reason_of, refused
from scanstation.progress import Report, silent
from scanstation.rights import OWNER_FOLDER

BEING_WRITTEN = Text("ein anderer Vorgang schreibt es gerade", "another process is writing it")
OTHER_CONTENT = Text(
    "das Paket gibt es schon mit anderem Inhalt", "the package exists with other content"
)


def write_package(folder: Path, given: PackageInput, report: Report = silent) -> Package:
    """Write a package below ``folder`` (which exists) and make it durable.

    A package that is already there with the same bytes is taken as it is.

    Raises:
        SymbolCodedImage: a page is JBIG2 or DjVu.
        BlobChanged: an image or original does not have its expected hash.
        ExportFailed: anything else; nothing is left behind then.
    """
    identifier = str(uuid.UUID(given.package))
    root = system_path(folder)
    part, target = root / part_name(identifier), root / identifier
    try:
        if not remove_if_unused(part):
            raise refused(given.number, BEING_WRITTEN)
        part.mkdir(mode=OWNER_FOLDER)
        lock = FolderInUse(part)
        try:
            package = PackageWriter(part, given).write(report)
            if sys.platform == "win32":
                lock.release()
            flush_folder(part)
            _publish(part, target, given.number)
        finally:
            lock.release()
            if part.exists():
                remove_folder(part)
    except OSError as error:
        raise refused(given.number, reason_of(error)) from error
    return replace(package, path=folder / identifier)


def part_name(package: str) -> str:
    """Return the name of a package's folder while it is being written."""
    return f".{package}.part"


def remove_leftovers(folder: Path) -> list[str]:
    """Remove what killed exports left; a folder that a living process fills stays.

    Returns:
        The ids of the packages that were under way.
    """
    left = sorted(system_path(folder).glob(".*.part"))
    return [part.name[1:-5] for part in left if remove_if_unused(part)]


def discard_package(folder: Path, package: str) -> None:
    """Remove a package that nobody outside has heard of; never half of it stays visible."""
    root = system_path(folder)
    identifier = str(uuid.UUID(package))
    if (root / identifier).exists():
        part = root / part_name(identifier)
        if part.exists():
            remove_folder(part)
        rename_durably(root / identifier, part)
        remove_folder(part)


def _publish(part: Path, target: Path, number: int) -> None:
    if not target.exists():
        rename_durably(part, target)
    elif (target / MANIFEST).read_bytes() != (part / MANIFEST).read_bytes():
        raise refused(number, OTHER_CONTENT)
