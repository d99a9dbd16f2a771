"""``python -m installer.linux``: the Debian package, into ``build/installer``; prints its path."""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from pathlib import Path

from installer.linux.build import build
from installer.linux.control import MAINTAINER
from installer.linux.tree import Checkout

ROOT = Path(__file__).parents[2]
LEVEL = 10


def main() -> None:
    """Build, and print where the package is."""
    parser = argparse.ArgumentParser(prog="python -m installer.linux", description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "installer")
    parser.add_argument("--maintainer", default=MAINTAINER, help="Name <address>")
    parser.add_argument("--level", type=int, default=LEVEL, help="of zstd, 1 to 22")
    options = parser.parse_args()
    print(make(options.output, options.maintainer, options.level))  # noqa: T201


def make(output: Path, maintainer: str = MAINTAINER, level: int = LEVEL) -> Path:
    """Build the package of this checkout for this system and return where it is.

    Args:
        output: a folder, made if there is none.
        level: of zstd, 1 to 22.

    Raises:
        CalledProcessError: a part could not be made; the tool has said why.
    """
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="scanstation-deb-") as work:
        checkout = Checkout(ROOT, cache(), commit_time(ROOT))
        return build(checkout, Path(work), output, maintainer, level)


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
