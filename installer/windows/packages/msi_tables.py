"""All tables of the MSI for a payload."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from installer.windows.packages import product
from installer.windows.packages.cabinet import CabinetFile
from installer.windows.packages.identity import UPGRADE_CODE, product_code
from installer.windows.packages.msi_files import FEATURE, add_files
from installer.windows.packages.msi_folders import add_folders
from installer.windows.packages.msi_registry import add_registry
from installer.windows.packages.msi_sequences import BUILD, NEWER, OLDER, SETUP, add_sequences
from installer.windows.packages.options import DIRECTORY, OPTIONS
from installer.windows.packages.payload import WINDOW, Payload
from installer.windows.packages.tables import Database

ICON = "scanstation.exe"
"""The launcher's own icon; the name must end like the program that the shortcut starts."""
_SIGNED = frozenset({"File", "MsiFileHash"})
"""Tables of the files, which the hash of the contents covers."""
_EMPTY = ("Binary", "Error", "Icon", "RemoveFile", "RemoveRegistry", "Signature")
"""Tables without rows of text: two get streams, the others are asked for by actions."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an MSI is made of.

    Attributes:
        product: its product code.
        database: all tables.
        files: the cabinet's files in order.
    """

    product: str
    database: Database
    files: list[CabinetFile]


def build_content(payload: Payload, version: str, contents: str, help_link: str = "") -> Content:
    """Build the tables.

    Args:
        version: three numbers with dots.
        contents: a hash over what is installed.
        help_link: address for the Add/Remove entry, none if empty.
    """
    database = Database()
    files = add_files(database, payload)
    _add_frame(database)
    add_folders(database)
    add_registry(database, version)
    add_sequences(database, version)
    for table in _EMPTY:
        database[table]
    _add_properties(database, version, help_link)
    code = product_code(version, f"{contents}{_hash(database)}")
    database["Property"].add(Property="ProductCode", Value=code)
    return Content(code, database, files)


def _add_frame(database: Database) -> None:
    for key, parent, name in (
        ("TARGETDIR", None, "SourceDir"),
        ("ProgramFiles64Folder", "TARGETDIR", "."),
        (DIRECTORY, "ProgramFiles64Folder", f"SCANST~1|{product.NAME}"),
        ("ProgramMenuFolder", "TARGETDIR", "."),
        ("DesktopFolder", "TARGETDIR", "."),
    ):
        database["Directory"].add(Directory=key, Directory_Parent=parent, DefaultDir=name)
    database["Feature"].add(
        Feature=FEATURE, Title=product.NAME, Display=0, Level=1, Directory_=DIRECTORY, Attributes=24
    )


def _add_properties(database: Database, version: str, help_link: str) -> None:
    """REINSTALLMODE: a file of a lower version replaces a higher one, too, as versions belong
    together here; without it a library that went back would be missing after an upgrade."""
    options = [DIRECTORY, *(option.name for option in OPTIONS)]
    remembered = [f"REMEMBERED{name}" for name in options]
    secure = [*options, *remembered, OLDER, NEWER, SETUP, BUILD, "VERIFYTEXT"]
    values = {
        "ALLUSERS": "1",
        "ARPCOMMENTS": product.DESCRIPTION.both,
        "ARPHELPLINK": help_link,
        "ARPNOMODIFY": "1",
        "ARPPRODUCTICON": ICON,
        "AdminProperties": ";".join(options),
        "MSIRESTARTMANAGERCONTROL": "DisableShutdown",
        "Manufacturer": product.PUBLISHER,
        "ProductLanguage": "0",
        "ProductName": product.NAME,
        "ProductVersion": version,
        "REINSTALLMODE": "amus",
        "SecureCustomProperties": ";".join(secure),
        "UpgradeCode": UPGRADE_CODE,
        "VERIFYTEXT": product.VERIFY.en,
    }
    for name, value in values.items():
        if value:
            database["Property"].add(Property=name, Value=value)


def _hash(database: Database) -> str:
    tables = sorted(database.tables.keys() - _SIGNED)
    return hashlib.sha256("".join(database[name].text() for name in tables).encode()).hexdigest()


def icon_source(payload: Payload) -> bytes:
    """Return the program whose icon the Add/Remove entry shows."""
    return next(file for file in payload.files if file.name.lower() == WINDOW).source.read_bytes()
