"""The package's own description, and the list of its configuration files."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "scanstation"
MAINTAINER = "scanstation <scanstation@scanstation.invalid>"
"""Who distributes the package puts an address of their own here (``--maintainer``)."""
RECOMMENDS = ("gnome-keyring | kwalletmanager", "sane-airscan", "sane-utils")
SUGGESTS = ("ipp-usb", "tesseract-ocr-eng")
_SUMMARY = "desktop workstation that turns paper into proven electronic files"
_DESCRIPTION = """\
It drives document scanners (SANE, and network scanners without drivers),
splits the stack on separator sheets, reads the text, has it indexed and
checked, and hands PDF/A documents with a transfer note (BSI TR-03138) to the
electronic file (eAkte) of a public administration.
.
The package brings the libraries that it was tested with; the interpreter,
SANE and the language data of the text recognition are the system's."""


@dataclass(frozen=True, slots=True)
class Release:
    """Which system the package is for."""

    system: str
    number: str

    @property
    def suffix(self) -> str:
        """Return what follows the program's version: a later release sorts higher."""
        return f"{_SHORT.get(self.system, self.system)}{self.number}"


_SHORT = {"debian": "deb"}


def this_release(text: str | None = None) -> Release:
    """Return the system that builds, from ``/etc/os-release`` (os-release(5)) or its text."""
    said = Path("/etc/os-release").read_text("utf-8") if text is None else text
    pairs = (line.partition("=") for line in said.splitlines() if "=" in line)
    values = {name: "".join(shlex.split(value)) for name, _, value in pairs}
    return Release(values["ID"], values.get("VERSION_ID", "0"))


def program_version(root: Path) -> str:
    """Return the version of ``pyproject.toml``."""
    version = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return str(version)


@dataclass(frozen=True, slots=True)
class Package:
    """What ``control`` says (deb-control(5))."""

    version: str
    depends: tuple[str, ...]
    size_kb: int
    maintainer: str = MAINTAINER
    architecture: str = "amd64"

    @property
    def file_name(self) -> str:
        """Return the name of the package's file."""
        return f"{NAME}_{self.version}_{self.architecture}.deb"

    def control(self) -> str:
        """Return the control file."""
        fields = {
            "Package": NAME,
            "Version": self.version,
            "Architecture": self.architecture,
            "Maintainer": self.maintainer,
            "Installed-Size": str(self.size_kb),
            "Depends": ", ".join(self.depends),
            "Recommends": ", ".join(RECOMMENDS),
            "Suggests": ", ".join(SUGGESTS),
            "Section": "non-free/graphics",
            "Priority": "optional",
            "Description": f"{_SUMMARY}\n{_indented(_DESCRIPTION)}",
        }
        return _paragraph(fields)


def configuration_files(folder: Path) -> str:
    """Return ``conffiles``: what an administrator changes, and an upgrade therefore asks about."""
    paths = sorted(path.relative_to(folder) for path in (folder / "etc").rglob("*"))
    return "".join(f"/{path}\n" for path in paths if (folder / path).is_file())


def _paragraph(fields: Mapping[str, str]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def _indented(text: str) -> str:
    return "\n".join(f" {line}" for line in text.splitlines())
