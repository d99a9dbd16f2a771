"""What an installation on Windows contains beside Python packages, from the list that it brings.

The list is ``sbom.cdx.json`` (CycloneDX) in the folder of the installation, beside ``licences``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIST, TEXTS = "sbom.cdx.json", "licences"
OWN = "own:"
"""Begins the references of the program's own files."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the list; ``text`` is "" where the package that contains it has the text."""

    name: str
    version: str
    licence: str
    text: str


def listed_parts(folder: Path) -> tuple[Part, ...]:
    """Return the parts by others of an installation; none if it has no list.

    Args:
        folder: of the installation, ``C:\\Program Files\\scanstation``.
    """
    path = folder / LIST
    if not path.is_file():
        return ()
    listed = json.loads(path.read_text("utf-8"))["components"]
    return tuple(_part(folder, one) for one in listed if not one["bom-ref"].startswith(OWN))


def _part(folder: Path, one: dict[str, Any]) -> Part:
    name, version = one["name"], one.get("version", "")
    said = (row.get("expression") or row["license"]["name"] for row in one["licenses"])
    return Part(name, version, ", ".join(said), _text(folder / TEXTS, name, version))


def _text(folder: Path, name: str, version: str) -> str:
    named = (folder / f"{name}-{version}", folder / name)
    found = next((path for path in named if path.is_dir()), None)
    paths = sorted(path for path in found.rglob("*") if path.is_file()) if found else []
    return "\n\n".join(path.read_bytes().decode("utf-8", "replace") for path in paths)


def key(name: str) -> str:
    """Return a part's name as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
