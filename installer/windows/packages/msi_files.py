"""The rows of an MSI that a payload becomes: folders, one component a file, hashes, the cabinet."""

from __future__ import annotations

import hashlib
import struct
from collections import defaultdict
from pathlib import PurePosixPath

from installer.windows.packages.cabinet import CabinetFile
from installer.windows.packages.identity import component_guid
from installer.windows.packages.options import DIRECTORY
from installer.windows.packages.payload import Payload, PayloadFile
from installer.windows.packages.short_names import with_short_names
from installer.windows.packages.tables import Database

CABINET = "scanstation.cab"
FEATURE = "Program"
COMPONENT_64BIT = 256
_VITAL = 512


def identifier(kind: str, path: str) -> str:
    """Return the key of a payload's file (``f``), component (``c``) or folder (``d``).

    Keys of tables hold 72 characters of few kinds; a path has more.
    """
    return f"{kind}_{hashlib.sha256(path.lower().encode()).hexdigest()[:20]}"


def add_files(database: Database, payload: Payload) -> list[CabinetFile]:
    """Add what the payload needs to the tables and return the cabinet's files in its order."""
    names = _names(payload)
    _add_folders(database, payload, names)
    files = []
    for sequence, file in enumerate(payload.files, start=1):
        _add_component(database, file)
        _add_file(database, file, names[file.name], sequence)
        files.append(CabinetFile(identifier("f", file.name), file.source, file.size))
    database["Media"].add(DiskId=1, LastSequence=len(files), Cabinet=f"#{CABINET}")
    return files


def _names(payload: Payload) -> dict[str, str]:
    """The Filename of every file and folder, by its path."""
    members: dict[str, list[str]] = defaultdict(list)
    for path in (*payload.folders, *(file.name for file in payload.files)):
        parent = str(PurePosixPath(path).parent)
        members[parent].append(path)
    names = {}
    for paths in members.values():
        short = with_short_names(PurePosixPath(path).name for path in paths)
        names.update({path: short[PurePosixPath(path).name] for path in paths})
    return names


def _add_folders(database: Database, payload: Payload, names: dict[str, str]) -> None:
    for folder in payload.folders:
        parent = str(PurePosixPath(folder).parent)
        database["Directory"].add(
            Directory=identifier("d", folder),
            Directory_Parent=_directory("" if parent == "." else parent),
            DefaultDir=names[folder],
        )


def _directory(folder: str) -> str:
    return identifier("d", folder) if folder else DIRECTORY


def _add_component(database: Database, file: PayloadFile) -> None:
    """One file a component: its GUID is its path's, and repair looks at every file."""
    component = identifier("c", file.name)
    database["Component"].add(
        Component=component,
        ComponentId=component_guid(file.name),
        Directory_=_directory(file.folder),
        Attributes=COMPONENT_64BIT,
        KeyPath=identifier("f", file.name),
    )
    database["FeatureComponents"].add(Feature_=FEATURE, Component_=component)


def _add_file(database: Database, file: PayloadFile, name: str, sequence: int) -> None:
    key = identifier("f", file.name)
    database["File"].add(
        File=key,
        Component_=identifier("c", file.name),
        FileName=name,
        FileSize=file.size,
        Version=file.version.version if file.version else None,
        Language=(file.version.languages or "0") if file.version else None,
        Attributes=_VITAL,
        Sequence=sequence,
    )
    if file.version is None:
        parts = struct.unpack("<4i", file.md5)
        hashes = {f"HashPart{number}": part for number, part in enumerate(parts, start=1)}
        database["MsiFileHash"].add(File_=key, Options=0, **hashes)
