"""Folders that the MSI makes itself, and who may write into them.

Windows lets every account make files below ``C:\\ProgramData``, and any signed-in one change those
of a folder outside Program Files. What lies in these two is believed: the program, and the
machine's settings, which lock those of users.
"""

from __future__ import annotations

from installer.windows.packages import product
from installer.windows.packages.identity import component_guid
from installer.windows.packages.msi_files import COMPONENT_64BIT, FEATURE
from installer.windows.packages.options import DIRECTORY
from installer.windows.packages.tables import Database

DESCRIPTOR = "O:SYG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
"""In Microsoft's "Security Descriptor String Format": protected from what the folder above hands
down (P); system and administrators everything, users read and execute (FILE_GENERIC_READ and
FILE_GENERIC_EXECUTE), handed down to folders and files. The system owns it: whoever made the
folder before could give themselves any right as its owner."""
MACHINE = "MACHINEFOLDER"
_PROGRAM_DATA = "CommonAppDataFolder"
_PERMANENT = 16


def add_folders(database: Database) -> None:
    """Add the machine's folder, which stays at a removal, and its rights and the program's."""
    for key, parent, name in (
        (_PROGRAM_DATA, "TARGETDIR", "."),
        (MACHINE, _PROGRAM_DATA, f"SCANST~1|{product.NAME}"),
    ):
        database["Directory"].add(Directory=key, Directory_Parent=parent, DefaultDir=name)
    _add(database, "MachineFolder", MACHINE, _PERMANENT)
    _add(database, "ProgramFolder", DIRECTORY, 0)


def _add(database: Database, component: str, directory: str, attributes: int) -> None:
    database["Component"].add(
        Component=component,
        ComponentId=component_guid(f"folder:{component}"),
        Directory_=directory,
        Attributes=COMPONENT_64BIT | attributes,
    )
    database["FeatureComponents"].add(Feature_=FEATURE, Component_=component)
    database["CreateFolder"].add(Directory_=directory, Component_=component)
    database["MsiLockPermissionsEx"].add(
        MsiLockPermissionsEx=f"{component}Rights",
        LockObject=directory,
        Table="CreateFolder",
        SDDLText=DESCRIPTOR,
    )
