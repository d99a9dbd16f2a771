"""Checks of an MSI's tables before they are written.

Microsoft's validation (ICE) runs on Windows only. These are the ones that a generated database can
break: ICE03 (values fit their columns, see ``Table.text``), ICE06/ICE18/ICE33 (keys lead
somewhere), ICE08 (GUIDs), ICE30 (two files at one place), ICE40/ICE60 (versions), ICE26/ICE27
(order of actions), descriptors, and that File,
Media and cabinet agree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from installer.problem import BuildRefused
from installer.windows.packages.cabinet import CabinetFile
from installer.windows.packages.tables import Database, Value, schema

_REFERENCES = (
    ("Component", "Directory_", "Directory"),
    ("Directory", "Directory_Parent", "Directory"),
    ("File", "Component_", "Component"),
    ("FeatureComponents", "Feature_", "Feature"),
    ("FeatureComponents", "Component_", "Component"),
    ("MsiFileHash", "File_", "File"),
    ("Registry", "Component_", "Component"),
    ("Shortcut", "Component_", "Component"),
    ("Shortcut", "Directory_", "Directory"),
    ("AppSearch", "Signature_", "RegLocator"),
    ("CreateFolder", "Component_", "Component"),
    ("CreateFolder", "Directory_", "Directory"),
    ("MsiLockPermissionsEx", "LockObject", "CreateFolder"),
    ("MsiShortcutProperty", "Shortcut_", "Shortcut"),
)
_GUID = re.compile(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,71}")
_DESCRIPTOR = re.compile(
    r"O:SYG:SYD:PAI(\(A;OICI;FA;;;(SY|BA)\)){2}\(A;OICI;0x1200a9;;;BU\)", re.ASCII
)
_ORDER = (
    ("AppSearch", "LaunchConditions"),
    ("FindRelatedProducts", "LaunchConditions"),
    ("CostInitialize", "FileCost"),
    ("FileCost", "CostFinalize"),
    ("CostFinalize", "InstallValidate"),
    ("InstallValidate", "InstallInitialize"),
    ("InstallInitialize", "RemoveExistingProducts"),
    ("RemoveExistingProducts", "ProcessComponents"),
    ("ProcessComponents", "RemoveFiles"),
    ("RemoveFiles", "RemoveFolders"),
    ("RemoveFolders", "CreateFolders"),
    ("CreateFolders", "InstallFiles"),
    ("InstallFiles", "WriteRegistryValues"),
    ("RegisterProduct", "InstallFinalize"),
)
Check = Callable[[Database, Sequence[CabinetFile]], Iterator[str]]


def require_sound(database: Database, files: Sequence[CabinetFile]) -> None:
    """Check the tables.

    Raises:
        BuildRefused: they are not sound; the message names every finding.
    """
    findings = [finding for check in CHECKS for finding in check(database, files)]
    if findings:
        raise BuildRefused("The MSI would be broken: " + "; ".join(findings))


def duplicate_keys(database: Database, files: Sequence[CabinetFile]) -> Iterator[str]:
    """No table has a key twice."""
    for name, table in database.tables.items():
        places = [place for place, column in enumerate(schema(name)) if column.key]
        keys = Counter(tuple(row[place] for place in places) for row in table.rows)
        yield from (f"{name} has {key} twice" for key, number in keys.items() if number > 1)


def dangling_references(database: Database, files: Sequence[CabinetFile]) -> Iterator[str]:
    """Every reference leads to a row, every key path to a file or value of its component.

    A component without a key path has its folder for one, which it must make itself (ICE18).
    """
    for table, column, other in _REFERENCES:
        known = set(database[other].column(schema(other)[0].name))
        for value in database[table].column(column):
            if value is not None and value not in known:
                yield f"{table}.{column} names {value}, which is not in {other}"
    owned = set(_pairs(database, "File", "Component_", "File"))
    owned |= set(_pairs(database, "Registry", "Component_", "Registry"))
    made = _pairs(database, "CreateFolder", "Component_", "Directory_")
    folders = dict(_pairs(database, "Component", "Component", "Directory_"))
    for pair in _pairs(database, "Component", "Component", "KeyPath"):
        if pair[1] is None and (pair[0], folders[pair[0]]) not in made:
            yield f"component {pair[0]} has neither a key path nor a folder that it makes"
        if pair[1] is not None and pair not in owned:
            yield f"component {pair[0]} has the key path {pair[1]} of another"


def identifiers(database: Database, files: Sequence[CabinetFile]) -> Iterator[str]:
    """GUIDs are there, in upper case, and nobody's twice; keys are identifiers."""
    guids = Counter(database["Component"].column("ComponentId"))
    for guid, number in guids.items():
        if number > 1 or _GUID.fullmatch(str(guid)) is None:
            yield f"component GUID {guid}"
    for table in ("File", "Component", "Directory", "Registry"):
        for key in database[table].column(table):
            if _IDENTIFIER.fullmatch(str(key)) is None:
                yield f"{table} key {key}"


def places(database: Database, files: Sequence[CabinetFile]) -> Iterator[str]:
    """No two files or folders of one folder have the same long or short name."""
    folders = dict(_pairs(database, "Component", "Component", "Directory_"))
    members = [
        (folders.get(component), name)
        for component, name in _pairs(database, "File", "Component_", "FileName")
    ]
    members += _pairs(database, "Directory", "Directory_Parent", "DefaultDir")
    members = [(folder, name) for folder, name in members if name != "."]
    for form in (0, -1):
        names = Counter((folder, str(name).split("|")[form].lower()) for folder, name in members)
        yield from (f"{name} is twice in {folder}" for (folder, name), n in names.items() if n > 1)


def media(database: Database, files: Sequence[CabinetFile]) -> Iterator[str]:
    """File table, media and cabinet name the same files, in the same order and sizes."""
    rows = zip(
        *(database["File"].column(name) for name in ("Sequence", "File", "FileSize")), strict=True
    )
    listed = sorted(rows, key=lambda row: int(row[0] or 0))
    if [row[0] for row in listed] != list(range(1, len(files) + 1)):
        yield "file sequence numbers have gaps"
    if [row[1:] for row in listed] != [(file.key, file.size) for file in files]:
        yield "the cabinet does not hold the files of the File table in their order"
    if database["Media"].column("LastSequence") != [len(files)]:
        yield "Media ends with another file"


def versions(database: Database, files: Sequence[CabinetFile]) -> Iterator[str]:
    """A file has a version and a language, or a hash, never both and never none."""
    hashed = set(database["MsiFileHash"].column("File_"))
    table = database["File"]
    for key, version, language in zip(
        *(table.column(name) for name in ("File", "Version", "Language")), strict=True
    ):
        if (version is None) != (key in hashed) or (version is None) != (language is None):
            yield f"file {key} has version {version}, language {language}"


def permissions(database: Database, files: Sequence[CabinetFile]) -> Iterator[str]:
    """Descriptors are in the text form and let nobody write but the system and administrators.

    What Windows does with one that it cannot read: it refuses the installation (error 1942).
    """
    rows = database["MsiLockPermissionsEx"]
    for key, kind, text in zip(
        *(rows.column(name) for name in ("MsiLockPermissionsEx", "Table", "SDDLText")), strict=True
    ):
        if kind != "CreateFolder" or _DESCRIPTOR.fullmatch(str(text)) is None:
            yield f"{key} protects {kind} by {text}"


def order(database: Database, files: Sequence[CabinetFile]) -> Iterator[str]:
    """Actions follow each other as Windows Installer wants; no two have one number."""
    for name, table in database.tables.items():
        if not name.endswith("Sequence"):
            continue
        numbers = dict(_pairs(database, name, "Action", "Sequence"))
        if len(set(numbers.values())) != len(table.rows):
            yield f"{name} has a number twice"
        for first, second in _ORDER:
            before, after = numbers.get(first), numbers.get(second)
            if isinstance(before, int) and isinstance(after, int) and before >= after:
                yield f"{name} has {first} after {second}"


def _pairs(database: Database, table: str, first: str, second: str) -> list[tuple[Value, Value]]:
    rows = database[table]
    return list(zip(rows.column(first), rows.column(second), strict=True))


CHECKS: tuple[Check, ...] = (
    duplicate_keys,
    dangling_references,
    identifiers,
    places,
    media,
    versions,
    permissions,
    order,
)
