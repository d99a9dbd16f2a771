"""``python -m installer.linux``: the Debian package, into ``build/installer``; prints its path."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from installer.linux.build import build
from installer.linux.control import MAINTAINER, program_version
from installer.linux.tree import Checkout

ROOT = Path(__file__).parents[2]
LEVEL = 10


def main() -> None:
    """Build, and print where the package is."""
    parser = argparse.ArgumentParser(prog="python -m installer.linux", description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "installer")
    parser.add_argument("--maintainer", default=MAINTAINER, help="Name <address>")
    parser.add_argument("--level", type=int, default=LEVEL, help="of zstd, 1 to 22")
    parser.add_argument(
        "--version", default=program_version(ROOT), help="to test upgrades: another"
    )
    options = parser.parse_args()
    print(make(options.output, options.version, options.maintainer, options.level))  # noqa: T201


def make(output: Path, version: str, maintainer: str = MAINTAINER, level: int = LEVEL) -> Path:
    """Build the package of this checkout for this system and return where it is.

    Args:
        output: a folder, made if there is none.
        version: of the program, as it says itself.
        level: of zstd, 1 to 22.

    Raises:
        SystemExit: this interpreter is another version than the system's.
        CalledProcessError: a part could not be made; the tool has said why.
    """
    if (own := f"{sys.version_info.major}.{sys.version_info.minor}") != (its := system_python()):
        sys.exit(f"The package is for the system's Python {its}; this one is {own}.")
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="scanstation-deb-") as work:
        checkout = Checkout(ROOT, cache(), commit_time(ROOT), version)
        return build(checkout, Path(work), output, maintainer, level)


def system_python() -> str:
    """Return the minor version of the interpreter that the package depends on."""
    command = ["/usr/bin/python3", "-I", "-c", "import sys; print(*sys.version_info[:2], sep='.')"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def cache() -> Path:
    """Return the folder of downloads: ``SCANSTATION_CACHE``, else below ``~/.cache``."""
    named = os.environ.get("SCANSTATION_CACHE")
    return Path(named or Path.home() / ".cache" / "scanstation") / "installer"


def commit_time(root: Path) -> int:
    """Return ``SOURCE_DATE_EPOCH`` if it is set, else the time of the commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    command = ["git", "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, cwd=root, check=True, capture_output=True).stdout)


if __name__ == "__main__":
    main()
