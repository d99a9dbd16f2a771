"""The lock files in ``requirements/``: which packages, in which versions, with which hashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from installer.problem import BuildRefused

ROOT = Path(__file__).parents[3]
REQUIREMENTS = ROOT / "requirements"
_PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^ ;]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package; ``hashes`` are the SHA-256 of the files that may stand for it."""

    name: str
    version: str
    hashes: frozenset[str]


def normalized(name: str) -> str:
    """Return a package's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_lock(path: Path) -> tuple[Locked, ...]:
    """Return the packages of a lock file by name.

    Raises:
        BuildRefused: a line has no version or no hash.
    """
    lines = path.read_text("utf-8").replace("\\\n", " ").splitlines()
    found = [_locked(path, line) for line in lines if line.strip() and not line.startswith("#")]
    return tuple(sorted(found, key=lambda one: one.name))


def _locked(path: Path, line: str) -> Locked:
    pinned, hashes = _PINNED.match(line), frozenset(_HASH.findall(line))
    if pinned is None or not hashes:
        raise BuildRefused(f"{path.name}: no version or no hash: {line[:60]}")
    return Locked(normalized(pinned[1]), pinned[2], hashes)
