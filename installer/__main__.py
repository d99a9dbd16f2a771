"""``./run installer``: builds what is installed elsewhere, into ``build/installer``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from installer.problem import BuildRefused
from installer.windows.payload.build import build
from installer.windows.payload.locks import ROOT
from installer.windows.payload.twice import build_elsewhere

BUILT = ROOT / "build" / "installer"


def main(arguments: list[str] | None = None) -> int:
    """Build, and return the exit code: 1 if something was refused."""
    parser = argparse.ArgumentParser(prog="./run installer", description=__doc__)
    parser.add_argument("--payload-only", action="store_true", help="no packages of it")
    parser.add_argument(
        "--payload", type=Path, default=BUILT / "payload", help="the folder in which it is made"
    )
    parser.add_argument(
        "--twice", action="store_true", help="make it again elsewhere and compare every byte"
    )
    asked = parser.parse_args(arguments)
    payload: Path = asked.payload.resolve()
    started = time.monotonic()
    try:
        build(payload, _say)
        if asked.twice:
            _say("the same elsewhere")
            build_elsewhere(payload)
    except BuildRefused as error:
        _say(f"Refused: {error}")
        return 1
    _say(f"Built in {time.monotonic() - started:.0f} s: {_described(payload)}")
    return 0


def _described(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    return f"{folder}, {len(files)} files, {size / 1e6:.0f} MB"


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
