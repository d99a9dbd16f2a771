"""What of this installation is by others, and under which licence each part stands."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path

from scanstation.workflow.listed_parts import key, listed_parts

OWN = "scanstation"
WINDOW = "PySide6-Essentials"
"""Comes with the window; a station without one does not need it."""
_REQUIRED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_WORDS = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)
_TEXTS = ("", ".txt", ".md", ".rst")
LONG = 60
"""Characters of a licence's name; more is its text."""


@dataclass(frozen=True, slots=True)
class Licence:
    """One part: its name, version, licence in a word, and the licence's text as far as it came."""

    name: str
    version: str
    licence: str
    text: str


def licences(folder: Path | None = None) -> tuple[Licence, ...]:
    """Return every installed part that the program needs, by name.

    Args:
        folder: of an installation with a list of its parts; left out, the one that this Python
            lies in.
    """
    found: dict[str, Distribution] = {}
    _collect(OWN, found)
    _collect(WINDOW, found)
    found.pop(OWN, None)
    packages = [_licence(one) for one in found.values()]
    others = [
        Licence(one.name, one.version, one.licence, one.text or one.licence)
        for one in listed_parts(folder or Path(sys.prefix).parent)
        if key(one.name) not in found
    ]
    every = [*packages, *others]
    return tuple(sorted(every, key=lambda one: (one.name.casefold(), one.version)))


def _collect(name: str, found: dict[str, Distribution]) -> None:
    compared = key(name)
    if compared in found:
        return
    try:
        found[compared] = distribution(name)
    except PackageNotFoundError:  # for another system
        return
    for requirement in found[compared].requires or ():
        wanted = _REQUIRED.match(requirement)
        if wanted and "extra ==" not in requirement:
            _collect(wanted[0], found)


def _licence(one: Distribution) -> Licence:
    said = _first(one, "License-Expression") or _short(_first(one, "License")) or _classified(one)
    texts = [
        path.read_binary().decode("utf-8", "replace")  # old ones are in Latin-1
        for path in one.files or ()
        if _is_text(path) and Path(path.locate()).is_file()
    ]
    return Licence(one.metadata["Name"], one.version, said, "\n\n".join(texts) or said)


def _is_text(path: PackagePath) -> bool:
    """Names of old wheels say it, in newer ones a folder does (PEP 639)."""
    folder, *inside = path.parts
    named = _WORDS.search("/".join(inside)) is not None
    return folder.endswith(".dist-info") and named and path.suffix in _TEXTS


def _first(one: Distribution, key: str) -> str:
    return next(iter(one.metadata.get_all(key) or ()), "")


def _short(text: str) -> str:
    line = text.strip()
    return line if len(line) <= LONG and "\n" not in line else ""


def _classified(one: Distribution) -> str:
    every = one.metadata.get_all("Classifier") or []
    return ", ".join(
        item.rsplit("::", 1)[1].strip() for item in every if item.startswith("License ::")
    )
