"""Writes the MSI of a payload: same payload, version and library, same bytes."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from installer.windows.packages import product
from installer.windows.packages.cabinet import write_cabinet
from installer.windows.packages.identity import package_code
from installer.windows.packages.libmsi import FileTime, SummaryValue, new_msi
from installer.windows.packages.msi_check import require_sound
from installer.windows.packages.msi_files import CABINET
from installer.windows.packages.msi_sequences import ACTIONS
from installer.windows.packages.msi_tables import ICON, Content, build_content, icon_source
from installer.windows.packages.payload import Payload
from installer.windows.packages.tables import CODE_PAGE, Database

_CREATED = FileTime(132223104000000000)
"""1 January 2020 in the summary, like the times in the cabinet."""
_INSTALLER_5 = 500
_COMPRESSED_LONG_NAMES = 2
_READ_ONLY_RECOMMENDED = 2


@dataclass(frozen=True, slots=True)
class MsiInput:
    """What an MSI is made of.

    Attributes:
        payload: everything to install, signed if it shall be.
        version: three numbers with dots.
        contents: a hash over the payload and the library.
        actions: the library that the removal calls.
        help_link: address for the Add/Remove entry, none if empty.
    """

    payload: Payload
    version: str
    contents: str
    actions: Path
    help_link: str = ""


def write_msi(path: Path, given: MsiInput) -> str:
    """Write the file and return its product code.

    Raises:
        BuildRefused: the payload cannot be packed, or libmsi is missing.
    """
    content = build_content(given.payload, given.version, given.contents, given.help_link)
    require_sound(content.database, content.files)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_cabinet(folder / CABINET, content.files)
        shutil.copyfile(given.actions, folder / ACTIONS)
        (folder / ICON).write_bytes(icon_source(given.payload))
        tables = _write_tables(folder, content.database)
        with new_msi(path) as msi:
            msi.import_tables(tables)
            for table, stream in (("Binary", ACTIONS), ("Icon", ICON), ("_Streams", CABINET)):
                msi.add_stream(table, stream, folder / stream)
            msi.set_summary(_summary(content, _package(folder, content)))
            msi.commit()
    return content.product


def _write_tables(folder: Path, database: Database) -> list[Path]:
    """The code page comes first: it says how the texts of the others are stored."""
    texts = {"_ForceCodepage": f"\r\n\r\n{CODE_PAGE}\t_ForceCodepage\r\n"}
    texts |= {name: database[name].text() for name in sorted(database.tables)}
    files = []
    for name, text in texts.items():
        file = folder / f"{name}.idt"
        file.write_text(text, encoding="utf-8", newline="")
        files.append(file)
    return files


def _package(folder: Path, content: Content) -> str:
    """The package code covers every byte that goes into the file."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(folder).as_posix()}\0".encode())
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return package_code(content.product, digest.hexdigest())


def _summary(content: Content, package: str) -> dict[int, SummaryValue]:
    """Property numbers are those of Microsoft's "Summary Property Descriptions"."""
    return {
        1: CODE_PAGE,
        2: "Installation Database",
        3: product.NAME,
        4: product.PUBLISHER,
        5: "Installer",
        6: "Papierakten scannen und senden / Scan paper records and send them",
        7: "x64;0",
        9: package,
        12: _CREATED,
        13: _CREATED,
        14: _INSTALLER_5,
        15: _COMPRESSED_LONG_NAMES,
        18: "scanstation installer",
        19: _READ_ONLY_RECOMMENDED,
    }
