"""The order of actions, and what happens before Windows Installer's own ones."""

from __future__ import annotations

from installer.windows.packages import product
from installer.windows.packages.identity import UPGRADE_CODE
from installer.windows.packages.msi_registry import LOCAL_MACHINE
from installer.windows.packages.options import DIRECTORY, KEY, OPTIONS
from installer.windows.packages.tables import Database

OLDER, NEWER = "OLDERFOUND", "NEWERFOUND"
SETUP, BUILD = "SETUPFOUND", "WINDOWSBUILD"
RUNNING, UNKNOWN = "STATIONRUNS", "STATIONMAYRUN"
LINKED = "SETTINGSARELINKED"
NO_FOLDER, FOREIGN, UNSAFE = "FOLDERISNONE", "FOLDERISFOREIGN", "FOLDERISUNSAFE"
ACTIONS = "setup_actions.dll"
_RAW, _64BIT = 2, 16
_SET_PROPERTY = 51
_CALL_DLL, _CONTINUE, _IN_SCRIPT, _AS_SYSTEM = 1, 64, 1024, 2048
_MIN_INCLUSIVE, _MAX_INCLUSIVE, _ONLY_DETECT, _MIGRATE = 256, 512, 2, 1
_GERMAN = (1031, 2055, 3079, 4103, 5127)

_SEARCHES = (("AppSearch", 20), ("FindRelatedProducts", 25), ("LaunchConditions", 100))
_COSTS = (("CostInitialize", 800), ("FileCost", 900), ("CostFinalize", 1000))
_STANDARD = {
    "InstallUISequence": (*_SEARCHES, ("ValidateProductID", 700), *_COSTS, ("ExecuteAction", 1300)),
    "InstallExecuteSequence": (
        *_SEARCHES,
        ("ValidateProductID", 700),
        *_COSTS,
        ("MigrateFeatureStates", 1200),
        ("InstallValidate", 1400),
        ("InstallInitialize", 1500),
        ("RemoveExistingProducts", 1510),
        ("ProcessComponents", 1600),
        ("UnpublishFeatures", 1800),
        ("RemoveRegistryValues", 2600),
        ("RemoveShortcuts", 3200),
        ("RemoveFiles", 3500),
        ("RemoveFolders", 3600),
        ("CreateFolders", 3700),
        ("InstallFiles", 4000),
        ("CreateShortcuts", 4500),
        ("WriteRegistryValues", 5000),
        ("RegisterUser", 6000),
        ("RegisterProduct", 6100),
        ("PublishFeatures", 6300),
        ("PublishProduct", 6400),
        ("InstallFinalize", 6600),
    ),
    "AdminExecuteSequence": (
        *_COSTS,
        ("InstallValidate", 1400),
        ("InstallInitialize", 1500),
        ("InstallAdminPackage", 3900),
        ("InstallFiles", 4000),
        ("InstallFinalize", 6600),
    ),
    "AdminUISequence": (*_COSTS, ("ExecuteAction", 1300)),
    "AdvtExecuteSequence": (
        ("CostInitialize", 800),
        ("CostFinalize", 1000),
        ("InstallValidate", 1400),
        ("InstallInitialize", 1500),
        ("PublishFeatures", 6300),
        ("PublishProduct", 6400),
        ("InstallFinalize", 6600),
    ),
}
"""Numbers are those of Microsoft's "Using a Sequence Table"; the older version is removed inside of
the transaction, so that a failed upgrade brings it back."""


def add_sequences(database: Database, version: str) -> None:
    """Add sequences, searches, conditions and custom actions."""
    for name, actions in _STANDARD.items():
        for action, sequence in actions:
            database[name].add(Action=action, Sequence=sequence)
    _add_searches(database)
    _add_upgrades(database, version)
    _add_running(database)
    _add_settings(database)
    _add_conditions(database)
    _add_texts(database)
    _add_notice(database)


def _add_searches(database: Database) -> None:
    """Values given now win over remembered ones, which a search alone would put over them."""
    _search(database, f"REMEMBERED{DIRECTORY}", KEY, "InstallDir")
    _remember(database, DIRECTORY, 110)
    for place, option in enumerate(OPTIONS, start=111):
        _search(database, option.remembered, KEY, option.value)
        _remember(database, option.name, place)
    _search(database, SETUP, product.SETUP_ENTRY, "UninstallString")
    _search(database, BUILD, r"SOFTWARE\Microsoft\Windows NT\CurrentVersion", "CurrentBuild")


def _search(database: Database, target: str, key: str, name: str) -> None:
    signature = f"Find{target}"
    database["AppSearch"].add(Property=target, Signature_=signature)
    database["RegLocator"].add(
        Signature_=signature, Root=LOCAL_MACHINE, Key=key, Name=name, Type=_RAW | _64BIT
    )


def _remember(database: Database, name: str, sequence: int) -> None:
    remembered = f"REMEMBERED{name}"
    condition = f"NOT {name} AND {remembered}"
    _set(database, name, f"[{remembered}]", condition, sequence)


def _set(database: Database, name: str, value: str, condition: str, sequence: int) -> None:
    """Set a property, wherever the installation begins: with a window or silently."""
    action = f"Set{name}"
    database["CustomAction"].add(Action=action, Type=_SET_PROPERTY, Source=name, Target=value)
    for table in ("InstallUISequence", "InstallExecuteSequence"):
        database[table].add(Action=action, Condition=condition, Sequence=sequence)


def _add_upgrades(database: Database, version: str) -> None:
    """Another build of the same version replaces this one as an older version does."""
    database["Upgrade"].add(
        UpgradeCode=UPGRADE_CODE,
        VersionMin="0.0.0",
        VersionMax=version,
        Attributes=_MIN_INCLUSIVE | _MAX_INCLUSIVE | _MIGRATE,
        ActionProperty=OLDER,
    )
    database["Upgrade"].add(
        UpgradeCode=UPGRADE_CODE,
        VersionMin=version,
        Attributes=_ONLY_DETECT,
        ActionProperty=NEWER,
    )


def _add_running(database: Database) -> None:
    """Ask before anything is done: at an upgrade, a repair and a removal, silent or not.

    Without it Windows' Restart Manager would close the program, in the middle of a scan, too.
    """
    database["CustomAction"].add(
        Action="FindRunning", Type=_CALL_DLL, Source=ACTIONS, Target="FindRunning"
    )
    for table in ("InstallUISequence", "InstallExecuteSequence"):
        database[table].add(Action="FindRunning", Sequence=22)


def _add_settings(database: Database) -> None:
    """Take what an administrator's account put into the machine's folder before.

    ``MsiLockPermissionsEx`` changes the folder that is made and what it hands down, never the owner
    of a file that lies in it; ``LockPermissions`` knows files of the package only.
    """
    database["CustomAction"].add(
        Action="ProtectSettings",
        Type=_CALL_DLL | _CONTINUE | _IN_SCRIPT | _AS_SYSTEM,
        Source=ACTIONS,
        Target="ProtectSettings",
    )
    database["InstallExecuteSequence"].add(
        Action="ProtectSettings", Condition='NOT REMOVE = "ALL"', Sequence=3710
    )


def _add_conditions(database: Database) -> None:
    for condition, said in (
        (f"NOT {RUNNING}", product.RUNNING),
        (f"NOT {UNKNOWN}", product.MAY_BE_RUNNING),
        (f"Installed OR NOT {NO_FOLDER}", product.WHOLE_DRIVE),
        (f"Installed OR NOT {FOREIGN}", product.FOREIGN_FOLDER),
        (f"Installed OR NOT {UNSAFE}", product.UNSAFE_FOLDER),
        (f'REMOVE = "ALL" OR NOT {LINKED}', product.LINKED_SETTINGS),
        (f"Installed OR NOT {NEWER}", product.NEWER),
        (f"Installed OR NOT {SETUP}", product.SETUP_IS_THERE),
        (_not_ending(DIRECTORY, ":", ":\\"), product.WHOLE_DRIVE),
        (f"Installed OR {BUILD} >= {product.OLDEST_WINDOWS}", product.WINDOWS_TOO_OLD),
    ):
        database["LaunchCondition"].add(Condition=condition, Description=said.both)


def _not_ending(name: str, *ends: str) -> str:
    """``>>`` compares the end of a text; a backslash has no meaning of its own in one."""
    return "Installed OR NOT (" + " OR ".join(f'{name} >> "{end}"' for end in ends) + ")"


def _add_texts(database: Database) -> None:
    german = " OR ".join(f"SystemLanguageID = {number}" for number in _GERMAN)
    _set(database, "VERIFYTEXT", product.VERIFY.de, german, 120)
    database["CustomAction"].add(
        Action="SetLocation",
        Type=_SET_PROPERTY,
        Source="ARPINSTALLLOCATION",
        Target=f"[{DIRECTORY}]",
    )
    database["InstallExecuteSequence"].add(Action="SetLocation", Sequence=1010)


def _add_notice(database: Database) -> None:
    """With the rights of the system, which may look into every account; never in an upgrade.

    Such an action knows no properties but what is put into one of its own name before: whether
    there is somebody to show a box to, and in whose session.
    """
    database["CustomAction"].add(
        Action="SayOpenBatches",
        Type=_CALL_DLL | _CONTINUE | _IN_SCRIPT | _AS_SYSTEM,
        Source=ACTIONS,
        Target="SayOpenBatches",
    )
    database["CustomAction"].add(
        Action="SetSayOpenBatches",
        Type=_SET_PROPERTY,
        Source="SayOpenBatches",
        Target="[UILevel] [CLIENTPROCESSID]",
    )
    for action, sequence in (("SetSayOpenBatches", 1640), ("SayOpenBatches", 1650)):
        database["InstallExecuteSequence"].add(
            Action=action,
            Condition='REMOVE = "ALL" AND NOT UPGRADINGPRODUCTCODE',
            Sequence=sequence,
        )
