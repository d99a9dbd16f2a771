"""The program itself: its modules, its resources, and what tells its version."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

from installer.windows.payload.locks import ROOT

START = ROOT / "installer" / "windows" / "start" / "sitecustomize.py"
IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc")


@dataclass(frozen=True, slots=True)
class Product:
    """What ``pyproject.toml`` says about the program."""

    name: str
    version: str
    summary: str
    requirements: tuple[str, ...]


def product() -> Product:
    """Read ``pyproject.toml``."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = tuple(said["dependencies"])
    return Product(said["name"], said["version"], said["description"], needed)


def install(folder: Path) -> None:
    """Copy the program into a folder, as ``setup.py`` would install it."""
    shutil.copytree(ROOT / "scanstation", folder / "scanstation", ignore=IGNORED)
    shutil.copytree(ROOT / "resources", folder / "scanstation" / "resources", ignore=IGNORED)
    one = product()
    info = folder / f"{one.name}-{one.version}.dist-info"
    info.mkdir()
    shutil.copyfile(START, folder / START.name)
    (info / "METADATA").write_bytes(metadata(one).encode())
    (info / "RECORD").write_bytes(b"")


def metadata(one: Product) -> str:
    """Return the core metadata by which Python tells an installed program's version and parts."""
    lines = [f"Name: {one.name}", f"Version: {one.version}", f"Summary: {one.summary}"]
    needed = [f"Requires-Dist: {requirement}" for requirement in one.requirements]
    return "\n".join(["Metadata-Version: 2.1", *lines, *needed, ""])
