"""What of Debian the package needs: what its libraries name, and what only running tells.

The first part is computed by Debian's own ``dpkg-shlibdeps``; the second (libraries that are opened
by name, language data, fonts, libraries of Qt's plugins) is the list that ``./run`` installs from,
so that a package cannot need less than a checkout.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

LIST = Path("packages.txt")
_TO_BUILD = frozenset({"python3-venv", "python3-dev", "gcc", "libsane-dev"})
_OPTIONAL = ("libqgtk3",)
"""Qt's looks of GTK: loaded where GTK is, and no reason to install it."""
_EVERYWHERE = frozenset(
    {
        *("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1"),
        *("ld-linux-x86-64.so.2", "libgcc_s.so.1", "libstdc++.so.6"),
    }
)
"""What every wheel may take; Qt needs the newest versions of them and is asked anyway."""


def python_packages() -> tuple[str, str]:
    """Return the range of the interpreter: binary packages fit one minor version only."""
    major, minor = sys.version_info[:2]
    return f"python3 (>= {major}.{minor}~)", f"python3 (<< {major}.{minor + 1})"


def listed_packages(root: Path) -> tuple[str, ...]:
    """Return the system packages of the program from ``packages.txt``, as in a control file.

    Alternatives stay alternatives: the package then installs on each of the systems.
    """
    section = ""
    found = []
    for line in (root / LIST).read_text(encoding="utf-8").splitlines():
        words = line.partition("#")[0].strip()
        if words.startswith("["):
            section = words
        elif words and section == "[app]" and words not in _TO_BUILD:
            found.append(" | ".join(name.strip() for name in words.split("|")))
    return tuple(found)


def linked_packages(tree: Path) -> tuple[str, ...]:
    """Return the packages of the libraries that the tree's own are linked to, with versions.

    Raises:
        CalledProcessError: a library is neither in the tree nor installed on this machine.
    """
    every = [path for path in binaries(tree) if not path.name.startswith(_OPTIONAL)]
    folders = sorted({str(path.parent) for path in every})
    programs = [path for path, needed in _needed(every).items() if needed - _EVERYWHERE]
    with tempfile.TemporaryDirectory() as work:
        control = Path(work) / "debian" / "control"
        control.parent.mkdir()
        control.write_text("Source: scanstation\n\nPackage: scanstation\nArchitecture: any\n")
        command = ["dpkg-shlibdeps", "-O", "--warnings=0", "--ignore-missing-info"]
        command += [f"-l{folder}" for folder in folders]
        command += [f"-e{path}" for path in programs]
        answer = subprocess.run(command, cwd=work, check=True, capture_output=True, text=True)
    return tuple(re.split(r",\s*", answer.stdout.strip().partition("=")[2]))


def _needed(paths: list[Path]) -> dict[Path, frozenset[str]]:
    """Return what each library is linked to; ``dpkg-shlibdeps`` takes a minute for all of them."""
    command = ["readelf", "--dynamic", "--wide", *map(str, paths)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[Path, set[str]] = {}
    for line in answer.stdout.splitlines():
        if line.startswith("File: "):
            found[path := Path(line.removeprefix("File: "))] = set()
        elif "(NEEDED)" in line:
            found[path].add(line[line.index("[") + 1 : line.rindex("]")])
    own = {path.name for path in paths}
    return {path: frozenset(names - own) for path, names in found.items()}


def binaries(tree: Path) -> Iterator[Path]:
    """Yield the shared libraries of the tree, in order."""
    for path in sorted(tree.rglob("*.so*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def merged(*parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return all packages once, by name; one with a version stands for one without."""
    found: dict[str, str] = {}
    for text in sorted(text for part in parts for text in part):
        name = text.partition(" (")[0]
        key = text if " | " in text else f"{name} {text.partition('(')[2][:2]}"
        found[key] = text
    versioned = {text.partition(" (")[0] for text in found.values() if "(" in text}
    return tuple(sorted(text for text in found.values() if versioned.isdisjoint(text.split(" | "))))
