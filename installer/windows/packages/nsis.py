"""Writes setup.exe of a payload with Debian's NSIS; same payload and version, same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from installer.problem import BuildRefused
from installer.windows.packages import product
from installer.windows.packages.payload import CONSOLE, Payload, PayloadFile
from installer.windows.packages.product import Said

SCRIPT = Path(__file__).with_name("setup.nsi")
ROOT = Path(__file__).resolve().parents[3]
NEW = "$INSTDIR.exchange-new"
"""Where a version is unpacked before it takes the place of the old one."""
SECONDS = 1200
_GERMAN, _ENGLISH = "GERMAN", "ENGLISH"
TEXTS = {
    "NEWER": product.NEWER,
    "MSI_IS_THERE": product.MSI_IS_THERE,
    "WINDOWS_TOO_OLD": product.WINDOWS_TOO_OLD,
    "RUNNING": product.RUNNING,
    "ANOTHER_SETUP": product.ANOTHER_SETUP,
    "MAY_BE_RUNNING": product.MAY_BE_RUNNING,
    "FOREIGN_FOLDER": product.FOREIGN_FOLDER,
    "NOT_ADMINISTRATOR": product.NOT_ADMINISTRATOR,
    "VERIFY": product.VERIFY,
    "DESCRIPTION": product.DESCRIPTION,
    "DISK_IS_FULL": Said(
        "Auf dem Laufwerk ist nicht genug Platz für scanstation.",
        "The drive has not enough room for scanstation.",
    ),
    "NO_FOLDER": Said(
        "Dieser Ordner ist nicht möglich. Nennen Sie einen eigenen Ordner für scanstation.",
        "This folder is impossible. Name a folder for scanstation alone.",
    ),
    "UNSAFE_FOLDER": product.UNSAFE_FOLDER,
    "FOLDER_IN_USE": Said(
        "Der Programmordner ist noch in Benutzung; es wird nichts geändert. "
        "Schließen Sie, was ihn anzeigt, und starten Sie erneut.",
        "The program's folder is still in use; nothing is changed. "
        "Close what shows it and start again.",
    ),
    "NOT_PROTECTED": Said(
        "Die Rechte des Ordners für Vorgaben ließen sich nicht setzen",
        "The rights of the folder for declarations could not be set",
    ),
    "NOT_WRITTEN": Said(
        "Eine Datei ließ sich nicht schreiben; es wird nichts geändert.",
        "A file could not be written; nothing is changed.",
    ),
    "DESKTOP_SHORTCUT": Said("Verknüpfung auf dem Desktop", "Shortcut on the desktop"),
    "AUTOSTART": Said("Bei der Anmeldung starten", "Start at log-on"),
}


@dataclass(frozen=True, slots=True)
class SetupInput:
    """What a setup.exe is made of.

    Attributes:
        payload: everything to install, signed if it shall be.
        version: three numbers with dots.
        actions: the library that setup.exe calls.
        icon: an .ico file.
        help_link: address for the Add/Remove entry, none if empty.
        sign: command that signs the uninstaller in place, its path is added; none if empty.
        fast: packed in a fifth of the time, and larger.
    """

    payload: Payload
    version: str
    actions: Path
    icon: Path
    help_link: str = ""
    sign: Sequence[str] = ()
    fast: bool = False


def write_setup(path: Path, given: SetupInput) -> None:
    """Write the file.

    Raises:
        BuildRefused: NSIS is missing or refuses the script.
    """
    if shutil.which("makensis") is None:
        raise BuildRefused("makensis is missing: Debian's package nsis brings it")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "files.nsh", install_lines(given.payload))
        _write(folder / "removals.nsh", removal_lines(given.payload))
        _write(folder / "texts.nsh", text_lines())
        defines = _defines(given, folder, path.absolute())
        _run(["makensis", "-V2", "-WX", "-INPUTCHARSET", "UTF8", *defines, str(SCRIPT)])


def install_lines(payload: Payload) -> list[str]:
    """Return the script's lines that unpack every file beside the program, folder by folder.

    A path of the building machine is taken as it is: NSIS replaces nothing in it.
    """
    lines = []
    for folder, files in groupby(_by_folder(payload), key=lambda file: file.folder):
        lines.append(f'SetOutPath "{_installed(folder, NEW)}"')
        lines += [f'File "{file.source.absolute()}"' for file in files]
    return lines


def removal_lines(payload: Payload) -> list[str]:
    """Return the lines that remove what was unpacked, and nothing that somebody put beside it."""
    lines = [f'Delete "{_installed(file.name)}"' for file in payload.files]
    return lines + [f'RMDir "{_installed(folder)}"' for folder in reversed(payload.folders)]


def text_lines() -> list[str]:
    """Return the sentences in both languages."""
    lines = ["!macro TEXTS"]
    for name, said in TEXTS.items():
        for language, text in ((_GERMAN, said.de), (_ENGLISH, said.en)):
            lines.append(f'LangString {name} ${{LANG_{language}}} "{_quoted(text)}"')
    return [*lines, "!macroend"]


def _by_folder(payload: Payload) -> list[PayloadFile]:
    return sorted(payload.files, key=lambda file: (file.folder, file.name))


def _installed(name: str, root: str = "$INSTDIR") -> str:
    return root + (f"\\{_quoted(name)}".replace("/", "\\") if name else "")


def _quoted(text: str) -> str:
    return text.replace("$", "$$").replace('"', '$\\"')


def _defines(given: SetupInput, folder: Path, output: Path) -> list[str]:
    size = sum(file.size for file in given.payload.files)
    values = {
        "VERSION": given.version,
        "OUTPUT": str(output),
        "ACTIONS": str(given.actions.absolute()),
        "ICON": str(given.icon.absolute()),
        "SIZE": str(size // 1024),
        "SIZE_MB": str(size // 1024**2 + 1),
        "OLDEST_WINDOWS": str(product.OLDEST_WINDOWS),
        "FILES": str(folder / "files.nsh"),
        "REMOVALS": str(folder / "removals.nsh"),
        "TEXTS": str(folder / "texts.nsh"),
        "APPLICATION_ID": product.APPLICATION_ID,
        "VERIFY_COMMAND": product.verify_command(rf"$INSTDIR\{CONSOLE}"),
    }
    for verb in product.VERBS:
        values |= {f"{verb.name}Key": verb.key, f"{verb.name}Applies": verb.applies}
    if given.help_link:
        values["HELP_LINK"] = given.help_link
    if given.fast:
        values["FAST"] = ""
    if given.sign:
        values["SIGN_UNINSTALLER"] = " ".join(f'"{word}"' for word in given.sign)
    return [f"-D{name}={value}" for name, value in values.items()]


def _write(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _run(command: list[str]) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}  # for the command that signs
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS, check=False, env=environment
    )
    if done.returncode:
        raise BuildRefused(f"makensis: {done.stdout[-2000:]}{done.stderr[-2000:]}")
