"""The whole package: the tree, what the desktop needs of it, its papers, the control files."""

from __future__ import annotations

import shutil
from pathlib import Path

from installer.linux.control import Package, configuration_files, this_release
from installer.linux.deb import checksums, pack, size_kb
from installer.linux.dependencies import (
    linked_packages,
    listed_packages,
    merged,
    python_packages,
)
from installer.linux.desktop import add_desktop
from installer.linux.papers import add_papers
from installer.linux.sbom import sbom
from installer.linux.tree import PYTHON, Checkout, make_tree

FILES = Path(__file__).parent / "files"
SERVICE = "scanstation-upload.service"
_SCRIPTS = ("postinst", "prerm", "postrm")


def build(checkout: Checkout, work: Path, output: Path, maintainer: str, level: int) -> Path:
    """Build the package in an empty folder and return where it is.

    Raises:
        CalledProcessError: a part could not be made; the tool has said why.
    """
    folder = work / "package"
    tree = folder / "usr" / "lib" / "scanstation"
    make_tree(checkout, tree)
    version = f"{checkout.version}+{this_release().suffix}"
    _add_command(folder)
    add_desktop(checkout, folder)
    _add_service(folder)
    add_papers(checkout, folder, version, maintainer)
    documents = folder / "usr" / "share" / "doc" / "scanstation"
    listed = sbom(tree / "lib" / PYTHON / "site-packages", version, checkout.epoch)
    (documents / "sbom.cdx.json").write_text(listed, encoding="utf-8")
    needed = merged(python_packages(), listed_packages(checkout.root), linked_packages(tree))
    package = Package(version, needed, size_kb(folder), maintainer)
    _add_control(folder, package)
    target = output / package.file_name
    pack(folder, target, checkout.epoch, level)
    return target


def _add_command(folder: Path) -> None:
    command = folder / "usr" / "bin" / "scanstation"
    command.parent.mkdir(parents=True)
    shutil.copyfile(FILES / "scanstation", command)


def _add_service(folder: Path) -> None:
    """For accounts that want it: nothing enables it."""
    unit = folder / "usr" / "lib" / "systemd" / "user" / SERVICE
    unit.parent.mkdir(parents=True)
    shutil.copyfile(FILES / SERVICE, unit)


def _add_control(folder: Path, package: Package) -> None:
    control = folder / "DEBIAN"
    control.mkdir()
    for name in _SCRIPTS:
        shutil.copyfile(FILES / name, control / name)
    (control / "control").write_text(package.control(), encoding="utf-8")
    (control / "conffiles").write_text(configuration_files(folder), encoding="utf-8")
    (control / "md5sums").write_text(checksums(folder), encoding="utf-8")
