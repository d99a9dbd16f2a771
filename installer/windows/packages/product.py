"""What is the same in both packages: names, texts, keys of the registry."""

from __future__ import annotations

from dataclasses import dataclass

NAME = "scanstation"
PUBLISHER = "scanstation"
APPLICATION_ID = f"{PUBLISHER}.{NAME}"
"""What the window tells the taskbar (``scanstation.ui.native``); its shortcuts have the same id."""
EVENT_LOG = rf"SYSTEM\CurrentControlSet\Services\EventLog\Application\{NAME}"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
SETUP_ENTRY = rf"Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
"""The Add/Remove entry of setup.exe; the MSI's has its product code for a name."""
OLDEST_WINDOWS = 17763
"""Build of Windows 10 1809: the oldest that Qt 6.9 supports (doc.qt.io, "Supported Platforms")."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in both languages."""

    de: str
    en: str

    @property
    def both(self) -> str:
        """For where a package has one text for every language."""
        return f"{self.de} / {self.en}"


NEWER = Said(
    "Eine neuere Version von scanstation ist bereits installiert; es wird nichts geändert.",
    "A newer version of scanstation is installed already; nothing is changed.",
)
SETUP_IS_THERE = Said(
    "scanstation wurde mit setup.exe installiert. Entfernen Sie es zuerst; Stapel bleiben.",
    "scanstation was installed with setup.exe. Remove it first; batches stay.",
)
MSI_IS_THERE = Said(
    "scanstation wurde als MSI verteilt. Dieser PC wird von der Softwareverteilung aktualisiert.",
    "scanstation was rolled out as an MSI. The software distribution updates this PC.",
)
WINDOWS_TOO_OLD = Said(
    "scanstation braucht Windows 10 ab Version 1809 (64 Bit).",
    "scanstation needs Windows 10, version 1809 or newer (64 bit).",
)
RUNNING = Said(
    "scanstation läuft noch. Schließen Sie es auf allen Konten dieses PCs und starten Sie erneut.",
    "scanstation is running. Close it in all accounts of this PC and start again.",
)
MAY_BE_RUNNING = Said(
    "Windows sagt nicht, ob scanstation noch läuft; es wird nichts geändert. "
    "Starten Sie den PC neu und versuchen Sie es noch einmal.",
    "Windows does not say whether scanstation is running; nothing is changed. "
    "Restart the PC and try again.",
)
ANOTHER_SETUP = Said(
    "Eine andere Installation oder Deinstallation von scanstation läuft. Warten Sie, bis sie "
    "fertig ist, und starten Sie erneut.",
    "Another installation or removal of scanstation is at work. Wait for its end and start again.",
)
FOREIGN_FOLDER = Said(
    "Der gewählte Ordner ist nicht leer und gehört nicht scanstation; es wird nichts geändert. "
    "Nennen Sie einen leeren oder neuen Ordner.",
    "The chosen folder is not empty and not scanstation's; nothing is changed. "
    "Name an empty or a new folder.",
)
UNSAFE_FOLDER = Said(
    "Gewöhnliche Konten können den Programmordner oder einen darüber ändern. Nennen Sie einen "
    "anderen, am besten unter Program Files.",
    "Ordinary accounts may change the program's folder or one above it. Name another, best below "
    "Program Files.",
)
WHOLE_DRIVE = Said(
    "INSTALLDIR darf kein ganzes Laufwerk sein: Der Ordner gehört danach nur dem Programm.",
    "INSTALLDIR must not be a whole drive: the folder belongs to the program alone afterwards.",
)
LINKED_SETTINGS = Said(
    "C:\\ProgramData\\scanstation ist eine Verknüpfung; es wird nichts geändert. Sehen Sie nach, "
    "wohin sie führt, und entfernen Sie sie.",
    "C:\\ProgramData\\scanstation is a link; nothing is changed. Look where it leads, and remove "
    "it.",
)
NOT_ADMINISTRATOR = Said(
    "Zum Installieren sind die Rechte eines Administrators nötig.",
    "Installing takes the rights of an administrator.",
)
VERIFY = Said("Mit scanstation prüfen", "Verify with scanstation")
DESCRIPTION = Said(
    "Papier scannen, prüfen und an die eAkte senden",
    "Scan paper, check it and send it to the electronic file",
)


@dataclass(frozen=True, slots=True)
class Verb:
    """A word in the menu of files or folders.

    Attributes:
        name: in the tables of the MSI and in the script.
        key: of the registry, below HKLM.
        applies: which of them it stands at, in Windows' Advanced Query Syntax.
    """

    name: str
    key: str
    applies: str


VERBS = (
    Verb(
        "VerifyFolder",
        rf"Software\Classes\Directory\shell\{NAME}.verify",
        'System.FileName:~"????????-????-????-????-????????????"',
    ),
    Verb(
        "VerifyManifest",
        rf"Software\Classes\SystemFileAssociations\.json\shell\{NAME}.verify",
        'System.FileName:="manifest.json"',
    ),
)
"""A package is a folder with a UUID for a name and a manifest in it. Nothing that is opened by a
double click changes hands: JSON and PDF files belong to the programs that the office chose."""


def verify_command(console: str) -> str:
    """Return the command line of "verify": its result stays to be read until a key is pressed.

    Without a command interpreter between, which would replace ``%NAME%`` in a folder's name.

    Args:
        console: path of the console launcher as the package writes it.
    """
    return f'"{console}" verify --hold "%1"'
